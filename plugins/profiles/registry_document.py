"""The registry as a value: what its file holds, kept whole, and the profiles that it lists."""

import json
from collections.abc import Callable, Container, Iterable
from typing import Any, Final

from attrs import evolve, field

from ...core.contracts.profiles import Profile
from ...core.values import frozen
from .registry_notes import FORMAT, profile_of

MOST_BYTES: Final = 16 << 20
"""A larger file is no registry: it would hold a hundred thousand names."""

_DEEPEST: Final = 64


class DamagedRegistry(ValueError):
    """Raised for bytes that are no registry; the message says why, for people."""


@frozen(kw_only=True)
class Document:
    """The file's object with its list `profiles` apart. Fields and entries that nobody knows are kept as they are."""

    fields: dict[str, Any] = field(factory=dict)
    entries: tuple[Any, ...] = ()

    @property
    def read_only(self) -> bool:
        """Whether a newer Penstock wrote it."""
        given = self.fields.get("format", FORMAT)
        return type(given) is int and given > FORMAT

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """The profiles in their order; of two entries with one id the first counts, what is no entry does not."""
        made = (profile_of(entry) for entry in self.entries)
        first: dict[str, Profile] = {}
        for profile in made:
            if profile is not None:
                first.setdefault(profile.id, profile)
        return tuple(first.values())

    def find(self, profile_id: str) -> Profile | None:
        """The profile with this id; names never decide."""
        return next((profile for profile in self.profiles if profile.id == profile_id), None)

    def strays(self) -> int:
        """How many entries are none, or double."""
        return len(self.entries) - len(self.profiles)

    def added(self, profiles: Iterable[Profile]) -> "Document":
        """With new profiles at the end; those whose id is listed already stay as they are."""
        listed = {profile.id for profile in self.profiles}
        new = [_entry(profile) for profile in profiles if profile.id not in listed]
        return evolve(self, entries=(*self.entries, *new))

    def renamed(self, profile_id: str, name: str) -> "Document":
        """With another name of the entry that counts for this id."""
        place = next(n for n, entry in enumerate(self.entries) if _is(entry, profile_id))
        entry = {**self.entries[place], "name": name}
        return evolve(self, entries=(*self.entries[:place], entry, *self.entries[place + 1 :]))

    def without(self, profile_ids: Container[str]) -> "Document":
        """Without every entry of these ids, doubles included: they would rise again."""
        return self._kept(lambda entry: not (_has_id(entry) and entry["id"] in profile_ids))

    def encode(self) -> bytes:
        """The bytes of the file; pure ASCII, as Dataset Gates writes it."""
        data = {"profiles": list(self.entries), **self.fields, "format": self.fields.get("format", FORMAT)}
        return (json.dumps(data, indent=2) + "\n").encode()

    def _kept(self, keep: Callable[[Any], bool]) -> "Document":
        return evolve(self, entries=tuple(entry for entry in self.entries if keep(entry)))


def decode(data: bytes) -> Document:
    """The document that the bytes of a registry hold. Raises `DamagedRegistry`.

    What a newer Penstock wrote is never damaged as long as it is an object: its list may have become something else.
    """
    if len(data) > MOST_BYTES:
        raise DamagedRegistry("it is far too large")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DamagedRegistry("it is empty" if not data.strip() else "it is not JSON") from error
    if not isinstance(found, dict) or _is_deep(found):
        raise DamagedRegistry("it is no object of the right shape")
    fields = {name: value for name, value in found.items() if name != "profiles"}
    entries = found.get("profiles")
    if isinstance(entries, list):
        return Document(fields=fields, entries=tuple(entries))
    if Document(fields=fields).read_only:
        return Document(fields=fields)
    raise DamagedRegistry("its list of profiles is missing")


def _entry(profile: Profile) -> dict[str, Any]:
    return {"id": profile.id, "name": profile.name, "created": profile.created}


def _is_deep(value: Any) -> bool:
    """Whether lists and objects stand in each other so often that they could not be written again."""
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for one in level if isinstance(one, list | dict) for inner in _inside(one)]
        if not level:
            return False
    return True


def _inside(value: list[Any] | dict[str, Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _has_id(entry: Any) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("id"), str)


def _is(entry: Any, profile_id: str) -> bool:
    return _has_id(entry) and entry["id"] == profile_id and profile_of(entry) is not None
