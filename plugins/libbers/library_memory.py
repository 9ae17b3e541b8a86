"""The libraries that were read last, by the bytes of their files: a text that somebody types asks again and again."""

import hashlib
import threading
from collections import OrderedDict
from typing import Final

from attrs import define, field

from .library_document import Library, decode

MOST_BYTES: Final = 8_000_000
"""Bytes of the files that are remembered; the one that was read last always is."""


@define
class LibraryMemory:
    """See the module. What a file holds follows from its bytes alone, so nothing here can be out of date.

    Safe on any thread.
    """

    _known: OrderedDict[bytes, tuple[int, Library]] = field(factory=OrderedDict, init=False)
    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def decoded(self, data: bytes) -> Library:
        """The library that these bytes hold; see `decode`."""
        digest = hashlib.sha256(data).digest()
        with self._lock:
            if digest in self._known:
                self._known.move_to_end(digest)
                return self._known[digest][1]
        library = decode(data)
        with self._lock:
            self._known[digest] = (len(data), library)
            while len(self._known) > 1 and sum(size for size, _ in self._known.values()) > MOST_BYTES:
                self._known.popitem(last=False)
        return library
