"""Executions that others begin or take away, while somebody looks at the list: a time of each folder, no listing.

A new one is watched from then on as if nothing were in it yet, so that what it becomes is told.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ...core.clock import Clock
from ...core.contracts.executions import ExecutionKey
from ...core.values import frozen
from .places import EXECUTIONS, JOBS, Places, folders
from .watching import LOOKED_AT_SECONDS, Watching

_SETTLED_NS: Final = 2_000_000_000


@frozen
class _Folder:
    changed: int
    settled: bool
    names: tuple[str, ...]


class Newcomers:
    """See the module. `tell(key)` says that one is gone. Safe on any thread."""

    def __init__(self, places: Places, clock: Clock, watching: Watching, tell: Callable[[ExecutionKey], None]) -> None:
        self._places = places
        self._clock = clock
        self._watching = watching
        self._tell = tell
        self._lock = threading.Lock()
        self._until = 0.0
        self._known: set[ExecutionKey] | None = None
        self._folders: dict[Path, _Folder] = {}

    def asked(self) -> None:
        """Somebody looks at the list: watch it for the next 10 minutes, as it is now."""
        with self._lock:
            self._until = self._clock.monotonic() + LOOKED_AT_SECONDS
            if self._known is None:
                self._known = self._keys()

    def ours(self, key: ExecutionKey, *, there: bool) -> None:
        """We began an execution or brought it back, or took it away: that is no news."""
        with self._lock:
            if self._known is not None:
                (self._known.add if there else self._known.discard)(key)

    def look(self) -> None:
        """Look once; `PenstockError` of the disk."""
        with self._lock:
            if self._known is None:
                return
            if self._until < self._clock.monotonic():
                self._known = None
                self._folders.clear()
                return
            now = self._keys()
            new, gone = now - self._known, self._known - now
            self._known = now
        for key in sorted(new, key=repr):
            self._watching.watch(key, new=True)
        for key in sorted(gone, key=repr):
            if key not in self._watching.watched():  # else that is told by itself
                self._tell(key)

    def _keys(self) -> set[ExecutionKey]:
        root = self._places.root
        before, self._folders = self._folders, {}
        found: set[ExecutionKey] = set()
        for story in self._names(root, before):
            for job in self._names(root / story / JOBS, before):
                names = self._names(root / story / JOBS / job / EXECUTIONS, before)
                found.update(ExecutionKey(story, job, name) for name in names)
        return found

    def _names(self, folder: Path, before: dict[Path, _Folder]) -> tuple[str, ...]:
        try:
            changed = folder.stat().st_mtime_ns
        except OSError:
            return ()
        known = before.get(folder)
        if known is None or not known.settled or known.changed != changed:
            settled = time.time_ns() - changed > _SETTLED_NS
            known = _Folder(changed, settled, tuple(name for name, _ in folders(folder)))
        self._folders[folder] = known
        return known.names
