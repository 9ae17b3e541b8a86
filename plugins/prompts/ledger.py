"""What was told last of each folder's prompts, so that what others do is told and what we do is not."""

import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import Final

from ...core.errors import Busy

_PATIENCE: Final = 10.0


class Ledger:
    """One change of a folder at a time in this process, and how its file was then. Safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}
        self._told: dict[str, str] = {}

    @contextlib.contextmanager
    def turn(self, folder: str) -> Iterator[None]:
        """Nobody else in this process changes the folder meanwhile; `Busy` after 10 s."""
        lock = self._turn_of(folder)
        if not lock.acquire(timeout=_PATIENCE):
            raise Busy(f"The prompts of {folder} are being changed.", hint="Nothing was changed; try again.")
        try:
            yield
        finally:
            lock.release()

    @contextlib.contextmanager
    def free_turn(self, folder: str) -> Iterator[bool]:
        """`turn` without waiting: False where somebody else has it."""
        lock = self._turn_of(folder)
        got = lock.acquire(blocking=False)
        try:
            yield got
        finally:
            if got:
                lock.release()

    def note(self, folder: str, signature: str) -> bool:
        """Keep how the file is now, "" where there is none; whether that is news. Only in its turn."""
        with self._lock:
            known = self._told.get(folder, "")
            self._told[folder] = signature
            if not signature:
                del self._told[folder]
        return known != signature

    def others(self, found: Mapping[str, str]) -> tuple[str, ...]:
        """The folders whose files are others than those that were noted last; `found` holds how all are now."""
        with self._lock:
            gone = [folder for folder in self._told if folder not in found]
            return (*(folder for folder, signature in found.items() if self._told.get(folder) != signature), *gone)

    def _turn_of(self, folder: str) -> threading.Lock:
        with self._lock:
            return self._turns.setdefault(folder, threading.Lock())
