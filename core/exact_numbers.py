"""Integers that JavaScript cannot hold exactly, as strings of digits."""

from collections.abc import Mapping
from typing import Any, Final

LARGEST_EXACT: Final = 2**53 - 1
"""`Number.MAX_SAFE_INTEGER`."""


def exact(value: Any) -> Any:
    """`value` (JSON) with every such integer in it as a string of digits."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -LARGEST_EXACT <= value <= LARGEST_EXACT else str(value)
    if isinstance(value, Mapping):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [exact(inner) for inner in value]
    return value


def exact_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by address, as answers have them."""
    return {address: exact(value) for address, value in values.items()}
