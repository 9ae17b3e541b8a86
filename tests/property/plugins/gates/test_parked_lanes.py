"""Which output waits for which gate: our answer against one that follows every path and every lane by hand."""

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from penstock.plugins.gates.lanes import GateItem, Lanes, downstream

NODES = st.integers(2, 9)


@st.composite
def prompts(draw: st.DrawFn) -> dict[str, Any]:
    """Graphs without cycles: each node may take from those before it, and has widgets that only look like links."""
    count = draw(NODES)
    prompt: dict[str, Any] = {}
    for number in range(count):
        sources = draw(st.lists(st.integers(0, number - 1), max_size=3)) if number else []
        inputs: dict[str, Any] = {f"in{place}": [str(source), 0] for place, source in enumerate(sources)}
        inputs |= draw(st.dictionaries(st.text(max_size=3), st.sampled_from([1, "x", [1, 2], ["0"], None]), max_size=2))
        prompt[str(number)] = {"class_type": "Any", "inputs": inputs}
    return prompt


@st.composite
def parked(draw: st.DrawFn) -> tuple[dict[str, Any], list[GateItem], list[str]]:
    """A prompt, the gates that were parked in it, and its outputs."""
    prompt = draw(prompts())
    nodes = draw(st.lists(st.sampled_from(sorted(prompt)), unique=True, max_size=4))
    gates = [
        GateItem(f"{node}.{index}", node, index)
        for node in nodes
        for index in draw(st.sets(st.integers(0, 3), min_size=1, max_size=3))
    ]
    outputs = draw(st.lists(st.sampled_from(sorted(prompt)), unique=True))
    return prompt, gates, outputs


def leads(prompt: dict[str, Any], source: str, target: str) -> bool:
    """Whether a path leads from `source` to `target`: every path back from the target is walked."""
    links = [value[0] for value in prompt[target]["inputs"].values() if isinstance(value, list) and len(value) == 2]
    return any(link == source or leads(prompt, source, link) for link in links if link in prompt)


def expected(prompt: dict[str, Any], gates: list[GateItem], outputs: list[str]) -> set[tuple[str, int, frozenset[str]]]:
    """The units by the words of the rule: all lanes of all outputs, items by hand."""

    def count(node: str) -> int:
        counted = [gate for gate in gates if gate.node_id == node or leads(prompt, gate.node_id, node)]
        return 1 + max(gate.list_index for gate in counted)

    found = set()
    for output, lane in itertools.product(outputs, range(8)):
        above = {gate.node_id for gate in gates if leads(prompt, gate.node_id, output)}
        if lane >= max((count(node) for node in above), default=0):
            continue
        tokens = {
            gate.token
            for gate in gates
            if gate.node_id in above
            and gate.list_index == (lane if lane < count(gate.node_id) else count(gate.node_id) - 1)
        }
        if tokens:
            found.add((output, lane, frozenset(tokens)))
    return found


@given(prompts())
def test_downstream_is_what_paths_reach(prompt: dict[str, Any]) -> None:
    """A node is downstream of another exactly when a path of links leads there."""
    for source in prompt:
        assert downstream(prompt, source) == {target for target in prompt if leads(prompt, source, target)}


@given(parked())
def test_units_are_what_the_rule_says(world: tuple[dict[str, Any], list[GateItem], list[str]]) -> None:
    """Every output waits, lane by lane, for exactly the items that would have come together in one call."""
    prompt, gates, outputs = world
    units = Lanes(prompt, gates).units(outputs)

    assert {(unit.output, unit.lane, unit.tokens) for unit in units} == expected(prompt, gates, outputs)
    assert len({(unit.output, unit.lane) for unit in units}) == len(units)


@given(parked())
def test_every_parked_gate_above_an_output_has_its_own_lane_there(
    world: tuple[dict[str, Any], list[GateItem], list[str]],
) -> None:
    """No item is forgotten: each gate takes part in some unit of every output that it feeds."""
    prompt, gates, outputs = world
    units = Lanes(prompt, gates).units(outputs)

    for gate, output in itertools.product(gates, outputs):
        if output in downstream(prompt, gate.node_id):
            assert any(unit.output == output and gate.token in unit.tokens for unit in units)


@given(parked(), st.data())
def test_a_decision_is_given_to_the_nodes_that_have_an_item_in_its_lane(
    world: tuple[dict[str, Any], list[GateItem], list[str]], data: st.DataObject
) -> None:
    """A node gets the decision of a lane exactly when its item of that lane was decided."""
    prompt, gates, _ = world
    lanes = Lanes(prompt, gates)
    decided = data.draw(st.sets(st.sampled_from([gate.token for gate in gates]))) if gates else set()

    for lane in range(5):
        named = set(lanes.decided_nodes(lane, decided))
        assert named == {gate.node_id for gate in gates if lanes.token(gate.node_id, lane) in decided}
