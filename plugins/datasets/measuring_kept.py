"""What was read of files, kept as long as they stay as they are, and forgotten where it gets too much."""

from collections import OrderedDict
from threading import Lock
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

State = tuple[int, ...]
"""What a file looks like from outside."""

_OVERHEAD: Final = 300
"""Bytes that an entry takes by itself, about."""


class Kept(Generic[Value]):
    """Values by path and state of the file; together about `most` bytes, those not asked for longest go first.

    Safe on any thread.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._values: OrderedDict[str, tuple[State, Value, int]] = OrderedDict()
        self._used = 0

    def get(self, path: str, state: State) -> Value | None:
        """What was read of the file in this state, None where that is not known."""
        with self._lock:
            found = self._values.get(path)
            if found is None or found[0] != state:
                return None
            self._values.move_to_end(path)
            return found[1]

    def put(self, path: str, state: State, value: Value, size: int = 0) -> None:
        """Keep a value of `size` bytes beyond those of every entry."""
        with self._lock:
            self._forget(path)
            self._values[path] = (state, value, size + _OVERHEAD)
            self._used += size + _OVERHEAD
            while self._used > self._most:
                self._forget(next(iter(self._values)))

    def _forget(self, path: str) -> None:
        _, _, size = self._values.pop(path, (None, None, 0))
        self._used -= size
