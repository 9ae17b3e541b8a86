"""What can still be read out of a damaged registry: its entries, one by one."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ...core.contracts.profiles import Profile
from .registry_notes import profile_of

_MOST_BROKEN: Final = 4_000
"""Broken objects that are stepped over."""


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
    place, broken = text.find("{"), 0
    while place >= 0 and broken < _MOST_BROKEN:
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            broken += 1
            place += 1
        else:
            yield value
        place = text.find("{", place)


def _profiles(value: Any) -> Iterator[Profile]:
    profile = profile_of(value)
    if profile is not None:
        yield profile
    elif isinstance(value, dict) and isinstance(value.get("profiles"), list):
        yield from (made for entry in value["profiles"] if (made := profile_of(entry)) is not None)
