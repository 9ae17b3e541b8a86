"""The node Libber Manager in ComfyUI's real frontend, in both of its renderers."""

import json
import re
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .libber_graph import LibberGraph
from .libber_page import edit_cell, snippet
from .naming import name_of

pytestmark = pytest.mark.one_renderer

LIBS = {"animal": "a %size% cat", "size": "tiny", "style": "oil"}


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> LibberGraph:
    """A library, and a node that shows it."""
    graph = LibberGraph(editor, name_of(request).removeprefix("test_").replace("[", " ").replace("]", ""))
    graph.make("Animals", LIBS)
    graph.made.append(graph.add("LibberManager", 120, libber_name=graph.called("Animals")))
    expect(snippet(graph.table, "size")).to_contain_text("tiny")
    return graph


def save(graph: LibberGraph) -> None:
    """Press the button, and wait until it is done."""
    graph.table.get_by_role("button", name="Save", exact=True).click()
    expect(graph.table.get_by_role("status").filter(has_text=re.compile("Saved"))).to_be_visible()


def test_a_libber_is_chosen_and_made(graph: LibberGraph) -> None:
    """The list of libbers has those of now, chooses one by key, and makes a new one that the node has then."""
    graph.make("Zebras", {"stripes": "black"})
    node = graph.made[0]
    field = graph.table.get_by_role("combobox", name="Libber")
    field.fill(graph.called("Zebras"))
    expect(graph.option(graph.called("Zebras"))).to_be_visible()
    graph.page.keyboard.press("Enter")
    expect(snippet(graph.table, "stripes")).to_contain_text("black")
    assert graph.value(node, "libber_name") == graph.called("Zebras")
    field.fill(graph.called("Newts"))
    expect(graph.page.get_by_role("option", name="New “")).to_be_visible()
    graph.page.keyboard.press("Enter")
    dialog = graph.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Create").click()
    expect(graph.table.get_by_text("No snippets yet")).to_be_visible()
    assert graph.value(node, "libber_name") == graph.called("Newts")
    assert graph.saved("Newts") == {}


def test_runs_see_what_is_saved(graph: LibberGraph) -> None:
    """An edit is unsaved until it is saved; a run before that gets the old snippet, one after it the new."""
    edit_cell(graph.table, "size", "tiny", "huge")
    expect(graph.table).to_contain_text("Unsaved changes (1)")
    node = graph.made[0]
    assert json.loads(graph.run()[node]["text"][1]) == LIBS
    save(graph)
    assert json.loads(graph.run()[node]["text"][1]) == {**LIBS, "size": "huge"}
    assert graph.saved("Animals")["size"] == "huge"


def test_keys_belong_to_the_table(graph: LibberGraph) -> None:
    """Delete removes a snippet and no node, Ctrl+Z brings it back, Ctrl+S saves the library and no workflow."""
    graph.editor.capture()
    snippet(graph.table, "style").locator("[data-column=key]").click()
    graph.page.keyboard.press("Delete")
    expect(snippet(graph.table, "style")).to_have_count(0)
    expect(graph.table).to_contain_text("Unsaved changes")  # it has reached the server
    graph.page.keyboard.press("Control+z")
    expect(snippet(graph.table, "style")).to_have_count(1)
    graph.page.keyboard.press("Control+Shift+z")
    expect(snippet(graph.table, "style")).to_have_count(0)
    graph.page.keyboard.press("Control+s")
    expect(graph.table.get_by_role("status").filter(has_text=re.compile("Saved"))).to_be_visible()
    assert graph.saved("Animals") == {"animal": "a %size% cat", "size": "tiny"}
    assert graph.editor.nodes() == ["LibberManager"]


@pytest.mark.nightly
def test_a_new_snippet_and_a_renamed_one(graph: LibberGraph) -> None:
    """A key is normalised as it is typed, one that is used or cannot be is refused; a rename stays in its place."""
    graph.table.get_by_role("button", name="Add a snippet").click()
    graph.page.keyboard.type("My Key")
    graph.page.keyboard.press("Tab")
    graph.page.keyboard.type("mine")
    graph.page.keyboard.press("Enter")
    expect(snippet(graph.table, "my_key")).to_contain_text("mine")
    edit_cell(graph.table, "animal", "animal", "beast", column="key")
    expect(snippet(graph.table, "beast")).to_contain_text("a %size% cat")
    save(graph)
    assert list(graph.saved("Animals")) == ["beast", "size", "style", "my_key"]


def test_what_a_snippet_becomes(graph: LibberGraph) -> None:
    """The detail of a row shows the snippet with those that it refers to, as they are edited, saved or not."""
    snippet(graph.table, "animal").locator("[data-column=key]").click()
    graph.page.keyboard.press("Alt+Enter")
    expanded = graph.table.locator(".penstock-snippet-detail .penstock-result-text")
    expect(expanded).to_have_text("a tiny cat")
    edit_cell(graph.table, "size", "tiny", "huge")
    expect(expanded).to_have_text("a huge cat")


def test_two_nodes_and_a_second_tab(graph: LibberGraph) -> None:
    """An edit in one node is seen in another one and in another tab at once, and what that tab does here."""
    graph.add("LibberManager", 700, libber_name=graph.called("Animals"))
    first, second = (graph.page.locator("penstock-libber-editor").nth(at) for at in (0, 1))
    expect(snippet(second, "size")).to_contain_text("tiny")
    tab = graph.page.context.new_page()
    try:
        tab.goto(f"{graph.editor.server.address}/penstock/#/libbers/{graph.called('Animals')}")
        other = tab.locator("penstock-libber-editor")
        expect(snippet(other, "size")).to_contain_text("tiny")
        edit_cell(first, "size", "tiny", "huge")
        for one in (second, other):
            expect(snippet(one, "size")).to_contain_text("huge")
            expect(one).to_contain_text("Unsaved changes (1)")
        edit_cell(other, "style", "oil", "ink")
        expect(snippet(first, "style")).to_contain_text("ink")
        tab.keyboard.press("Control+s")
        expect(second.get_by_role("status").filter(has_text=re.compile("Saved"))).to_be_visible()
    finally:
        tab.close()
    assert graph.saved("Animals") == {**LIBS, "size": "huge", "style": "ink"}


def test_the_node_follows_a_rename(graph: LibberGraph) -> None:
    """Where a library is renamed, here or elsewhere, the nodes that name it do so from then on; a run works."""
    apply = graph.add("LibberApply", 700, libber_name=graph.called("Animals"), text="%size%")
    graph.expect_result("tiny")
    path = f"/penstock/libbers/{graph.called('Animals')}"
    graph.ask("patch", path, data={"name": graph.called("Beasts")})
    node = graph.made[0]
    expect(graph.table.get_by_role("combobox", name="Libber")).to_have_value(graph.called("Beasts"))
    assert graph.value(node, "libber_name") == graph.value(apply, "libber_name") == graph.called("Beasts")
    edit_cell(graph.table, "size", "tiny", "huge")
    save(graph)
    graph.expect_result("huge")
    assert json.loads(graph.run()[node]["text"][1])["size"] == "huge"


@pytest.mark.nightly
def test_a_library_that_is_not_there(graph: LibberGraph) -> None:
    """A deleted library is told and can be made anew; brought back, its snippets are shown again."""
    gone = graph.ask("delete", f"/penstock/libbers/{graph.called('Animals')}")
    expect(graph.table).to_contain_text("There is no libber")
    expect(graph.table.get_by_role("button", name="Create it")).to_be_visible()
    graph.ask("post", f"/penstock/libber_trash/{gone['id']}/restore")
    expect(snippet(graph.table, "size")).to_contain_text("tiny")
