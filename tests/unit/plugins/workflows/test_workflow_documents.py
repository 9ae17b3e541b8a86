"""Documents that are not kept here: their form, their values, and what a run of them sends."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.workflow_house import SAMPLER, FakeCatalog, WorkflowHouse, graph, page
from penstock.core.errors import Invalid

LARGEST = 2**64 - 1


@pytest.fixture
def alone(houses: Callable[..., WorkflowHouse]) -> WorkflowHouse:
    """Workflows on SQLite."""
    return houses()


def test_values_are_checked_and_known_by_address(alone: WorkflowHouse) -> None:
    """By role, label or address; every fault is named."""
    document = json.dumps(graph()).encode()
    assert alone.workflows.resolve_in(document, {"seed": LARGEST}) == {"3.seed": LARGEST}
    with pytest.raises(Invalid) as told:
        alone.workflows.resolve_in(document, {"3.steps": 101, "3.nothing": 1})
    faults: Any = told.value.details["faults"]
    assert {fault["field"] for fault in faults} == {"3.steps", "3.nothing"}
    assert [one.address for one in alone.workflows.form_in(document).parameters]


def test_what_a_run_sends_has_values_titles_and_the_page(alone: WorkflowHouse) -> None:
    """A graph of the editor travels along, so that a saved picture opens as it; one in API format has none."""
    made = alone.workflows.runnable(json.dumps(page("abc")).encode(), {"3.seed": LARGEST})
    assert made.prompt["3"]["inputs"]["seed"] == LARGEST
    assert made.values["3.seed"] == LARGEST
    assert made.titles == {"3": "Sampler"}
    assert made.document["id"] == "abc"
    assert alone.workflows.runnable(json.dumps(graph()).encode(), {}).document is None


def test_one_of_each_choice_is_drawn_for_a_run(houses: Callable[..., WorkflowHouse]) -> None:
    """`{a|b}` of a prompt, as the page does; the document stays as it was."""
    inputs = {**SAMPLER["input"]["required"], "positive": ["STRING", {"dynamicPrompts": True}]}
    alone = houses(catalog=FakeCatalog({"Sampler": {**SAMPLER, "input": {"required": inputs}}}))
    document = json.dumps(graph(positive="a {red|blue} fox")).encode()
    texts = {alone.workflows.runnable(document, {}).prompt["3"]["inputs"]["positive"] for _ in range(40)}
    assert texts <= {"a red fox", "a blue fox"}


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"nodes": 5}', b"null"])
def test_what_is_no_workflow_is_refused(alone: WorkflowHouse, data: bytes) -> None:
    """Each way."""
    for ask in (alone.workflows.form_in, lambda given: alone.workflows.runnable(given, {})):
        with pytest.raises(Invalid):
            ask(data)
