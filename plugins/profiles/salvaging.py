"""What can still be read out of a damaged registry: its entries, one by one."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ...core.contracts.profiles import Profile
from .registry_notes import profile_of

_MOST_BROKEN: Final = 4_000
"""Broken objects that are stepped over."""

_MOST_READ: Final = 32 << 20
"""Characters that are read of broken objects, each maybe many times, before the rest is given up."""


def salvage(data: bytes) -> tuple[Profile, ...]:
    """The profiles that stand in the text of a damaged registry, in their order; never raises."""
    text = data.decode("utf-8", "replace")
    found: dict[str, Profile] = {}
    for value in _objects(text):
        for profile in _profiles(value):
            found.setdefault(profile.id, profile)
    return tuple(found.values())


def _objects(text: str) -> Iterator[Any]:
    """The outermost JSON objects that are whole, those inside of broken ones included."""
    decoder = json.JSONDecoder()
    place, broken, read = text.find("{"), 0, 0
    while place >= 0 and broken < _MOST_BROKEN and read < _MOST_READ:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            broken += 1
            read += max(getattr(error, "pos", len(text)) - place, 0)
            place += 1
        else:
            yield value
        place = text.find("{", place)


def _profiles(value: Any) -> Iterator[Profile]:
    profile = profile_of(value)
    if profile is not None:
        yield profile
    elif isinstance(value, dict):  # under whatever name: that may be what is damaged
        lists = (inner for inner in value.values() if isinstance(inner, list))
        yield from (made for entries in lists for entry in entries if (made := profile_of(entry)) is not None)
