"""Undo of ComfyUI's graph makes nodes anew: what is on the screen must be the new node's, in both renderers."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CAPTURE = (
    "const tracker = app.extensionManager.workflow.activeWorkflow.changeTracker;"
    "(tracker.captureCanvasState ?? tracker.checkState).call(tracker);"
)

# While the frontend still opens its first workflow, it captures nothing.
CAPTURED = """
    (pool) => {
      const tracker = app.extensionManager.workflow.activeWorkflow.changeTracker;
      (tracker.captureCanvasState ?? tracker.checkState).call(tracker);
      return tracker.activeState.nodes.some((node) => node.widgets_values?.includes?.(pool));
    }
"""

# Vue nodes may have noted sizes of their own in between. What undo brings is loaded after it returns.
UNDO_UNTIL_POOL_IS = """
    const pool = () => app.graph.getNodeById(argument[0])?.widgets.find((one) => one.name === 'pool_id')?.value;
    const { changeTracker } = app.extensionManager.workflow.activeWorkflow;
    const reached = () => changeTracker.activeState.nodes.some((node) => node.widgets_values?.includes?.(argument[1]));
    for (let step = 0; step < 3 && !reached(); step += 1) await changeTracker.undo();
    for (let frame = 0; frame < 600 && pool() !== argument[1]; frame += 1) await new Promise(requestAnimationFrame);
    return pool();
"""

SHOWS = """
    (pool) => [...document.querySelectorAll('penstock-pool-grid')].map((grid) => grid.poolId).join() === pool
"""


def test_undo_shows_the_pool_that_a_run_uses(editor: Any, photographs: list[Path]) -> None:
    """After undoing a change of the pool (a detach), the grid on the screen shows the pool that the node has."""
    node = editor.add("GridImagePool")
    editor.grids()[0].upload(photographs)
    pool = editor.widget(node, "pool_id")
    editor.page.wait_for_function(CAPTURED, arg=pool)
    editor.run("app.graph.getNodeById(argument).widgets.find((one) => one.name === 'pool_id').value = 'another';", node)
    editor.run("app.graph.getNodeById(argument).onConfigure?.({});", node)
    editor.page.wait_for_function(SHOWS, arg="another")
    editor.page.wait_for_function(CAPTURED, arg="another")
    assert editor.run(UNDO_UNTIL_POOL_IS, [node, pool]) == pool
    editor.page.wait_for_function(SHOWS, arg=pool)
    editor.grids()[0].expect_count(len(photographs))


def test_list_of_profiles_after_undo_is_the_new_nodes(editor: Any) -> None:
    """After an undo, the list on the screen belongs to the node that is in the graph now."""
    node = editor.add("PoolProfile")
    editor.run(CAPTURE)
    editor.run("app.graph.getNodeById(argument).widgets.find((one) => one.name === 'profile_id').value = 'x';", node)
    editor.run("app.graph.getNodeById(argument).onConfigure?.({});", node)
    editor.run(CAPTURE)
    editor.run("await app.extensionManager.workflow.activeWorkflow.changeTracker.undo();")
    editor.page.wait_for_function(
        "(id) => { const shown = document.querySelectorAll('.penstock-picker');"
        " return shown.length === 1 && app.graph.getNodeById(id).widgets.some((one) => one.element === shown[0]); }",
        arg=node,
    )
