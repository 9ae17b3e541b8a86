"""Reading and writing the rows of a pool's index: one function per statement, values in and out.

Every function takes a connection of `schema.open_index`; those that write expect an open transaction.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from operator import itemgetter
from typing import Any, Final

from ...core.contracts.pools import Slot
from ...core.values import frozen
from .lazy_slots import SlotRow, slot_of, slots_of

_SLOT_COLUMNS = (
    "id, image, mask, label, added, width, height, image_tag, mask_tag, label_revision, mask_revision, rank, removed"
)
_AT_ONCE = 500
_COMPACT: Final = json.JSONEncoder(separators=(",", ":"))
MAX_HISTORY = 1_000
"""Changes that are kept for undo."""


@frozen(kw_only=True)
class Head:
    """The one row about the pool as a whole.

    `reserved` is the first number that the manifest on disk does not reserve; `redo_floor` hides what was undone
    before the last new change; `manifest_hash` (and, while writing, `manifest_pending`) is the manifest's content as
    we wrote it, at `manifest_revision`; `extra` are the manifest's fields that are not ours.
    """

    uid: str
    revision: int = 0
    selected: str | None = None
    next_image: int = 1
    reserved: int = 1
    redo_floor: int = 0
    manifest_hash: str | None = None
    manifest_pending: str | None = None
    manifest_revision: int = 0
    extra: str = "{}"


@frozen(kw_only=True)
class Row:
    """A slot with its place: live where `removed` is None, else taken out by the change of that number."""

    slot: Slot
    rank: int
    removed: int | None = None
    extra: str = "{}"


@frozen(kw_only=True)
class Logged:
    """A row of the history. `applied` and `undone` are the revisions at which it last was; None: never.

    What was never `applied` cannot be undone: it turned back another change, or came from elsewhere.
    """

    id: int
    kind: str
    origin: str
    applied: int | None
    undone: int | None
    reverts: int | None
    data: dict[str, object]


def read_head(connection: sqlite3.Connection) -> Head:
    """The pool's head."""
    found = connection.execute(
        "SELECT uid, revision, selected, next_image, reserved, redo_floor, manifest_hash, manifest_pending,"
        " manifest_revision, extra FROM head"
    ).fetchone()
    uid, revision, selected, next_image, reserved, floor, known, pending, written, extra = found
    return Head(
        uid=uid, revision=revision, selected=selected, next_image=next_image, reserved=reserved, redo_floor=floor,
        manifest_hash=known, manifest_pending=pending, manifest_revision=written, extra=extra,
    )  # fmt: skip


def write_head(connection: sqlite3.Connection, head: Head) -> None:
    """Set the pool's head, all of it."""
    connection.execute(
        "INSERT OR REPLACE INTO head VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            head.uid, head.revision, head.selected, head.next_image, head.reserved, head.redo_floor,
            head.manifest_hash, head.manifest_pending, head.manifest_revision, head.extra,
        ),
    )  # fmt: skip


def live_slots(connection: sqlite3.Connection) -> list[SlotRow]:
    """The row of every live slot, in order: as `slot_of` takes it, then its rank."""
    query = f"SELECT {_SLOT_COLUMNS} FROM slot WHERE removed IS NULL"  # noqa: S608
    found = connection.execute(query).fetchall()
    found.sort(key=itemgetter(11))  # quicker than in SQL, which would carry whole rows about
    return found


def first_slots(connection: sqlite3.Connection, limit: int) -> tuple[Slot, ...]:
    """The first live slots, in order."""
    query = f"SELECT {_SLOT_COLUMNS} FROM slot WHERE removed IS NULL ORDER BY rank LIMIT ?"  # noqa: S608
    return tuple(slots_of(connection.execute(query, (limit,)).fetchall()))


def count_and_place(connection: sqlite3.Connection, sid: str | None) -> tuple[int, int]:
    """How many live slots there are, and how many stand before this one."""
    query = (
        "SELECT count(*), coalesce(sum(rank < (SELECT rank FROM slot WHERE id = ? AND removed IS NULL)), 0)"
        " FROM slot WHERE removed IS NULL"
    )
    count, before = connection.execute(query, (sid,)).fetchone()
    return int(count), int(before)


def read_rows(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, Row]:
    """The rows of these slots, removed ones too; unknown ids are left out."""
    found: dict[str, Row] = {}
    wanted = list(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        query = f"SELECT {_SLOT_COLUMNS}, extra FROM slot WHERE id IN ({marks})"  # noqa: S608
        for values in connection.execute(query, part):
            found[values[0]] = Row(slot=slot_of(values), rank=values[11], removed=values[12], extra=values[13])
    return found


def known_ids(connection: sqlite3.Connection, ids: Sequence[str]) -> set[str]:
    """Which of these ids slots have or had."""
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        found.update(row[0] for row in connection.execute(f"SELECT id FROM slot WHERE id IN ({marks})", part))  # noqa: S608
    return found


def all_ids(connection: sqlite3.Connection) -> set[str]:
    """The ids of all slots, removed ones too."""
    return {values[0] for values in connection.execute("SELECT id FROM slot")}


def extras(connection: sqlite3.Connection) -> dict[str, str]:
    """By slot id: the manifest's fields that are not ours, as JSON, where there are any."""
    return dict(connection.execute("SELECT id, extra FROM slot WHERE extra <> '{}'").fetchall())


def write_rows(connection: sqlite3.Connection, rows: Iterable[Row]) -> None:
    """Insert or replace slots, whole rows."""
    connection.executemany(
        "INSERT OR REPLACE INTO slot VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                row.slot.id, row.rank, row.slot.image, row.slot.mask, row.slot.label, row.slot.added, row.slot.width,
                row.slot.height, row.slot.image_tag, row.slot.mask_tag, row.slot.label_revision,
                row.slot.mask_revision, row.removed, row.extra,
            )
            for row in rows
        ),
    )  # fmt: skip


def set_ranks(connection: sqlite3.Connection, ranks: Iterable[tuple[int, str]]) -> None:
    """Move slots: pairs of rank and id. Many go in one statement, which takes half the time."""
    pairs = list(ranks)
    if len(pairs) < _AT_ONCE:
        connection.executemany("UPDATE slot SET rank = ? WHERE id = ?", pairs)
        return
    given = _COMPACT.encode({sid: rank for rank, sid in pairs})
    connection.execute(
        "UPDATE slot SET rank = place.value FROM json_each(?) AS place WHERE slot.id = place.key", (given,)
    )


def set_removed(connection: sqlite3.Connection, ids: Iterable[str], change: int) -> None:
    """Take slots out; their rows stay until the trash expires."""
    connection.executemany("UPDATE slot SET removed = ? WHERE id = ?", ((change, sid) for sid in ids))


def bring_back(connection: sqlite3.Connection, ranks: Iterable[tuple[int, str]]) -> None:
    """Make removed slots live again, at these ranks."""
    connection.executemany("UPDATE slot SET removed = NULL, rank = ? WHERE id = ?", ranks)


def set_label(connection: sqlite3.Connection, slot: Slot) -> None:
    """Store the slot's label and label revision."""
    connection.execute(
        "UPDATE slot SET label = ?, label_revision = ? WHERE id = ?", (slot.label, slot.label_revision, slot.id)
    )


def set_mask(connection: sqlite3.Connection, slot: Slot) -> None:
    """Store the slot's mask, mask tag and mask revision."""
    connection.execute(
        "UPDATE slot SET mask = ?, mask_tag = ?, mask_revision = ? WHERE id = ?",
        (slot.mask, slot.mask_tag, slot.mask_revision, slot.id),
    )


def log(connection: sqlite3.Connection, change: Logged) -> None:
    """Add a change to the history; every hundredth forgets those beyond `MAX_HISTORY`."""
    connection.execute(
        "INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            change.id, change.kind, change.origin, change.applied, change.undone, change.reverts,
            _COMPACT.encode(change.data),
        ),
    )  # fmt: skip
    if change.id % 100 == 0:
        connection.execute("DELETE FROM change WHERE id <= ?", (change.id - MAX_HISTORY,))


_LOGGED = "SELECT id, kind, origin, applied, undone, reverts, data FROM change"


def _logged(values: Sequence[Any]) -> Logged:
    number, kind, origin, applied, undone, reverts, data = values
    return Logged(
        id=number, kind=kind, origin=origin, applied=applied, undone=undone, reverts=reverts,
        data=json.loads(str(data)),
    )  # fmt: skip


def changes_after(connection: sqlite3.Connection, revision: int) -> list[Logged]:
    """The history after `revision`, oldest first."""
    return [_logged(values) for values in connection.execute(f"{_LOGGED} WHERE id > ? ORDER BY id", (revision,))]


def change_of(connection: sqlite3.Connection, number: int) -> Logged | None:
    """One change of the history."""
    values = connection.execute(f"{_LOGGED} WHERE id = ?", (number,)).fetchone()
    return _logged(values) if values else None


def next_undo(connection: sqlite3.Connection) -> int | None:
    """The change that was applied last and is not undone."""
    found = connection.execute(
        "SELECT id FROM change WHERE undone IS NULL AND applied > 0 ORDER BY applied DESC LIMIT 1"
    )
    values = found.fetchone()
    return int(values[0]) if values else None


def next_redo(connection: sqlite3.Connection, floor: int) -> int | None:
    """The change that was undone last, after `floor`."""
    found = connection.execute("SELECT id FROM change WHERE undone > ? ORDER BY undone DESC LIMIT 1", (floor,))
    values = found.fetchone()
    return int(values[0]) if values else None


def set_undone(
    connection: sqlite3.Connection, number: int, *, applied: int | None, undone: int | None, data: dict[str, object]
) -> None:
    """Note that a change was undone or redone at that revision, and what undo needs to know of it from now on."""
    connection.execute(
        "UPDATE change SET applied = ?, undone = ?, data = ? WHERE id = ?",
        (applied, undone, json.dumps(data, separators=(",", ":")), number),
    )


def make_final(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Let these changes be ones that can neither be undone nor redone."""
    query = "UPDATE change SET applied = NULL, undone = NULL WHERE id = ?"
    connection.executemany(query, ((number,) for number in numbers))


def put_in_trash(connection: sqlite3.Connection, names: Iterable[str], since: int) -> None:
    """Note that these files belong in the trash since `since` (ms)."""
    connection.executemany("INSERT OR REPLACE INTO trash VALUES (?, ?)", ((name, since) for name in names))


def take_from_trash(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Note that these files are in use again."""
    connection.executemany("DELETE FROM trash WHERE name = ?", ((name,) for name in names))


def trashed(connection: sqlite3.Connection, before: int | None = None) -> list[str]:
    """The files that belong in the trash; those put there before `before` (ms) where given."""
    if before is None:
        found = connection.execute("SELECT name FROM trash")
    else:
        found = connection.execute("SELECT name FROM trash WHERE since < ?", (before,))
    return [values[0] for values in found]


def is_trashed(connection: sqlite3.Connection, name: str) -> bool:
    """Whether this file belongs in the trash."""
    return connection.execute("SELECT 1 FROM trash WHERE name = ?", (name,)).fetchone() is not None


def forget_removed(connection: sqlite3.Connection, names: Iterable[str]) -> None:
    """Delete the rows of removed slots with these images, and the trash's notes: the files are gone for good."""
    pairs = [(name,) for name in names]
    connection.executemany("DELETE FROM slot WHERE removed IS NOT NULL AND image = ?", pairs)
    connection.executemany("DELETE FROM trash WHERE name = ?", pairs)
