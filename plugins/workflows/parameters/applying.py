"""Values into a graph: by address, role or label, checked, and nothing else in the graph changes."""

from collections.abc import Mapping
from typing import Any

from ....core.contracts.workflows import Applied, Form, Parameter
from ..documents.page_widgets import settled
from ..documents.prompts import in_prompt, out_of_prompt, prompt_of
from ..documents.schemas import Schemas
from ..graph_model import WorkflowGraph
from .checking import Unfit, fitting, same
from .choices import followed
from .faults import Fault, refuse
from .keys import Keys


def resolve(form: Form, values: Mapping[str, Any], before: Form | None = None) -> dict[str, Any]:
    """`values` by address, checked and as they go into the graph.

    `before` is the form before choices among `values` reshaped it: what only that one has is checked and comes along.
    Raises `Invalid`, whose `details["faults"]` names every fault: `unknown_parameter` and `ambiguous_parameter` with
    candidates, `ill_typed`, `values_disagree` (two keys for one parameter).
    """
    keys, older = Keys(form), Keys(before, suggests=False) if before is not None and before is not form else None
    stale = form.stale
    found: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, value in values.items():
        parameter = keys.find(key)
        gone = older.find(key) if older and _is_unknown(parameter) else None
        parameter = gone if isinstance(gone, Parameter) else parameter
        fault = parameter if isinstance(parameter, Fault) else _take(parameter, key, value, found, stale)
        if fault:
            faults.append(fault)
    refuse(faults)
    return found


def _is_unknown(found: Parameter | Fault) -> bool:
    return isinstance(found, Fault) and found.code == "unknown_parameter"


def _take(parameter: Parameter, key: str, value: Any, found: dict[str, Any], stale: bool) -> Fault | None:
    try:
        fit = fitting(parameter, value, known=not stale)
    except Unfit as unfit:
        return Fault(field=key, code="ill_typed", message=f'"{parameter.label}" {unfit}.')
    if parameter.address in found and not same(found[parameter.address], fit):
        return Fault(field=key, code="values_disagree", message=f'"{parameter.label}" is given two different values.')
    found[parameter.address] = fit
    return None


def apply(
    graph: WorkflowGraph,
    form: Form,
    values: Mapping[str, Any],
    schemas: Schemas | None = None,
    before: Form | None = None,
) -> Applied:
    """The API graph with `values`; `form` is that of this graph. Raises as `resolve` does; see there for `before`.

    With `schemas` the inputs that depend on a choice follow it (`model.size` goes where another `model` has none).
    """
    resolved = resolve(form, values, before)
    prompt = prompt_of(graph)
    changed = {one.address: one for one in form.parameters if _changes(one, resolved)}
    for address, parameter in changed.items():
        _write(prompt, parameter, resolved[address])
    nodes = dict.fromkeys(place.node for one in changed.values() for place in one.targets if place.node in prompt)
    for node in nodes:
        _settle(prompt[node], graph.nodes[node].inputs, schemas)
    now = {one.address: _now(prompt, one, resolved, nodes) for one in form.parameters if _stays(prompt, one, nodes)}
    return Applied(prompt=prompt, values=now, missing_classes=form.missing_classes)


def _changes(parameter: Parameter, resolved: Mapping[str, Any]) -> bool:
    return parameter.address in resolved and not same(resolved[parameter.address], parameter.value)


def _write(prompt: dict[str, Any], parameter: Parameter, value: Any) -> None:
    for place in parameter.targets:
        if place.node in prompt:
            inputs = prompt[place.node]["inputs"]
            inputs[place.field] = _wrapped(inputs.get(place.field), value)


def _settle(node: dict[str, Any], before: Mapping[str, Any], schemas: Schemas | None) -> None:
    """Mend what follows from other values of the same node."""
    schema = schemas.of(node["class_type"]) if schemas else None
    inputs = followed(schema, before, node["inputs"]) if schema else node["inputs"]
    node["inputs"] = dict(settled(node["class_type"], inputs))


def _stays(prompt: Mapping[str, Any], parameter: Parameter, nodes: Mapping[str, None]) -> bool:
    """Whether a parameter still has a place in the graph: a choice may have taken it away."""
    return not parameter.targets or any(
        place.node not in nodes or place.field in prompt[place.node]["inputs"] for place in parameter.targets
    )


def _now(
    prompt: Mapping[str, Any], parameter: Parameter, resolved: Mapping[str, Any], nodes: Mapping[str, None]
) -> Any:
    """The value that a parameter has in the graph now."""
    place = next((one for one in parameter.targets if one.node in nodes), None)
    if place is not None and place.field in prompt[place.node]["inputs"]:
        return out_of_prompt(prompt[place.node]["inputs"][place.field])
    return resolved.get(parameter.address, parameter.value)


def _wrapped(before: Any, value: Any) -> Any:
    """`value` as it stands in a graph, in the wrapper that the page put around the value before it."""
    if isinstance(before, dict) and "__type__" in before:
        return {**before, "__value__": value}
    return in_prompt(value)
