"""The limits, default and options of an entry, out of rules and schema, whatever those hold."""

import math
from typing import Any

from ....core.contracts.workflows import ParameterType
from ..documents.page_widgets import own_choices
from .checking import HIGHEST_INTEGER, LOWEST_INTEGER
from .entries import Entry

_WHOLE = frozenset({ParameterType.INTEGER, ParameterType.SEED})
_NUMBERS = _WHOLE | {ParameterType.FLOAT}
_CHOSEN = frozenset(
    {
        *(ParameterType.SELECT, ParameterType.MODEL, ParameterType.IMAGE),
        *(ParameterType.MASK, ParameterType.VIDEO, ParameterType.AUDIO),
    }
)


def minimum_of(entry: Entry, kind: ParameterType) -> int | float | None:
    """The smallest value that all inputs take, None where it is not known."""
    told = _first(entry.rule.minimum if entry.rule else None, _hint(entry, "min"), entry.options.get("min"))
    found = max(_numbers(entry, "min", told, kind), default=None)
    return 0 if found is None and kind is ParameterType.SEED else found


def maximum_of(entry: Entry, kind: ParameterType) -> int | float | None:
    """The largest value that all inputs take, None where it is not known."""
    told = _first(entry.rule.maximum if entry.rule else None, _hint(entry, "max"), entry.options.get("max"))
    found = min(_numbers(entry, "max", told, kind), default=None)
    return HIGHEST_INTEGER if found is None and kind is ParameterType.SEED else found


def step_of(entry: Entry, kind: ParameterType) -> int | float | None:
    """The step of a number, None where it is not known."""
    told = _first(entry.rule.step if entry.rule else None, _hint(entry, "step"), entry.options.get("step"))
    found = _number(told, kind)
    return found if found and found > 0 else None


def default_of(entry: Entry) -> Any:
    """What a new node would have, None where it is not known."""
    return _first(entry.rule.default if entry.rule else None, entry.options.get("default"))


def options_of(entry: Entry, kind: ParameterType) -> tuple[Any, ...] | None:
    """What can be chosen, None where it is not known; empty where the server has none."""
    if kind not in _CHOSEN:
        return None
    if entry.rule and entry.rule.options:
        return entry.rule.options
    own = own_choices(entry.class_type, entry.name, entry.node.inputs) if entry.node else None
    return own or (entry.schema.choices if entry.schema else None)


def is_multiple(entry: Entry) -> bool:
    """Whether several options can be chosen."""
    return isinstance(entry.value, list) and any(entry.options.get(name) for name in ("multiselect", "multi_select"))


def _hint(entry: Entry, name: str) -> int | float | None:
    """A limit that the author of the workflow set on a primitive number."""
    return entry.node.hints.get(name) if entry.node and entry.name == "value" else None


def _numbers(entry: Entry, limit: str, told: Any, kind: ParameterType) -> list[int | float]:
    """`told`, and what the other inputs say that take the value."""
    found = [_number(one, kind) for one in (told, *(options.get(limit) for options in entry.others))]
    return [one for one in found if one is not None]


def _first(*told: Any) -> Any:
    return next((one for one in told if one is not None), None)


def _number(told: Any, kind: ParameterType) -> int | float | None:
    if kind not in _NUMBERS or isinstance(told, bool) or not isinstance(told, int | float):
        return None
    if isinstance(told, float) and not math.isfinite(told):
        return None
    # A server may have written 2^64-1 as 1.8446744073709552e+19, which is one more.
    return min(max(int(told), LOWEST_INTEGER), HIGHEST_INTEGER) if kind in _WHOLE else told
