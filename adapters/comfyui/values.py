"""What a node returned, as what ComfyUI passes on."""

from collections.abc import Sequence
from typing import Any

from ...core.nodes import BLOCKED, IMAGE, MASK, NodeResult, NodeSpec, OutputSpec


class WrongResult(TypeError):
    """Raised when a node's run function did not return what its outputs promise: a defect of its plugin."""


def outputs_of(spec: NodeSpec, returned: object) -> tuple[list[Any], dict[str, list[Any]]]:
    """`(one value per output, ui)` of what `spec.run` returned; `WrongResult` where that does not fit `spec`."""
    result = returned if isinstance(returned, NodeResult) else NodeResult(values=_as_tuple(spec, returned))
    if len(result.values) != len(spec.outputs):
        raise WrongResult(f"{spec.id} returned {len(result.values)} values for {len(spec.outputs)} outputs.")
    values = [_output(spec, output, value) for output, value in zip(spec.outputs, result.values, strict=True)]
    return values, {key: list(items) for key, items in result.ui.items()}


def _as_tuple(spec: NodeSpec, returned: object) -> tuple[Any, ...]:
    if isinstance(returned, tuple):
        return returned
    raise WrongResult(f"{spec.id} returned a {type(returned).__name__}, not a tuple or a NodeResult.")


def _output(spec: NodeSpec, output: OutputSpec, value: Any) -> Any:
    if value is BLOCKED or not output.is_list:
        return _value(spec, output, value)
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise WrongResult(f"{spec.id} returned a {type(value).__name__} for its list output {output.id}.")
    return [_value(spec, output, item) for item in value]


def _value(spec: NodeSpec, output: OutputSpec, value: Any) -> Any:
    if value is BLOCKED:
        from comfy_execution.graph_utils import ExecutionBlocker

        return ExecutionBlocker(None)
    import numpy

    if not isinstance(value, numpy.ndarray):
        return value
    if output.type in (IMAGE, MASK) and value.dtype.kind != "f":
        raise WrongResult(f"{spec.id} returned {value.dtype} for {output.id}; an {output.type} is float32 from 0 to 1.")
    return _tensor(value.astype(numpy.float32, copy=False) if output.type in (IMAGE, MASK) else value)


def _tensor(array: Any) -> Any:
    """A tensor on ComfyUI's intermediate device; the array's memory is used where it is writable and in C order."""
    import comfy.model_management
    import numpy
    import torch

    owned = numpy.require(array, requirements=["C", "W"])
    return torch.from_numpy(owned).to(comfy.model_management.intermediate_device())
