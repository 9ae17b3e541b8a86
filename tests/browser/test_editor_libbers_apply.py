"""The node Libber Apply in ComfyUI's real frontend, in both of its renderers."""

import json
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .libber_graph import LibberGraph
from .naming import name_of

pytestmark = pytest.mark.one_renderer

LIBS = {"animal": "a %size% cat", "size": "tiny", "style": "oil", "a": "x %b%", "b": "y %a%"}


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> LibberGraph:
    """A library, and a node that has chosen it."""
    graph = LibberGraph(editor, name_of(request).removeprefix("test_").replace("[", " ").replace("]", ""))
    graph.make("Animals", LIBS)
    graph.made.append(graph.add("LibberApply", 120, libber_name=graph.called("Animals")))
    expect(graph.apply.get_by_role("button", name="Insert %animal%")).to_be_visible()
    return graph


def marks(graph: LibberGraph) -> list[list[str]]:
    """The references that look marked, each with its kind."""
    return list(
        graph.apply.locator("mark").evaluate_all("all => all.map((one) => [one.textContent, one.dataset.kind])")
    )


def test_the_result_follows_the_typing(graph: LibberGraph) -> None:
    """References are marked while typed, the result is there at once, and what is wrong is said in words."""
    graph.write("I see %animal%, %nothing% and %a%")
    graph.page.keyboard.press("Escape")
    expect(graph.result).to_contain_text("I see a tiny cat, %nothing% and x y")
    expect(graph.problems).to_contain_text("Unknown, left as written: %nothing%")
    expect(graph.problems).to_contain_text("A snippet leads back to itself: a → b → a")
    expect(graph.apply.locator("mark[data-kind=cycle]")).to_have_count(1)
    assert marks(graph) == [["%animal%", "known"], ["%nothing%", "unknown"], ["%a%", "cycle"]]
    assert graph.value(graph.made[0], "text") == "I see %animal%, %nothing% and %a%"


def test_a_key_is_put_in_at_the_cursor_and_taken_back(graph: LibberGraph) -> None:
    """A click on a key puts a reference where the cursor is; Ctrl+Z in the text takes it back, and only it."""
    graph.write("one two")
    for _ in range(4):
        graph.page.keyboard.press("ArrowLeft")
    graph.apply.get_by_role("button", name="Insert %style%").click()
    expect(graph.text).to_have_value("one%style% two")
    expect(graph.text).to_be_focused()
    graph.expect_result("oneoil two")
    graph.page.keyboard.press("Control+z")
    expect(graph.text).to_have_value("one two")
    assert graph.editor.nodes() == ["LibberApply"]
    assert graph.value(graph.made[0], "text") == "one two"


def test_keys_are_completed(graph: LibberGraph) -> None:
    """After a delimiter the keys are listed; letters choose among them, Enter takes one, Escape none."""
    graph.write("A %")
    options = graph.page.get_by_role("option")
    expect(options).to_have_count(len(LIBS))
    graph.page.keyboard.type("si")
    expect(options).to_have_count(1)
    graph.page.keyboard.press("Enter")
    expect(graph.text).to_have_value("A %size%")
    graph.page.keyboard.type(" 50%")
    expect(options.first).to_be_visible()
    graph.page.keyboard.press("Enter")
    expect(graph.text).to_have_value("A %size% 50%\n")
    graph.page.keyboard.type("%s")
    graph.page.keyboard.press("ArrowDown")
    graph.page.keyboard.press("Tab")
    expect(graph.text).to_have_value("A %size% 50%\n%style%")
    graph.page.keyboard.type("%an")
    graph.page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    graph.page.keyboard.press("Delete")
    assert graph.editor.nodes() == ["LibberApply"]


def test_a_run_gives_what_is_shown(graph: LibberGraph) -> None:
    """A run gets what the node showed, the random snippet of its seed too; a library that was saved counts at once."""
    graph.make("One", {"one": "1"})
    graph.make("Two", {"two": "2"})
    drawn = graph.make("Drawn", {"x": graph.called("One"), "y": graph.called("Two")})
    graph.editor.run("app.graph.clear();")
    apply = graph.add("LibberApply", 120, libber_name=drawn, text="%*%", seed=7)
    expect(graph.apply.locator(".penstock-result-seed")).to_have_text("Drawn with seed 7")
    shown = graph.result.text_content()
    manager = graph.add("LibberManager", 640)
    graph.link(apply, manager, "libber_name")
    keys = json.loads(graph.run()[manager]["text"][0])
    assert shown == graph.called(keys[0].capitalize())
    other = graph.called("Two" if keys == ["one"] else "One")
    path = f"/penstock/libbers/{drawn}/drafts"
    draft = graph.ask("post", path, data={})
    edits = [{"key": f"lib:{key}", "value": other} for key in "xy"]
    draft = graph.ask("patch", f"{path}/{draft['id']}", data={"edits": edits})
    graph.ask("post", f"{path}/{draft['id']}/save", data={"revision": draft["revision"]})
    graph.expect_result(other)
    assert json.loads(graph.run()[manager]["text"][0]) != keys


def test_a_linked_text(graph: LibberGraph) -> None:
    """A text that comes through a link is not typed here; after a run the node says what was replaced."""
    first = graph.made[0]
    graph.write(graph.called("Animals"))
    second = graph.add("LibberApply", 620, libber_name=graph.called("Animals"))
    graph.link(first, second, "text")
    expect(graph.text).not_to_be_editable()
    expect(graph.result).to_contain_text("after a run")
    manager = graph.add("LibberManager", 1000)
    graph.link(second, manager, "libber_name")
    said = graph.run()
    assert set(json.loads(said[manager]["text"][0])) == set(LIBS)
    expect(graph.apply.locator(".penstock-result-text")).to_contain_text("The text refers to no snippet")
    graph.editor.run("app.graph.getNodeById(argument).disconnectInput(1);", second)
    expect(graph.text).to_be_editable()


def test_text_and_libraries_are_saved_with_the_workflow(graph: LibberGraph) -> None:
    """A loaded workflow and a copied node bring text and libraries back, and the page shows them."""
    other = graph.make("More", {"tail": "long"})
    graph.write("%animal% %tail:2%")
    graph.page.keyboard.press("Escape")
    expect(graph.problems).to_contain_text("%tail:2%")
    saved = graph.editor.run("return app.graph.serialize();")
    saved["nodes"][0]["widgets_values"][-1] = other
    graph.editor.run("await app.loadGraphData(argument);", saved)
    expect(graph.text).to_have_value("%animal% %tail:2%")
    graph.expect_result("a tiny cat long")
    graph.editor.run("app.canvas.copyToClipboard([app.graph.nodes[0]]); app.canvas.pasteFromClipboard();")
    expect(graph.page.locator("penstock-libber-apply")).to_have_count(2)
    expect(graph.text).to_have_value("%animal% %tail:2%")
    nodes = graph.editor.run("return app.graph.nodes.map((node) => String(node.id));")
    assert [graph.value(node, "more_libbers") for node in nodes] == [other, other]


def test_functions_are_completed_and_a_run_applies_them(graph: LibberGraph) -> None:
    """Behind a key `|` lists what can be made of it; the run answers what the node showed."""
    called = graph.make("TINY", {"one": "1"})
    graph.write("%size|")
    options = graph.page.get_by_role("listbox", name="Functions").get_by_role("option")
    expect(options.first).to_be_visible()
    graph.page.keyboard.type("upp")
    expect(options).to_have_count(1)
    graph.page.keyboard.press("Enter")
    expect(graph.text).to_have_value("%size|upper%")
    graph.write(called.removeprefix("TINY"))
    expect(graph.result).to_have_text(called)
    manager = graph.add("LibberManager", 640)
    graph.link(graph.made[0], manager, "libber_name")
    said = graph.run()
    assert json.loads(said[manager]["text"][0]) == ["one"]
    assert said[graph.made[0]]["text"][1].endswith("Functions: upper.")
