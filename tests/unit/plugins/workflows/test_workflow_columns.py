"""Many values of a parameter at once: checked one by one, told with their place."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.workflow_house import WorkflowHouse, graph
from penstock.core.errors import Invalid

DOCUMENT = json.dumps(graph()).encode()


@pytest.fixture
def own(houses: Callable[..., WorkflowHouse]) -> WorkflowHouse:
    """An empty one on SQLite."""
    return houses()


def test_values_come_as_they_go_into_the_graph(own: WorkflowHouse) -> None:
    """By any key; digits in a text become an integer, and no values at all still find the parameter."""
    found = own.workflows.columns_in(DOCUMENT, {"seed": ["18446744073709551615", 5], "3.steps": [1, 2], "prompt": []})
    assert found["seed"].values == (2**64 - 1, 5)
    assert (found["3.steps"].values, found["3.steps"].parameter.address) == ((1, 2), "3.steps")
    assert (found["prompt"].values, found["prompt"].parameter.address) == ((), "3.positive")


def test_each_fault_has_its_key_and_its_place(own: WorkflowHouse) -> None:
    """Unknown keys have no place; all are told at once, of one column at most twenty."""
    with pytest.raises(Invalid) as error:
        own.workflows.columns_in(DOCUMENT, {"steps": [1, "x", 101], "nothing": [1]})
    told: Any = error.value.details["faults"]
    assert [(one["field"], one["code"], one.get("index")) for one in told] == [
        ("steps", "ill_typed", 1),
        ("steps", "ill_typed", 2),
        ("nothing", "unknown_parameter", None),
    ]
    with pytest.raises(Invalid) as many:
        own.workflows.columns_in(DOCUMENT, {"steps": ["x"] * 1000})
    faults: Any = many.value.details["faults"]
    assert len(faults) == 20


def test_they_are_those_of_values_one_by_one(own: WorkflowHouse) -> None:
    """Whatever fits alone fits among many, and the other way round."""
    for value in (1, 100, 0, 101, "7", "x", 1.5, True, None, [1]):
        assert _fits(lambda value=value: own.workflows.columns_in(DOCUMENT, {"steps": [value]})) == _fits(
            lambda value=value: own.workflows.resolve_in(DOCUMENT, {"steps": value})
        ), value


def _fits(call: Callable[[], Any]) -> bool:
    try:
        call()
    except Invalid:
        return False
    return True
