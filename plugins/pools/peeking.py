"""A look at a pool that is not open: its state and its first slots straight from the index, which is closed again.

Lists of hundreds of pools are made of this: an open pool costs five descriptors, and all its slots in memory. What is
out of the ordinary (no index, somebody else's manifest, damage) is left to opening, which mends it.
"""

import os
import sqlite3
import stat
import threading
import time
from collections.abc import Container, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.contracts.pools import Pool, SlotPage
from ...core.errors import NotFound
from ...core.values import frozen
from . import manifest, rows, schema
from .opening import Opening, manifest_signature
from .store_names import INDEX, MANIFEST

_RACY_NS: Final = 100_000_000
"""Clocks of file systems are coarse: what was written so lately may be written again without a trace."""

_Signature = tuple[tuple[int, int, int] | None, ...]


@frozen
class _Look:
    """What a pool was when it was looked at last: it is looked at again where its `files` are others, or `racy`."""

    revision: int
    files: _Signature
    racy: bool


class Peeking:
    """See the module. Safe on any thread."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._lock = threading.Lock()
        self._looks: dict[str, _Look] = {}
        self._digests: dict[str, tuple[object, str]] = {}

    def first_page(self, pool_id: str, limit: int) -> SlotPage | None:
        """The pool's first slots; None where it has to be opened to tell. Raises `NotFound`."""
        folder = self._opening.folder(pool_id)
        files, now = _signature(folder), time.time_ns()
        if files[0] is None or files[2] is None or not os.access(folder, os.W_OK):
            return None
        try:
            page = self._read(pool_id, folder, limit)
        except (sqlite3.Error, *schema.UNREADABLE, schema.Newer, OSError):
            return None  # opening says what is wrong, or mends it
        if page is not None:
            newest = max(one[0] for one in files if one is not None)
            self._note(pool_id, _Look(page.pool.revision, files, newest > now - _RACY_NS))
        return page

    def remember(self, pool_id: str, revision: int) -> None:
        """A pool was closed at this revision: watch it from now on."""
        self._note(pool_id, _Look(revision, _signature(self._opening.root / pool_id), racy=True))

    def changes(self, opened: Container[str]) -> Iterator[tuple[str, int, Pool | None]]:
        """The pools that may have changed since they were looked at: the revision of then, and the state of now.

        The state is None where the pool must be opened to tell. Those that are `opened` are not watched here.
        """
        with self._lock:
            for pool_id in [one for one in self._looks if one in opened]:
                del self._looks[pool_id]
            looks = dict(self._looks)
        for pool_id, look in looks.items():
            files = _signature(self._opening.root / pool_id)
            if files == look.files and not look.racy:
                continue
            self._note(pool_id, evolve(look, files=files, racy=False))
            try:
                page = self.first_page(pool_id, 0)
            except NotFound:
                self.forget(pool_id)
                continue
            if page is not None or files != look.files:
                yield pool_id, look.revision, None if page is None else page.pool

    def knows(self, pool_id: str) -> bool:
        """Whether the pool was looked at or closed before."""
        with self._lock:
            return pool_id in self._looks

    def forget(self, pool_id: str) -> None:
        """The pool is gone."""
        with self._lock:
            self._looks.pop(pool_id, None)
            self._digests.pop(pool_id, None)

    def _note(self, pool_id: str, look: _Look) -> None:
        with self._lock:
            self._looks[pool_id] = look

    def _read(self, pool_id: str, folder: Path, limit: int) -> SlotPage | None:
        digest = self._digest(pool_id, folder)
        if digest is None or not schema.is_database(folder / INDEX):
            return None
        with closing(self._connected(folder / INDEX)) as connection:
            if schema.version_of(connection) != schema.VERSION:
                return None
            connection.execute("BEGIN")
            head = rows.read_head(connection)
            if digest not in (head.manifest_hash, head.manifest_pending):
                return None
            count, position = rows.count_and_place(connection, head.selected)
            state = Pool(
                id=pool_id,
                count=count,
                selected=head.selected,
                position=position,
                revision=head.revision,
                undo=rows.next_undo(connection),
                redo=rows.next_redo(connection, head.redo_floor),
            )
            return SlotPage(pool=state, start=0, slots=rows.first_slots(connection, limit) if limit else ())

    def _connected(self, path: Path) -> sqlite3.Connection:
        uri = f"{path.absolute().as_uri()}?mode=rw"  # SQLite reads a WAL only where it may write
        connection = self._opening.rebuilding.connect(
            uri, timeout=schema.BUSY_SECONDS, isolation_level=None, uri=True, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _digest(self, pool_id: str, folder: Path) -> str | None:
        """The digest of the manifest, None where it changes at this moment."""
        before = manifest_signature(folder)
        with self._lock:
            known = self._digests.get(pool_id)
        if known is not None and known[0] == before:
            return known[1]
        digest = manifest.digest(self._opening.rebuilding.files.read(folder / MANIFEST, manifest.MAX_BYTES))
        if manifest_signature(folder) != before:
            return None
        with self._lock:
            self._digests[pool_id] = before, digest
        return digest


def _signature(folder: Path) -> _Signature:
    """What changes whenever somebody writes to a pool: time, size and number of its index, its log, its manifest."""
    index, log = _stat(f"{folder}{os.sep}{INDEX}"), _stat(f"{folder}{os.sep}{INDEX}-wal")
    return index, log if log is not None and log[1] else None, manifest_signature(folder)


def _stat(path: str) -> tuple[int, int, int] | None:
    try:
        found = os.stat(path, follow_symlinks=False)  # noqa: PTH116 - every pool is looked at several times a second
    except OSError:
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
