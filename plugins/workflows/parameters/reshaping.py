"""Forms that follow choices: an option of a dynamic combo brings inputs of its own, which the form has only then."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from attrs import evolve

from ....core.contracts.workflows import Form, Parameter, WorkflowFormat
from ..documents.prompts import out_of_prompt
from ..documents.schemas import ClassSchema, Schemas
from ..graph_model import Node, Widget, WorkflowGraph
from .checking import Unfit, fitting, same
from .choices import followed
from .faults import Fault
from .keys import Keys

MOST_ROUNDS: Final = 8
"""How deep choices may bring choices."""


def reshaped(
    graph: WorkflowGraph,
    form: Form,
    values: Mapping[str, Any],
    schemas: Schemas,
    remade: Callable[[WorkflowGraph], Form],
) -> tuple[WorkflowGraph, Form]:
    """`graph` with those of `values` that are choices of inputs, and its form, which `remade` makes of a graph.

    The choices have the document's values in that form, as everything has that the graph had before; inputs that a
    choice brings have their defaults. Keys that mean nothing, and values that do not fit, are left out. Without such a
    choice both are the very ones that were given. Raises nothing.
    """
    written: dict[str, Any] = {}
    before: dict[str, Parameter] = {}
    for _ in range(MOST_ROUNDS):
        chosen = [(one, value) for one, value in _choices(form, values) if _is_new(one, value, written)]
        if not chosen:
            break
        for one, value in chosen:
            before.setdefault(one.address, one)
            written[one.address] = value
        graph = _chosen(graph, chosen, schemas)
        form = _as_before(remade(graph), before)
    return graph, form


def _choices(form: Form, values: Mapping[str, Any]) -> list[tuple[Parameter, Any]]:
    """The choices among `values`, checked."""
    if not any(one.reshapes for one in form.parameters):
        return []
    keys = Keys(form, suggests=False)
    found = []
    for key, value in values.items():
        parameter = keys.find(key)
        if not isinstance(parameter, Fault) and parameter.reshapes:
            try:
                found.append((parameter, fitting(parameter, value, known=not form.stale)))
            except Unfit:
                continue
    return found


def _is_new(parameter: Parameter, value: Any, written: Mapping[str, Any]) -> bool:
    return parameter.address not in written and not same(value, parameter.value)


def _as_before(form: Form, before: Mapping[str, Parameter]) -> Form:
    """Choices say what they said before they were made, so that they count as changed."""
    parameters = tuple(
        evolve(one, value=before[one.address].value, problem=before[one.address].problem)
        if one.address in before
        else one
        for one in form.parameters
    )
    return evolve(form, parameters=parameters)


def _chosen(graph: WorkflowGraph, chosen: list[tuple[Parameter, Any]], schemas: Schemas) -> WorkflowGraph:
    changes: dict[str, dict[str, Any]] = {}
    for parameter, value in chosen:
        for place in parameter.targets:
            if place.node in graph.nodes:
                changes.setdefault(place.node, {})[place.field] = value
    nodes = dict(graph.nodes)
    for identity, inputs in changes.items():
        node = nodes[identity]
        schema = schemas.of(node.class_type)
        if schema is not None:
            nodes[identity] = _with(node, inputs, schema, is_page=graph.format is WorkflowFormat.UI)
    return evolve(graph, nodes=nodes)


def _with(node: Node, changes: Mapping[str, Any], schema: ClassSchema, *, is_page: bool) -> Node:
    """A node with other choices: its inputs and widgets are those that they bring."""
    inputs = followed(schema, node.inputs, {**node.inputs, **changes})
    described = schema.inputs(inputs)
    inputs = {name: inputs[name] for name in _in_order(inputs, node.inputs, list(described))}
    widgets = []
    for widget in node.widgets:
        if widget.name in inputs:
            widgets.append(evolve(widget, value=out_of_prompt(inputs[widget.name])))
        elif widget.name not in node.inputs:
            widgets.append(widget)
    for name, value in inputs.items():
        if name not in node.inputs:
            # The page lets new seeds be drawn anew after each run.
            control = "randomize" if is_page and described[name].control else None
            widgets.append(Widget(name=name, value=out_of_prompt(value), source="schema", control=control))
    return evolve(node, inputs=inputs, widgets=tuple(widgets))


def _in_order(names: Mapping[str, Any], old: Mapping[str, Any], described: list[str]) -> list[str]:
    """Names as they stood, each new one behind what stands before it in the schema."""
    order = [name for name in names if name in old]
    last = None
    for name in described:
        if name in names and name not in old:
            order.insert(order.index(last) + 1 if last is not None else len(order), name)
        if name in names:
            last = name
    return order + [name for name in names if name not in old and name not in described]
