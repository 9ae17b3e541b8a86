"""Reading a document into the graph that runs."""

from typing import Any

from ....core.contracts.workflows import WorkflowFormat
from ....core.parameter_rules import ParameterRules
from ..graph_model import WorkflowGraph
from .api_graph import read_api
from .decode import Limits
from .formats import recognised
from .instances import check_size
from .loose import mapping
from .schemas import Schemas
from .ui_graph import read_ui


def read_graph(
    document: Any, schemas: Schemas, rules: ParameterRules | None = None, limits: Limits | None = None
) -> WorkflowGraph:
    """The graph of a decoded document. `Invalid` where it is no workflow, `TooLarge` beyond `limits.nodes`."""
    found = recognised(document)
    limits = limits or Limits()
    check_size(found.nodes, 0, limits)
    if found.format is WorkflowFormat.API:
        check_size(found.nodes, sum(len(mapping(node.get("inputs"))) for node in found.graph.values()), limits)
        return read_api(found.graph, schemas)
    return read_ui(found.graph, schemas, rules or ParameterRules(()), limits)
