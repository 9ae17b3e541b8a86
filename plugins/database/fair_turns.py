"""Turns that are given in the order in which they were asked for, among the threads of one process.

SQLite lets whoever waits for its lock ask again and again, in pauses that grow: under many writers the newest one is
lucky and the oldest gives up. Here each waits its turn.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from ...core.errors import Busy


class FairTurns:
    """See the module. One thread at a time has the turn; whoever has it does not ask for another."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """How many wait for the turn."""
        with self._lock:
            return len(self._waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn, `Busy` where it does not come in time; it is given on at the end."""
        if not self._take():
            raise Busy("The database has too much to do.", hint="Try again in a moment.")
        try:
            yield
        finally:
            self._give_on()

    def _take(self) -> bool:
        mine = threading.Event()
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            self._waiting.append(mine)
        if mine.wait(self._seconds):
            return True
        with self._lock:
            if mine.is_set():  # it came while we gave up
                return True
            self._waiting.remove(mine)
        return False

    def _give_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
