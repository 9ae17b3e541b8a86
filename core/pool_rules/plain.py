"""Single values of a pool that comes from outside: returned where they are what they should be, else an error."""

import re
from typing import Any, Final

from ..names import check_id, is_file_name

_MOST: Final = 2**63 - 1
_USUAL: Final = re.compile(r"img_[0-9]{4,12}(-[a-z0-9]{1,40})?(\.[0-9]{1,12})?(\.mask)?\.png")
"""Names that stores make up: there are ten thousands in a pool, and a short look at each is enough."""


def text(value: object) -> str:
    """`value` if it is text; `TypeError`."""
    if not isinstance(value, str):
        raise TypeError(f"{_shown(value)} is no text")
    return value


def number(value: object, least: int = 0) -> int:
    """`value` if it is a whole number from `least` on that fits 64 bits; `TypeError`, `ValueError`."""
    if type(value) is not int:
        raise TypeError(f"{_shown(value)} is no whole number")
    if not least <= value <= _MOST:
        raise ValueError("a number is out of range")
    return value


def file_name(value: object) -> str:
    """`value` if it is one harmless part of a path; `ValueError`."""
    if isinstance(value, str) and _USUAL.fullmatch(value):
        return value
    if not is_file_name(value):
        raise ValueError(f"{_shown(value)} is no name of a file")
    return value


def slot_id(value: object) -> str:
    """`value` if it is an id; `BadName`."""
    return check_id(value, "slot")


def many(value: Any, size: int | None = None) -> tuple[Any, ...]:
    """`value` if it is a tuple, of this size where one is given; `TypeError`, `ValueError`."""
    if not isinstance(value, tuple):
        raise TypeError(f"{_shown(value)} is no list")
    if size is not None and len(value) != size:
        raise ValueError(f"a list has {len(value)} parts instead of {size}")
    return value


def _shown(value: object) -> str:
    return f"a {type(value).__name__}" if isinstance(value, int | float) else repr(value)[:40]
