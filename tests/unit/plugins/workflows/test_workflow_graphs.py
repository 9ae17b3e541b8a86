"""Graphs and forms are read once for each document and each state of the node classes, within bounds of memory."""

import json
from collections.abc import Callable

import pytest

from penstock.adapters.testing.workflow_house import FakeCatalog, WorkflowHouse, graph
from penstock.core.contracts.workflows import ParameterType
from penstock.core.parameter_rules import ParameterRules
from penstock.plugins.workflows import service_graphs
from penstock.plugins.workflows.documents.decode import Limits
from penstock.plugins.workflows.service_graphs import Graphs

Houses = Callable[..., WorkflowHouse]


@pytest.fixture
def graphs() -> Graphs:
    """Without a host."""
    return Graphs(FakeCatalog, ParameterRules(()), Limits)


def data(**inputs: object) -> bytes:
    return json.dumps(graph(**inputs)).encode()


def test_a_document_is_read_once(graphs: Graphs) -> None:
    """The same bytes give the same graph, without reading it again."""
    assert graphs.of_bytes("a", data()) is graphs.of_bytes("a", data())
    assert graphs.of_bytes("b", data()) is not graphs.of_bytes("a", data())


def test_what_is_kept_is_bounded(graphs: Graphs, monkeypatch: pytest.MonkeyPatch) -> None:
    """In number and in bytes of documents; the newest one stays, however large."""
    first = graphs.of_bytes("0", data())
    for number in range(1, service_graphs.MOST_KEPT):
        graphs.of_bytes(str(number), data())
    assert graphs.of_bytes("0", data()) is first
    for number in range(100, 100 + service_graphs.MOST_KEPT):
        graphs.of_bytes(str(number), data())
    assert graphs.of_bytes("0", data()) is not first
    monkeypatch.setattr(service_graphs, "MOST_KEPT_BYTES", 10)
    large = graphs.of_bytes("large", data())
    assert graphs.of_bytes("large", data()) is large
    graphs.of_bytes("other", data())
    assert graphs.of_bytes("large", data()) is not large


def test_forms_follow_the_node_classes(houses: Houses) -> None:
    """A class that comes or changes is known at the next look, and what lacks is listed."""
    house = houses()
    house.catalog.schemas.clear()
    house.add()
    before = house.workflows.form("Tale")
    assert before.missing_classes == ("Sampler",)
    house.catalog.schemas["Sampler"] = {"input": {"required": {"steps": ["INT", {"max": 7}]}}, "output": []}
    after = house.workflows.form("Tale")
    assert after.missing_classes == ()
    steps = next(one for one in after.parameters if one.field == "steps")
    assert (steps.type, steps.maximum) == (ParameterType.INTEGER, 7)


def test_without_a_catalog_there_is_a_form_by_the_documents_names() -> None:
    """A host that tells no classes still shows what is there to edit."""
    read = Graphs(lambda: None, ParameterRules(()), Limits).of_bytes("a", data(seed=2**64 - 1))
    assert {one.field: one.value for one in read.form.parameters}["seed"] == 2**64 - 1


def test_a_document_that_is_not_kept_has_a_form_and_a_graph(houses: Houses) -> None:
    """As the page's open workflow has."""
    house = houses()
    assert {one.field for one in house.workflows.form_of(graph()).parameters} == {"seed", "steps", "positive"}
    applied = house.workflows.apply_to(graph(), {"seed": 5})
    assert applied.prompt["3"]["inputs"] == {"seed": 5, "steps": 20, "positive": "a fox"}
    assert house.workflows.list() == ()


def test_a_graph_with_nothing_applied_is_the_document(houses: Houses) -> None:
    """Node by node; and the caller's own, to change as it likes."""
    house = houses()
    house.add(seed=2**64 - 1)
    applied = house.workflows.apply("Tale", {})
    assert applied.prompt == graph(seed=2**64 - 1)
    applied.prompt["3"]["inputs"].clear()
    assert house.workflows.apply("Tale", {}).prompt == graph(seed=2**64 - 1)
