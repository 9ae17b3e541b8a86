"""The registry and the pools made to agree: after a crash, after damage, after somebody copied a folder."""

from collections.abc import Iterable, Iterator

from attrs import evolve

from ...core.contracts.pools import PoolStore
from ...core.contracts.profiles import Profile
from ...core.errors import PenstockError
from .names import free_name, key
from .registry_document import Document
from .registry_notes import NOTE, read_note


def noted(store: PoolStore) -> Iterator[Profile]:
    """The profiles that the notes of pools tell of, by id; no pool is opened, there may be hundreds."""
    for pool_id in sorted(store.ids()):
        profile = note_in(store, pool_id)
        if profile is not None:
            yield profile


def note_in(store: PoolStore, pool_id: str) -> Profile | None:
    """The profile that a pool's note tells of; None where it tells of none or cannot be read."""
    try:
        return read_note(store.note(pool_id, NOTE), pool_id)
    except PenstockError:
        return None


def trashed(store: PoolStore, trash_id: str, pool_id: str) -> Profile | None:
    """The profile that a deleted pool was, as its note says."""
    try:
        return read_note(store.trashed_note(trash_id, NOTE), pool_id)
    except PenstockError:
        return None


def in_trash(store: PoolStore, profiles: Iterable[Profile]) -> dict[str, Profile | None]:
    """Those whose pool is in the trash and nowhere else, by id, each with what its note there says."""
    gone = {profile.id for profile in profiles if not store.exists(profile.id)}
    if not gone:
        return {}
    found: dict[str, Profile | None] = {}
    for deleted in store.trash():
        if deleted.pool_id in gone:
            found.setdefault(deleted.pool_id, trashed(store, deleted.id, deleted.pool_id))
    return found


def rebuilt(store: PoolStore, salvaged: Iterable[Profile], copied: Iterable[Profile]) -> Document:
    """The registry made again: from damaged text, from the last good copy (pools that exist), and from the notes.

    Each of these knows a profile's name better than the one before it.
    """
    found = {profile.id: profile for profile in salvaged}
    found |= {profile.id: profile for profile in copied if profile.id in found or store.exists(profile.id)}
    found |= {profile.id: profile for profile in noted(store)}
    gone = in_trash(store, found.values())
    return Document().added(profile for profile in found.values() if profile.id not in gone)


def unregistered(store: PoolStore, document: Document) -> tuple[Profile, ...]:
    """Profiles that a note tells of and the registry does not, the oldest first, each with a name that is free."""
    listed = {profile.id for profile in document.profiles}
    taken = {key(profile.name) for profile in document.profiles}
    made = []
    for profile in sorted(noted(store), key=lambda found: found.created):
        if profile.id not in listed:
            name = free_name(profile.name, taken)
            taken.add(key(name))
            made.append(evolve(profile, name=name))
    return tuple(made)
