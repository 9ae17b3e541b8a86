"""Nodes of libbers in the course of a day, in both renderers: reloads, restarts, undo, copies, subgraphs."""

import json
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import load
from .libber_graph import LibberGraph
from .libber_page import edit_cell, snippet
from .naming import name_of

pytestmark = pytest.mark.one_renderer

LIBS = {"animal": "a %size% cat", "size": "tiny"}
INTO_SUBGRAPH = """
    app.canvas.selectItems(app.graph.nodes);
    app.graph.convertToSubgraph(new Set(app.graph.nodes));
    const host = app.graph.nodes.find((one) => one.subgraph);
    app.canvas.openSubgraph(host.subgraph, host);
"""


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> LibberGraph:
    """A library, a node that edits it and one that applies it."""
    graph = LibberGraph(editor, name_of(request).removeprefix("test_").replace("[", " ").replace("]", ""))
    name = graph.make("Animals", LIBS)
    graph.made.append(graph.add("LibberManager", 60, libber_name=name))
    graph.made.append(graph.add("LibberApply", 620, libber_name=name))
    expect(snippet(graph.table, "size")).to_contain_text("tiny")
    return graph


def bar(graph: LibberGraph) -> Any:
    """What the editor says of its changes."""
    return graph.table.locator("penstock-save-bar").get_by_role("status")


def test_a_reload_in_the_middle_of_an_edit(graph: LibberGraph) -> None:
    """A page that is loaded again has the text as far as it was typed, and the unsaved snippets."""
    graph.editor.capture()
    edit_cell(graph.table, "size", "tiny", "huge")
    expect(bar(graph)).to_have_text("Unsaved changes (1)")
    graph.write("I see %animal%, ha")
    kept = "() => Object.values({ ...localStorage, ...sessionStorage }).some((one) => one.includes('%animal%, ha'))"
    graph.page.wait_for_function(kept)  # the frontend keeps its workflows itself
    load(graph.editor)
    expect(graph.text).to_have_value("I see %animal%, ha")
    graph.expect_result("I see a tiny cat, ha")
    expect(graph.apply).to_contain_text("are not used until they are saved")
    expect(snippet(graph.table, "size")).to_contain_text("huge")
    graph.table.get_by_role("button", name="Save", exact=True).click()
    graph.expect_result("I see a huge cat, ha")
    graph.editor.problems.clear()  # the frontend says much while it is loaded


def test_a_restart_of_the_server(graph: LibberGraph) -> None:
    """What is typed while the server is away is kept, stored when it is back, saved, and used by a run."""
    graph.write("%size%")
    edit_cell(graph.table, "size", "tiny", "huge")
    expect(bar(graph)).to_have_text("Unsaved changes (1)")
    graph.editor.server.stop()
    edit_cell(graph.table, "animal", "a %size% cat", "a %size% dog")
    expect(bar(graph)).to_have_text("Not stored yet: no connection")
    graph.editor.server.restart()
    expect(bar(graph)).to_have_text("Unsaved changes (2)", timeout=20_000)
    graph.table.get_by_role("button", name="Save", exact=True).click()
    expect(bar(graph)).to_have_text("Saved")
    graph.expect_result("huge")
    said = json.loads(graph.run()[graph.made[0]]["text"][1])
    assert said == {"animal": "a %size% dog", "size": "huge"}
    graph.editor.problems.clear()  # the frontend tells of the server that was away


@pytest.mark.nightly
def test_choosing_is_undone_with_the_graph(graph: LibberGraph) -> None:
    """ComfyUI's undo takes the choice of libbers back, the chained ones too, and the page shows that."""
    other = graph.make("More", {"tail": "long"})
    graph.editor.capture()
    graph.apply.get_by_role("button", name="Add a libber").click()
    field = graph.apply.get_by_role("combobox", name="Libber 2")
    expect(field).to_be_focused()
    field.fill(other)
    expect(graph.option(other)).to_be_visible()
    graph.page.keyboard.press("Enter")
    expect(graph.apply.get_by_role("button", name="Insert %tail%")).to_be_visible()
    assert graph.value(graph.made[1], "more_libbers") == other
    graph.editor.capture()
    tracker = "app.extensionManager.workflow.activeWorkflow.changeTracker"
    chained = (
        "app.graph.nodes.find((node) => node.type === 'LibberApply').widgets.some((one) => one.value === argument)"
    )
    graph.editor.run(f"for (let step = 0; step < 4 && {chained}; step += 1) await {tracker}.undo();", other)
    expect(graph.apply.get_by_role("button", name="Insert %size%")).to_be_visible()
    expect(graph.apply.get_by_role("button", name="Insert %tail%")).to_have_count(0)
    expect(graph.apply.get_by_role("combobox")).to_have_count(1)


@pytest.mark.nightly
def test_copies_show_the_same_library(graph: LibberGraph) -> None:
    """A copied editor is one more view of the same library, and both can be taken away."""
    graph.editor.run("app.canvas.copyToClipboard([app.graph.nodes[0]]); app.canvas.pasteFromClipboard();")
    graph.editor.run("app.graph.nodes.at(-1).pos = [60, 640];")
    editors = graph.page.locator("penstock-libber-editor")
    expect(editors).to_have_count(2)
    edit_cell(editors.first, "size", "tiny", "huge")
    expect(snippet(editors.nth(1), "size")).to_contain_text("huge")
    graph.editor.run("app.graph.remove(app.graph.nodes.at(-1));")
    expect(editors).to_have_count(1)
    expect(snippet(graph.table, "size")).to_contain_text("huge")


@pytest.mark.usefixtures("leave_no_subgraph")
def test_nodes_work_inside_a_subgraph(graph: LibberGraph) -> None:
    """In a subgraph the nodes keep what they have, show it, and a run is sent it."""
    graph.write("%animal%")
    graph.page.keyboard.press("Escape")
    graph.expect_result("a tiny cat")
    graph.editor.run(INTO_SUBGRAPH)
    expect(snippet(graph.table, "size")).to_contain_text("tiny")
    expect(graph.text).to_have_value("%animal%")
    graph.expect_result("a tiny cat")
    graph.write(" %size%")
    graph.expect_result("a tiny cat tiny")
    sent = graph.editor.run("return (await app.graphToPrompt()).output;")
    inputs = [one["inputs"] for one in sent.values() if one["class_type"] == "LibberApply"]
    assert [(one["libber_name"], one["text"]) for one in inputs] == [(graph.called("Animals"), "%animal% %size%")]


@pytest.mark.nightly
def test_the_other_renderer(graph: LibberGraph) -> None:
    """Switching between the renderers keeps what is typed and what is open."""
    graph.write("%animal%")
    graph.page.keyboard.press("Escape")
    edit_cell(graph.table, "size", "tiny", "huge")
    setting = "app.extensionManager.setting"
    before = graph.editor.run(f"return {setting}.get('Comfy.VueNodes.Enabled');")
    for wanted in (not before, before):
        graph.editor.run(f"await {setting}.set('Comfy.VueNodes.Enabled', argument);", wanted)
        expect(graph.text).to_have_value("%animal%")
        expect(snippet(graph.table, "size")).to_contain_text("huge")
        expect(bar(graph)).to_have_text("Unsaved changes (1)")
