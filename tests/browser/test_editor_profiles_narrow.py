"""What the node Pool Profile shows where there is little room, and where the focus goes, in both renderers."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .profile_graph import ProfileGraph

LONG = "A name that is far too long for a node of the usual width"
# How much of an element is seen: its width, and whether its text is cut.
SEEN = "(one) => [one.getBoundingClientRect().width, one.scrollWidth > one.clientWidth + 1]"


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> ProfileGraph:
    """A linked Pool Profile and grid."""
    graph = ProfileGraph(editor, name_of(request).removeprefix("test_"))
    graph.build()
    return graph


def within(inner: Any, outer: Any) -> bool:
    """Whether one element lies in another from left to right, half a pixel aside."""
    here, there = inner.bounding_box(), outer.bounding_box()
    left = here["x"] >= there["x"] - 0.5
    return bool(left and here["x"] + here["width"] <= there["x"] + there["width"] + 0.5)


def test_restoring_keeps_the_focus(graph: ProfileGraph) -> None:
    """Restore goes away when it is done, and the focus stays in the node."""
    graph.make("Cats")
    graph.choose("Cats")
    graph.act("Delete")
    graph.picker.get_by_role("button", name="Restore", exact=True).focus()
    graph.page.keyboard.press("Enter")
    expect(graph.picker).to_contain_text("0 images")
    expect(graph.picker.locator(".penstock-picker-main")).to_be_focused()


def test_that_a_profile_is_deleted_is_never_cut(graph: ProfileGraph) -> None:
    """A long name is cut, the word that it is deleted is not; both are told, and the menu can restore as well."""
    graph.make(LONG)
    graph.choose(LONG)
    graph.act("Delete")
    main, state = graph.picker.locator(".penstock-picker-main"), graph.picker.locator(".penstock-picker-deleted")
    expect(state).to_have_text("(deleted)")
    assert graph.picker.locator(".penstock-picker-name").evaluate(SEEN)[1]
    assert not state.evaluate(SEEN)[1]
    assert within(state, main)
    assert f"{graph.called(LONG)} (deleted)" in main.get_attribute("aria-label")
    graph.act("Restore")
    expect(state).to_be_hidden()


@pytest.mark.parametrize("deleted", [False, True])
def test_a_narrow_node(graph: ProfileGraph, photographs: list[Path], deleted: bool) -> None:
    """However narrow a script makes the node, its name is seen in part and its menu can be reached."""
    graph.make("Cats", *photographs)
    graph.choose("Cats")
    if deleted:
        graph.act("Delete")
        expect(graph.picker).to_contain_text("(deleted)")
    expect(graph.shown).to_contain_text(graph.called("Cats"))
    graph.editor.run("app.graph.getNodeById(argument).size[0] = 120; app.canvas.setDirty(true, true);", graph.profile)
    name, more = graph.picker.locator(".penstock-picker-name"), graph.picker.get_by_role("button", name="Profile act")
    graph.page.wait_for_function(
        "() => [...document.querySelectorAll('.penstock-picker')].at(-1).clientWidth < 240", polling=50
    )
    assert name.evaluate(SEEN)[0] >= (12 if deleted else 30)
    assert within(name, graph.picker.locator(".penstock-picker-main"))
    assert within(more, graph.picker)
    more.click()
    expect(graph.page.get_by_role("menuitem", name="New profile")).to_be_visible()
    graph.page.keyboard.press("Escape")


def test_undoing_a_deletion_keeps_the_focus(graph: ProfileGraph) -> None:
    """The message with Undo goes away with the focus in it, which comes back to the node."""
    graph.make("Cats")
    graph.choose("Cats")
    graph.act("Delete")
    expect(graph.picker).to_contain_text("(deleted)")
    main = graph.picker.locator(".penstock-picker-main")
    main.focus()
    graph.page.locator(".penstock-toast").get_by_role("button", name="Undo", exact=True).last.focus()
    graph.page.keyboard.press("Enter")
    expect(graph.picker).to_contain_text("0 images")
    expect(main).to_be_focused()


def test_only_zip_files_are_taken(graph: ProfileGraph) -> None:
    """While something is dragged above the node, it is a target for zip files and what may be one, not for pictures."""
    body = """
        const [id, type] = argument, dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["x"], "x", { type }));
        return app.graph.getNodeById(id).onDragOver(new DragEvent("dragover", { dataTransfer }));
    """
    kinds = ("application/zip", "", "image/png")
    assert [graph.editor.run(body, [graph.profile, kind]) for kind in kinds] == [True, True, False]
