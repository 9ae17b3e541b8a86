"""The pools that are open in this process: opened on first use, opened anew where they were replaced or damaged."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, TypeVar

from ...core.ballast import Ballast
from ...core.clock import Clock
from ...core.errors import BadName, DiskFull, NotFound, StorageFailed, from_os_error
from ...core.names import check_id
from . import schema
from .manifest_writing import ManifestWriter, needs_writing
from .notes import may_be_note
from .open_pool import Moved, OpenPool
from .opening import Opening, manifest_signature
from .operations import missing_pool
from .resting import Resting
from .store_names import INDEX, MANIFEST, image_number

T = TypeVar("T")
_ATTEMPTS: Final = 3
MOST_OPEN: Final = 32
"""Pools that are kept open: each has five descriptors, of which some systems give a process 256."""


class OpenPools:
    """See the module. The one used longest ago is closed where there are many; `closed` is told its revision then,
    -1 where what another process did to it has not been told yet.

    Safe on any thread.
    """

    def __init__(
        self,
        opening: Opening,
        writer: ManifestWriter,
        clock: Clock,
        ballast: Ballast,
        closed: Callable[[str, int], None],
        most_open: int = MOST_OPEN,
    ) -> None:
        self._opening = opening
        self._closed = closed
        self._most_open = most_open
        self._ballast = ballast
        self._writer = writer
        self.resting = Resting(clock, self.rest)
        self._guard = threading.Lock()
        self._opened: dict[str, OpenPool] = {}
        self._opening_locks: dict[str, threading.Lock] = {}

    def use(self, pool_id: str, action: str, use: Callable[[OpenPool], T], *, frugal: bool = False) -> T:
        """Run `use` on the open pool; one that was replaced or damaged meanwhile is opened (and mended) anew.

        What is `frugal`, reading and removing, may use the room that is kept for a full disk.
        """
        try:
            return self._use(pool_id, action, use)
        except DiskFull:
            if not frugal or not self._ballast.release():
                raise
            try:
                return self._use(pool_id, action, use)
            finally:
                self._ballast.ensure()  # of what is left, for the next time

    def _use(self, pool_id: str, action: str, use: Callable[[OpenPool], T]) -> T:
        with translated(action):
            for _ in range(_ATTEMPTS):
                pool = self._pool(pool_id)
                try:
                    self._look_at_manifest(pool)
                    return use(pool)
                except Moved:
                    self.drop(pool_id, pool)
                except sqlite3.DatabaseError as error:
                    if not schema.is_damage(error):
                        if _is_io_error(error):
                            self.drop(pool_id, pool)  # what a failed sync wrote is not to be trusted
                        raise
                    self._opening.doubt(pool_id, error)
                    self.drop(pool_id, pool)
        raise StorageFailed(f"Could not {action}: the pool's index is damaged again and again.", hint="Check the disk.")

    def _pool(self, pool_id: str) -> OpenPool:
        with self._guard:
            pool = self._opened.get(pool_id)
            if pool is not None:
                self._opened[pool_id] = self._opened.pop(pool_id)  # the last one is the one used last
        return self._open(pool_id) if pool is None else pool

    def _look_at_manifest(self, pool: OpenPool) -> None:
        """Take in what another program wrote; `Moved` where the pool was deleted, replaced or opened up meanwhile."""
        if self._opening.can_be_written_now(pool):
            raise Moved
        if manifest_signature(pool.folder) != pool.manifest_seen:
            self._manifest_changed(pool)

    def _open(self, pool_id: str) -> OpenPool:
        check_id(pool_id, "pool")
        with self._guard:
            lock = self._opening_locks.setdefault(pool_id, threading.Lock())
        with lock:
            with self._guard:
                pool = self._opened.get(pool_id)
            if pool is not None:
                return pool
            if not is_pool(self._opening.root / pool_id):
                raise missing_pool(pool_id)
            pool = self._opening.open(pool_id)
            with self._guard:
                self._opened[pool_id] = pool
        if not pool.read_only:
            self._ballast.ensure()  # not only at rest: a burst may fill the disk
            if needs_writing(pool.head()):
                self.resting.note(pool_id)
        self._close_old(pool_id)
        return pool

    def _close_old(self, keep: str) -> None:
        """Close what is open beyond `most_open` and at rest; who still uses one opens it anew."""
        waiting = set(self.resting.noted())
        with self._guard:
            spare = max(len(self._opened) - self._most_open, 0)
            idle = [one for one, pool in self._opened.items() if not pool.busy and one not in waiting and one != keep]
            pools = [self._opened.pop(pool_id) for pool_id in idle[:spare]]
        for pool in pools:
            pool.close()
            with suppress(Moved):
                told = -1 if pool.changed_elsewhere else pool.known(lambda now: now.revision)
                self._closed(pool.pool_id, told)

    def _manifest_changed(self, pool: OpenPool) -> None:
        if pool.read_only:
            self.drop(pool.pool_id, pool)
            return
        with self._opening.locks.holding(pool.pool_id):
            if manifest_signature(pool.folder) != pool.manifest_seen:
                try:
                    self._opening.examine(pool)
                except schema.Newer:
                    self.drop(pool.pool_id, pool)
                    return
        if needs_writing(pool.head()):
            self.resting.note(pool.pool_id)

    def drop(self, pool_id: str, pool: OpenPool | None = None) -> None:
        """Let go of a pool, of this very one where given; it is opened anew on the next use."""
        with self._guard:
            if pool is None or self._opened.get(pool_id) is pool:
                pool = self._opened.pop(pool_id, pool)
        if pool is not None:
            pool.close()
        self.resting.forget(pool_id)

    def rest(self, pool_id: str) -> None:
        """Write one pool's manifest where it is behind."""
        with suppress(NotFound):  # deleted meanwhile
            self.use(pool_id, "write the manifest", self._writer.rest)
            self._ballast.ensure()

    def get(self, pool_id: str) -> OpenPool | None:
        """The pool where it is open."""
        with self._guard:
            return self._opened.get(pool_id)

    def opened(self) -> dict[str, OpenPool]:
        """The pools that are open, by id."""
        with self._guard:
            return dict(self._opened)

    def close(self) -> None:
        """Let go of every file."""
        with self._guard:
            opened, self._opened = self._opened, {}
        for pool in opened.values():
            pool.close()


def is_pool(path: Path) -> bool:
    """Whether a folder is a pool: named like one, and with an index, a manifest or an image in it, or only notes.

    Dataset Gates makes an empty folder for each new profile.
    """
    try:
        check_id(path.name)
    except BadName:
        return False
    if path.is_symlink() or not path.is_dir():
        return False
    if (path / INDEX).exists() or (path / MANIFEST).exists():
        return True
    try:
        names = [entry.name for entry in path.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return False  # deleted at this moment
    return any(image_number(name) is not None for name in names) or all(may_be_note(name) for name in names)


def _is_io_error(error: sqlite3.Error) -> bool:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_IOERR


@contextmanager
def translated(action: str) -> Iterator[None]:
    """Errors of the disk and of the database as errors to answer with."""
    try:
        yield
    except sqlite3.Error as error:
        raise schema.from_sqlite_error(error, action) from error
    except OSError as error:
        raise from_os_error(error, action) from error
