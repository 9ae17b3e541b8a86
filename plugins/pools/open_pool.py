"""One pool, open: its index, the snapshot that reads are answered from, and the one way to change it.

Two connections: `reader` (with the snapshot, under a short lock) and `writer` (one change at a time). Other processes'
commits are noticed by SQLite's data version and read from the history, so an unchanged pool costs next to nothing.
"""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

from attrs import define, evolve, field

from ...core.contracts.pools import Pool, Slot
from ...core.errors import Busy, Conflict, ReadOnly
from . import rows, schema
from .snapshot import Snapshot

T = TypeVar("T")

MANY: Final = 300
"""Touched slots from which on reading all may be quicker: where they are a third of the pool."""

IMPORTED: Final = "imported"
"""The kind of change by which somebody else's manifest was taken in; it cannot be undone."""


class Moved(Exception):
    """Raised when the pool's files were removed or replaced while it was open."""


@define
class Writing:
    """A change in the making, inside the pool's write transaction; `snapshot` is exactly the state before it.

    `moved` are the new ranks of a change that did nothing but move slots; `recorded` is its row of the history.
    """

    connection: sqlite3.Connection
    snapshot: Snapshot
    head: rows.Head
    origin: str
    moved: dict[str, int] | None = None
    recorded: rows.Logged | None = None

    @property
    def revision(self) -> int:
        """The revision that this change makes."""
        return self.head.revision + 1

    def record(
        self, kind: str, slots: list[str], data: dict[str, object], *, reverts: int | None = None, origin: str = ""
    ) -> int:
        """Note the change in the history; the returned number is what undo names. Call it once, last.

        What turns back another change, or comes from elsewhere (`origin`), is not itself undone.
        """
        number = self.revision
        ordinary = reverts is None and not origin
        self.recorded = rows.Logged(
            id=number,
            kind=str(kind),
            origin=origin or self.origin,
            applied=number if ordinary else None,
            undone=None,
            reverts=reverts,
            data={**data, "slots": slots},
        )
        rows.log(self.connection, self.recorded)
        self.head = evolve(self.head, revision=number, redo_floor=number if ordinary else self.head.redo_floor)
        return number


class OpenPool:
    """See the module. `read_only` says why the pool cannot be written, if so. Safe on any thread."""

    def __init__(
        self,
        pool_id: str,
        folder: Path,
        writer: sqlite3.Connection,
        reader: sqlite3.Connection,
        *,
        origin: str,
        read_only: str = "",
    ) -> None:
        self.pool_id = pool_id
        self.folder = folder
        self.origin = origin
        self.read_only = read_only
        self.manifest_seen: tuple[int, int, int] | None = None
        self.changed_elsewhere = False
        self._writer = writer
        self._reader = reader
        self._write_lock = threading.Lock()
        self._state_lock = threading.RLock()
        self._data_version = -1
        self._snapshot: Snapshot | None = None
        self._index = os.path.join(folder, "pool.db")  # noqa: PTH118 - as text: it is looked at with every call
        self._place = None if read_only else _place(self._index)
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether somebody is changing it at this moment."""
        return self._write_lock.locked()

    def read(self, answer: Callable[[Snapshot], T]) -> T:
        """What `answer` makes of the state as it is now; it must be quick and only look. Raises `sqlite3.Error`."""
        with self._state_lock:
            self.check_place()
            version = self._reader.execute("PRAGMA data_version").fetchone()[0]
            if version != self._data_version or self._snapshot is None:
                with _reading(self._reader):
                    snapshot = self._refresh(self._reader)
                self._data_version = version
            else:
                snapshot = self._snapshot
            return answer(snapshot)

    def head(self) -> rows.Head:
        """The index's head as it is now."""
        with self._state_lock:
            self.check_place()
            return rows.read_head(self._reader)

    def look_up(self, question: Callable[[sqlite3.Connection, Snapshot], T]) -> T:
        """What `question` reads from the index and the state, both of one moment."""
        with self._state_lock:
            self.check_place()
            with _reading(self._reader):
                return question(self._reader, self._refresh(self._reader))

    @contextlib.contextmanager
    def changing(self) -> Iterator[Writing]:
        """The write transaction: commits at the end of the block, head included.

        Raises `Busy` after 5 s, `ReadOnly`, `sqlite3.Error`; a block that raises changed nothing.
        """
        if self.read_only:
            raise ReadOnly("This pool can only be read.", hint=self.read_only)
        if not self._write_lock.acquire(timeout=schema.BUSY_SECONDS):
            raise Busy("The pool is being changed: try again.", hint="Try again.")
        try:
            self.check_place()
            _end_broken(self._writer)
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                self.check_place()
                before = rows.read_head(self._writer)
                with self._state_lock:
                    snapshot = self._learn(_news(self._writer, self._snapshot, before, pool_id=self.pool_id))
                writing = Writing(self._writer, snapshot, before, self.origin)
                yield writing
                if writing.head != before:
                    rows.write_head(self._writer, writing.head)
                news = _made(writing)
                self._writer.execute("COMMIT")  # costs nothing where nothing was written
                with self._state_lock:
                    self._learn(news)  # from memory: what is committed must not be reported as failed
            finally:
                if self._writer.in_transaction:
                    with contextlib.suppress(sqlite3.Error):  # the first error is the one to report
                        self._writer.execute("ROLLBACK")
        finally:
            self._write_lock.release()

    def state(self) -> Pool:
        """The pool's state as it is now."""
        return self.read(Snapshot.state)

    def known(self, answer: Callable[[Snapshot], T]) -> T:
        """What `answer` makes of the state as last seen, our own changes included; never fails."""
        with self._state_lock:
            if self._snapshot is None:
                raise Moved(self.pool_id)
            return answer(self._snapshot)

    def check_place(self) -> None:
        """Raise `Moved` where the index on disk is not the one that is open, or was cut or emptied.

        SQLite reads from its cache and writes to its journal for a while without noticing that; what it then says is
        stored would be gone with the next start.
        """
        if self._closed:
            raise Moved(self.pool_id)
        known = self._place  # before looking: another thread may see it grown meanwhile
        if known is None:
            return
        now = _place(self._index)
        if now is None or now[:2] != known[:2] or now[2] < known[2]:
            raise Moved(self.pool_id)
        self._place = now

    def close(self) -> None:
        """Let go of the files; what is running finishes first. Closing twice does nothing."""
        with self._write_lock, self._state_lock:
            self._closed = True
            for connection in (self._reader, self._writer):
                with contextlib.suppress(sqlite3.Error):  # a damaged or vanished file cannot be closed better
                    connection.close()

    def _refresh(self, connection: sqlite3.Connection) -> Snapshot:
        news = _news(connection, self._snapshot, rows.read_head(connection), pool_id=self.pool_id)
        return self._learn(news)

    def _learn(self, news: "_News") -> Snapshot:
        """Bring the snapshot up to date; news that are no news change nothing."""
        known = self._snapshot
        self.changed_elsewhere |= known is not None and any(origin != self.origin for origin in news.origins)
        if news.whole is not None and (known is None or news.whole.revision > known.revision):
            self._snapshot = news.whole
        elif known is not None and news.revision > known.revision:
            for sid in news.touched:
                known.drop(sid)
            for slot, rank in news.live:
                known.put(slot, rank)
            known.revision, known.selected = news.revision, news.selected
            known.undo, known.redo = news.undo, news.redo
        if self._snapshot is None:
            raise Moved(self.pool_id)
        return self._snapshot


@define
class _News:
    """What became of a pool since a snapshot: `whole` is a new one, where the difference is not known or large."""

    revision: int
    selected: str | None = None
    undo: int | None = None
    redo: int | None = None
    touched: set[str] = field(factory=set)
    live: list[tuple[Slot, int]] = field(factory=list)
    origins: set[str] = field(factory=set)
    whole: Snapshot | None = None


def _news(connection: sqlite3.Connection, known: Snapshot | None, head: rows.Head, *, pool_id: str = "") -> _News:
    """What the index says that the snapshot does not."""
    if known is not None and known.revision == head.revision:
        return _News(head.revision)
    changes = rows.changes_after(connection, known.revision) if known is not None else []
    if known is None or len(changes) != head.revision - known.revision:
        origins = {change.origin for change in changes} | {"unknown"}
        whole = _load(connection, known.pool_id if known is not None else pool_id, head)
        return _News(head.revision, origins=origins, whole=whole)
    return _news_of(changes, connection, known, head)


def _made(writing: Writing) -> _News:
    """The news of a change that was made here: its row of the history need not be read again."""
    known, made, head = writing.snapshot, writing.recorded, writing.head
    if made is None or made.id != known.revision + 1:
        return _news(writing.connection, known, head)
    if writing.moved is None or not _is_large([made], known):
        return _news_of([made], writing.connection, known, head)
    whole = _stamped(writing.connection, known.rearranged(writing.moved), head)
    return _News(head.revision, origins={made.origin}, whole=whole)


def _news_of(changes: Sequence[rows.Logged], connection: sqlite3.Connection, known: Snapshot, head: rows.Head) -> _News:
    """What these changes, all since the snapshot, did to it."""
    origins = {change.origin for change in changes}
    if _is_large(changes, known):
        return _News(head.revision, origins=origins, whole=_load(connection, known.pool_id, head))
    touched = _touched(changes)
    found = rows.read_rows(connection, touched)
    news = _News(head.revision, head.selected, touched=touched, origins=origins)
    news.live = [(row.slot, row.rank) for row in found.values() if row.removed is None]
    last = changes[-1]
    if last.applied == last.id:
        news.undo = last.id
    else:
        news.undo = rows.next_undo(connection)
        news.redo = rows.next_redo(connection, head.redo_floor)
    return news


def _is_large(changes: Sequence[rows.Logged], known: Snapshot) -> bool:
    """Whether a new snapshot costs less than bringing the slots of these changes up to date one by one."""
    return len(_touched(changes)) > max(MANY, len(known) // 3) or any(change.data.get("all") for change in changes)


def _touched(changes: Sequence[rows.Logged]) -> set[str]:
    return {str(sid) for change in changes for sid in _listed(change.data.get("slots"))}


def _load(connection: sqlite3.Connection, pool_id: str, head: rows.Head) -> Snapshot:
    return _stamped(connection, Snapshot(pool_id, rows.live_slots(connection)), head)


def _stamped(connection: sqlite3.Connection, snapshot: Snapshot, head: rows.Head) -> Snapshot:
    """The snapshot with all that the head and the history say."""
    snapshot.revision, snapshot.selected = head.revision, head.selected
    snapshot.undo = rows.next_undo(connection)
    snapshot.redo = rows.next_redo(connection, head.redo_floor)
    return snapshot


def stale(message: str, current: object) -> Conflict:
    """The error for a write that saw an older state; `current` (plain data) is the state as it is now."""
    return Conflict(message, hint="Look at the current state, then try again.", details={"current": current})


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


@contextlib.contextmanager
def _reading(connection: sqlite3.Connection) -> Iterator[None]:
    """One consistent view for several reads."""
    _end_broken(connection)
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _end_broken(connection: sqlite3.Connection) -> None:
    """End a transaction whose end had failed."""
    if connection.in_transaction:
        connection.rollback()


def _place(path: str) -> tuple[int, int, int] | None:
    """Which file it is, and its size, which only ever grows."""
    try:
        found = os.stat(path, follow_symlinks=False)  # noqa: PTH116
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino, found.st_size
