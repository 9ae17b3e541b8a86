"""Which pool a grid shows: in every kind of link the one that the queued graph names."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import load
from .naming import name_of
from .profile_graph import ProfileGraph

pytestmark = pytest.mark.one_renderer

NODES = "const [profile, grid, other] = argument.map((id) => app.graph.getNodeById(id));"
INTO_SUBGRAPH = "return String(app.graph.convertToSubgraph(new Set([NODE])).node.id);"
REROUTE_NODE = f"{NODES} profile.connect(0, other, 0); other.connect(0, grid, 'profile');"
REROUTES = f"""{NODES}
    const link = grid.getInputLink(grid.inputs.findIndex((input) => input.name === "profile"));
    for (const x of [340, 380]) app.graph.createReroute([x, 300], link);
"""
PROMOTE = """
    const host = app.graph.getNodeById(argument);
    const inner = host.subgraph.nodes.find((node) => node.comfyClass === "PoolProfile");
    host.subgraph.inputNode.emptySlot.connect(inner.inputs.find((input) => input.name === "profile_id"), inner);
"""
SECOND_USE = """
    const [id, profile] = argument;
    const first = app.graph.getNodeById(id);
    const second = LiteGraph.createNode(first.type);
    app.graph.add(second);
    if (profile) app.graph.getNodeById(profile).connect(0, second, 0);
    const inner = first.subgraph.nodes.find((node) => node.comfyClass === "GridImagePool");
    for (const host of [first, second]) {
      const preview = LiteGraph.createNode("PreviewImage");
      app.graph.add(preview);
      host.connect(host.outputs.findIndex((output) => output.type === "IMAGE"), preview, 0);
    }
    return String(second.id);
"""


def start_anew(editor: Any) -> None:
    """Open the frontend as if it were for the first time."""
    editor.run("localStorage.clear(); sessionStorage.clear();")
    editor.page.goto("about:blank")
    load(editor)
    editor.problems.clear()


@pytest.fixture(scope="module")
def subgraphs_go(editor_page: Any) -> Iterator[None]:
    """Opens the frontend anew after these tests: older ones keep subgraphs when the graph is cleared."""
    yield
    start_anew(editor_page)


@pytest.fixture
def graph(subgraphs_go: None, editor: Any, request: pytest.FixtureRequest) -> Iterator[ProfileGraph]:
    """A linked Pool Profile with an empty profile, and a grid."""
    graph = ProfileGraph(editor, name_of(request).removeprefix("test_"))
    graph.build()
    graph.made.append(graph.make("Cats"))
    graph.choose("Cats")
    assert graph.expect_truth() == {graph.grid: graph.made[0]}
    yield graph
    if editor.run("return app.canvas.graph !== (app.rootGraph ?? app.graph);"):
        start_anew(editor)  # Vue nodes of older frontends do not come out of a subgraph that is cleared


def own_pool(graph: ProfileGraph) -> str:
    """The grid's own pool."""
    return str(graph.editor.widget(graph.grid, "pool_id"))


def into_subgraph(graph: ProfileGraph, *nodes: str) -> str:
    """Make a subgraph of nodes; the node that stands for it."""
    body = INTO_SUBGRAPH.replace("[NODE]", "argument.map((id) => app.graph.getNodeById(id))")
    return str(graph.editor.run(body, list(nodes)))


def test_links_reroutes_and_switched_off_nodes(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Unlinked and switched off profiles leave the own pool, reroutes of both kinds lead on, wiring copies nothing."""
    own, profile = own_pool(graph), graph.made[0]
    graph.put(own, photographs[0])
    graph.editor.run("app.graph.getNodeById(argument).disconnectInput('profile');", graph.grid)
    assert graph.expect_truth() == {graph.grid: own}
    graph.link()
    assert graph.expect_truth() == {graph.grid: profile}
    for mode, pool in ((2, own), (4, own), (0, profile)):
        graph.editor.run("app.graph.getNodeById(argument[0]).mode = argument[1];", [graph.profile, mode])
        graph.capture()
        assert graph.expect_truth() == {graph.grid: pool}
    graph.editor.run(REROUTES, [graph.profile, graph.grid])
    assert graph.expect_truth() == {graph.grid: profile}
    reroute = graph.editor.add("Reroute", 340, 60)
    graph.editor.run(REROUTE_NODE, [graph.profile, graph.grid, reroute])
    assert graph.expect_truth() == {graph.grid: profile}
    assert graph.ask("get", f"/penstock/profiles/{profile}")["count"] == 0
    assert graph.ask("get", f"/penstock/pools/{own}/slots?start=0&limit=1")["pool"]["count"] == 1


@pytest.mark.parametrize("inside", ["profile", "grid", "both", "each"])
def test_subgraphs(graph: ProfileGraph, inside: str) -> None:
    """In and out of subgraphs, also nested ones, the grid shows what a run uses, and switches at once."""
    groups = {"profile": [[graph.profile]], "grid": [[graph.grid]], "both": [[graph.profile, graph.grid]]}
    groups["each"] = groups["profile"] + groups["grid"]
    made = [into_subgraph(graph, *group) for group in groups[inside]]
    assert list(graph.expect_truth().values()) == [graph.made[0]]
    for host in made:
        into_subgraph(graph, host)
    assert list(graph.expect_truth().values()) == [graph.made[0]]
    other = graph.make("Drinks")
    widget = "node.widgets.find((one) => one.name === 'profile_id').value = argument"
    walk = "const look = (graph) => { for (const node of graph.nodes) { if (node.comfyClass === 'PoolProfile') "
    graph.editor.run(f"{walk} {widget}; if (node.subgraph) look(node.subgraph); }} }}; look(app.graph);", other)
    graph.capture()
    assert list(graph.expect_truth().values()) == [other]


def test_a_promoted_widget_decides(graph: ProfileGraph) -> None:
    """Where the id is promoted to the subgraph node, that widget decides; the node inside shows and changes it."""
    host = into_subgraph(graph, graph.profile)
    graph.editor.run(PROMOTE, host)
    assert graph.expect_truth() == {graph.grid: graph.made[0]}
    other = graph.make("Drinks")
    promoted = "app.graph.getNodeById(argument[0]).widgets.find((one) => one.name === 'profile_id')"
    graph.editor.run(f"{promoted}.value = argument[1];", [host, other])
    graph.capture()
    assert graph.expect_truth() == {graph.grid: other}
    graph.editor.run(
        "const host = app.graph.getNodeById(argument); app.canvas.openSubgraph(host.subgraph, host);", host
    )
    expect(graph.picker).to_contain_text(graph.called("Drinks"))
    graph.choose("Cats")
    assert graph.expect_truth() == {graph.grid: graph.made[0]}
    assert graph.editor.run(f"return {promoted}.value;", [host]) == graph.made[0]


def test_a_subgraph_in_two_places(graph: ProfileGraph) -> None:
    """A grid whose subgraph is used with two profiles shows that of the place it was entered by, and says so."""
    first = into_subgraph(graph, graph.grid)
    profile = graph.editor.add("PoolProfile", 60, 500)
    other = graph.make("Drinks")
    graph.editor.run(
        "app.graph.getNodeById(argument[0]).widgets.find((one) => one.name === 'profile_id').value = argument[1];",
        [profile, other],
    )
    second = graph.editor.run(SECOND_USE, [first, profile])
    for host, pool in ((first, graph.made[0]), (second, other), (first, graph.made[0])):
        graph.editor.run(
            "app.canvas.setGraph(app.rootGraph ?? app.graph); const host = app.graph.getNodeById(argument);"
            "app.canvas.openSubgraph(host.subgraph, host);",
            host,
        )
        expect(graph.shown).to_have_attribute("pool-id", pool)
        expect(graph.shown).to_contain_text("Elsewhere in this workflow")


def test_what_only_a_run_can_tell(graph: ProfileGraph) -> None:
    """An id that comes out of another node is known only in a run: picker and grid say so, the own pool is shown."""
    text = graph.editor.add("TextGate", 60, 500)
    graph.editor.run(
        "const [text, profile] = argument.map((id) => app.graph.getNodeById(id));"
        "text.connect(0, profile, 'profile_id');",
        [text, graph.profile],
    )
    graph.capture()
    expect(graph.picker).to_contain_text("Decided during a run")
    expect(graph.shown).to_contain_text("known only during a run")
    expect(graph.shown).to_have_attribute("pool-id", own_pool(graph))
