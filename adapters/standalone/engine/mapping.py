"""How lists flow: one call per item, shorter lists repeat their last item, results are joined per output."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from attrs import evolve

from ....core.nodes import BLOCKED, IMAGE, MASK, NodeResult, NodeSpec, OutputSpec

Items = Sequence[Any]
"""What flows through one output or into one input: a list of items, one where nothing is a list."""


class NodeInputError(Exception):
    """Raised when a node cannot be called with what reaches its inputs."""


class NodeResultError(Exception):
    """Raised when a node's function returns something that is no result."""


def filled(spec: NodeSpec, constants: Mapping[str, Any], links: Iterable[str]) -> dict[str, Any]:
    """The inputs of a call that sees constants only: links are None, absent optional inputs their default.

    Nodes that take whole lists get lists of one item, as in ComfyUI.
    """
    defaults: dict[str, Any] = {item.id: item.default for item in spec.inputs}
    inputs = {**defaults, **constants, **dict.fromkeys(links)}
    return {name: [value] for name, value in inputs.items()} if spec.is_input_list else inputs


def calls_of(spec: NodeSpec, inputs: Mapping[str, Items]) -> list[dict[str, Any]]:
    """The keyword arguments of each call of a node for `inputs`."""
    if spec.is_input_list:
        return [{name: list(items) for name, items in inputs.items()}]
    for name, items in inputs.items():
        if not items:
            raise NodeInputError(f"Input {name!r} received an empty list.")
    length = max((len(items) for items in inputs.values()), default=1)
    return [{name: items[min(index, len(items) - 1)] for name, items in inputs.items()} for index in range(length)]


def is_blocked(spec: NodeSpec, arguments: Mapping[str, Any]) -> bool:
    """Whether one of the arguments (of a whole list: one of its items) is `BLOCKED`, so that the call must not be."""
    if spec.is_input_list:
        return any(item is BLOCKED for items in arguments.values() for item in items)
    return any(value is BLOCKED for value in arguments.values())


def blocked_result(spec: NodeSpec) -> NodeResult:
    """What a call that must not be stands for: every output blocked."""
    return NodeResult(values=(BLOCKED,) * len(spec.outputs))


def as_result(spec: NodeSpec, returned: object) -> NodeResult:
    """What a run function returned, checked; `NodeResultError` names the node."""
    result = NodeResult(values=returned) if isinstance(returned, tuple) else returned
    if not isinstance(result, NodeResult):
        raise NodeResultError(f"{spec.id} returned {type(returned).__name__}, not a tuple or a NodeResult.")
    if len(result.values) != len(spec.outputs):
        raise NodeResultError(f"{spec.id} returned {len(result.values)} values for {len(spec.outputs)} outputs.")
    _check_ui(spec, result.ui)
    values = (_output(spec, output, value) for output, value in zip(spec.outputs, result.values, strict=True))
    return evolve(result, values=tuple(values))


def _check_ui(spec: NodeSpec, ui: Mapping[str, Any]) -> None:
    """What the page shows goes out as JSON and stays in the history: a wrong one is the node's error, at once."""
    for key, values in ui.items():
        if isinstance(values, str) or not isinstance(values, Sequence):
            raise NodeResultError(f"{spec.id} shows a {type(values).__name__} as {key!r}; it must be a list.")
    try:
        json.dumps({key: list(values) for key, values in ui.items()}, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise NodeResultError(f"{spec.id} shows what is no JSON: {error}") from error


def _output(spec: NodeSpec, output: OutputSpec, value: Any) -> Any:
    if value is BLOCKED or not output.is_list:
        return _value(spec, output, value)
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise NodeResultError(f"{spec.id} returned a {type(value).__name__} for its list output {output.id}.")
    return [_value(spec, output, item) for item in value]


def _value(spec: NodeSpec, output: OutputSpec, value: Any) -> Any:
    if output.type not in (IMAGE, MASK) or not isinstance(value, np.ndarray):
        return value
    if value.dtype.kind != "f":
        raise NodeResultError(
            f"{spec.id} returned {value.dtype} for {output.id}; an {output.type} is float32 from 0 to 1."
        )
    return np.ascontiguousarray(value, dtype=np.float32)


def joined_outputs(spec: NodeSpec, results: Sequence[NodeResult]) -> tuple[Items, ...]:
    """The items of each output over all calls; lists are joined, `BLOCKED` stands for itself."""
    outputs = []
    for index, output in enumerate(spec.outputs):
        items: list[Any] = []
        for result in results:
            value = result.values[index]
            if output.is_list and value is not BLOCKED:
                items.extend(value)
            else:
                items.append(value)
        outputs.append(tuple(items))
    return tuple(outputs)


def joined_ui(results: Sequence[NodeResult]) -> dict[str, list[Any]]:
    """What the page shows, the lists of all calls joined by key."""
    ui: dict[str, list[Any]] = {}
    for result in results:
        for key, values in result.ui.items():
            ui.setdefault(key, []).extend(values)
    return ui
