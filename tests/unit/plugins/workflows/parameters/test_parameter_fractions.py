"""Numbers of nodes whose classes nobody knows: a strength of 1 is a fraction, a count of 1 is none."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from penstock.core.contracts.workflows import Form, ParameterType, Place
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters import apply

FRACTIONS = [
    "denoise",
    "cfg",
    "guidance",
    "strength",
    "strength_model",
    "lora_strength",
    "cfg_conds",
    "shift",
    "scale_by",
]
WHOLE = ["steps", "batch_size", "width", "length", "scaled", "index", "start_at_step"]


@pytest.fixture
def unknown(graph_of: Callable[..., WorkflowGraph]) -> WorkflowGraph:
    """A node of a class that no server here has, with numbers that are all written as 1."""
    inputs: Mapping[str, Any] = dict.fromkeys([*FRACTIONS, *WHOLE], 1)
    return graph_of({"1": {"class_type": "NobodyKnowsThis", "inputs": dict(inputs)}})


def test_strengths_without_a_schema_are_fractions(unknown: WorkflowGraph, form_from: Callable[..., Form]) -> None:
    """What is called a strength takes 0.5 although it is 1 now; counts stay whole; nothing applied changes nothing."""
    form = form_from(unknown)
    kinds = {parameter.field: parameter.type for parameter in form.parameters}
    assert {name: kinds[name] for name in FRACTIONS} == dict.fromkeys(FRACTIONS, ParameterType.FLOAT)
    assert {name: kinds[name] for name in WHOLE} == dict.fromkeys(WHOLE, ParameterType.INTEGER)
    assert apply(unknown, form, {"1.denoise": 0.5}).prompt["1"]["inputs"]["denoise"] == 0.5
    assert repr(apply(unknown, form, {}).prompt["1"]["inputs"]["denoise"]) == "1"


@pytest.mark.parametrize(("field", "kind"), [("duration", "float"), ("steps", "integer"), ("noise_seed", "seed")])
def test_a_primitive_is_no_seed_because_it_has_a_control(
    field: str, kind: str, graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """The page gives one to every number that stands alone; the input that takes it says what it is."""
    binding = Binding(
        node="9", field="value", kind="primitive", value=120, targets=(Place("1", field),), control="fixed"
    )
    graph = graph_of({"1": {"class_type": "NobodyKnowsThis", "inputs": {field: 120}}}, binding)
    (found,) = form_from(graph).parameters
    assert (found.address, found.type) == ("9.value", kind)


def test_a_primitive_float_takes_fractions(
    graph_of: Callable[..., WorkflowGraph], form_from: Callable[..., Form]
) -> None:
    """Its class says so where no server does."""
    graph = graph_of({"1": {"class_type": "PrimitiveFloat", "inputs": {"value": 5}}})
    assert form_from(graph, classes={}).parameters[0].type == ParameterType.FLOAT
