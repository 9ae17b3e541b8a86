"""The node Folder Image Loader in ComfyUI's frontend, in both renderers: its pictures, walks, ends, links."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from PIL import Image
from playwright.sync_api import expect

from .dataset_graph import WAIT_MS, DatasetGraph
from .naming import name_of

pytestmark = pytest.mark.one_renderer

QUEUED = """
    const { api } = window.comfyAPI.api;
    window.penstockQueued = [];
    const original = api.queuePrompt;
    api.queuePrompt = async function (number, prompt, ...rest) {
      const [, node] = Object.entries(prompt.output).find(([, one]) => one.class_type === "FolderImageLoader");
      window.penstockQueued.push(node.inputs.index);
      return original.call(this, number, prompt, ...rest);
    };
    window.penstockPlain = () => (api.queuePrompt = original);
"""
"""From now on remember the index of each run that is queued."""

CONTROL = "const node = app.graph.getNodeById(argument); return node.widgets[2].value;"
"""What ComfyUI does with the index after each run: older frontends call that widget otherwise."""


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> DatasetGraph:
    """An empty graph, and a folder of the test's own with three pictures."""
    name = "".join(letter if letter.isalnum() else "_" for letter in name_of(request).removeprefix("test_"))
    graph = DatasetGraph(editor, name[:60])
    graph.pictures(["a2.png", "a10.png", "b.png"], ["a cat on a sofa"])
    return graph


@pytest.fixture
def queued(graph: DatasetGraph) -> Any:
    """The indices of the runs that are queued."""
    graph.editor.run(QUEUED)
    yield lambda: list(graph.editor.run("return window.penstockQueued;"))
    graph.editor.run("window.penstockPlain();")


def test_the_next_picture_shows_with_its_caption(graph: DatasetGraph) -> None:
    """In natural order, with what lies beside it; a click on a small one goes on from there."""
    node = graph.loader()
    graph.expect_place("1 of 3 · a2.png")
    part = graph.part("penstock_folder")
    expect(part.get_by_text("No caption")).to_be_visible()
    expect(graph.strip).to_have_count(3)
    graph.strip.nth(1).click()
    graph.expect_place("2 of 3 · a10.png")
    expect(part.get_by_text("a cat on a sofa")).to_be_visible()
    assert graph.editor.widget(node, "index") == 1
    expect(part.get_by_role("button", name="Run the other 2")).to_be_visible()
    assert graph.run()[node] == {"folder": [f"input/{graph.folder}"], "count": [3], "index": [1], "name": ["a10.png"]}


@pytest.mark.parametrize("mode", ["after", "before"])
def test_a_walk_queues_exactly_what_is_left(graph: DatasetGraph, queued: Any, mode: str) -> None:
    """Each picture once, also where ComfyUI counts before a run; then the node says that all are through."""
    graph.editor.run(f"await app.extensionManager.setting.set('Comfy.WidgetControlMode', '{mode}');")
    try:
        node = graph.loader()
        part = graph.part("penstock_folder")
        part.get_by_role("button", name="Run all (3)").click()
        graph.expect_place(f"All 3 pictures of input/{graph.folder} are through")
        assert queued() == [0, 1, 2]
        assert graph.editor.widget(node, "index") == 3
        assert graph.editor.run(CONTROL, node) == "increment"
        part.get_by_role("button", name="Start again").click()
        graph.expect_place("1 of 3 · a2.png")
        graph.strip.nth(1).click()
        part.get_by_role("button", name="Run the other 2").click()
        graph.expect_place(f"All 3 pictures of input/{graph.folder} are through")
        assert queued() == [0, 1, 2, 1, 2]
    finally:
        graph.editor.run("await app.extensionManager.setting.set('Comfy.WidgetControlMode', 'after');")


def test_what_cannot_be_shown_says_why(graph: DatasetGraph) -> None:
    """A folder that is not there, one that is not allowed, and an empty one; none is the input folder."""
    Image.new("RGB", (8, 8)).save(graph.path.parent / "beside.png")
    node = graph.add("FolderImageLoader")
    part = graph.part("penstock_folder")
    expect(part).to_contain_text("No folder is chosen: this is the input folder.", timeout=WAIT_MS)
    for folder, said in (("not there", "There is no folder"), ("/etc", "is in no allowed folder")):
        graph.editor.run("app.graph.getNodeById(argument[0]).widgets[0].value = argument[1];", [node, folder])
        graph.editor.run("app.graph.getNodeById(argument).widgets[0].callback(argument);", node)
        expect(part).to_contain_text(said, timeout=WAIT_MS)
        expect(part.get_by_role("button", name="Run")).to_be_hidden()
    empty = graph.path / "empty"
    empty.mkdir()
    graph.editor.run(
        "const widget = app.graph.getNodeById(argument[0]).widgets[0]; widget.value = argument[1]; widget.callback();",
        [node, f"{graph.folder}/empty"],
    )
    graph.expect_place(f"No pictures in input/{graph.folder}/empty")


def test_files_that_come_later_show(graph: DatasetGraph) -> None:
    """When the window has the focus again, the folder is read again."""
    graph.loader()
    graph.expect_place("1 of 3 · a2.png")
    graph.pictures(["a1.png"])
    graph.page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    graph.expect_place("1 of 4 · a1.png")


def test_a_linked_index_shows_what_the_last_run_took(graph: DatasetGraph) -> None:
    """Only a run can tell it: there is no walk to begin, and no small picture to go on from."""
    node, first = graph.loader(), graph.loader(index=1)
    graph.link(first, 4, node, "index")
    part = graph.page.locator("[data-penstock-widget=penstock_folder]:visible").first
    expect(part.locator(".penstock-dataset-next-place")).to_have_text("Known only during a run", timeout=WAIT_MS)
    expect(part.get_by_role("button", name="Run")).to_be_hidden()
    graph.run()
    expect(part.locator(".penstock-dataset-next-place")).to_have_text("2 of 3 · a10.png", timeout=WAIT_MS)
    expect(part.locator(".penstock-dataset-strip-tile").first).to_have_attribute("aria-disabled", "true")
