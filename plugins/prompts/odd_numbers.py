"""Numbers that JSON has no word for: some programs write NaN and Infinity all the same, and no draft can hold one."""

import math
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from ...core.contracts.prompts import PromptCollection

_MOST_TOLD: Final = 20


def odd_numbers(collection: PromptCollection) -> tuple[str, ...]:
    """Where in what people edit such numbers stand, one sentence each, 20 at most."""
    told = (
        f"{place} holds a number that JSON has no word for (NaN, Infinity): the prompts can be used, and changed here "
        "once a plain number stands there."
        for place, value in _places(collection)
        if _is_odd(value)
    )
    return tuple(islice(told, _MOST_TOLD))


def without_odd_numbers(value: Any) -> Any:
    """A JSON value with null in the place of each of them."""
    if isinstance(value, Mapping):
        return {name: without_odd_numbers(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [without_odd_numbers(inner) for inner in value]
    return None if _is_odd(value) else value


def _places(collection: PromptCollection) -> Iterator[tuple[str, Any]]:
    for name, prompt in collection.prompts.items():
        if prompt.unknown:
            yield f"The prompt {name[:80]!r}", prompt.unknown
    if collection.scene_flags:
        yield "The entry 'scene_flags'", collection.scene_flags


def _is_odd(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(map(_is_odd, value.values()))
    if isinstance(value, list | tuple):
        return any(map(_is_odd, value))
    return isinstance(value, float) and not math.isfinite(value)
