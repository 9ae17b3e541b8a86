"""Nodes that fit, save, export and count data sets in ComfyUI's frontend, in both renderers."""

import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .dataset_graph import WAIT_MS, DatasetGraph
from .naming import name_of

pytestmark = pytest.mark.one_renderer


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> DatasetGraph:
    """An empty graph, and a folder of the test's own with three pictures."""
    name = "".join(letter if letter.isalnum() else "_" for letter in name_of(request).removeprefix("test_"))
    graph = DatasetGraph(editor, name[:60])
    graph.pictures(["a.png", "b.png", "c.png"], ["a cat", "a dog"], (100, 40))
    return graph


def pool(graph: DatasetGraph) -> str:
    """A pool with the pictures of the folder; its id."""
    name = re.sub(r"[^a-z0-9]+", "-", graph.folder.lower())[:40].strip("-")
    address = f"{graph.editor.server.address}/penstock/pools/{name}/slots"
    for file in sorted(graph.path.glob("*.png")):
        part = {"name": file.name, "mimeType": "image/png", "buffer": file.read_bytes()}
        assert graph.page.request.post(address, multipart={"images": part}).ok
    return name


def test_a_bucket_shows_what_is_kept(graph: DatasetGraph) -> None:
    """After a run: the size, how much it was enlarged and cut, the picture; undo leaves it there."""
    loader, bucket = graph.loader(), graph.add("BucketResize", 480, 80)
    graph.link(loader, 0, bucket, "image")
    graph.link(bucket, 0, graph.add("PreviewImage", 860, 400), "images")
    part = graph.part("penstock_bucket")
    expect(part).to_contain_text("A run shows here")
    graph.run()
    expect(part).to_contain_text("1984 \u00d7 768", timeout=WAIT_MS)
    expect(part).to_contain_text("from 100 \u00d7 40 · enlarged 19.84\u00d7")
    expect(part).to_contain_text("Enlarged more than 1.5\u00d7")
    expect(part.locator("svg image")).to_have_attribute("href", re.compile(r"picture\?.*name=a\.png"))
    graph.editor.capture()
    graph.add("Sidecar", 480, 500)
    graph.editor.capture()
    graph.editor.undo_to("BucketResize", "FolderImageLoader", "PreviewImage", "PreviewImage")
    expect(graph.part("penstock_bucket")).to_contain_text("1984 \u00d7 768", timeout=WAIT_MS)


def test_a_folder_is_chosen_for_saving(graph: DatasetGraph) -> None:
    """The dialog writes the folder into the node; what is saved there has its texts beside it."""
    loader, save = graph.loader(), graph.add("SaveImageSidecars", 860, 80, filename_prefix="one")
    sidecar = graph.add("Sidecar", 480, 400)
    graph.link(loader, 0, save, "images")
    graph.link(loader, 1, sidecar, "content")
    graph.link(sidecar, 0, save, "sidecar")
    graph.part("penstock_save").get_by_role("button", name="Choose folder…").click()
    dialog = graph.page.get_by_role("dialog")
    dialog.get_by_label("Folder", exact=True).fill(f"input/{graph.folder}/saved")
    dialog.get_by_role("button", name="Save here").click()
    expect(dialog).to_have_count(0)
    graph.expect_value(save, "output_folder", f"input/{graph.folder}/saved")
    graph.run()
    saved = sorted(path.name for path in (graph.path / "saved").iterdir())
    assert saved == ["one_00001_.png", "one_00001_.txt"]
    assert (graph.path / "saved" / "one_00001_.txt").read_text() == "a cat"


def test_an_export_says_what_it_would_write_and_what_it_wrote(graph: DatasetGraph) -> None:
    """A pool is chosen; before the run the node knows what comes; after it where that is."""
    name = pool(graph)
    export = graph.add("PoolExport", 80, 80, folder=f"datasets/{graph.folder}")
    part = graph.part("penstock_export")
    expect(part).to_contain_text("No pool: choose one")
    part.get_by_role("button", name="Choose pool…").click()
    dialog = graph.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="New pool")).to_have_count(0)
    dialog.get_by_role("searchbox").fill(name)
    dialog.get_by_role("button", name=name).click()
    graph.expect_value(export, "pool", name)
    expect(part).to_contain_text(f"A run writes 3 pictures to output/datasets/{graph.folder}", timeout=WAIT_MS)
    graph.run()
    expect(part).to_contain_text(f"3 pictures are in output/datasets/{graph.folder}", timeout=WAIT_MS)
    expect(part).to_contain_text(f"A run writes 3 pictures to output/datasets/{graph.folder}-2", timeout=WAIT_MS)
    with graph.page.context.expect_page() as opened:
        part.get_by_role("button", name="Open").click()
    expect(opened.value.get_by_text("0001.png").first).to_be_visible(timeout=WAIT_MS)
    opened.value.close()


def test_an_export_that_cannot_be_says_why_before_it_runs(graph: DatasetGraph) -> None:
    """A folder that is not allowed."""
    graph.add("PoolExport", 80, 80, pool=pool(graph), folder="/etc/training")
    expect(graph.part("penstock_export")).to_contain_text("is in no allowed folder", timeout=WAIT_MS)


def test_statistics_show_buckets_and_warnings(graph: DatasetGraph) -> None:
    """Drawn to their shape, with counts; warnings with the pictures that they are about."""
    graph.add("DatasetStatistics", 80, 80, folder=graph.folder)
    part = graph.part("penstock_statistics")
    expect(part).to_contain_text("A run shows here what is counted.")
    graph.run()
    expect(part).to_contain_text("3 pictures · 2 captions · 0 masks", timeout=WAIT_MS)
    buckets = part.get_by_role("list", name="Buckets").get_by_role("listitem")
    expect(buckets).to_have_count(1)
    expect(buckets.first).to_contain_text("1984 \u00d7 768: 3 pictures")
    warnings = part.get_by_role("list", name="Warnings")
    expect(warnings).to_contain_text("1 picture has no caption.")
    expect(warnings).to_contain_text("c.png")


def test_the_end_of_a_walk_with_a_linked_index(graph: DatasetGraph) -> None:
    """The run fails, and the node says that all pictures are through."""
    export = graph.add("PoolExport", 80, 500, pool=pool(graph), folder=f"datasets/{graph.folder}")
    loader = graph.loader()
    graph.run()
    graph.link(export, 1, loader, "index")
    with pytest.raises(Exception, match="All 3 pictures of"):
        graph.run()
    graph.expect_place(f"All 3 pictures of input/{graph.folder} are through")
    graph.editor.problems.clear()  # ComfyUI tells of the failed run


@pytest.mark.nightly
@pytest.mark.usefixtures("leave_no_subgraph")
def test_a_walk_in_a_subgraph(graph: DatasetGraph) -> None:
    """Inside a subgraph the loader walks as outside of it."""
    loader = graph.loader()
    graph.editor.run(
        "app.graph.convertToSubgraph(new Set(app.graph.nodes));"
        "const host = app.graph.nodes.find((one) => one.subgraph); app.canvas.openSubgraph(host.subgraph, host);"
    )
    graph.expect_place("1 of 3 · a.png")
    graph.part("penstock_folder").get_by_role("button", name="Run all (3)").click()
    graph.expect_place(f"All 3 pictures of input/{graph.folder} are through")
    assert loader
