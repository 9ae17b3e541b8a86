"""Which format a document has."""

from typing import Any

import pytest

from penstock.core.contracts.workflows import WorkflowFormat
from penstock.core.errors import Invalid
from penstock.plugins.workflows.documents.formats import recognised

API: dict[str, Any] = {"3": {"class_type": "Save", "inputs": {}}}
UI: dict[str, Any] = {"id": "abc", "nodes": [{"id": 1, "type": "Save"}], "links": []}


def test_both_formats_are_told_apart() -> None:
    """Nodes in an array are the UI format, nodes by their ids the API format."""
    assert recognised(API).format is WorkflowFormat.API
    assert recognised(UI).format is WorkflowFormat.UI
    assert recognised(UI).source_id == "abc"


@pytest.mark.parametrize("name", ["prompt", "output"])
def test_the_workflow_is_preferred_to_the_prompt(name: str) -> None:
    """Where a file holds both, the workflow counts; without one, the prompt."""
    assert recognised({"workflow": UI, name: API}).graph is UI
    assert recognised({"workflow": None, name: API}).graph is API


def test_nodes_of_subgraphs_are_counted() -> None:
    """A document has as many nodes as it writes down."""
    inner = {"id": "s", "nodes": [{}, {}]}
    assert recognised({**UI, "definitions": {"subgraphs": [inner, None]}}).nodes == 3


@pytest.mark.parametrize("document", [{}, [], None, 1, "x", {"a": 1}, {"nodes": {}}, {"1": {"class_type": 2}}])
def test_anything_else_is_refused(document: Any) -> None:
    """What is no workflow is a 422."""
    with pytest.raises(Invalid):
        recognised(document)
