"""A form follows its choices: the inputs that another option of a dynamic combo brings are in it, and take values."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from penstock.core.contracts.node_catalog import NodeClasses
from penstock.core.contracts.workflows import Form, Parameter, Place
from penstock.core.errors import Invalid
from penstock.core.parameter_rules import ParameterRules
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.graph_model import Binding, WorkflowGraph
from penstock.plugins.workflows.parameters import form_of
from penstock.plugins.workflows.service_graphs import Read

SEED = ["INT", {"min": 0, "max": 2**64 - 1, "control_after_generate": True}]
OPTIONS = [
    {"key": "none", "inputs": {}},
    {"key": "fast", "inputs": {"required": {"seed": SEED}}},
    {"key": "good", "inputs": {"required": {"size": [["1K", "2K"]], "steps": ["INT", {"default": 9, "max": 50}]}}},
    {
        "key": "deep",
        "inputs": {
            "required": {
                "size": [["8K"]],
                "way": [
                    "COMFY_DYNAMICCOMBO_V3",
                    {
                        "options": [
                            {"key": "left", "inputs": {}},
                            {"key": "right", "inputs": {"required": {"by": ["INT", {"default": 3}]}}},
                        ]
                    },
                ],
            }
        },
    },
]
CLASSES: Mapping[str, Any] = {
    "Maker": {
        "input": {
            "required": {
                "prompt": ["STRING", {"multiline": True}],
                "model": ["COMFY_DYNAMICCOMBO_V3", {"options": OPTIONS}],
                "plain": ["COMFY_DYNAMICCOMBO_V3", {"options": [{"key": "a", "inputs": {}}, {"key": "b"}]}],
                "tail": ["INT", {}],
            }
        },
        "output": ["IMAGE"],
        "output_node": True,
    }
}
INPUTS = {"prompt": "a fox", "model": "fast", "model.seed": 2**64 - 1, "plain": "a", "tail": 1}


@pytest.fixture
def read(graph_of: Callable[..., WorkflowGraph]) -> Callable[..., Read]:
    """`read(*bindings, **inputs)`: a node with choices that bring inputs."""

    def made(*bindings: Binding, **inputs: Any) -> Read:
        classes = NodeClasses(schemas=CLASSES, here=frozenset(CLASSES), revision="1")
        schemas = Schemas(CLASSES)
        prompt = {"1": {"class_type": "Maker", "inputs": {**INPUTS, **inputs}}}

        def remade(graph: WorkflowGraph) -> Form:
            return form_of(graph, classes, ParameterRules(()), schemas)

        graph = graph_of(prompt, *bindings)
        return Read(graph=graph, form=remade(graph), schemas=schemas, remade=remade)

    return made


def values_in(form: Form) -> dict[str, Any]:
    return {one.address: one.value for one in form.parameters}


def test_a_choice_says_that_it_brings_inputs(read: Callable[..., Read]) -> None:
    """One whose options have none is a choice like any other."""
    assert [one.address for one in read().form.parameters if one.reshapes] == ["1.model"]


def test_the_form_of_another_choice_has_its_inputs(
    read: Callable[..., Read], by_address: Callable[[Form], dict[str, Parameter]]
) -> None:
    """With their defaults and limits, behind the choice; those of the old one are gone, the rest is the document's."""
    form = read().shaped({"1.model": "good", "1.prompt": "a cat", "1.model.seed": 4, "1.gone": 5, "1.tail": "x"})
    assert values_in(form) == {
        "1.prompt": "a fox",
        "1.model": "fast",
        "1.model.size": "1K",
        "1.model.steps": 9,
        "1.plain": "a",
        "1.tail": 1,
    }
    found = by_address(form)
    assert (found["1.model.steps"].maximum, found["1.model.size"].options) == (50, ("1K", "2K"))
    order = [one.address for one in form.parameters]
    assert order.index("1.model.size") > order.index("1.model")


@pytest.mark.parametrize("values", [{}, {"1.model": "fast"}, {"1.model": "none such"}, {"1.model": 3}, {"tail": 9}])
def test_without_another_choice_the_form_is_the_same(read: Callable[..., Read], values: dict[str, Any]) -> None:
    """And is not made again."""
    one = read()
    assert one.shaped(values) is one.form


def test_a_choice_and_its_inputs_go_in_one_request(read: Callable[..., Read]) -> None:
    """In any order of the keys; what only the old choice had is checked, and ignored."""
    one = read()
    values = {"1.model.size": "2K", "1.model.seed": 5, "1.model.steps": "12", "1.model": "good"}
    for given in (values, dict(reversed(values.items()))):
        assert one.resolved(given) == {**values, "1.model.steps": 12}
        applied = one.applied(given)
        assert applied.prompt["1"]["inputs"] == {
            "prompt": "a fox",
            "model": "good",
            "model.size": "2K",
            "model.steps": 12,
            "plain": "a",
            "tail": 1,
        }
        assert applied.values["1.model.steps"] == 12
        assert "1.model.seed" not in applied.values
    assert one.applied({}).prompt["1"]["inputs"] == INPUTS


def test_choices_in_choices_are_followed(read: Callable[..., Read]) -> None:
    """What an option brings may choose inputs itself."""
    one = read(model="good", **{"model.size": "2K", "model.steps": 4})
    values = {"1.model.way.by": 8, "1.model.way": "right", "1.model": "deep"}
    form = values_in(one.shaped(values))
    assert (form["1.model"], form["1.model.way"], form["1.model.way.by"]) == ("good", "left", 3)
    assert form["1.model.size"] == "8K"
    inputs = one.applied(values).prompt["1"]["inputs"]
    assert (inputs["model.way"], inputs["model.way.by"], inputs["model.size"]) == ("right", 8, "8K")


def test_faults_are_those_of_the_new_choice(read: Callable[..., Read]) -> None:
    """Its limits count, and a key that no choice has is unknown."""
    with pytest.raises(Invalid) as caught:
        read().applied({"1.model": "good", "1.model.steps": 51, "1.model.way": "left"})
    faults = caught.value.details["faults"]
    assert [(one["field"], one["code"]) for one in faults] == [
        ("1.model.steps", "ill_typed"),
        ("1.model.way", "unknown_parameter"),
    ]


def test_a_promoted_choice_brings_inputs_too(read: Callable[..., Read]) -> None:
    """Its value is kept elsewhere, the inputs are at the node that takes it."""
    bound = Binding(node="9", field="model", kind="promoted", value="fast", targets=(Place("1", "model"),))
    one = read(bound)
    form = values_in(one.shaped({"9.model": "good"}))
    assert (form["9.model"], form["1.model.steps"]) == ("fast", 9)
    applied = one.applied({"1.model.steps": 7, "9.model": "good"})
    assert applied.prompt["1"]["inputs"]["model.steps"] == 7
    assert applied.values["9.model"] == "good"
