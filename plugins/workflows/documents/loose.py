"""Taking values out of JSON that may hold anything anywhere."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NOTHING: Mapping[str, Any] = {}


def mapping(value: Any) -> Mapping[str, Any]:
    """`value` where it is an object, else an empty one."""
    return value if isinstance(value, dict) else NOTHING


def items(value: Any) -> Sequence[Any]:
    """`value` where it is an array, else an empty one."""
    return value if isinstance(value, list | tuple) else ()


def mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in an array."""
    return (item for item in items(value) if isinstance(item, dict))


def text(value: Any) -> str:
    """`value` where it is text, else none."""
    return value if isinstance(value, str) else ""


def whole(value: Any, otherwise: int = -1) -> int:
    """`value` where it is a whole number of sensible size, else `otherwise`."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return value
    return otherwise


def identity(value: Any) -> str:
    """An id of a node, a link or a subgraph as text; empty where it is none."""
    if isinstance(value, str):
        return value if len(value) <= 200 else ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53 else ""
