"""What happens to profiles by other ways: their pools are deleted and restored, another process writes the list."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

from ...core.errors import BadName, PenstockError, ReadOnly
from ...core.events.base import Event
from ...core.events.pools import PoolChangedElsewhere, PoolDeleted, PoolRestored
from ...core.file_signatures import Signature
from ...core.jobs import Background
from .registry_file import RegistryFile

INTERVAL: Final = 0.4
"""Seconds between two looks: each host shows the other's changes within one."""

_LOG: Final = logging.getLogger("penstock.profiles.watch")


class Followed(Protocol):
    """What is told of pools that were deleted and restored."""

    def pool_deleted(self, event: PoolDeleted) -> None:
        """A pool was deleted."""
        ...

    def pool_restored(self, event: PoolRestored) -> None:
        """A pool came back."""
        ...

    def pool_changed_elsewhere(self, event: PoolChangedElsewhere) -> None:
        """Another process deleted a pool."""
        ...


class PoolsSeen:
    """Lets the registry follow the pools: hears every event on the dispatcher's thread, and tries again later."""

    def __init__(self, profiles: Followed) -> None:
        self._profiles = profiles
        self._lock = threading.Lock()
        self._waiting: deque[PoolDeleted | PoolRestored | PoolChangedElsewhere] = deque()
        self._trouble = ""

    def see(self, event: Event) -> None:
        """Take notice of a pool that was deleted or restored."""
        if isinstance(event, PoolDeleted | PoolRestored) or (
            isinstance(event, PoolChangedElsewhere) and event.revision == 0
        ):
            self._waiting.append(event)
            self.follow()

    def follow(self) -> None:
        """Let the registry follow what was seen; what fails and may succeed later waits for the next call."""
        with self._lock:
            while self._waiting and self._followed(self._waiting[0]):
                self._waiting.popleft()

    def _followed(self, event: PoolDeleted | PoolRestored | PoolChangedElsewhere) -> bool:
        try:
            if isinstance(event, PoolDeleted):
                self._profiles.pool_deleted(event)
            elif isinstance(event, PoolRestored):
                self._profiles.pool_restored(event)
            else:
                self._profiles.pool_changed_elsewhere(event)
        except PenstockError as error:
            if error.message != self._trouble:
                self._trouble = error.message
                _LOG.warning("the list of profiles could not follow the pool %s: %s", event.pool_id, error)
            return not (error.retryable or isinstance(error, ReadOnly | BadName))  # all of these the disk may say
        self._trouble = ""
        return True


class RegistryWatcher:
    """Calls `look` each time the file of the registry has changed, whoever wrote it; `follow` and `mend` each time."""

    def __init__(
        self,
        file: RegistryFile,
        look: Callable[[], bool],
        follow: Callable[[], object] = lambda: None,
        mend: Callable[[], object] = lambda: None,
        interval: float = INTERVAL,
    ) -> None:
        self._file = file
        self._look = look
        self._follow = follow
        self._mend = mend
        self._background = Background("penstock-profile-watcher", self._step, wait=interval)
        self._seen: Signature | None = (0, 0, 0)  # the first look compares, whatever there is
        self._trouble = ""

    def start(self) -> None:
        """Start looking."""
        self._background.start()

    def stop(self) -> None:
        """Stop looking."""
        self._background.stop()

    def look(self) -> None:
        """Look once; the same trouble with the disk is logged once."""
        try:
            self._follow()
            now = self._file.signature()
            if now != self._seen and self._look():
                self._seen = now
            self._mend()
        except PenstockError as error:
            if error.message != self._trouble:
                self._trouble = error.message
                _LOG.warning("the list of profiles cannot be watched: %s", error)
            return
        self._trouble = ""

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()
