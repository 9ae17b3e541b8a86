"""ComfyUI's API format: what is queued."""

from typing import Any

from ..graph_model import Link, Node, WorkflowGraph


def in_prompt(value: Any) -> Any:
    """A value as the API format writes it: an array would be read as a link."""
    return {"__value__": list(value)} if isinstance(value, list | tuple) else value


def out_of_prompt(value: Any) -> Any:
    """What a value of the API format stands for: the inverse of `in_prompt`, and of how curves are written."""
    if isinstance(value, dict) and "__value__" in value:
        inner = value["__value__"]
        if isinstance(inner, list) or value.get("__type__") == "CURVE":
            return inner
    return value


def _node_prompt(node: Node) -> dict[str, Any]:
    inputs = {
        name: [value.node, value.output] if isinstance(value, Link) else value for name, value in node.inputs.items()
    }
    return {"inputs": inputs, "class_type": node.class_type, **node.meta}


def prompt_of(graph: WorkflowGraph) -> dict[str, Any]:
    """The API graph: a new dict of new dicts; values are the graph's own."""
    return {identity: _node_prompt(node) for identity, node in graph.nodes.items()}
