"""The lock between processes for what is more than one transaction: opening, recovering, writing the manifest."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from attrs import define
from filelock import FileLock, Timeout

from ...core.errors import Busy
from ...core.files import Files
from .schema import BUSY_SECONDS


@define
class PoolLocks:
    """Hard file locks, one per pool, in `folder`. Safe on any thread; a process that dies lets go of its locks."""

    folder: Path
    files: Files

    @contextlib.contextmanager
    def holding(self, pool_id: str) -> Iterator[None]:
        """Hold the pool's lock; `Busy` after 5 s. Not re-entrant."""
        self.files.make_folder(self.folder)
        lock = FileLock(self.folder / f"{pool_id}.lock", timeout=BUSY_SECONDS, poll_interval=0.01, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise Busy("Another program has this pool open: try again.", hint="Try again.") from error
        try:
            yield
        finally:
            lock.release()
