"""Documents read with the little classes."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.workflow_documents import little_classes
from penstock.plugins.workflows.documents.decode import Limits
from penstock.plugins.workflows.documents.reading import read_graph
from penstock.plugins.workflows.documents.schemas import Schemas
from penstock.plugins.workflows.graph_model import WorkflowGraph

Read = Callable[..., WorkflowGraph]


@pytest.fixture
def read() -> Read:
    """Read a document; `classes` are what the server knows (the little ones)."""

    def run(document: Any, classes: Any = None, nodes: int = 20_000) -> WorkflowGraph:
        return read_graph(
            document, Schemas(little_classes() if classes is None else classes), None, Limits(nodes=nodes)
        )

    return run
