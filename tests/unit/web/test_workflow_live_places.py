"""The sidebar tab finds the widgets of ComfyUI's graph that a parameter stands for, reads them and writes them."""

from collections.abc import Callable
from typing import Any

Evaluate = Callable[[str], Any]

GRAPH = """
    import { controlOf, livePlaces, nodesOnPath } from "./web/workflows/comfyui/live_places.js";
    import { readValue, sameValue, widgetValue, writeValue } from "./web/workflows/comfyui/live_values.js";
    const graph = (...nodes) => {
      const made = { getNodeById: (id) => nodes.find((node) => String(node.id) === String(id)) ?? null };
      for (const node of nodes) node.graph = made;
      return made;
    };
    const at = (root, node, field, ...targets) => livePlaces(root, { node, field, targets });
    const widget = (name, value, more = {}) => ({ name, value, ...more });
"""


def test_nodes_are_found_through_subgraphs(evaluate: Evaluate) -> None:
    """Each part of an id is a node in the subgraph of the one before; ids may contain a colon; others are none."""
    found = evaluate(
        GRAPH
        + """
        const sampler = { id: 3, widgets: [widget("seed", 7)] };
        const copy = { id: "8:1", widgets: [widget("steps", 20)] };
        const inner = { id: 8, widgets: [], subgraph: graph(sampler) };
        const root = graph({ id: 57, widgets: [], subgraph: graph(inner, copy) });
        give([
          nodesOnPath(root, "57:8:3").map((node) => node.id), nodesOnPath(root, "57:8:1").map((node) => node.id),
          nodesOnPath(root, "57:9"), at(root, "57:8:3", "seed")[0].widget.value, at(root, "57:8:3", "cfg"),
        ]);
        """
    )
    assert found == [[57, 8, 3], [57, "8:1"], None, 7, []]


def test_the_widget_of_a_subgraph_is_that_of_its_input(evaluate: Evaluate) -> None:
    """Whatever the widget is called; where the page made none, the widgets count that the value goes to."""
    found = evaluate(
        GRAPH
        + """
        const inner = graph({ id: 1, widgets: [widget("text", "one")] }, { id: 2, widgets: [widget("text", "two")] });
        const shown = widget("Prompt", "shown");
        const gone = widget("text", "gone");
        const inputs = (widget) => [{ name: "text", _widget: widget }];
        const host = (id, input, widgets) => ({ id, widgets, subgraph: inner, inputs: inputs(input) });
        const root = graph(host(5, shown, [shown]), host(6, gone, []));
        const values = (...places) => at(root, ...places).map((place) => place.widget.value);
        const [own, both] = [values("5", "text", "5:1.text"), values("6", "text", "6:1.text", "6:2.text")];
        give([own, both, values("6", "text", "6:9.text")]);
        """
    )
    assert found == [["shown"], ["one", "two"], []]


def test_a_widget_that_is_shown_outside_is_the_outermost(evaluate: Evaluate) -> None:
    """A value inside that subgraphs show outside by its place is decided there, through several of them."""
    found = evaluate(
        GRAPH
        + """
        const sampler = { id: 3, widgets: [widget("seed", 1), widget("steps", 2)] };
        const inner = widget("3: seed", 10, { sourceNodeId: "3", sourceWidgetName: "seed" });
        const outer = widget("seed", 100, { _overlay: { nodeId: "8", widgetName: "3: seed" } });
        const middle = { id: 8, widgets: [inner], subgraph: graph(sampler) };
        const root = graph({ id: 57, widgets: [outer], subgraph: graph(middle) });
        give(["seed", "steps"].map((field) => at(root, "57:8:3", field)[0].widget.value));
        """
    )
    assert found == [100, 2]


def test_primitives_and_what_follows_seeds(evaluate: Evaluate) -> None:
    """A primitive has one value whatever its widget is called; what becomes of a seed stands beside or below it."""
    found = evaluate(
        GRAPH
        + """
        const after = widget("control_after_generate", "fixed");
        const linked = widget("seed", 1, { linkedWidgets: [widget("control_after_generate", "randomize")] });
        const beside = { id: 1, widgets: [widget("seed", 1), after] };
        const root = graph({ id: 4, type: "PrimitiveNode", widgets: [widget("cfg", 8)] }, beside);
        const control = (node, widget) => controlOf({ node, widget })?.value ?? null;
        give([
          at(root, "4", "value")[0].widget.value, control({ widgets: [linked] }, linked),
          control(beside, beside.widgets[0]), control(beside, after),
        ]);
        """
    )
    assert found == [8, "randomize", "fixed", None]


def test_values_are_what_a_run_would_send(evaluate: Evaluate) -> None:
    """Whole numbers beyond JavaScript's are read as their digits, and digits are written as the nearest number."""
    found = evaluate(
        GRAPH
        + """
        const [seed, largest] = [{ type: "seed" }, "18446744073709551615"];
        const read = (value) => readValue({ widget: { value } });
        give([
          [7, 0.5, "a", true, 2 ** 60, -(2 ** 60), undefined].map(read),
          [
            widgetValue(seed, largest), widgetValue({ ...seed, maximum: largest }, largest) < 2 ** 64,
            widgetValue({ type: "text" }, "12"), widgetValue(seed, 5),
          ],
          [sameValue(5, "5"), sameValue("a", "b"), sameValue([1], [1]), sameValue(true, "true"), sameValue(NaN, NaN)],
        ]);
        """
    )
    assert found == [
        [7, 0.5, "a", True, "1152921504606847000", "-1152921504606847000", ""],
        [18446744073709552000, True, "12", 5],
        [True, False, True, False, True],
    ]


def test_writing_tells_the_page(evaluate: Evaluate) -> None:
    """Callbacks of the widget and its node run once, and a value that is there already is no change."""
    found = evaluate(
        GRAPH
        + """
        const said = [];
        const node = { graph: {}, onWidgetChanged: (name, value, before) => said.push([name, value, before]) };
        const one = widget("cfg", 8, { callback: (value) => said.push(value) });
        writeValue({ graph: {} }, { node, widget: one }, 8);
        writeValue({ graph: {} }, { node, widget: one }, 9);
        give([one.value, said]);
        """
    )
    assert found == [9, [9, ["cfg", 9, 8]]]
