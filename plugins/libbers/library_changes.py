"""A library put into the object of its file, so that everything that was not changed stays as it was."""

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from ...core.contracts.libbers import Libber
from .keys import normalised
from .library_document import Group, Library, Place, is_usable
from .library_json import Pair


def changed(library: Library, libber: Libber) -> Library:
    """`library` with the snippets, their order, the delimiter and the depth of `libber`.

    A new snippet comes into the first group. One that is removed goes with all entries whose key becomes its key: they
    would rise again. Entries that say the same as the one that counts follow it, those that differ stay.
    """
    was = library.libber
    places = _places(library, libber.libs)
    groups = tuple(
        (name, _arranged(group, number, places, was.libs, libber.libs))
        for number, (name, group) in enumerate(library.groups)
    )
    fields = dict(library.fields)
    for name, old, new in (
        ("delimiter", was.delimiter, libber.delimiter),
        ("max_depth", was.max_depth, libber.max_depth),
    ):
        if name not in fields or old != new:
            fields[name] = new
    return evolve(library, groups=groups, fields=fields)


def is_same(one: Libber, other: Libber) -> bool:
    """Whether both are the same library, the order of the snippets included."""
    return one == other and tuple(one.libs) == tuple(other.libs)


def _places(library: Library, libs: Mapping[str, str]) -> dict[str, Place]:
    """Where each of `libs` goes: the entry that counts, else one that could not be used and now can."""
    places = library.places
    broken: dict[str, Place] = {}
    for place, spelling, _ in library.entries():
        broken.setdefault(normalised(spelling), place)
    return {key: found for key in libs if (found := places.get(key) or broken.get(key))}


def _arranged(
    group: Group, number: int, places: Mapping[str, Place], was: Mapping[str, str], libs: Mapping[str, str]
) -> Group:
    """The entries of a group: those that count in the order of `libs`, each followed by what stood behind it."""
    front, followers = _followers(group, number, places, was, libs)
    made = front
    for key, text in libs.items():
        place = places.get(key, (0, -1))
        if place[0] == number:
            made.append((group[place[1]][0] if place[1] >= 0 else key, text))
            made += followers.get(key, [])
    return tuple(made)


def _followers(
    group: Group, number: int, places: Mapping[str, Place], was: Mapping[str, str], libs: Mapping[str, str]
) -> tuple[list[Pair], dict[str, list[Pair]]]:
    """What does not count: at the front, and behind the entry of a key; the doubles of a key always behind its own."""
    counting = {entry: key for key, (group_number, entry) in places.items() if group_number == number}
    front: list[Pair] = []
    followers: dict[str, list[Pair]] = {key: [] for key in counting.values()}
    behind = front
    for entry, (spelling, value) in enumerate(group):
        key = normalised(spelling)
        if entry in counting:
            behind = followers[key]
            continue
        usable = is_usable(spelling, value)
        if usable and key not in libs:
            continue
        home = followers.get(key, behind) if usable else behind
        home.append((spelling, _following(key, value, was, libs) if usable else value))
    return front, followers


def _following(key: str, value: Any, was: Mapping[str, str], libs: Mapping[str, str]) -> Any:
    return libs[key] if value == was.get(key) else value
