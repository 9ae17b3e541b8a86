"""Undo of ComfyUI's graph makes nodes anew: what is on the screen must be the new node's, in both renderers."""

from pathlib import Path
from typing import Any

import pytest

from .graph_history import HAS_TYPES, HAS_VALUE, undo_until

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

SHOWS = """
    (pool) => [...document.querySelectorAll('penstock-pool-grid')].map((grid) => grid.poolId).join() === pool
"""


def test_undo_shows_the_pool_that_a_run_uses(editor: Any, photographs: list[Path]) -> None:
    """After undoing a change of the pool (a detach), the grid on the screen shows the pool that the node has."""
    node = editor.add("GridImagePool")
    editor.grids()[0].upload(photographs)
    pool = editor.widget(node, "pool_id")
    editor.capture()
    editor.run("app.graph.getNodeById(argument).widgets.find((one) => one.name === 'pool_id').value = 'another';", node)
    editor.run("app.graph.getNodeById(argument).onConfigure?.({});", node)
    editor.page.wait_for_function(SHOWS, arg="another")
    editor.capture()
    undo_until(editor.page, HAS_VALUE, pool)
    assert editor.widget(node, "pool_id") == pool
    editor.page.wait_for_function(SHOWS, arg=pool)
    editor.grids()[0].expect_count(len(photographs))


def test_list_of_profiles_after_undo_is_the_new_nodes(editor: Any) -> None:
    """After an undo, the list on the screen belongs to the node that is in the graph now."""
    node = editor.add("PoolProfile")
    editor.capture()
    editor.run("app.graph.getNodeById(argument).widgets.find((one) => one.name === 'profile_id').value = 'x';", node)
    editor.run("app.graph.getNodeById(argument).onConfigure?.({});", node)
    editor.capture()
    undo_until(editor.page, HAS_TYPES + " && !nodes[0].widgets_values.includes('x')", "PoolProfile")
    editor.page.wait_for_function(
        "(id) => { const shown = document.querySelectorAll('.penstock-picker');"
        " return shown.length === 1 && app.graph.getNodeById(id).widgets.some((one) => one.element === shown[0]); }",
        arg=node,
    )
