"""Nodes of prompts over a stored collection, in both renderers: drafts, tabs, reloads, restarts, runs, subgraphs."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import load
from .naming import name_of
from .prompt_graph import PromptGraph
from .prompt_page import document, put_collection, stored

pytestmark = pytest.mark.one_renderer

BEFORE = "a friendly face soft light"
AFTER = "a friendly face hard light"
INTO_SUBGRAPH = """
    const group = app.graph.nodes.filter((node) => node.type.startsWith("Prompt"));
    app.graph.convertToSubgraph(new Set(group));
    const host = app.graph.nodes.find((one) => one.subgraph);
    app.canvas.openSubgraph(host.subgraph, host);
"""


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> PromptGraph:
    """A stored collection in the node Prompt Collection Edit, and a composer that puts a composition together."""
    graph = PromptGraph(editor, name_of(request).removeprefix("test_"))
    put_collection(editor.server, graph.folder(), document())
    # Frontend 1.50 gives a node the values of a removed one that had its id.
    _, composer = graph.pair(prompt_collection_json_in="", collection=graph.folder())
    graph.set(composer, composition="portrait", seed=3)
    expect(graph.composed).to_have_text(BEFORE)
    expect(graph.cell("light", "value")).to_have_text("soft light")
    return graph


def test_runs_see_what_is_saved(graph: PromptGraph) -> None:
    """An edit is no part of a run until it is saved, and the composer says so; saved, the next run has it."""
    graph.write("light", "hard light")
    expect(graph.state).to_have_text("Unsaved changes (1)")
    expect(graph.page.get_by_text("that are not saved are not in runs")).to_be_visible()
    assert graph.run() == BEFORE
    graph.page.keyboard.press("Control+s")
    expect(graph.state).to_have_text("Saved")
    expect(graph.composed).to_have_text(AFTER)
    expect(graph.page.get_by_text("that are not saved are not in runs")).to_be_hidden()
    assert graph.run() == AFTER


def test_the_page_and_the_node_share_a_draft(graph: PromptGraph) -> None:
    """What is written in the node shows on the collection's page in another tab, and the other way round."""
    graph.write("light", "hard light")
    other = graph.page.context.new_page()
    other.goto(f"{graph.editor.server.address}/penstock/#/prompts/{graph.folder()}")
    light = other.get_by_role("row").filter(has=other.get_by_role("rowheader", name="light", exact=True))
    expect(light.locator("[data-column=value]")).to_have_text("hard light")
    light.locator("[data-column=value]").dblclick()
    other.keyboard.press("Control+a")
    other.keyboard.type("no light")
    other.keyboard.press("Enter")
    expect(graph.cell("light", "value")).to_have_text("no light")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(graph.state).to_have_text("Saved")
    expect(graph.composed).to_have_text("a friendly face no light")
    other.close()


def test_a_reload_in_the_middle_of_an_edit(graph: PromptGraph) -> None:
    """After a reload of the page the workflow has the collection, and the collection its unsaved changes."""
    graph.editor.capture()
    graph.write("light", "hard light")
    expect(graph.state).to_have_text("Unsaved changes (1)")
    saved = graph.editor.run("return app.graph.serialize();")
    load(graph.editor)
    graph.editor.run("app.graph.clear(); await app.loadGraphData(argument);", saved)
    expect(graph.cell("light", "value")).to_have_text("hard light")
    expect(graph.state).to_have_text("Unsaved changes (1)")
    graph.table.get_by_role("button", name="Save", exact=True).click()
    expect(graph.composed).to_have_text(AFTER)
    graph.editor.problems.clear()  # the frontend says much while it is loaded


def test_a_restart_of_the_server(graph: PromptGraph) -> None:
    """What is written before and while the server is away is kept, saved when it is back, and used by a run."""
    graph.write("light", "hard light")
    expect(graph.state).to_have_text("Unsaved changes (1)")
    graph.editor.server.stop()
    graph.write("face", "a stern face")
    expect(graph.state).to_have_text("Not stored yet: no connection")
    graph.editor.server.restart()
    expect(graph.state).to_have_text("Unsaved changes (2)", timeout=20_000)
    graph.table.get_by_role("button", name="Save", exact=True).click()
    expect(graph.composed).to_have_text("a stern face hard light")
    assert graph.run() == "a stern face hard light"
    graph.editor.problems.clear()  # the frontend tells of the server that was away


def test_choosing_keeps_and_takes_prompts(graph: PromptGraph) -> None:
    """Kept in the workflow, the prompts are a copy; another stored collection is shown with its own prompts."""
    put_collection(graph.editor.server, graph.folder("forest"), document({"tree": {"value": "a tree"}}, {}))
    source = graph.editor.run("return String(app.graph.nodes.find((one) => one.type === 'PromptCollectionEdit').id);")
    graph.choose("Kept in this workflow")
    expect(graph.table.get_by_role("rowheader")).to_have_count(4)
    assert graph.kept(source)["prompts"]["light"]["value"] == "soft light"
    graph.write("light", "hard light")
    assert stored(graph.editor.server, graph.folder())["prompts"]["light"]["value"] == "soft light"
    expect(graph.composed).to_have_text(AFTER)
    graph.choose(graph.folder("forest"))
    expect(graph.cell("tree", "value")).to_have_text("a tree")
    assert (graph.kept(source), graph.editor.widget(source, "collection")) == ({}, graph.folder("forest"))


def test_prompts_that_make_way_come_back(graph: PromptGraph) -> None:
    """A collection chosen over prompts of the workflow says so; Undo and choosing the workflow bring them back."""
    graph.choose("Kept in this workflow")
    graph.write("light", "my own light")
    graph.choose(graph.folder())
    expect(graph.cell("light", "value")).to_have_text("soft light")
    graph.choose("Kept in this workflow")
    expect(graph.cell("light", "value")).to_have_text("my own light")
    graph.choose(graph.folder())
    expect(graph.cell("light", "value")).to_have_text("soft light")
    graph.page.locator(".penstock-toast").last.get_by_role("button", name="Undo").click()
    expect(graph.cell("light", "value")).to_have_text("my own light")
    expect(graph.composed).to_have_text("a friendly face my own light")


def test_prompts_of_a_workflow_become_a_collection(graph: PromptGraph) -> None:
    """What a workflow keeps is saved as a collection that the node then shows, with all its fields."""
    graph.choose("Kept in this workflow")
    expect(graph.state).to_have_count(0)
    graph.act("Save as a collection")
    graph.page.get_by_role("dialog").get_by_role("textbox").fill(graph.folder("stored"))
    graph.page.keyboard.press("Enter")
    expect(graph.state).to_have_text("Saved")
    saved, original = (stored(graph.editor.server, graph.folder(word)) for word in ("stored", "beach"))
    assert list(saved["prompts"]) == list(original["prompts"])
    assert saved["prompts"]["face"]["tags"] == ["close", "warm"]
    assert saved["compositions"] == original["compositions"]
    expect(graph.composed).to_have_text(BEFORE)


def test_a_collection_that_is_gone(graph: PromptGraph) -> None:
    """A deleted collection is told in both nodes and comes back with a restore, without a reload."""
    trash = graph.ask("delete", f"/penstock/prompts/{graph.folder()}")["trash"]
    expect(graph.page.get_by_text(f"There is no collection {graph.folder()}")).to_be_visible()
    expect(graph.composed).to_have_text("")
    graph.ask("post", f"/penstock/prompt_trash/{trash}/restore")
    expect(graph.cell("light", "value")).to_have_text("soft light")
    expect(graph.composed).to_have_text(BEFORE)


@pytest.mark.usefixtures("leave_no_subgraph")
def test_in_a_subgraph(graph: PromptGraph) -> None:
    """In a subgraph the nodes show, edit and run as outside."""
    graph.editor.run(INTO_SUBGRAPH)
    expect(graph.composed).to_have_text(BEFORE)
    graph.write("light", "hard light")
    graph.table.get_by_role("button", name="Save", exact=True).click()
    expect(graph.composed).to_have_text(AFTER)
    assert graph.run() == AFTER


def test_the_composer_offers_what_is_saved(graph: PromptGraph) -> None:
    """A composition that is made in the linked node is offered by the composer as soon as it is saved, and chosen."""
    graph.table.get_by_role("tab", name="Compositions").click()
    graph.table.get_by_role("button", name="New composition").click()
    graph.page.get_by_role("dialog").get_by_role("textbox").fill("evening")
    graph.page.keyboard.press("Enter")
    graph.table.get_by_role("button", name="Add body", exact=True).click()
    graph.table.get_by_role("button", name="Save", exact=True).click()
    expect(graph.state).to_have_text("Saved")
    composer = graph.page.locator("[data-penstock-widget=penstock_composer] penstock-name-picker:visible").last
    composer.get_by_role("combobox").click()
    graph.page.get_by_role("option", name="evening").click()
    expect(graph.composed).to_have_text("a tall body")
    expect(graph.chips).to_have_text(["body"])
    assert graph.run() == "a tall body"
