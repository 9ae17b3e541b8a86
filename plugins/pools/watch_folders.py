"""Which pools there are in a folder: its folders that are whole, listed only where something may have changed."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ...core.errors import BadName, from_os_error
from ...core.names import check_id

_FULL_LOOK: Final = 10
"""Every so many looks the folder is listed whatever its time says: some disks do not tell, or not soon."""

_COARSE: Final = 2_000_000_000
"""Nanoseconds in which two changes may have the same time: those of FAT are the longest."""


class FolderIds:
    """The ids of the pools in `root`, each time it is called. Safe on any thread.

    What was there at first counts as whole. A folder that comes later, and of which `is_half_made` says so, counts once
    it is whole.
    """

    def __init__(self, root: Path, is_half_made: Callable[[str], bool] = lambda _pool_id: False) -> None:
        self._root = root
        self._is_half_made = is_half_made
        self._lock = threading.Lock()
        self._known: frozenset[str] | None = None
        self._modified = -1
        self._looks = 0

    def __call__(self) -> frozenset[str]:
        """The ids. Raises the error of the disk, as `PenstockError`."""
        with self._lock:
            try:
                self._look()
            except OSError as error:
                raise from_os_error(error, "list the pools") from error
            return self._known or frozenset()

    def _look(self) -> None:
        modified = self._root.stat().st_mtime_ns if self._root.is_dir() else 0
        self._looks += 1
        if modified == self._modified and self._looks % _FULL_LOOK:
            return
        now, before = self._listed(), self._known
        if before is None:
            self._known, self._modified = now, _trusted(modified)
            return
        unready = frozenset(pool_id for pool_id in now - before if self._is_half_made(pool_id))
        # Half-made: look again, since what is written into them does not change this folder's time.
        self._modified = -1 if unready else _trusted(modified)
        if now - unready != before:
            self._known = now - unready

    def _listed(self) -> frozenset[str]:
        if not self._root.is_dir():
            return frozenset()
        with os.scandir(self._root) as entries:
            return frozenset(entry.name for entry in entries if _is_id(entry.name) and entry.is_dir())


def _trusted(modified: int) -> int:
    """A time that the next change would change, or none: of two within a tick of the disk's clock one is not seen."""
    return modified if time.time_ns() - modified > _COARSE else -1


def _is_id(name: str) -> bool:
    try:
        check_id(name)
    except BadName:
        return False
    return True
