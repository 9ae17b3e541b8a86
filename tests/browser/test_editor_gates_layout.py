"""Gates in nodes of every size: the picture keeps its room, nothing hangs out, answers used again leave no holes."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_graphs import GateGraph, chooser_nodes, image_nodes, text_nodes

RESIZE = """
    const node = app.graph.getNodeById(argument.id);
    node.setSize([argument.width, node.computeSize()[1]]);
    app.graph.setDirtyCanvas(true, true);
"""


@pytest.fixture
def graph(editor: Any) -> Iterator[GateGraph]:
    """A graph to build; nothing waits after the test."""
    graph = GateGraph(editor)
    yield graph
    graph.clear()


def test_an_answer_used_again_leaves_no_broken_picture(graph: GateGraph) -> None:
    """A gate that was over at once has no pictures: the node says what was decided, with nothing to try again."""
    graph.build(image_nodes(repeat="always"))
    graph.queue()
    graph.view.get_by_role("button", name="2", exact=True).click()
    expect(graph.view).to_contain_text("Routed to 2")
    graph.outputs(graph.queue())
    expect(graph.view).to_contain_text("Routed to 2 as last time")
    expect(graph.view.locator(".penstock-gate-stage")).to_have_count(0)
    expect(graph.view.get_by_text("could not be loaded")).to_have_count(0)


def test_a_kept_text_says_one_thing(graph: GateGraph) -> None:
    """Where the last answer is used again, the node does not say that the next run asks."""
    graph.build(text_nodes(repeat="always"))
    graph.queue()
    graph.view.get_by_role("button", name="Pass").click()
    page = graph.editor.page
    expect(page.get_by_text("Uses the last answer again")).to_be_visible()
    expect(page.get_by_text("The next run brings its own text and asks.")).to_have_count(0)


def test_ten_routes_leave_the_picture_its_room(graph: GateGraph) -> None:
    """With ten routes the node grows, for their buttons and for a picture on which something can be told."""
    graph.build(image_nodes(routes=10))
    graph.queue()
    stage = graph.view.locator(".penstock-gate-stage")
    expect(graph.view.get_by_role("button", name="10", exact=True)).to_be_visible()
    graph.until(lambda: stage.evaluate("(one) => one.clientHeight"), lambda height: height >= 120)


@pytest.mark.parametrize("width", [120, 220])
def test_nothing_hangs_out_of_a_small_node(graph: GateGraph, width: int) -> None:
    """Every button lies within a node that was made small; names give way to icons and stay for screen readers."""
    older = graph.editor.run("return window.__COMFYUI_FRONTEND_VERSION__;").startswith("1.3")
    if older and graph.editor.run("return LiteGraph.vueNodesMode === true;"):
        pytest.skip("Vue nodes of frontends 1.3x keep a least width of their own")
    graph.build(chooser_nodes())
    graph.queue()
    expect(graph.view.get_by_role("button", name="Stop the run")).to_be_visible()
    graph.editor.run(RESIZE, {"id": int(graph.ids["gate"]), "width": width})
    graph.until(lambda: graph.view.bounding_box()["width"], lambda found: found < width + 110)
    outside = """(view) => [...view.querySelectorAll("button")].filter((one) => one.checkVisibility())
      .filter((one) => one.getBoundingClientRect().right > view.getBoundingClientRect().right + 1).length"""
    graph.until(lambda: graph.view.evaluate(outside), lambda found: found == 0)
    expect(graph.view.get_by_role("button", name="Stop the run")).to_be_visible()
