"""An execution that runs while one looks at it: nodes save, the server goes away and comes back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .execution_page import Made, make_execution, tile, tiles
from .naming import of_try
from .standalone_page import ask

# What addresses mean, as nodes and pages have them.
NAMES = """async () => {
  const { keyOf, keyOfFolder, imagesDirOf, textOf } = await import("/penstock/web/executions/execution_names.js");
  const key = { story: "a day", job: "j.1", exec_id: "20261121_101500_abc123" };
  const folder = imagesDirOf(key);
  const outside = ["", "stories/a/jobs/b", "/tmp/x", `${folder}/more`, "a/b/c"];
  const windows = `C:\\\\out\\\\${folder.replaceAll("/", "\\\\")}`;
  const folders = [folder, `/data/output/${folder}`, windows, folder.replace(/images$/, "videos")];
  return {
    read: folders.map((one) => textOf(keyOfFolder(one))),
    outside: outside.map(keyOfFolder),
    texts: [textOf(keyOf(textOf(key))), keyOf("a/b"), keyOf("a//b"), keyOf(null)],
  };
}"""


def run(server: Any, made: Made, order: int, scene: str) -> None:
    """Run a graph that saves a picture of a scene into the execution."""
    folder = f"stories/{made.story}/jobs/job1/executions/{made.exec_id}/images"
    saves = {"images": ["1", 0], "variants": 3, "exec_images_dir": folder, "scene_order": order, "scene_name": scene}
    saves |= {"scene_index": 0, "image_format": "png", "quality": 95}
    graph = {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 64, "height": 48, "batch_size": 1, "color": 255}},
        "2": {"class_type": "StorySaveImage", "inputs": saves},
    }
    ask(server, "POST", "/prompt", {"prompt": graph})


def test_a_run_is_followed(server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """A picture that a node saves stands in its place at once, the bar moves, and the newest one is shown."""
    made = make_execution(server, of_try(request, "followed"))
    page = open_page(made.page(server))
    expect(tiles(page)).to_have_count(8)
    run(server, made, 3, "finale")
    expect(tile(page, "finale", 0)).to_be_visible()
    expect(page.locator(".penstock-execution-numbers")).to_have_text("9 of 12 pictures")
    page.get_by_role("button", name="Newest: finale, variant 1").click()
    expect(page.locator(".penstock-large-place")).to_contain_text("Scene 4 · variant 1 · 9 of 9")
    run(server, made, 2, "harbour")
    expect(page.locator(".penstock-large-place")).to_contain_text("10 of 10")
    page.keyboard.press("Escape")
    expect(tile(page, "finale", 0)).to_be_focused()
    expect(page.get_by_role("button", name="Newest: harbour, variant 3")).to_be_visible()
    assert page.evaluate(NAMES) == {
        "read": ["a day/j.1/20261121_101500_abc123"] * 4,
        "outside": [None] * 5,
        "texts": ["a day/j.1/20261121_101500_abc123", None, None, None],
    }


def test_the_page_goes_on_after_a_restart(
    start_server: Callable[..., Any], tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """What is shown stays while the server is away; what came in the meantime is there when it is back."""
    server = start_server(tmp_path)
    made = make_execution(server, "restarted")
    page = open_page(made.page(server))
    expect(tiles(page)).to_have_count(8)
    server.stop()
    expect(page.get_by_text("The connection is lost")).to_be_visible()
    made.save(3, 1)
    expect(tiles(page)).to_have_count(8)
    server.restart()
    expect(tile(page, "finale", 1)).to_be_visible(timeout=15_000)
    tile(page, "finale", 1).focus()
    page.keyboard.press("p")
    expect(tile(page, "finale", 1)).to_have_accessible_name("finale, variant 2, Best of its scene")
