"""What makes up a pool at one moment: its manifest, and the files that this names."""

import sqlite3
from collections.abc import Mapping, Sequence, Set
from typing import Final

from ...core.contracts.pools import Pool, PoolContents, Slot
from ...core.errors import NotFound
from . import manifest, rows
from .folder_scan import plain_names
from .open_pool import Moved, OpenPool
from .snapshot import Snapshot

_ATTEMPTS: Final = 3


def everything(
    connection: sqlite3.Connection, snapshot: Snapshot
) -> tuple[rows.Head, tuple[Slot, ...], Mapping[str, str], Pool]:
    """The whole pool as one moment's look at its index tells it; for `OpenPool.look_up`."""
    return rows.read_head(connection), tuple(snapshot.slots), rows.extras(connection), snapshot.state()


def contents(pool: OpenPool) -> PoolContents:
    """The pool as it is now. Raises `NotFound` where a slot's file is gone, `Moved`, `OSError`, `sqlite3.Error`."""
    for last in (*[False] * (_ATTEMPTS - 1), True):
        head, slots, extras, state = pool.look_up(everything)
        present = _present(pool)
        gone = next((name for name in names_of(slots) if name not in present), None)
        if gone is None:
            break
        if last:
            raise missing_file(gone, slots)
    data = manifest.encode(
        slots,
        active=state.position,
        next_seq=head.next_image,
        uid=head.uid,
        revision=head.revision,
        extra=head.extra,
        slot_extras=extras,
    )
    return PoolContents(pool=state, manifest=data, files=tuple(pool.folder / name for name in names_of(slots)))


def _present(pool: OpenPool) -> Set[str]:
    try:
        return plain_names(pool.folder)
    except FileNotFoundError as error:
        raise Moved(pool.pool_id) from error  # deleted at this moment


def names_of(slots: Sequence[Slot]) -> tuple[str, ...]:
    """The files of these slots, each once."""
    return tuple(dict.fromkeys(name for slot in slots for name in (slot.image, slot.mask) if name))


def missing_file(name: str, slots: Sequence[Slot]) -> NotFound:
    """The error for a slot whose file is gone from the pool's folder."""
    lost = any(slot.image == name for slot in slots)
    hint = "Put it back, or remove the image from the pool." if lost else "Put it back, or clear the image's mask."
    return NotFound(f"The file {name} is gone.", hint=hint, field="pool", details={"file": name})
