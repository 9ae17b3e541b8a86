"""What axe says of the nodes of data sets in ComfyUI's own page, before and after a run."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .dataset_graph import WAIT_MS, DatasetGraph
from .test_accessibility import NO_REGIONS, faults


@pytest.mark.nightly
def test_nodes_of_data_sets_have_no_faults(editor: Any) -> None:
    """Each node, with nothing, with a folder, behind the last picture, and with what a run says."""
    graph, found = DatasetGraph(editor, "seen_by_axe"), {}
    graph.pictures(["a.png", "b.png"], ["a cat"], (100, 40))

    def look(state: str) -> None:
        found[state] = faults(editor.page, {"include": [[".penstock-dataset-node"]]}, NO_REGIONS)

    for kind in ("BucketResize", "SaveImageSidecars", "PoolExport", "DatasetStatistics"):
        graph.add(kind)
        expect(editor.page.locator(".penstock-dataset-node:visible")).to_have_count(1)
        look(f"{kind}, new")
        editor.run("app.graph.clear();")
    loader, bucket = graph.loader(), graph.add("BucketResize", 480, 80)
    graph.link(loader, 0, bucket, "image")
    graph.link(bucket, 0, graph.add("PreviewImage", 480, 700), "images")
    graph.add("DatasetStatistics", 880, 80, folder=graph.folder)
    graph.expect_place("1 of 2 · a.png")
    graph.run()
    expect(graph.part("penstock_statistics")).to_contain_text("2 pictures", timeout=WAIT_MS)
    look("after a run")
    graph.part("penstock_folder").get_by_role("button", name="Run all (2)").click()
    graph.expect_place(f"All 2 pictures of input/{graph.folder} are through")
    look("behind the last picture")
    assert {state: some for state, some in found.items() if some} == {}
