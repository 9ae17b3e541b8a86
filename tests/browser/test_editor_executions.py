"""The nodes of executions in ComfyUI's real frontend, in both of its renderers."""

import json
import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .execution_page import Made, make_execution, tile
from .libber_graph import LibberGraph
from .naming import name_of

pytestmark = pytest.mark.one_renderer

INIT, SAVE = "StoryExecutionInit", "StorySaveImage"
LINK = """
    const [from, output, to, input] = argument;
    const [source, target] = [from, to].map((id) => app.graph.getNodeById(id));
    source.connect(source.outputs.findIndex((one) => one.name === output), target, input);
"""
# The nodes that show executions, in their order.
OURS = """
    const isOurs = ({ name }) => name.startsWith("penstock_execution");
    return app.graph.nodes.filter((node) => node.widgets?.some(isOurs)).map((node) => String(node.id));
"""
# How much room is below the preview of what a node saved, once that is there; Vue nodes are laid out by the browser.
ROOM = """
    if (LiteGraph.vueNodesMode) return 0;
    const node = app.graph.getNodeById(argument);
    const preview = () => node.widgets.find((one) => one.name === "$$canvas-image-preview");
    for (let frame = 0; frame < 600 && !preview()?.last_y; frame += 1) await new Promise(requestAnimationFrame);
    return node.size[1] - preview().last_y - 200;
"""
SET = """
    const widgets = app.graph.getNodeById(argument[0]).widgets;
    for (const [name, value] of Object.entries(argument[1])) widgets.find((one) => one.name === name).value = value;
"""


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> LibberGraph:
    """A graph; its name is part of that of its story."""
    words = name_of(request).removeprefix("test_").replace("[", " ").replace("]", "")
    return LibberGraph(editor, words[:60].strip())


@pytest.fixture
def made(graph: LibberGraph) -> Made:
    """An execution with 8 of 12 pictures."""
    return make_execution(graph.editor.server, graph.name, picks={0: "000_opening_01.png"})


def connect(graph: LibberGraph, *wires: tuple[str, str, str, str]) -> None:
    """Link outputs to inputs, each by its name."""
    for wire in wires:
        graph.editor.run(LINK, list(wire))


def shown(graph: LibberGraph, node: str) -> Any:
    """What a node shows of executions: elements in both renderers know their node by their order in the graph."""
    return graph.page.locator(".penstock-execution-node:visible").nth(graph.editor.run(OURS).index(node))


def make_story(graph: LibberGraph, scenes: int) -> str:
    """A story of scenes with texts of their own; returns its name."""
    names = [f"{graph.name[:56]} {at}" for at in range(scenes)]
    for name in names:
        graph.ask("post", "/penstock/scenes", data={"name": name})
    story = graph.name
    graph.ask("post", "/penstock/stories", data={"name": story, "scenes": names})
    draft = graph.ask("post", f"/penstock/stories/{story}/drafts", data={})
    keys = [key for key in draft["entries"] if key.startswith("scene:")]
    edits = [{"key": key, "value": {"prompt_source": "custom", "custom_prompt": "a cat"}} for key in keys]
    path = f"/penstock/stories/{story}/drafts/{draft['id']}"
    draft = graph.ask("patch", path, data={"edits": edits})
    graph.ask("post", f"{path}/save", data={"revision": draft["revision"]})
    return story


def test_an_execution_is_chosen_and_opened(graph: LibberGraph, made: Made) -> None:
    """A node offers executions by name, keeps a folder that means the same on every machine, and shows the pictures."""
    node = graph.add("StoryImageCollector")
    own = shown(graph, node)
    own.get_by_role("combobox").click()
    graph.page.keyboard.type(graph.name)
    graph.page.get_by_role("option", name=f"{made.story} · Nov 21").click()
    folder = f"stories/{made.story}/jobs/job1/executions/{made.exec_id}/images"
    assert graph.value(node, "exec_images_dir") == folder
    expect(own.get_by_role("combobox")).to_have_value(re.compile(f"^{made.story} · Nov 21.*:15:00"))
    expect(own.locator("penstock-name-picker")).to_have_attribute("title", made.key)
    expect(own.locator(".penstock-execution-numbers")).to_have_text("8 of 12 pictures")
    expect(own.locator(".penstock-execution-thumbs button")).to_have_count(3)
    made.save(3, 0)
    expect(own.locator(".penstock-execution-thumbs button")).to_have_count(4)
    own.get_by_role("button", name="Open the execution").click()
    dialog = graph.page.get_by_role("dialog")
    expect(dialog.locator(".penstock-sheet-tile")).to_have_count(9)
    tile(graph.page, "opening", 2).focus()
    graph.page.keyboard.press("p")
    graph.page.keyboard.press("Delete")
    expect(dialog.locator(".penstock-sheet-tile")).to_have_count(8)
    assert graph.editor.nodes() == ["StoryImageCollector"]
    graph.page.keyboard.press("Escape")
    graph.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_a_run_goes_on_where_it_was(graph: LibberGraph) -> None:
    """New each run, or one that is chosen: its first run begins it, the next one finds nothing to do."""
    story = make_story(graph, 3)
    places = {INIT: 40, SAVE: 440, "StoryLoad": 860, "EmptyImage": 1000, "StorySceneBatch": 1040}
    nodes = {kind: graph.add(kind, x) for kind, x in places.items()}
    for kind, values in (
        ("StoryLoad", {"story_name": story}),
        ("EmptyImage", {"width": 64, "height": 64, "batch_size": 2}),
        ("StorySceneBatch", {"story_name": story, "variants": 2}),
        (SAVE, {"variants": 2}),
    ):
        graph.editor.run(SET, [nodes[kind], values])
    connect(
        graph,
        (nodes["StoryLoad"], "story_info", nodes[INIT], "story_info"),
        (nodes["EmptyImage"], "IMAGE", nodes[INIT], "image"),
        (nodes[INIT], "exec_id", nodes["StorySceneBatch"], "exec_id"),
        (nodes[INIT], "job_id", nodes["StorySceneBatch"], "job_id"),
        (nodes[INIT], "image", nodes[SAVE], "images"),
        (nodes["StorySceneBatch"], "scene_batch", nodes[SAVE], "scene_batch"),
        (nodes["StorySceneBatch"], "scene_index", nodes[SAVE], "scene_index"),
    )
    init, save = shown(graph, nodes[INIT]), shown(graph, nodes[SAVE])
    expect(init.get_by_role("button", name="New each run")).to_have_attribute("aria-pressed", "true")
    init.get_by_role("button", name="Continue").click()
    init.get_by_role("button", name="New id").click()
    expect(init).to_contain_text("Begins with the next run")
    chosen = graph.value(nodes[INIT], "exec_id")
    assert chosen
    smallest = "const node = app.graph.getNodeById(argument); node.setSize([node.size[0], node.computeSize()[1]]);"
    graph.editor.run(smallest, nodes[SAVE])
    graph.run()
    for own in (init, save):
        expect(own.locator(".penstock-execution-numbers")).to_have_text("6 pictures")
        expect(own.locator(".penstock-execution-thumbs button")).to_have_count(3)
    assert graph.editor.run(ROOM, nodes[SAVE]) >= 0
    executions = graph.ask("get", f"/penstock/executions?story={story}")["executions"]
    assert [(one["exec_id"], one["images_count"], one["finished"] is not None) for one in executions] == [
        (chosen, 6, True)
    ]
    expect(init).to_contain_text("All 6 pictures are there")
    init.get_by_role("button", name="New each run").click()
    assert graph.value(nodes[INIT], "exec_id") == ""
    graph.run()
    assert len(graph.ask("get", f"/penstock/executions?story={story}")["executions"]) == 2
    expect(save.locator(".penstock-execution-strip-title")).not_to_have_attribute("title", chosen)
    newest = save.locator(".penstock-execution-strip-title").get_attribute("title")
    workflow = json.dumps(graph.editor.run("return app.graph.serialize();"))
    assert newest not in workflow
    graph.editor.run("await app.loadGraphData(JSON.parse(argument));", workflow)
    for own in (shown(graph, nodes[INIT]), shown(graph, nodes[SAVE])):
        expect(own.locator(".penstock-execution-strip-title")).to_have_attribute("title", str(newest))


def test_a_workflow_keeps_what_was_chosen(graph: LibberGraph, made: Made) -> None:
    """Saved and loaded, copied and undone, a node has its execution; nothing else of it is in the workflow."""
    node = graph.add("StoryTransitions")
    folder = f"stories/{made.story}/jobs/job1/executions/{made.exec_id}/images"
    graph.editor.run(SET, [node, {"exec_images_dir": folder}])
    workflow = json.dumps(graph.editor.run("return app.graph.serialize();"))
    graph.editor.run("await app.loadGraphData(JSON.parse(argument));", workflow)
    expect(graph.page.locator(".penstock-execution-numbers:visible")).to_have_text("8 of 12 pictures")
    assert graph.value(node, "exec_images_dir") == folder
