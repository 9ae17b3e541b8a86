"""Notices what other processes do to the pools: the other host, Dataset Gates, a script."""

import logging
from collections.abc import Callable
from typing import Final

from ...core.contracts.pools import PoolStore
from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.events.pools import PoolChangedElsewhere
from ...core.jobs import Background

INTERVAL: Final = 0.4
"""Seconds between two looks: each host shows the other's changes within one."""

_LOG: Final = logging.getLogger("penstock.pools.watch")


class PoolWatcher:
    """Publishes `pool_changed_elsewhere` for each pool that another process changed."""

    def __init__(self, store: PoolStore, notify: Callable[[Event], object], interval: float = INTERVAL) -> None:
        self._store = store
        self._notify = notify
        self._background = Background("penstock-pool-watcher", self._step, wait=interval)
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
            changed = self._store.changed_pools()
        except PenstockError as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                _LOG.warning("The pools cannot be watched: %s", error)
            return
        self._trouble = ""
        for pool in changed:
            self._notify(PoolChangedElsewhere(pool_id=pool.id, revision=pool.revision))

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()
