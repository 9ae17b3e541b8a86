"""Which pools of linked grids the node Pool Profile offers to make its profile, in both renderers."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .profile_graph import LINK, ProfileGraph


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> ProfileGraph:
    """A linked Pool Profile and grid."""
    graph = ProfileGraph(editor, name_of(request).removeprefix("test_"))
    graph.build()
    return graph


def offers(graph: ProfileGraph) -> list[str]:
    """What the node's menu offers to use."""
    graph.picker.get_by_role("button", name="Profile actions").click()
    expect(graph.page.get_by_role("menuitem", name="Import…")).to_be_visible()
    texts = graph.page.get_by_role("menuitem", name="Use the").all_inner_texts()
    graph.page.keyboard.press("Escape")
    return [" ".join(text.split()) for text in texts]


def test_only_grids_with_images_are_offered(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Empty grids are left out; two of one title are told apart by count and number; with a profile none is offered."""
    second = graph.editor.add("GridImagePool", 420, 700)
    graph.editor.run(LINK, [graph.profile, second])
    expect(graph.page.locator("penstock-pool-grid")).to_have_count(2)
    assert offers(graph) == []
    pools = [str(graph.editor.widget(grid, "pool_id")) for grid in (graph.grid, second)]
    tiles = graph.page.locator("penstock-pool-grid .penstock-tile")
    graph.put(pools[0], photographs[0])
    expect(tiles).to_have_count(1)
    assert offers(graph) == ["Use the linked grid's images…"]
    for photograph in photographs[:2]:
        graph.put(pools[1], photograph)
    expect(tiles).to_have_count(3)
    title = graph.editor.run("return app.graph.getNodeById(argument).title;", graph.grid)
    assert sorted(offers(graph)) == sorted(
        [f"Use the image of {title} #{graph.grid}…", f"Use the 2 images of {title} #{second}…"]
    )
    graph.make("Cats")
    graph.choose("Cats")
    assert offers(graph) == []
