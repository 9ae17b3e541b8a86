"""Keys with the focus in a pool's grid are the pool's and not ComfyUI's; elsewhere ComfyUI has them as before."""

from pathlib import Path
from typing import Any

import pytest

from .graph_history import COUNT, COUNT_NO_MORE, HAS_TYPES, undo_by_key_until

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

SETTLED = "for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);"
OWN_PART = """
    const { ownUndoKeys } = await import("/penstock/web/library/undo_keys.js");
    const part = document.createElement("button");
    part.id = "own-part";
    part.textContent = "part";
    part.style = "position: fixed; top: 0; left: 0; z-index: 9999";
    document.body.append(part);
    window.undoCalls = [];
    ownUndoKeys(part, { undo: () => undoCalls.push("undo"), redo: () => undoCalls.push("redo") });
    part.focus();
"""


@pytest.fixture
def node(editor: Any) -> str:
    """A new node Image Pool (Grid)."""
    return str(editor.add("GridImagePool"))


@pytest.fixture
def grid(editor: Any, node: str, photographs: list[Path]) -> Any:
    """Its grid, with three photographs."""
    grid = editor.grids()[0]
    grid.upload(photographs)
    return grid


def add_another(editor: Any) -> None:
    """A second node, in a step that the graph can undo."""
    editor.capture()
    editor.add("PreviewImage", x=900)
    editor.capture()


def test_a_part_with_undo_keys_keeps_them(editor: Any, node: str) -> None:
    """In a part of the page with undo of its own the keys reach that part, and the graph's history stays as it is."""
    add_another(editor)
    editor.page.evaluate(COUNT)
    editor.run(OWN_PART)
    for key in ("Control+z", "Control+Shift+z", "Control+y", "Meta+z"):
        editor.page.keyboard.press(key)
    editor.run(SETTLED)
    assert editor.run("return undoCalls;") == ["undo", "redo", "redo", "undo"]
    assert editor.nodes() == ["GridImagePool", "PreviewImage"]
    assert editor.page.evaluate(COUNT_NO_MORE) == 0
    editor.run("document.querySelector('#own-part').remove();")


def test_undo_in_the_grid_is_the_pools(editor: Any, grid: Any) -> None:
    """Ctrl+Z in the grid brings a removed image back, Ctrl+Y removes it again, and no node comes or goes."""
    add_another(editor)
    editor.page.evaluate(COUNT)
    grid.tiles.nth(1).focus()
    editor.page.keyboard.press("Delete")
    grid.expect_count(2)
    editor.page.keyboard.press("Control+z")
    grid.expect_count(3)
    grid.tiles.nth(0).focus()
    editor.page.keyboard.press("Control+y")
    grid.expect_count(2)
    editor.run(SETTLED)
    assert editor.nodes() == ["GridImagePool", "PreviewImage"]
    assert editor.page.evaluate(COUNT_NO_MORE) == 0


def test_undo_elsewhere_is_the_graphs(editor: Any, grid: Any) -> None:
    """With the focus on the canvas Ctrl+Z undoes the graph, and the pool stays."""
    add_another(editor)
    editor.run("document.activeElement?.blur(); document.querySelector('#graph-canvas')?.focus();")
    undo_by_key_until(editor.page, HAS_TYPES, "GridImagePool")
    editor.grids()[0].expect_count(3)


def test_all_keys_of_a_removal_spare_the_node(editor: Any, node: str, grid: Any) -> None:
    """Delete and Backspace on any button of the grid never delete the node, selected as it is."""
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    buttons = grid.root.locator("button:visible:not(.penstock-cell button)").all()
    assert buttons
    for button in [*buttons, grid.tiles.nth(0)]:
        for key in ("Delete", "Backspace"):
            button.focus()
            editor.page.keyboard.press(key)
    grid.expect_count(1)
    editor.run(SETTLED)
    assert editor.nodes() == ["GridImagePool"]


def test_a_removal_key_on_a_message_spares_the_node(editor: Any, node: str, grid: Any) -> None:
    """Delete on a button of a message never deletes the selected node."""
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    grid.tiles.nth(0).focus()
    editor.page.keyboard.press("Delete")
    grid.expect_count(2)
    editor.page.get_by_role("button", name="Undo", exact=True).first.focus()
    for key in ("Delete", "Backspace", "w"):
        editor.page.keyboard.press(key)
    editor.run(SETTLED)
    assert editor.nodes() == ["GridImagePool"]


def test_single_letters_open_nothing(editor: Any, grid: Any) -> None:
    """Letters that open ComfyUI's side bars, mute or collapse nodes elsewhere do nothing of that in the grid."""
    state = (
        "const node = app.graph.nodes[0];"
        "return [document.querySelectorAll('.side-bar-panel').length, node.mode, !!node.flags.collapsed,"
        " !!node.flags.pinned, app.canvas.ds.scale];"
    )
    before = editor.run(state)
    grid.tiles.nth(1).focus()
    for key in ("w", "n", "a", "q", "r", "p", "h", "v", "f", ".", "Alt+c", "Shift+p"):
        editor.page.keyboard.press(key)
    editor.run(SETTLED)
    assert editor.run(state) == before
    assert editor.nodes() == ["GridImagePool"]


def test_mark_all_selects_no_nodes(editor: Any, node: str, grid: Any) -> None:
    """Ctrl+A in the grid marks its images; the selection of nodes stays."""
    editor.add("PreviewImage", x=900)
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    grid.tiles.nth(0).focus()
    editor.page.keyboard.press("Control+a")
    expect(grid.root.locator(".penstock-cell.penstock-marked")).to_have_count(3)
    editor.run(SETTLED)
    assert editor.run("return app.canvas.selectedItems.size;") == 1
    assert editor.run("return getSelection().toString();") == ""


def test_copies_of_nodes_do_not_depend_on_the_grid(editor: Any, node: str, grid: Any) -> None:
    """A copied node is pasted into the canvas when the grid has no focus."""
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    editor.run("app.canvas.copyToClipboard(); document.activeElement?.blur();")
    editor.run("app.canvas.graph_mouse = [900, 200]; app.canvas.pasteFromClipboard();")
    assert editor.nodes() == ["GridImagePool", "GridImagePool"]
    notices = "() => document.querySelectorAll('.penstock-notice:not([hidden])').length === 2"
    editor.page.wait_for_function(notices)
