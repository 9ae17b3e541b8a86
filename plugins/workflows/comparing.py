"""What differs between two versions of a workflow: nodes by their ids, parameters by their addresses."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...core.contracts.workflows import Form, Parameter
from ...core.exact_numbers import exact
from . import routes_shapes_forms as shapes
from .graph_model import Link, Node, WorkflowGraph

_NOTHING: Final = object()
"""Stands for an input that a version lacks: null is a value."""


def compared(
    a: int, b: int, graphs: tuple[WorkflowGraph, WorkflowGraph], forms: tuple[Form, Form]
) -> shapes.Comparison:
    """The comparison of the versions `a` and `b`."""
    nodes, parameters = _nodes(graphs[0].nodes, graphs[1].nodes), _parameters(*forms)
    parts = (nodes.added, nodes.removed, nodes.changed, parameters.added, parameters.removed, parameters.changed)
    return shapes.Comparison(a=a, b=b, nodes=nodes, parameters=parameters, same=not any(parts))


def _nodes(before: Mapping[str, Node], after: Mapping[str, Node]) -> shapes.ComparedNodes:
    changed = (_changed(before[node_id], node) for node_id, node in after.items() if node_id in before)
    return shapes.ComparedNodes(
        added=tuple(_node(node) for node_id, node in after.items() if node_id not in before),
        removed=tuple(_node(node) for node_id, node in before.items() if node_id not in after),
        changed=tuple(one for one in changed if one is not None),
    )


def _node(node: Node) -> shapes.ComparedNode:
    return shapes.ComparedNode(id=node.id, class_type=node.class_type, title=node.title)


def _changed(before: Node, after: Node) -> shapes.ChangedNode | None:
    inputs = tuple(_inputs(before.inputs, after.inputs))
    if not inputs and (before.class_type, before.title) == (after.class_type, after.title):
        return None
    return shapes.ChangedNode(id=after.id, class_type=after.class_type, title=after.title, inputs=inputs)


def _inputs(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[shapes.ComparedInput]:
    for name in dict.fromkeys((*before, *after)):
        a, b = before.get(name, _NOTHING), after.get(name, _NOTHING)
        if not _same(a, b):
            yield shapes.ComparedInput(field=name, a=_shown(a), b=_shown(b))


def _same(a: Any, b: Any) -> bool:
    """Whether two values are the same JSON: 1 and true are not, 1 and 1.0 are one number."""
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


def _shown(value: Any) -> Any:
    if value is _NOTHING:
        return None
    return [value.node, value.output] if isinstance(value, Link) else exact(value)


def _parameters(before: Form, after: Form) -> shapes.ComparedParameters:
    old = {parameter.address: parameter for parameter in before.parameters}
    new = {parameter.address: parameter for parameter in after.parameters}
    both = [(old[address], parameter) for address, parameter in new.items() if address in old]
    return shapes.ComparedParameters(
        added=tuple(_parameter(None, parameter) for address, parameter in new.items() if address not in old),
        removed=tuple(_parameter(parameter, None) for address, parameter in old.items() if address not in new),
        changed=tuple(_parameter(a, b) for a, b in both if not _same(a.value, b.value)),
    )


def _parameter(a: Parameter | None, b: Parameter | None) -> shapes.ComparedParameter:
    known = b or a
    return shapes.ComparedParameter(
        address=known.address if known else "",
        label=known.label if known else "",
        a=exact(a.value) if a else None,
        b=exact(b.value) if b else None,
    )
