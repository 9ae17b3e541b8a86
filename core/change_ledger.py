"""What was told last of each thing, so that what others do is told and what we do is not."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from .errors import Busy

_PATIENCE: Final = 10.0


class ChangeLedger:
    """One change of a thing at a time in this process, and how its files were then. Safe on any thread.

    `busy` says of a name what is being changed: "The story tale is being changed."
    """

    def __init__(self, busy: Callable[[str], str]) -> None:
        self._busy = busy
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._told: dict[str, str] = {}
        self._gone: dict[str, int] = {}

    @contextlib.contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Nobody else in this process changes the thing meanwhile; `Busy` after 10 s."""
        lock = self._turn_of(name)
        if not lock.acquire(timeout=_PATIENCE):
            raise Busy(self._busy(name), hint="Nothing was changed; try again.")
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def free_turn(self, name: str) -> Iterator[bool]:
        """`turn` without waiting: False where somebody else has it."""
        lock = self._turn_of(name)
        got = lock.acquire(blocking=False)
        try:
            yield got
        finally:
            if got:
                lock.release()

    def note(self, name: str, signature: str) -> bool:
        """Keep how its files are now, "" where there are none; whether that is news. Only in its turn."""
        with self._lock:
            known = self._told.get(name, "")
            self._told[name] = signature
            if not signature:
                del self._told[name]
                self._gone[name] = self._gone.get(name, 0) + bool(known)
        return known != signature

    def times_gone(self, name: str | None = None) -> int:
        """How often a thing (any, where None) was there and then was not, since this process began."""
        with self._lock:
            return sum(self._gone.values()) if name is None else self._gone.get(name, 0)

    def others(self, found: Mapping[str, str]) -> tuple[str, ...]:
        """The names whose files are others than those that were noted last; `found` holds how all are now."""
        with self._lock:
            gone = [name for name in self._told if name not in found]
            return (*(name for name, signature in found.items() if self._told.get(name) != signature), *gone)

    def _turn_of(self, name: str) -> threading.Lock:
        with self._lock:
            return self._turns.setdefault(name, threading.Lock())
