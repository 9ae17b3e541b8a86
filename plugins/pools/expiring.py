"""Changes that cannot be undone or redone any more, because what they need is gone from the trash for good.

They leave the history of undo, so that what came before them can still be undone.
"""

from collections.abc import Collection, Iterator
from typing import Final

from ...core.contracts.pools import ChangeKind
from . import rows
from .open_pool import Writing
from .rows import Logged

EXPIRED: Final = "expired"
"""The kind of change that notes this; it cannot be undone."""

_MASKS: Final = (ChangeKind.MASK_SAVED, ChangeKind.MASK_CLEARED)


def expire_changes(writing: Writing, names: Collection[str]) -> None:
    """Take the changes out of the history that need one of these files, or a slot that went with them."""
    known = rows.all_ids(writing.connection)
    dead = [
        change.id
        for change in rows.changes_after(writing.connection, 0)
        if (change.applied or change.undone) and _needs(change, names, known)
    ]
    if dead:
        rows.make_final(writing.connection, dead)
        writing.record(EXPIRED, [], {}, origin=EXPIRED)


def _needs(change: Logged, names: Collection[str], known: Collection[str]) -> bool:
    if change.kind in _MASKS and change.data["after" if change.undone else "before"] in names:
        return True
    return any(sid not in known for sid in _slots_of(change))


def _slots_of(change: Logged) -> Iterator[object]:
    """Every slot that must be there to undo or redo the change."""
    for slots in (change.data.get("slots"), change.data.get("ids")):  # a large move names its slots as `ids` only
        yield from slots if isinstance(slots, list) else []
    if change.kind in (ChangeKind.SELECTED, ChangeKind.MOVED):
        yield from (sid for sid in (change.data.get("before"), change.data.get("after")) if sid is not None)
