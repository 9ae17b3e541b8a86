"""Pools that come and go: which there are, and which of them this process did not make or delete itself."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ...core.values import frozen


@frozen(kw_only=True)
class Comings:
    """Pools that another process made or deleted."""

    appeared: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


class PoolComings:
    """Compares what `ids` says with what it said before; what this process does itself it announces inside `changing`
    or `making`. Safe on any thread.

    `ids` is asked without any lock: it may take long, and may raise, where pools are kept on another machine.
    """

    def __init__(self, ids: Callable[[], frozenset[str]]) -> None:
        self._ids = ids
        self._lock = threading.Lock()
        self._known: frozenset[str] | None = None
        self._turns = 0
        self._making: set[str] = set()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Make or delete pools, and announce them, inside this; what was listed meanwhile does not count."""
        with self._lock:
            self._turns += 1
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
                self._turns += 1
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
        turns = self._turns
        if self._lock.locked():
            return Comings()
        listed = self._ids()
        if not isinstance(listed, frozenset):
            raise TypeError(f"the ids of the pools are a {type(listed).__name__}, no frozenset")
        if not self._lock.acquire(blocking=False):
            return Comings()
        try:
            return self._compare(listed) if turns == self._turns else Comings()
        finally:
            self._lock.release()

    def _compare(self, listed: frozenset[str]) -> Comings:
        before = self._known
        if before is listed:
            return Comings()
        if before is None:
            self._known = listed - self._making
            return Comings()
        now = (listed - self._making) | (before & self._making)  # what is being made here is told by who makes it
        self._known = listed if now == listed else now
        return Comings(appeared=now - before, gone=before - now)
