"""Pools that come and go: which folders there are, and which of them this process did not make or delete itself."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import frozen

from ...core.errors import BadName, from_os_error
from ...core.names import check_id

_FULL_LOOK: Final = 10
"""Every so many looks the folder is listed whatever its time says: clocks of file systems are coarse."""


@frozen(kw_only=True)
class Comings:
    """Pools that another process made or deleted."""

    appeared: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


class PoolFolders:
    """Watches `root`; what this process does itself it announces inside `changing`. Safe on any thread."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = threading.Lock()
        self._known: frozenset[str] | None = None
        self._modified = -1
        self._looks = 0

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make or delete pools, and announce them, inside this; nobody looks meanwhile."""
        with self._lock:
            yield

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
        before, self._known = self._known, self._listed()
        if before is None:
            return Comings()
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
