"""Pools that come and go: which folders there are, and which of them this process did not make or delete itself."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ...core.errors import BadName, from_os_error
from ...core.names import check_id
from ...core.values import frozen

_FULL_LOOK: Final = 10
"""Every so many looks the folder is listed whatever its time says: clocks of file systems are coarse."""


@frozen(kw_only=True)
class Comings:
    """Pools that another process made or deleted."""

    appeared: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


class PoolFolders:
    """Watches `root`; what this process does itself it announces inside `changing` or `making`. Safe on any thread.

    A pool of which `is_half_made` says so appears once it is whole.
    """

    def __init__(self, root: Path, is_half_made: Callable[[str], bool] = lambda _pool_id: False) -> None:
        self._root = root
        self._is_half_made = is_half_made
        self._lock = threading.Lock()
        self._known: frozenset[str] | None = None
        self._modified = -1
        self._looks = 0
        self._making: set[str] = set()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make or delete pools, and announce them, inside this; nobody looks meanwhile."""
        with self._lock:
            yield

    @contextmanager
    def making(self, pool_id: str) -> Iterator[None]:
        """Make this pool, however long it takes, inside this; others may look, and come and go, meanwhile."""
        with self._lock:
            self._making.add(pool_id)
        try:
            yield
            with self._lock:
                self.made(pool_id)
        finally:
            with self._lock:
                self._making.discard(pool_id)

    def made(self, pool_id: str) -> None:
        """This process made the pool, or brought it back."""
        if self._known is not None:
            self._known |= {pool_id}

    def deleted(self, pool_id: str) -> None:
        """This process deleted the pool."""
        if self._known is not None:
            self._known -= {pool_id}

    def look(self) -> Comings:
        """What came and went since the last look; nothing at the first one and while this process is changing pools."""
        if not self._lock.acquire(blocking=False):
            return Comings()
        try:
            return self._compare()
        except OSError as error:
            raise from_os_error(error, "list the pools") from error
        finally:
            self._lock.release()

    def _compare(self) -> Comings:
        modified = self._root.stat().st_mtime_ns if self._root.is_dir() else 0
        self._looks += 1
        if modified == self._modified and self._looks % _FULL_LOOK:
            return Comings()
        self._modified = modified
        before, now = self._known, self._listed()
        if before is None:
            self._known = now - self._making
            return Comings()
        now = (now - self._making) | (before & self._making)  # what is being made here is told by who makes it
        unready = frozenset(pool_id for pool_id in now - before if self._is_half_made(pool_id))
        if unready:
            self._modified = -1  # look again: what is written into them does not change this folder's time
        self._known = now - unready
        return Comings(appeared=self._known - before, gone=before - self._known)

    def _listed(self) -> frozenset[str]:
        if not self._root.is_dir():
            return frozenset()
        with os.scandir(self._root) as entries:
            return frozenset(entry.name for entry in entries if _is_id(entry.name) and entry.is_dir())


def _is_id(name: str) -> bool:
    try:
        check_id(name)
    except BadName:
        return False
    return True
