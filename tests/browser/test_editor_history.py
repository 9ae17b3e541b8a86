"""A pool node that is deleted, put into a subgraph, or left for another tab comes back with its pool."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

CONVERT = (
    "app.canvas.selectNode(app.graph.getNodeById(argument));"
    "await app.extensionManager.command.execute('Comfy.Graph.ConvertToSubgraph');"
)


@pytest.fixture
def node(editor: Any) -> str:
    """A new node Image Pool (Grid)."""
    return str(editor.add("GridImagePool"))


@pytest.fixture
def pool(editor: Any, node: str, photographs: list[Path]) -> str:
    """The id of its pool, with three photographs."""
    editor.grids()[0].upload(photographs)
    return str(editor.widget(node, "pool_id"))


def expect_pool(editor: Any, pool: str) -> None:
    """One grid shows that pool's three photographs, and takes clicks."""
    grid = editor.grids()[0]
    expect(grid.root).to_have_attribute("pool-id", pool)
    grid.expect_count(3)
    grid.tiles.nth(2).click()
    expect(grid.tiles.nth(2)).to_have_attribute("aria-pressed", "true")


def test_a_deleted_node_comes_back_with_its_pool(editor: Any, node: str, pool: str) -> None:
    """Undo of a deletion shows the node's pool again."""
    editor.capture()
    editor.run("app.graph.remove(app.graph.getNodeById(argument));", node)
    editor.capture()
    expect(editor.page.locator("penstock-pool-grid")).to_have_count(0)
    editor.undo_to("GridImagePool")
    expect_pool(editor, pool)


@pytest.mark.nightly
@pytest.mark.usefixtures("leave_no_subgraph")
def test_a_subgraph_that_is_undone_gives_the_node_back(editor: Any, node: str, pool: str) -> None:
    """The node shows its pool inside a new subgraph, and outside again when the subgraph is undone."""
    editor.capture()
    editor.run(CONVERT, node)
    editor.capture()
    assert "GridImagePool" not in editor.nodes()
    editor.run(
        "const host = app.graph.nodes.find((one) => one.subgraph); app.canvas.openSubgraph(host.subgraph, host);"
    )
    expect_pool(editor, pool)
    editor.run("app.canvas.setGraph(app.rootGraph ?? app.graph);")
    editor.undo_to("GridImagePool")
    expect_pool(editor, pool)


@pytest.mark.nightly
@pytest.mark.usefixtures("leave_no_subgraph")
def test_another_tab_and_back(editor: Any, node: str, pool: str) -> None:
    """A workflow that is left for another one shows its pool when the user comes back."""
    editor.capture()
    editor.run(
        """
        window.left = app.extensionManager.workflow.activeWorkflow;
        await app.extensionManager.command.execute("Comfy.NewBlankWorkflow");
        """
    )
    editor.page.wait_for_function("() => app.extensionManager.workflow.activeWorkflow !== window.left")
    editor.page.wait_for_function("() => !document.querySelector('penstock-pool-grid')?.checkVisibility()")
    tabs = editor.page.locator(
        ".workflow-tabs .p-togglebutton, .workflow-tabs [role=tab], .workflow-tab, .workflow-label"
    )
    tabs.first.click()
    editor.page.wait_for_function("() => app.graph.nodes.some((node) => node.type === 'GridImagePool')")
    expect_pool(editor, pool)
