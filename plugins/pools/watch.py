"""Notices what other processes do to the pools: the other host, Dataset Gates, a script."""

import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ...core.contracts.pools import PoolStore
from ...core.errors import NotFound, PenstockError
from ...core.events.base import Event
from ...core.events.pools import PoolChangedElsewhere
from ...core.jobs import Background
from .comings import PoolComings

INTERVAL: Final = 0.4
"""Seconds between two looks at folders: each host shows the other's changes within one."""

_LOG: Final = logging.getLogger("penstock.pools.watch")


class PoolWatcher:
    """Publishes `pool_changed_elsewhere` for each pool that another process changed, made or deleted (revision 0)."""

    def __init__(
        self, store: PoolStore, comings: PoolComings, notify: Callable[[Event], object], interval: float = INTERVAL
    ) -> None:
        self._store = store
        self._comings = comings
        self._notify = notify
        self._background = Background("penstock-pool-watcher", self._step)
        self._interval = max(interval, INTERVAL)
        self._trouble = ""

    def start(self) -> None:
        """Start looking."""
        self._background.start()

    def stop(self) -> None:
        """Stop looking."""
        self._background.stop()

    def look(self) -> None:
        """Look once; the same trouble with the disk, or with a store of a plugin, is logged once."""
        try:
            found = self._found()
        except Exception as error:  # what a store of a plugin raises may be anything
            told = f"{type(error).__name__}: {error}"
            if told != self._trouble:
                self._trouble = told
                _LOG.warning("The pools cannot be watched: %s", told, exc_info=not isinstance(error, PenstockError))
            return
        self._trouble = ""
        for pool_id, revision in sorted(found.items()):
            self._notify(PoolChangedElsewhere(pool_id=pool_id, revision=revision))

    def _found(self) -> dict[str, int]:
        """Revisions by pool."""
        comings = self._comings.look()
        found = dict.fromkeys(comings.gone, 0)
        for pool_id in comings.appeared:
            with suppress(NotFound):  # gone already, or no pool
                found[pool_id] = self._store.pool(pool_id).revision
        return found | {pool.id: pool.revision for pool in self._store.changed_pools()}

    def _step(self, _wait: float) -> None:
        if not self._background.pause(self._interval):
            self.look()
