"""The user's wish that a run stops, set from any thread and seen by the run's loop at once."""

import asyncio
import threading
from typing import Final


class Interrupt:
    """Set once, never cleared: each run has its own, so that a late wish cannot hit the next run."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._wanted = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake: asyncio.Event | None = None

    def set(self) -> None:
        """Ask the run to stop. Any thread."""
        with self._lock:
            self._wanted = True
            loop, wake = self._loop, self._wake
            if loop is not None and wake is not None:
                loop.call_soon_threadsafe(wake.set)

    def is_set(self) -> bool:
        """Whether the run was asked to stop. Any thread."""
        return self._wanted

    def attach(self, loop: asyncio.AbstractEventLoop, wake: asyncio.Event) -> None:
        """Set `wake` on `loop` when the run is asked to stop."""
        with self._lock:
            self._loop, self._wake = loop, wake
            if self._wanted:
                wake.set()

    def detach(self) -> None:
        """The loop is about to close."""
        with self._lock:
            self._loop = self._wake = None
