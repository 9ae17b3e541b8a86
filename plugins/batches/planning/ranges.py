"""Ranges of numbers, in decimals: 0.1 and 0.2 make 0.3, and the last number is never beyond the stop."""

import decimal
import re
from decimal import Decimal
from typing import Any, Final

from ....core.contracts.batches import Range

MOST_VALUES: Final = 100_000
"""Values of one axis."""

_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,2})?", re.ASCII)
_EXACT: Final = decimal.Context(prec=200, traps=[decimal.InvalidOperation, decimal.DivisionByZero])
_SHORT: Final = decimal.Context(prec=17)
"""As many digits as any number of a graph holds."""


class BadRange(ValueError):
    """Raised for a range that cannot be counted; the message says why."""


def numbers(asked: Range) -> tuple[Decimal, ...]:
    """The numbers of a range, in its order; `BadRange`."""
    start, stop = number(asked.start, "start"), number(asked.stop, "stop")
    if (asked.step is None) == (asked.count is None):
        raise BadRange("A range has a step or a count, one of both.")
    if asked.count is not None:
        return _by_count(start, stop, asked.count)
    return _by_step(start, stop, number(asked.step, "step"))


def number(text: Any, name: str) -> Decimal:
    """A decimal number; `BadRange`."""
    if not isinstance(text, str) or not _NUMBER.fullmatch(text.strip()):
        raise BadRange(f"The {name} of a range is a number such as 0.25, and is {str(text)[:40]!r}.")
    return Decimal(text.strip())


def _by_step(start: Decimal, stop: Decimal, step: Decimal) -> tuple[Decimal, ...]:
    if step == 0:
        raise BadRange("The step of a range is not 0.")
    way = _EXACT.subtract(stop, start)
    if way != 0 and (way > 0) != (step > 0):
        raise BadRange(f"A range from {shown(start)} to {shown(stop)} never gets there in steps of {shown(step)}.")
    if _EXACT.multiply(step, Decimal(MOST_VALUES)).copy_abs() <= way.copy_abs():
        raise BadRange(f"A range has at most {MOST_VALUES} numbers.")
    count = int(_EXACT.divide_int(way, step)) + 1
    return tuple(_EXACT.add(start, _EXACT.multiply(step, Decimal(index))) for index in range(count))


def _by_count(start: Decimal, stop: Decimal, count: int) -> tuple[Decimal, ...]:
    if not 2 <= count <= MOST_VALUES:
        raise BadRange(f"The count of a range is 2 to {MOST_VALUES}.")
    way = _EXACT.subtract(stop, start)

    def at(index: int) -> Decimal:
        gone = _EXACT.divide(_EXACT.multiply(way, Decimal(index)), Decimal(count - 1))
        return _SHORT.plus(_EXACT.add(start, gone))

    return (start, *(at(index) for index in range(1, count - 1)), stop)


def plain(found: Decimal, *, whole: bool) -> int | float:
    """A number as it stands in a graph: an integer where it is one and `whole` ones are wanted."""
    if whole and found == found.to_integral_value():
        return int(found)
    return float(found)


def shown(found: Decimal) -> str:
    """A number for people: without an exponent, no zeros at its end."""
    text = format(found, "f")
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
