"""Reading the API format: what runs is all there, only which values people edit is not said."""

from collections.abc import Mapping
from typing import Any

from ....core.contracts.workflows import WorkflowFormat
from ..graph_model import Link, Node, Widget, WorkflowGraph
from .loose import mapping, text
from .prompts import out_of_prompt
from .schemas import Schemas
from .titles import own_title

KNOWN = frozenset({"inputs", "class_type"})


def as_link(value: Any) -> Link | None:
    """`["57", 0]` as a link, else None."""
    if not (isinstance(value, list) and len(value) == 2):
        return None
    node, output = value
    if isinstance(node, str) and isinstance(output, int) and not isinstance(output, bool) and output >= 0:
        return Link(node, output)
    return None


def _node(identity: str, told: Mapping[str, Any], schemas: Schemas) -> Node:
    class_type = text(told.get("class_type"))
    schema = schemas.of(class_type)
    inputs = {name: as_link(value) or value for name, value in mapping(told.get("inputs")).items()}
    known = schema.inputs(inputs) if schema is not None else {}
    widgets = tuple(
        Widget(name=name, value=out_of_prompt(value), source="schema" if name in known else "graph")
        for name, value in inputs.items()
        if not isinstance(value, Link)
    )
    title = text(mapping(told.get("_meta")).get("title"))
    return Node(
        id=identity,
        class_type=class_type,
        title=own_title(title, class_type, schema),
        inputs=inputs,
        widgets=widgets,
        meta={name: value for name, value in told.items() if name not in KNOWN},
    )


def read_api(document: Mapping[str, Any], schemas: Schemas) -> WorkflowGraph:
    """The graph of a document in API format."""
    nodes = {identity: _node(identity, told, schemas) for identity, told in document.items()}
    dangling = sorted(
        {
            node.id
            for node in nodes.values()
            for one in node.inputs.values()
            if isinstance(one, Link) and one.node not in nodes
        }
    )
    problems = (f"Inputs are linked to nodes that are not there (at {', '.join(dangling[:10])}).",) if dangling else ()
    return WorkflowGraph(format=WorkflowFormat.API, nodes=nodes, size=len(nodes), problems=problems)
