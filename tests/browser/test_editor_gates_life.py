"""Gates are found again: after undo, reload, in a second tab, in subgraphs; and never on another workflow's node."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import load
from .gate_graphs import GateGraph, image_nodes, text_nodes

CONVERT = """
    app.canvas.deselectAll?.();
    app.canvas.selectNode(app.graph.getNodeById(argument));
    await app.extensionManager.command.execute('Comfy.Graph.ConvertToSubgraph');
    return String(app.graph.nodes.find((one) => one.subgraph).id);
"""
TAB = ".penstock-gates-tab-button, [data-testid=penstock-gates-tab-button]"


@pytest.fixture
def graph(editor: Any) -> Iterator[GateGraph]:
    """A graph to build; nothing waits after the test."""
    graph = GateGraph(editor)
    yield graph
    graph.clear()


def route(graph: GateGraph, name: str) -> Any:
    """The button of a route in the node."""
    return graph.view.get_by_role("button", name=name, exact=True)


def reload(editor: Any) -> None:
    """Open the frontend anew, without the copy of the graph that it keeps: each version keeps another one."""
    editor.run(
        "for (const key of Object.keys(localStorage)) if (!key.startsWith('penstock')) localStorage.removeItem(key);"
        "sessionStorage.clear();"
    )
    editor.page.goto("about:blank")
    load(editor)
    # What the frontend says whenever it starts.
    editor.problems[:] = [one for one in editor.problems if "user.css" not in one and "initialization" not in one]


def test_a_node_made_anew_by_undo_still_asks(graph: GateGraph) -> None:
    """Undo makes every node anew: the gate is not cancelled, and its node goes on asking."""
    graph.editor.capture()  # else a graph of the same nodes, made before, would be what undo brings back
    graph.build(image_nodes())
    run = graph.queue()
    (gate,) = graph.expect_gates(1)
    graph.editor.capture()
    graph.editor.add("PoolProfile", x=40, y=560)
    graph.editor.capture()
    graph.editor.undo_to("EmptyImage", "ImageGate", "PreviewImage", "PreviewImage")
    assert [one["token"] for one in graph.gates()] == [gate["token"]]
    route(graph, "2").click()
    expect(graph.view).to_contain_text("Routed to 2")
    assert set(graph.outputs(run)) == {"after_2"}


def test_a_reload_in_the_middle_loses_nothing(graph: GateGraph, editor_page: Any) -> None:
    """After a reload the node asks again, with what was typed before it; the answer reaches the run."""
    graph.build(text_nodes("a cat"))
    run = graph.queue()
    graph.view.get_by_role("textbox").fill("a cat in the")
    saved = graph.editor.run("return app.graph.serialize();")
    reload(editor_page)
    graph.editor.run("await app.loadGraphData(argument);", saved)
    field = graph.view.get_by_role("textbox")
    expect(field).to_have_value("a cat in the")
    field.fill("a cat in the hat")
    graph.view.get_by_role("button", name="Pass").click()
    graph.until(lambda: graph.editor.widget(graph.ids["gate"], "stored_text"), lambda text: text == "a cat in the hat")
    assert set(graph.outputs(run)) == {"after"}


def test_another_client_answers(graph: GateGraph, open_page: Any) -> None:
    """Penstock's own page has the gate in its inbox; its answer is seen in the node."""
    graph.build(image_nodes(route_names='["Keep"]'))
    run = graph.queue()
    graph.expect_gates(1)
    page = open_page(f"{graph.editor.server.address}/penstock/#/gates", width=390, height=800)
    page.locator("penstock-gate-inbox").get_by_role("button", name="Keep", exact=True).click()
    expect(graph.view).to_contain_text("Routed to Keep")
    assert set(graph.outputs(run)) == {"after_1"}


@pytest.mark.nightly
def test_a_second_tab_answers(graph: GateGraph, chromium: Any) -> None:
    """A second tab of ComfyUI, with another workflow, has the gate in its side bar."""
    graph.build(image_nodes(route_names='["Keep"]'))
    run = graph.queue()
    graph.expect_gates(1)
    context = chromium.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    page.goto(graph.editor.server.address)
    page.locator(TAB).click()
    page.locator("penstock-gate-inbox").get_by_role("button", name="Keep", exact=True).click()
    expect(graph.view).to_contain_text("Routed to Keep")
    context.close()
    assert set(graph.outputs(run)) == {"after_1"}


@pytest.mark.usefixtures("leave_no_subgraph")
def test_a_gate_in_a_subgraph_is_found(graph: GateGraph) -> None:
    """A gate inside a subgraph is in the inbox, which leads to its node; there it is answered."""
    graph.build(image_nodes())
    host = graph.editor.run(CONVERT, graph.ids["gate"])
    run = graph.queue()
    (gate,) = graph.expect_gates(1)
    assert gate["node_id"].startswith(f"{host}:")
    graph.editor.page.locator(TAB).click()
    graph.editor.page.get_by_role("button", name="Show the node").click()
    inside = "return app.canvas.graph !== (app.rootGraph ?? app.graph);"
    graph.until(lambda: graph.editor.run(inside), bool)
    graph.editor.page.locator(TAB).click()
    route(graph, "1").click()
    expect(graph.view).to_contain_text("Routed to 1")
    assert set(graph.outputs(run)) == {"after_1"}


def test_another_workflows_gate_stays_off_this_node(graph: GateGraph) -> None:
    """A gate of a workflow in another tab does not appear on a node that has the same id here."""
    graph.build(image_nodes())
    graph.editor.run("(app.rootGraph ?? app.graph).id = '11111111-aaaa-4aaa-8aaa-000000000001';")
    graph.queue()
    route(graph, "1").wait_for()
    graph.editor.run("(app.rootGraph ?? app.graph).id = '22222222-aaaa-4aaa-8aaa-000000000002';")
    graph.editor.run("app.graph.clear(); (app.rootGraph ?? app.graph).id = '22222222-aaaa-4aaa-8aaa-000000000002';")
    graph.build(image_nodes())
    expect(graph.view).to_contain_text("The next run asks here")
    expect(graph.editor.page.locator(TAB)).to_contain_text("1")
