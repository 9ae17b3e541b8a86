"""Any values into any graph: exactly the named places change, and what is told can be sent again."""

import copy
import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.node_catalog import NodeClasses
from penstock.core.contracts.workflows import Form, Parameter, Place
from penstock.core.errors import Invalid
from penstock.core.parameter_rules import ParameterRules
from penstock.plugins.workflows.documents.prompts import prompt_of
from penstock.plugins.workflows.graph_model import Binding, Link, Node, Widget, WorkflowFormat, WorkflowGraph
from penstock.plugins.workflows.parameters import apply, form_of, resolve

LARGEST = 2**64 - 1
KINDS: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "seed": (["INT", {"min": 0, "max": LARGEST, "control_after_generate": True}], st.integers(0, LARGEST)),
    "steps": (["INT", {"min": 1, "max": 100}], st.integers(1, 100)),
    "cfg": (["FLOAT", {"min": -5.0, "max": 5.0}], st.floats(-5, 5)),
    "text": (["STRING", {"multiline": True}], st.text(st.characters(exclude_categories=["Cs"]))),
    "flag": (["BOOLEAN", {}], st.booleans()),
    "way": ([["a", "b", 3], {}], st.sampled_from(["a", "b", 3])),
    "curve": (["CURVE", {}], st.lists(st.integers() | st.booleans() | st.none(), max_size=3)),
}
CLASSES = {
    "Known": {"input": {"required": {name: told for name, (told, _) in KINDS.items()}}, "output": ["STRING"]},
}
KNOWN = NodeClasses(schemas=CLASSES, here=frozenset(CLASSES), revision="1")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def graphs(draw: st.DrawFn) -> WorkflowGraph:
    """Nodes of a known and an unknown class, linked to earlier ones, and bindings over their inputs."""
    nodes: dict[str, Node] = {}
    for number in range(draw(st.integers(1, 5))):
        inputs: dict[str, Any] = {name: draw(values) for name, (_, values) in KINDS.items() if draw(st.booleans())}
        inputs = {name: {"__value__": value} if isinstance(value, list) else value for name, value in inputs.items()}
        if nodes and draw(st.booleans()):
            inputs[draw(st.sampled_from([*KINDS, "positive"]))] = Link(draw(st.sampled_from(sorted(nodes))), 0)
        nodes[f"{number}"] = _node(
            f"{number}", draw(st.sampled_from(["Known", "Odd"])), inputs, draw(st.text(max_size=3))
        )
    free = [(node.id, widget) for node in nodes.values() for widget in node.widgets]
    places = (
        draw(st.lists(st.sampled_from(free), max_size=3, unique_by=lambda one: (one[0], one[1].name))) if free else []
    )
    bindings = [
        Binding(node="57", field=f"{at}", kind="promoted", value=widget.value, targets=(Place(node, widget.name),))
        for at, (node, widget) in enumerate(places)
    ]
    return WorkflowGraph(format=WorkflowFormat.UI, nodes=nodes, bindings=tuple(bindings), size=len(nodes))


def _node(identity: str, class_type: str, inputs: dict[str, Any], title: str) -> Node:
    widgets = [
        Widget(name=name, value=value["__value__"] if isinstance(value, dict) else value, source="schema")
        for name, value in inputs.items()
        if not isinstance(value, Link)
    ]
    return Node(id=identity, class_type=class_type, title=title, inputs=inputs, widgets=tuple(widgets))


def _form(graph: WorkflowGraph) -> Form:
    return form_of(graph, KNOWN, ParameterRules(()))


@given(graph=graphs())
def test_nothing_is_changed_by_nothing(graph: WorkflowGraph) -> None:
    """Without values, and with every value that the form tells, the graph is the document's."""
    form = _form(graph)
    told = apply(graph, form, {})
    assert told.prompt == prompt_of(graph)
    assert apply(graph, form, told.values).prompt == prompt_of(graph)


@given(graph=graphs(), data=st.data())
def test_only_the_targets_change(graph: WorkflowGraph, data: st.DataObject) -> None:
    """The places of the named parameters hold the new values, all others what they held."""
    form = _form(graph)
    chosen: dict[str, Any] = {}
    for one in form.parameters:
        if data.draw(st.booleans()):
            chosen[one.address] = data.draw(_values(one))
    applied = apply(graph, form, chosen)
    expected = prompt_of(graph)
    for one in form.parameters:
        for place in one.targets if one.address in chosen else ():
            value = chosen[one.address]
            expected[place.node]["inputs"][place.field] = {"__value__": value} if isinstance(value, list) else value
    assert _exact(applied.prompt) == _exact(expected)
    assert _exact(apply(graph, form, applied.values).prompt) == _exact(expected)


def _values(parameter: Parameter) -> st.SearchStrategy[Any]:
    name = parameter.targets[0].field
    return KINDS[name][1] if parameter.class_type == "Known" else st.just(parameter.value)


def _exact(value: Any) -> str:
    """1 is neither 1.0 nor true; but 0.0 where -0.0 is already changes nothing."""
    return re.sub(r"-0\.0(?![0-9])", "0.0", json.dumps(value))


@given(graph=graphs(), data=st.data())
def test_every_fault_is_named_and_nothing_else(graph: WorkflowGraph, data: st.DataObject) -> None:
    """Whatever is sent: it is applied, or each key that is at fault is told by its own name."""
    form = _form(graph)
    keys = [key for one in form.parameters for key in (one.address, one.role, one.label) if key]
    values = data.draw(st.dictionaries(st.sampled_from(keys) | st.text() if keys else st.text(), JSON, max_size=6))
    before = copy.deepcopy(values)
    try:
        found = resolve(form, values)
    except Invalid as refused:
        faults: Any = refused.details["faults"]
        assert {fault["field"] for fault in faults} <= set(values)
        rest = {key: value for key, value in values.items() if key not in {fault["field"] for fault in faults}}
        found = resolve(form, rest)
    assert set(found) <= {one.address for one in form.parameters}
    assert _exact(before) == _exact(values)


@given(graph=graphs())
def test_every_parameter_has_its_own_address_and_label(graph: WorkflowGraph) -> None:
    """No two parameters of a form are called alike, none is an input that is linked, ranks count up."""
    form = _form(graph)
    assert len({one.address for one in form.parameters}) == len(form.parameters)
    assert len({one.label.strip().casefold() for one in form.parameters}) == len(form.parameters)
    assert [one.rank for one in form.parameters] == list(range(len(form.parameters)))
    linked = [place for one in form.parameters for place in one.targets if isinstance(_input(graph, place), Link)]
    assert not linked


def _input(graph: WorkflowGraph, place: Place) -> Any:
    return graph.nodes[place.node].inputs.get(place.field)
