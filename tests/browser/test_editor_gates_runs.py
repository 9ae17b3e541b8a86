"""Gates answered in their nodes, while the embedded engine really runs the graph."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_graphs import GateGraph, chooser_nodes, image_nodes, text_nodes

pytestmark = pytest.mark.one_renderer


@pytest.fixture
def graph(editor: Any) -> Iterator[GateGraph]:
    """A graph to build; nothing waits after the test."""
    graph = GateGraph(editor)
    yield graph
    graph.clear()


def badge(graph: GateGraph) -> Any:
    """The number on the tab in the side bar."""
    return graph.editor.page.locator(".penstock-gates-tab-button, [data-testid=penstock-gates-tab-button]")


def test_only_the_chosen_branch_runs(graph: GateGraph) -> None:
    """A click on a route sends the image there and nowhere else; node and badge tell what waits and how it ended."""
    graph.build(image_nodes(route_names='["Bad", "Good"]'))
    run = graph.queue()
    expect(graph.view).to_contain_text("Hide mask")
    expect(badge(graph)).to_contain_text("1")
    graph.view.get_by_role("button", name="Good").click()
    expect(graph.view).to_contain_text("Routed to Good")
    assert set(graph.outputs(run)) == {"after_2"}
    expect(badge(graph)).not_to_contain_text("1")


def test_a_mask_painted_in_the_node_goes_along(graph: GateGraph) -> None:
    """The painter opens from the node; its mask is what the run gets, at the next run too, until it is cleared."""
    nodes, links = image_nodes()
    nodes += [("mask", "MaskToImage", {}), ("seen", "PreviewImage", {})]
    links += [("gate", 0, "mask", "mask"), ("mask", 0, "seen", "images")]
    graph.build((nodes, links))
    page = graph.editor.page
    run = graph.queue()
    graph.view.get_by_role("button", name="Paint mask").click()
    expect(page.locator(".penstock-painter-dialog canvas").first).to_be_visible()
    page.get_by_role("button", name="Fill all").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".penstock-painter-dialog")).to_have_count(0)
    graph.view.get_by_role("button", name="1", exact=True).click()
    expect(graph.view).to_contain_text("with the mask")
    assert set(graph.outputs(run)) == {"after_1", "seen"}
    graph.queue()
    graph.view.get_by_role("button", name="Clear mask").click()
    expect(graph.view.get_by_role("button", name="Clear mask")).to_be_hidden()
    graph.view.get_by_role("button", name="1", exact=True).click()
    expect(graph.view).to_contain_text("Routed to 1")
    expect(graph.view).not_to_contain_text("with the mask")
    assert len(graph.editor.nodes()) == len(nodes)


def test_only_the_chosen_images_pass(graph: GateGraph) -> None:
    """The images that are marked go on, and no others."""
    graph.build(chooser_nodes())
    run = graph.queue()
    tiles = graph.view.locator("[aria-pressed]")
    for position in (3, 1):
        tiles.nth(position).click()
    graph.view.get_by_role("button", name="Pass selected (2)").click()
    expect(graph.view).to_contain_text("Passed 2 of 4 images")
    assert len(graph.outputs(run)["after"]["images"]) == 2


def test_an_edited_text_passes_and_is_kept(graph: GateGraph) -> None:
    """Ctrl+Enter passes the text as it was edited and queues nothing; the node keeps the text with the workflow."""
    graph.build(text_nodes("a cat"))
    run = graph.queue()
    field = graph.view.get_by_role("textbox")
    expect(field).to_have_value("a cat")
    field.fill("a black cat")
    field.press("Control+Enter")
    assert set(graph.outputs(run)) == {"after"}
    stored = graph.editor.page.get_by_role("textbox", name="Text of the gate").last
    expect(stored).to_have_value("a black cat")
    assert graph.editor.widget(graph.ids["gate"], "stored_text") == "a black cat"
    queue = graph.get("/queue")
    assert queue == {"queue_running": [], "queue_pending": []}
    graph.editor.page.keyboard.press("Delete")
    assert len(graph.editor.nodes()) == 4


def test_a_protected_text_does_not_wait(graph: GateGraph) -> None:
    """What is typed into a protected gate is what runs pass, without a pause."""
    graph.build(text_nodes(protected=True))
    stored = graph.editor.page.get_by_role("textbox", name="Text of the gate").last
    stored.fill("my own words")
    sent = graph.editor.run("return (await app.graphToPrompt()).output;")[graph.ids["gate"]]["inputs"]
    assert sent["stored_text"] == "my own words"
    assert set(graph.outputs(graph.queue())) == {"after"}
    expect(graph.editor.page.get_by_text("Protected: runs pass this text").last).to_be_visible()


def test_stop_ends_the_run_and_the_next_one_goes_on(graph: GateGraph) -> None:
    """Stop in the node ends the whole run, and the node says so; the next run waits again."""
    graph.build(image_nodes())
    run = graph.queue()
    graph.view.get_by_role("button", name="Stop the run").click()
    expect(graph.view).to_contain_text("The run was stopped")
    assert graph.outputs(run) == {}
    again = graph.queue()
    graph.view.get_by_role("button", name="1", exact=True).click()
    assert set(graph.outputs(again)) == {"after_1"}


def test_an_interrupt_is_shown(graph: GateGraph) -> None:
    """An interrupt from the queue ends the wait, and the node says so."""
    graph.build(image_nodes())
    run = graph.queue()
    graph.expect_gates(1)
    graph.editor.run("await app.extensionManager.command.execute('Comfy.Interrupt');")
    expect(graph.view).to_contain_text("The run was interrupted")
    assert graph.outputs(run) == {}


def test_a_parked_gate_is_answered_after_its_run(graph: GateGraph) -> None:
    """A gate that parks lets its run end; the answer queues the rest, and what feeds the gate does not run again."""
    graph.build(image_nodes(wait="park"))
    first = graph.queue()
    assert graph.outputs(first) == {}
    expect(graph.view).to_contain_text("Parked")
    known = set(graph.get("/history"))
    graph.view.get_by_role("button", name="2", exact=True).click()
    expect(graph.view).to_contain_text("Routed to 2")
    graph.expect_gates(0)
    expect(graph.view).not_to_contain_text("Queued")
    (rest,) = set(graph.get("/history")) - known
    assert set(graph.outputs(rest)) == {"after_2"}


def test_an_answer_is_used_again_until_asked_again(graph: GateGraph) -> None:
    """A kept answer routes the next run without a wait; after "Ask again" the next run asks."""
    graph.build(image_nodes(repeat="always"))
    first = graph.queue()
    graph.view.get_by_role("button", name="2", exact=True).click()
    assert set(graph.outputs(first)) == {"after_2"}
    assert graph.gates() == []
    again = graph.editor.page.get_by_role("button", name="Ask again")
    expect(again).to_be_visible()
    graph.editor.run("app.graph.getNodeById(argument).widgets[0].value = 128;", graph.ids["picture"])
    graph.outputs(graph.queue())
    expect(graph.view).to_contain_text("as last time")
    again.click()
    expect(again).to_be_hidden()
    graph.queue()
    graph.expect_gates(1)


def test_run_from_here_is_one_run_of_what_follows(graph: GateGraph) -> None:
    """The button queues one run, of the outputs after this gate only; widgets stay as they are."""
    graph.build(image_nodes())
    other = graph.editor.add("PreviewImage", x=40, y=500)
    link = "app.graph.getNodeById(argument[0]).connect(0, app.graph.getNodeById(argument[1]), 0);"
    graph.editor.run(link, [graph.ids["picture"], other])
    posted: list[Any] = []
    record = lambda request: request.url.endswith("/prompt") and posted.append(request.post_data_json)  # noqa: E731
    graph.editor.page.on("request", record)
    graph.editor.page.get_by_role("button", name="Run from here").click()
    graph.expect_gates(1)
    graph.editor.page.remove_listener("request", record)
    (body,) = posted
    assert sorted(body["partial_execution_targets"]) == sorted([graph.ids["after_1"], graph.ids["after_2"]])
