"""The one background thread of a store: it writes the manifests of pools that have not changed for a while."""

import logging
import threading
from collections.abc import Callable
from typing import Final

from ...core.clock import Clock
from ...core.errors import PenstockError

_LOG: Final = logging.getLogger("penstock.pools.store")
REST_SECONDS: Final = 2.0
_LONGEST_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.5


class Resting:
    """Calls `write(pool_id)` once a noted pool rested for 2 s, or 10 s after its first change. Safe on any thread.

    Nothing relies on it: what it writes can always be made again from the index.
    """

    def __init__(self, clock: Clock, write: Callable[[str], None]) -> None:
        self._clock = clock
        self._write = write
        self._lock = threading.Lock()
        self._noted: dict[str, tuple[float, float]] = {}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, pool_id: str) -> None:
        """A pool was changed; starts the thread with the first one."""
        now = self._clock.monotonic()
        with self._lock:
            first, _ = self._noted.get(pool_id, (now, now))
            self._noted[pool_id] = (first, now)
            if self._thread is None and not self._stop.is_set():
                self._thread = threading.Thread(target=self._run, name="penstock-pools-rest", daemon=True)
                self._thread.start()

    def forget(self, pool_id: str) -> None:
        """The pool is written, or gone."""
        with self._lock:
            self._noted.pop(pool_id, None)

    def noted(self) -> list[str]:
        """The pools that wait."""
        with self._lock:
            return sorted(self._noted)

    def stop(self) -> None:
        """End the thread; what waits is the caller's."""
        self._stop.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=5.0)

    def _run(self) -> None:
        while not self._stop.wait(_LOOK_SECONDS):
            for pool_id in self._rested():
                try:
                    self._write(pool_id)
                except PenstockError as error:
                    _LOG.warning("the manifest of %s could not be written yet: %s", pool_id, error)
                    self.note(pool_id)
                except Exception:
                    _LOG.exception("the manifest of %s could not be written; it will be tried again", pool_id)
                    self.note(pool_id)

    def _rested(self) -> list[str]:
        now = self._clock.monotonic()
        with self._lock:
            ready = [
                pool_id
                for pool_id, (first, last) in self._noted.items()
                if now - last >= REST_SECONDS or now - first >= _LONGEST_SECONDS
            ]
            for pool_id in ready:
                del self._noted[pool_id]
            return ready
