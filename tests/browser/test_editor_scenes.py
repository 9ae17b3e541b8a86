"""Nodes of scenes in ComfyUI's frontend, in both renderers: pickers, pictures, the editor in a dialog, runs."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import load
from .naming import name_of
from .scene_graph import SceneGraph
from .scene_page import BLUE, GREEN, RED, give, put_scene, saved_prompts, state
from .standalone_page import ask

pytestmark = pytest.mark.one_renderer

INTO_SUBGRAPH = """
    app.graph.convertToSubgraph(new Set(app.graph.nodes));
    const host = app.graph.nodes.find((one) => one.subgraph);
    app.canvas.openSubgraph(host.subgraph, host);
"""
MASKED = {"base": RED, "depth": GREEN, "pose_dw": BLUE, "girl_mask_bkgd": (255, 0, 0, 90)}


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> SceneGraph:
    """Two scenes of this test, and an empty graph."""
    graph = SceneGraph(editor, name_of(request).removeprefix("test_"))
    put_scene(editor.server, graph.scene(), pictures=MASKED)
    put_scene(editor.server, graph.scene("forest"), prompts={"version": 2, "prompts": {"tree": {"value": "a tree"}}})
    return graph


def select(graph: SceneGraph, **values: Any) -> str:
    """A node Scene Select that shows the first scene."""
    wanted = {"selected_scene": graph.scene(), "mask_name": "", "prompt_name": "positive", "seed": 1} | values
    return graph.add("SceneSelect", **wanted)


def test_names_are_picked_and_a_run_uses_them(graph: SceneGraph) -> None:
    """Scene, mask and prompt are chosen from what there is; the names are those of the scene, and a run takes them."""
    node = graph.add("SceneSelect", selected_scene="", mask_name="", prompt_name="", seed=1)
    assert graph.values(node, "control_after_generate") == ["fixed"]  # else each run were another one
    expect(graph.part().get_by_role("status").first).to_contain_text("Choose a scene")
    graph.choose("Scene", graph.scene())
    expect(graph.part().locator(".penstock-scene-strip li")).to_have_count(4)
    graph.choose("Mask", "girl")
    graph.choose("Prompt", "positive")
    assert graph.values(node, "selected_scene", "mask_name", "prompt_name") == [graph.scene(), "girl", "positive"]
    assert graph.pictures()[:3] == ["base", "depth", "mask:girl"]
    assert graph.run(graph.saver(node)).startswith("a cat on a sofa")
    graph.choose("Scene", graph.scene("forest"))
    graph.picker("Prompt").click()
    expect(graph.page.get_by_role("option", name="tree")).to_contain_text("a tree")
    expect(graph.part()).to_contain_text("There is no “positive” any more")
    expect(graph.page.get_by_role("option", name="negative")).to_have_count(0)


def test_the_editor_in_a_dialog_changes_what_runs_take(graph: SceneGraph) -> None:
    """Edited over the graph and not saved, runs take what was; saved, the node shows it and the next run takes it."""
    saver = graph.saver(select(graph))
    dialog = graph.open_editor()
    row = dialog.get_by_role("row").filter(has=graph.page.get_by_role("rowheader", name="positive", exact=True))
    row.locator("[data-column=value]").dblclick()
    graph.page.keyboard.press("Control+a")
    graph.page.keyboard.type("a dog at sea")
    graph.page.keyboard.press("Enter")
    dialog.get_by_label("Description").fill("windy")
    expect(state(graph.page)).to_have_text("Unsaved changes (2)")
    graph.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(graph.part()).to_contain_text("that are not saved are not in runs")
    assert graph.run(saver).startswith("a cat on a sofa")
    graph.open_editor()
    expect(state(graph.page)).to_have_text("Unsaved changes (2)")
    graph.page.keyboard.press("Control+s")
    expect(state(graph.page)).to_have_text("Saved")
    graph.page.keyboard.press("Escape")
    assert graph.run(saver).startswith("a dog at sea")
    assert saved_prompts(graph.server, graph.scene())["positive"] == "a dog at sea"


def test_pictures_of_the_dialog_show_in_the_node(graph: SceneGraph) -> None:
    """A picture that is dropped in the dialog is no workflow to ComfyUI, and shows in the node at once."""
    select(graph)
    expect(graph.part().locator("li[data-picture=depth] img")).to_be_visible()
    before = graph.editor.nodes()
    graph.open_editor()
    expect(graph.page.locator("penstock-scene-editor [data-picture=depth] img")).to_be_visible()
    give(graph.page, "penstock-scene-editor [data-picture=upscale]", BLUE)
    expect(graph.page.locator("penstock-scene-editor [data-picture=upscale] img")).to_be_visible()
    graph.page.keyboard.press("Escape")
    expect(graph.part().locator("li[data-picture=upscale] img")).to_be_visible()
    assert graph.editor.nodes() == before


def test_linked_nodes_show_the_scene_that_comes(graph: SceneGraph) -> None:
    """Nodes that get their scene by a link show it, through others too, and another one when that is chosen."""
    source = graph.add("SceneLoad", 60, 80, scene_name=graph.scene())
    update = graph.add("SceneUpdate", 440, 80)
    view = graph.add("SceneView", 880, 80, mask_name="none", depth_type="depth", pose_type="dw")
    graph.link(source, "scene_info", update, "scene_info_in")
    graph.link(update, "scene_info", view, "scene_info")
    expect(graph.part().locator(".penstock-scene-node-linked")).to_have_text(graph.scene())
    expect(graph.part().locator("li[data-out]")).to_have_count(3)
    assert graph.pictures()[:3] == ["base", "depth", "pose_dw"]
    graph.part().get_by_role("button", name="View depth").click()
    expect(graph.page.locator(".penstock-scene-view strong")).to_have_text("depth (2/4)")
    graph.page.keyboard.press("Escape")
    expect(graph.part().get_by_role("button", name="View depth")).to_be_focused()
    graph.choose("Mask", "girl")
    assert graph.values(view, "mask_name") == ["girl"]
    graph.editor.run(
        "app.graph.getNodeById(argument).widgets.find((one) => one.name === 'scene_name').value = ''", source
    )
    graph.editor.run("app.graph.getNodeById(argument).onConfigure?.({})", source)
    expect(graph.part().locator(".penstock-scene-node-linked")).to_have_text("No scene")


def test_a_scene_that_only_a_run_knows(graph: SceneGraph) -> None:
    """A scene whose name another node puts out is shown after the run that took it."""
    text = graph.add("LibberApply", 40, 80, text=graph.scene(), seed=1)
    source = graph.add("SceneLoad", 480, 80)
    view = graph.add("SceneView", 880, 80, mask_name="", depth_type="depth", pose_type="dw")
    graph.link(text, "result", source, "scene_name")
    graph.link(source, "scene_info", view, "scene_info")
    expect(graph.part().locator(".penstock-scene-node-linked")).to_have_text("Known only during a run")
    graph.run()
    expect(graph.part().locator("li[data-out]")).to_have_count(3)


def test_a_new_scene_is_named_in_its_node(graph: SceneGraph) -> None:
    """Scene Create says whether a run makes the scene that is named, or changes one that is there."""
    node = graph.add("SceneCreate", scene_name="")
    field = graph.picker("Scene")
    field.click()
    graph.page.keyboard.type(graph.scene("new"))
    graph.page.keyboard.press("Tab")
    expect(graph.part()).to_contain_text("A run makes this scene.")
    assert graph.values(node, "scene_name") == [graph.scene("new")]
    ask(graph.server, "POST", "/penstock/scenes", {"name": graph.scene("new")})
    expect(graph.part()).to_contain_text("exists: a run changes it.")


def test_a_renamed_scene_is_followed_and_a_deleted_one_told(graph: SceneGraph) -> None:
    """A rename elsewhere renames it in the node; a deleted scene is said to be gone, and comes back."""
    node = select(graph)
    expect(graph.part().locator("li[data-picture=base]")).to_be_visible()
    graph.ask("patch", graph.scene(), data={"name": graph.scene("shore")})
    expect(graph.picker("Scene")).to_have_value(graph.scene("shore"))
    assert graph.values(node, "selected_scene") == [graph.scene("shore")]
    trash = graph.ask("delete", graph.scene("shore"))["trash"]
    expect(graph.part()).to_contain_text(f"There is no scene “{graph.scene('shore')}”")
    graph.page.request.post(f"{graph.server.address}/penstock/scene_trash/{trash}/restore")
    expect(graph.part().locator("li[data-picture=base]")).to_be_visible()


def test_workflow_reload_and_copy_keep_the_choices(graph: SceneGraph) -> None:
    """A saved workflow that is loaded in a new page has scene, mask and prompt again; a pasted copy has them too."""
    node = select(graph, mask_name="girl")
    expect(graph.part().locator("li[data-picture=base]")).to_be_visible()
    graph.editor.run("app.canvas.selectNode(app.graph.getNodeById(argument)); app.canvas.copyToClipboard();", node)
    graph.editor.run("app.canvas.pasteFromClipboard({ position: [560, 80] });")
    expect(graph.page.locator("[data-penstock-widget=penstock_scene]:visible")).to_have_count(2)
    expect(graph.picker("Mask")).to_have_value("girl")
    workflow = graph.editor.run("return app.graph.serialize();")
    load(graph.editor)
    graph.editor.run("app.graph.clear(); await app.loadGraphData(argument);", workflow)
    expect(graph.page.locator("[data-penstock-widget=penstock_scene]:visible")).to_have_count(2)
    for label, value in (("Scene", graph.scene()), ("Mask", "girl"), ("Prompt", "positive")):
        expect(graph.picker(label)).to_have_value(value)
    graph.editor.problems.clear()  # the frontend says much while it is loaded


@pytest.mark.usefixtures("leave_no_subgraph")
def test_in_a_subgraph(graph: SceneGraph) -> None:
    """In a subgraph a node shows its scene, another one can be chosen, and a run takes that."""
    select(graph)
    graph.editor.run(INTO_SUBGRAPH)
    expect(graph.part().locator("li[data-picture=base]")).to_be_visible()
    graph.choose("Scene", graph.scene("forest"))
    expect(graph.part().locator("li[data-picture]")).to_have_count(1)
    expect(graph.part()).to_contain_text("There is no “positive” any more")
    graph.choose("Prompt", "tree")
    sent = graph.editor.run("return Object.values((await app.graphToPrompt()).output);")
    assert [(one["inputs"]["selected_scene"], one["inputs"]["prompt_name"]) for one in sent] == [
        (graph.scene("forest"), "tree")
    ]


def test_what_is_only_for_old_workflows_is_hidden(graph: SceneGraph) -> None:
    """Inputs that must stay empty, and those that the pickers stand for, are no fields of their own in a node."""
    select(graph)
    expect(graph.picker("Scene")).to_have_value(graph.scene())
    shown = graph.editor.run("return app.graph.nodes[0].widgets.filter((one) => !one.hidden).map((one) => one.name);")
    assert set(shown).isdisjoint({"scenes_dir", "selected_scene", "mask_name", "prompt_name"})
    inputs = graph.editor.run("return app.graph.nodes[0].inputs.filter((one) => !one.widget).map((one) => one.name);")
    assert {"selected_scene", "mask_name", "prompt_name"} <= set(inputs)
