"""What happens to profiles by other ways: their pools are deleted and restored, another process writes the list."""

import logging
from collections.abc import Callable
from typing import Final, Protocol

from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.events.pools import PoolDeleted, PoolRestored
from ...core.jobs import Background
from .registry_file import RegistryFile, Signature

INTERVAL: Final = 0.4
"""Seconds between two looks: each host shows the other's changes within one."""

_LOG: Final = logging.getLogger("penstock.profiles.watch")


class Followed(Protocol):
    """What is told of pools that were deleted and restored."""

    def pool_deleted(self, pool_id: str) -> None:
        """A pool was deleted."""
        ...

    def pool_restored(self, pool_id: str) -> None:
        """A pool came back."""
        ...


class PoolsSeen:
    """Lets the registry follow the pools: hears every event on the dispatcher's thread."""

    def __init__(self, profiles: Followed) -> None:
        self._profiles = profiles

    def see(self, event: Event) -> None:
        """Take notice of a pool that was deleted or restored."""
        try:
            if isinstance(event, PoolDeleted):
                self._profiles.pool_deleted(event.pool_id)
            elif isinstance(event, PoolRestored):
                self._profiles.pool_restored(event.pool_id)
        except PenstockError as error:
            _LOG.warning("the list of profiles could not follow the pool %s: %s", event, error)


class RegistryWatcher:
    """Calls `look` each time the file of the registry has changed, whoever wrote it."""

    def __init__(self, file: RegistryFile, look: Callable[[], bool], interval: float = INTERVAL) -> None:
        self._file = file
        self._look = look
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
            now = self._file.signature()
            if now != self._seen and self._look():
                self._seen = now
        except PenstockError as error:
            if error.message != self._trouble:
                self._trouble = error.message
                _LOG.warning("the list of profiles cannot be watched: %s", error)
            return
        self._trouble = ""

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()
