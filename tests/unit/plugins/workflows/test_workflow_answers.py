"""What routes answer: equal lists of options once, numbers exact, what differs between two versions."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.workflows import Form, Parameter, ParameterType, Place, WorkflowFormat
from penstock.core.exact_numbers import LARGEST_EXACT, exact
from penstock.core.wire import encode
from penstock.plugins.workflows.comparing import compared
from penstock.plugins.workflows.form_shapes import form_shape
from penstock.plugins.workflows.graph_model import Link, Node, WorkflowGraph
from penstock.plugins.workflows.routes_shapes_forms import ParameterShape

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def parameter(name: str = "seed", value: Any = 1, **more: Any) -> Parameter:
    """A parameter of node 3."""
    told = {"label": name, "type": ParameterType.SEED, "targets": (Place("3", name),), **more}
    return Parameter(node="3", field=name, class_type="A", value=value, **told)


def form(*parameters: Parameter) -> Form:
    """A form of these."""
    return Form(format=WorkflowFormat.API, parameters=parameters, nodes=1)


def graph(**nodes: Mapping[str, Any]) -> WorkflowGraph:
    """A graph of nodes of the class A with these inputs."""
    made = {name: Node(id=name, class_type="A", inputs=inputs) for name, inputs in nodes.items()}
    return WorkflowGraph(format=WorkflowFormat.API, nodes=made)


@given(ANY_JSON)
def test_exact_numbers_survive_javascript(value: Any) -> None:
    """Integers beyond 2^53-1 become digits, nothing else changes; what has none is the same."""

    def back(one: Any) -> Any:
        if isinstance(one, list):
            return [back(inner) for inner in one]
        if isinstance(one, dict):
            return {key: back(inner) for key, inner in one.items()}
        if isinstance(one, int) and not isinstance(one, bool):
            return float(one)
        return one

    def digits(one: Any) -> Any:
        if isinstance(one, list):
            return [digits(inner) for inner in one]
        if isinstance(one, dict):
            return {key: digits(inner) for key, inner in one.items()}
        is_large = isinstance(one, int) and not isinstance(one, bool) and abs(one) > LARGEST_EXACT
        return str(one) if is_large else one

    found = exact(value)
    assert json.dumps(found) == json.dumps(digits(value))
    assert back(found) == back(digits(value))


def test_a_form_has_every_field_of_the_contract() -> None:
    """With its address; a field that is added to the contract must be answered, too."""
    wanted = {one.name for one in fields(Parameter)} | {"address"}
    assert {one.name for one in fields(ParameterShape)} == wanted


def test_equal_options_are_sent_once() -> None:
    """Each parameter says which list; lists that look alike (1 and true and "1") stay apart."""
    shape = form_shape(
        form(
            parameter("a", options=("x", "y")),
            parameter("b", options=("x", "y")),
            parameter("c", options=(1,)),
            parameter("d", options=(True,)),
            parameter("e", options=("1",)),
            parameter("f"),
            parameter("g", options=()),
        )
    )
    assert [one.options for one in shape.parameters] == [0, 0, 1, 2, 3, None, 4]
    assert encode(shape)["option_lists"] == [["x", "y"], [1], [True], ["1"], []]


def test_numbers_of_a_form_are_exact() -> None:
    """Value, default, limits, step and options."""
    large = 2**64 - 1
    one = parameter("a", large, default=large, maximum=large, minimum=-large, step=large, options=(large, 1.5))
    shape = form_shape(form(one))
    found = shape.parameters[0]
    assert (found.value, found.default, found.maximum, found.step) == (str(large),) * 4
    assert found.minimum == f"-{large}"
    assert shape.option_lists == ((str(large), 1.5),)


def test_a_comparison_says_what_became_of_nodes_and_parameters() -> None:
    """Added, removed, changed; links are shown; what is alike is left out."""
    before = graph(a={"x": 1, "y": Link("b", 0), "z": 2}, b={}, gone={})
    after = graph(a={"x": 2**60, "y": Link("b", 1), "w": None}, b={}, new={})
    found = compared(1, 2, (before, after), (form(parameter("p", 1)), form(parameter("p", 2), parameter("q"))))
    assert [one.id for one in found.nodes.added] == ["new"]
    assert [one.id for one in found.nodes.removed] == ["gone"]
    (changed,) = found.nodes.changed
    assert {one.field: (one.a, one.b) for one in changed.inputs} == {
        "x": (1, str(2**60)),
        "y": (["b", 0], ["b", 1]),
        "z": (2, None),
        "w": (None, None),
    }
    assert [(one.address, one.a, one.b) for one in found.parameters.changed] == [("3.p", 1, 2)]
    assert [one.address for one in found.parameters.added] == ["3.q"]
    assert not found.same


@pytest.mark.parametrize(("a", "b"), [(1, True), (0, False), (1, "1"), ([1], [2]), (None, 0), ("", None)])
def test_values_that_look_alike_differ(a: Any, b: Any) -> None:
    """As JSON they are not the same."""
    assert not compared(1, 2, (graph(n={"x": a}), graph(n={"x": b})), (form(), form())).same


@given(st.dictionaries(st.text(max_size=3), st.dictionaries(st.text(max_size=3), ANY_JSON, max_size=3), max_size=4))
def test_a_version_is_the_same_as_itself(nodes: dict[str, dict[str, Any]]) -> None:
    """Whatever stands in it."""
    one, other = graph(**nodes), graph(**json.loads(json.dumps(nodes)))
    assert compared(1, 2, (one, other), (form(), form())).same
