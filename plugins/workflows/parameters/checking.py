"""Whether a value fits a parameter. Python's own integers all the way: a seed of 2^64-1 comes back exactly."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ....core.contracts.workflows import Parameter, ParameterType

LOWEST_INTEGER: Final = -(2**63)
HIGHEST_INTEGER: Final = 2**64 - 1
_DIGITS: Final = re.compile(r"[+-]?[0-9]{1,40}")
_SHOWN: Final = 60
_DEEPEST: Final = 100


class Unfit(ValueError):
    """Raised when a value does not fit; the message says what would."""


def fitting(parameter: Parameter, value: Any, *, known: bool = True) -> Any:
    """`value` as it stands in the graph; digits in a text become an integer where one belongs.

    The document's own value always fits. `known=False` lets every text pass as an option (old or missing schemas).
    Raises `Unfit`.
    """
    if same(value, parameter.value):
        return parameter.value
    if parameter.multiple:
        return [_choice(parameter, one, known) for one in _list(value)]
    if parameter.type in (ParameterType.SELECT, ParameterType.MODEL):
        return _choice(parameter, value, known)
    return _CHECKS[parameter.type](parameter, value)


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same and of the same types (True is not 1, 1 is not 1.0)."""
    return (
        type(one) is type(other)
        and bool(one == other)
        and (not isinstance(one, list | dict) or _same_parts(one, other))
    )


def _same_parts(one: Any, other: Any) -> bool:
    pairs = [(one[key], other.get(key)) for key in one] if isinstance(one, dict) else list(zip(one, other, strict=True))
    return all(same(first, second) for first, second in pairs)


def shown(value: Any) -> str:
    """A value in a message: short, whatever it is."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of more digits than Python writes; a list in itself
        text = type(value).__name__
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _integer(parameter: Parameter, value: Any) -> int:
    number = _as_integer(value)
    if number is None:
        raise Unfit(f"must be an integer, and is {shown(value)}")
    if not LOWEST_INTEGER <= number <= HIGHEST_INTEGER:
        raise Unfit("must be an integer of 64 bits")
    _within(parameter, number)
    return number


def _as_integer(value: Any) -> int | None:
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _float(parameter: Parameter, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(f"must be a number, and is {shown(value)}")
    if not _finite(value):
        raise Unfit("must be a finite number")
    _within(parameter, value)
    return value


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _within(parameter: Parameter, number: int | float) -> None:
    low, high = parameter.minimum, parameter.maximum
    if low is not None and number < low:
        raise Unfit(f"must be at least {low}, and is {shown(number)}")
    if high is not None and number > high:
        raise Unfit(f"must be at most {high}, and is {shown(number)}")


def _boolean(parameter: Parameter, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(f"must be true or false, and is {shown(value)}")
    return value


def _text(parameter: Parameter, value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit(f"must be a text, and is {shown(value)}")
    if not _writable(value):
        raise Unfit("holds half a character (a lone surrogate)")
    return value


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _choice(parameter: Parameter, value: Any, known: bool) -> Any:
    options = parameter.options or ()
    for option in options:
        if same(option, value):
            return option
    if isinstance(value, str) and (not known or not options):
        return _text(parameter, value)
    if not options and isinstance(value, int | float):
        return _float(parameter, value) if not isinstance(value, bool) else value
    raise Unfit(f"must be one of its {len(options)} options, and is {shown(value)}")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Unfit(f"must be a list of options, and is {shown(value)}")
    return value


def _other(parameter: Parameter, value: Any) -> Any:
    level = [value]
    for _ in range(_DEEPEST):
        level = [part for one in level for part in _parts(one)]
        if not level:
            return value
    raise Unfit(f"is nested more than {_DEEPEST} deep")


def _parts(value: Any) -> list[Any]:
    if isinstance(value, str) and not _writable(value):
        raise Unfit("holds half a character (a lone surrogate)")
    if isinstance(value, float) and not math.isfinite(value):
        raise Unfit("holds a number that is not finite")
    if isinstance(value, Mapping):
        return [*value.keys(), *value.values()]
    return list(value) if isinstance(value, list) else []


_CHECKS: Final[Mapping[ParameterType, Callable[[Parameter, Any], Any]]] = {
    ParameterType.STRING: _text,
    ParameterType.TEXT: _text,
    ParameterType.INTEGER: _integer,
    ParameterType.SEED: _integer,
    ParameterType.FLOAT: _float,
    ParameterType.BOOLEAN: _boolean,
    ParameterType.IMAGE: _text,
    ParameterType.MASK: _text,
    ParameterType.VIDEO: _text,
    ParameterType.AUDIO: _text,
    ParameterType.OTHER: _other,
}
