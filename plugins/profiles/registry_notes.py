"""The note in a profile's pool that says that it is one: what the registry is made of again when it is lost."""

import json
from typing import Any, Final, TypeGuard

from ...core.contracts.profiles import Profile
from ...core.errors import BadName
from ...core.names import check_id
from .names import readable

NOTE: Final = "profile"
FORMAT: Final = 1
_MOST_MS: Final = 1 << 53


def note_of(profile: Profile) -> dict[str, bytes]:
    """The notes of a new pool that is to be this profile."""
    note = {"format": FORMAT, "id": profile.id, "name": profile.name, "created": profile.created}
    return {NOTE: json.dumps(note, indent=2).encode()}


def read_note(data: bytes | None, pool_id: str) -> Profile | None:
    """The profile that a note in the folder of `pool_id` tells of; None where it is none, or a copy of another's."""
    try:
        note = json.loads(data or b"")
    except (ValueError, RecursionError):
        return None
    made = profile_of(note)
    return made if made is not None and made.id == pool_id else None


def profile_of(entry: Any) -> Profile | None:
    """The profile that an entry of a registry or a note stands for; None for one that is none."""
    if not isinstance(entry, dict):
        return None
    name, profile_id = readable(entry.get("name")), entry.get("id")
    if not name or not is_id(profile_id):
        return None
    return Profile(id=profile_id, name=name, created=_milliseconds(entry.get("created")))


def _milliseconds(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_MS else 0


def is_id(value: object) -> TypeGuard[str]:
    """Whether `value` is an id that a pool may have."""
    try:
        check_id(value)
    except BadName:
        return False
    return True
