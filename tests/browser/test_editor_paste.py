"""Pictures that are pasted in ComfyUI's page go where the user means them to."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.one_renderer

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

PASTE = """
    const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 20 });
    canvas.getContext("2d").fillRect(0, 0, 20, 20);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "image.png", { type: "image/png" }));
    const target = argument ? document.querySelector(argument) : document.body;
    target.focus?.();
    target.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer }));
"""
# A click also makes a node the current one; that of an earlier test would still be.
SELECT = """
    const nodes = argument.map((id) => app.graph.getNodeById(id));
    app.canvas.deselectAll();
    app.canvas.selectItems(nodes);
    app.canvas.current_node = nodes[0] ?? null;
"""
WITH_LOAD_IMAGE = "() => app.graph.nodes.some((node) => node.type === 'LoadImage')"


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


@pytest.fixture
def other(editor: Any, grid: Any) -> str:
    """Another pool node."""
    return str(editor.add("GridImagePool", x=900))


def test_one_selected_node_takes_it(editor: Any, node: str, grid: Any) -> None:
    """With one pool node selected the picture goes into its pool, and no node is made."""
    editor.run(SELECT, [node])
    editor.run(PASTE)
    grid.expect_count(4)
    assert editor.nodes() == ["GridImagePool"]


@pytest.mark.parametrize("selected", ["none", "both"])
def test_several_or_none_selected_is_comfyuis(editor: Any, node: str, grid: Any, other: str, selected: str) -> None:
    """With several nodes selected, or none, ComfyUI makes a Load Image of the picture as always."""
    editor.run(SELECT, [node, other] if selected == "both" else [])
    editor.run(PASTE)
    editor.page.wait_for_function(WITH_LOAD_IMAGE)
    assert editor.nodes() == ["GridImagePool", "GridImagePool", "LoadImage"]
    grid.expect_count(3)


def test_the_focus_in_a_grid_decides(editor: Any, node: str, grid: Any, other: str) -> None:
    """With the focus in a grid its pool takes the picture, whatever is selected."""
    editor.run(SELECT, [other])
    editor.run(PASTE, "penstock-pool-grid .penstock-tile")
    grid.expect_count(4)
    editor.run(SELECT, [])
    editor.run(PASTE, "penstock-pool-grid .penstock-tile")
    grid.expect_count(5)
    assert editor.nodes() == ["GridImagePool", "GridImagePool"]


def test_a_dialog_keeps_it(editor: Any, node: str, grid: Any) -> None:
    """While a dialog of ours is open nothing is pasted behind it."""
    editor.run(SELECT, [node])
    editor.run(
        """
        const { openDialog } = await import("/penstock/web/library/dialogs.js");
        const { host } = document.querySelector("penstock-pool-grid");
        const content = document.createElement("p");
        window.opened = openDialog(host, { title: "open", content });
        """
    )
    editor.run(PASTE, "dialog[open]")
    editor.run("window.opened.close(); await window.opened.closed;")
    editor.run(PASTE)
    grid.expect_count(4)
    assert editor.nodes() == ["GridImagePool"]
