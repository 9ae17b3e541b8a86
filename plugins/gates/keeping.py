"""What of a question can be kept on disk, and how it is taken apart for it."""

import json
from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from ...core.contracts.gates import AnsweredBy, Decided, Gate, GateAnswer, GateQuestion, GateState
from ...core.errors import Invalid
from .parked_arrays import size_on_disk
from .parked_values import ParkedGate

_GATES: Final = frozenset({"ImageGate", "ImageChooserGate", "TextGate"})
_EXACT_AS_FLOAT32: Final = frozenset({"float32", "float16", "bfloat16"})


def unkeepable(question: GateQuestion) -> str:
    """The name of a value that cannot be kept at full precision, empty where all can."""
    return next((name for name, value in question.passing.items() if not (is_array(value) or is_json(value))), "")


def is_array(value: Any) -> bool:
    """Whether `value` is an array or a tensor that float32 holds exactly."""
    return hasattr(value, "shape") and str(getattr(value, "dtype", "")).removeprefix("torch.") in _EXACT_AS_FLOAT32


def is_json(value: Any) -> bool:
    """Whether `value` comes back from JSON as it is."""
    try:
        return bool(json.loads(json.dumps(value, allow_nan=False)) == value)
    except (TypeError, ValueError, RecursionError):
        return False


def json_text(value: Any) -> str:
    """`value` as JSON; `Invalid` where it is none."""
    try:
        return json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid(f"The prompt of this gate is no JSON: {error}", hint="Answer the gate now.") from error


def arrays_of(question: GateQuestion) -> dict[str, Any]:
    """What is kept as files, by the end of their names (see `file_of`)."""
    images = {} if question.images is None else {"images": question.images}
    names = _array_names(question)
    return {**images, **{f"value{number}": question.passing[name] for number, name in enumerate(names)}}


def bytes_of(question: GateQuestion) -> int:
    """How many bytes its arrays take on disk, about."""
    return sum(size_on_disk(array) for array in arrays_of(question).values())


def parked_gate(gate: Gate, question: GateQuestion) -> ParkedGate:
    """The gate as it is kept: offered, undecided."""
    offered = evolve(
        gate, state=GateState.PARKED, ended=None, expires=None, decided=None, reason=None, run_id="", run_state=""
    )
    arrays = _array_names(question)
    return ParkedGate(
        gate=evolve(offered, run_error="", why_not_parked=""),
        text=question.text,
        images=question.images is not None,
        values={name: value for name, value in question.passing.items() if name not in arrays},
        arrays=arrays,
    )


def has_other_gates(prompt: Mapping[str, Any], node_id: str) -> bool:
    """Whether another node in `prompt` may be parked: gates are known by their class or by their input `decision`."""
    return any(
        other != node_id and (node.get("class_type") in _GATES or "decision" in node.get("inputs", {}))
        for other, node in prompt.items()
    )


def file_of(token: str, what: str) -> str:
    """The name of a gate's file: `what` is `images`, `mask`, or `value<n>`."""
    return f"{token}.{what}.npy"


def files_of(kept: ParkedGate) -> tuple[str, ...]:
    """The names of all files of a gate."""
    what = [
        *(("images",) if kept.images else ()),
        *(("mask",) if kept.mask else ()),
        *(f"value{number}" for number in range(len(kept.arrays))),
    ]
    return tuple(file_of(kept.token, one) for one in what)


def stored_prompt(prompt: Mapping[str, Any]) -> dict[str, Any]:
    """`prompt` as it is queued again: without what ComfyUI notes in it while it runs, which need not be JSON."""
    return {
        node_id: {"inputs": {}, **{key: value for key, value in node.items() if key != "is_changed"}}
        for node_id, node in prompt.items()
    }


def _array_names(question: GateQuestion) -> tuple[str, ...]:
    return tuple(name for name, value in question.passing.items() if is_array(value))


def by_user(answer: GateAnswer, masked: bool, at: int) -> Decided:
    """A person's decision, as everybody may know it."""
    return Decided(
        by=AnsweredBy.USER,
        route=answer.route,
        selection=answer.selection,
        text=answer.text,
        masked=masked,
        at=at,
    )
