"""What the gate nodes work out by themselves: names of routes, ids in runs, what depends on a gate."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]
NAMES = st.lists(st.lists(st.text(max_size=12), max_size=12), min_size=1, max_size=40)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(lists=NAMES)
def test_names_are_kept_and_read_again(evaluate: Evaluate, lists: list[list[str]]) -> None:
    """Every name that is no mere number comes back as it was, up to ten of them, without blanks around it."""
    found = evaluate(
        f"""
        import {{ readNames, shownNames, writeNames }} from "./web/gates/comfyui/route_names.js";
        const lists = {json.dumps(lists)};
        give(lists.map((names) => {{
          const kept = writeNames(names);
          const again = readNames(kept);
          const clean = names.slice(0, 10).map((name) => name.trim());
          const same = shownNames(again, 10).every((name, at) => name === (clean[at] || String(at + 1)));
          return same && writeNames(again) === kept;
        }}));
        """
    )
    assert found == [True] * len(lists)


def test_what_is_no_list_of_names_is_none(evaluate: Evaluate) -> None:
    """Whatever a workflow keeps there, the routes have names: their numbers at least."""
    found = evaluate(
        """
        import { readNames, shownNames, withName } from "./web/gates/comfyui/route_names.js";
        const kept = ["", "{", "7", "null", '{"a": 1}', '[1, null, "b"]', undefined];
        give([kept.map((one) => shownNames(readNames(one), 3)), withName([], 3, "c"), withName(["a", "b"], 1, "")]);
        """
    )
    assert found == [[["1", "2", "3"]] * 5 + [["1", "2", "b"], ["1", "2", "3"]], ["", "", "c"], ["", "b"]]


def test_copies_in_loops_belong_to_their_node(evaluate: Evaluate) -> None:
    """The copy that a loop runs is told by its last part; ids of subgraphs are never taken apart."""
    found = evaluate(
        """
        import { isNode } from "./web/gates/comfyui/execution_ids.js";
        const ours = [["5", "5"], ["30.0.0.5", "5"], ["30.0.0.12:5", "12:5"]];
        const pairs = [...ours, ["12:5", "5"], ["12:5", "12"], ["15", "5"]];
        give(pairs.map(([inRun, id]) => isNode(inRun, id)));
        """
    )
    assert found == [True, True, True, False, False, False]


def test_ids_of_a_node_in_two_uses_of_its_subgraph(evaluate: Evaluate) -> None:
    """A node inside a subgraph has an id for each use of it, also where subgraphs lie in each other."""
    found = evaluate(
        """
        import { executionIds } from "./web/gates/comfyui/execution_ids.js";
        const root = { id: "w", nodes: [] }, outer = { nodes: [] }, inner = { nodes: [] };
        const add = (graph, node) => (graph.nodes.push(node), (node.graph = graph), node);
        add(root, { id: 4, subgraph: outer });
        add(root, { id: 5, subgraph: outer });
        add(outer, { id: 7, subgraph: inner });
        const gate = add(inner, { id: 9 });
        const app = { rootGraph: root };
        give([executionIds(app, gate), executionIds(app, add(root, { id: 3 })), executionIds(app, { id: 3 })]);
        """
    )
    assert found == [["4:7:9", "5:7:9"], ["3"], []]


def test_only_outputs_after_the_gate_are_run(evaluate: Evaluate) -> None:
    """Run from here names the output nodes that depend on the gate, through any number of nodes, and no other."""
    found = evaluate(
        """
        import { outputsAfter } from "./web/gates/comfyui/run_from_here.js";
        const node = (class_type, inputs = {}) => ({ class_type, inputs });
        const prompt = {
          1: node("Load"), 2: node("Gate", { image: ["1", 0], routes: 2 }), 3: node("Save", { images: ["2", 1] }),
          4: node("Scale", { image: ["2", 2], sizes: [3, 4, 5] }), "9:5": node("Save", { images: ["4", 0] }),
          6: node("Save", { images: ["1", 0] }), 7: node("Both", { a: ["6", 0], b: ["9:5", 0] }),
        };
        const isOutput = (one) => one === "Save";
        give([["2"], ["4"], ["3"], ["77"]].map((ids) => outputsAfter(prompt, ids, isOutput).sort()));
        """
    )
    assert found == [["3", "9:5"], ["9:5"], ["3"], []]
