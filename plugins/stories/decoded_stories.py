"""Stories as they were read lately: bytes that are known are not decoded again, and old ones are there to compare."""

import hashlib
import threading
from collections import OrderedDict
from typing import Final

from .decoding import Decoded

_MOST_BYTES: Final = 32 << 20
"""Bytes of files whose stories are remembered together."""


def revision_of(data: bytes) -> str:
    """The revision of a file."""
    return hashlib.sha256(data).hexdigest()[:32]


class DecodedStories:
    """See the module. Safe on any thread: what was decoded is frozen."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[tuple[str, str], tuple[int, Decoded]] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def get(self, story: str, revision: str) -> Decoded | None:
        """What a story was at a revision, None where that is forgotten."""
        with self._lock:
            found = self._known.get((story, revision))
            if found is None:
                return None
            self._known.move_to_end((story, revision))
            return found[1]

    def keep(self, story: str, revision: str, size: int, decoded: Decoded) -> Decoded:
        """Remember it, in the place of what was kept for these bytes."""
        with self._lock:
            if (story, revision) not in self._known:
                self._bytes += size
            self._known[story, revision] = size, decoded
            self._known.move_to_end((story, revision))
            while self._bytes > self._most_bytes and len(self._known) > 1:
                _, (gone, _) = self._known.popitem(last=False)
                self._bytes -= gone
        return decoded
