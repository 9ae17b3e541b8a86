"""Documents of bytes: those that were decoded lately are known by the hash of their bytes, and not decoded again."""

import hashlib
import threading
from collections import OrderedDict
from typing import Final

from ...core.contracts.prompts import PromptCollection, PromptDocument
from ...core.errors import TooLarge
from .decoding import DamagedPrompts, decode

_MOST_BYTES: Final = 32 << 20
"""Bytes of files whose documents are remembered together."""


class DecodedDocuments:
    """See the module. Safe on any thread: documents are frozen."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[int, PromptDocument]] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0

    def of(self, data: bytes | None) -> PromptDocument:
        """The document, an empty one without a revision where there is no file. Raises `DamagedPrompts`, `TooLarge`."""
        if data is None:
            return PromptDocument(collection=PromptCollection())
        revision = hashlib.sha256(data).hexdigest()[:32]
        with self._lock:
            if revision in self._known:
                self._known.move_to_end(revision)
                return self._known[revision][1]
        decoded = decode(data)
        document = PromptDocument(
            collection=decoded.collection,
            revision=revision,
            read_only=decoded.read_only,
            migrated=decoded.migrated,
            problems=decoded.problems,
        )
        self._keep(revision, len(data), document)
        return document

    def good(self, data: bytes | None) -> PromptDocument | None:
        """The document; None where there is no file, or none that can be read."""
        try:
            return self.of(data) if data is not None else None
        except (DamagedPrompts, TooLarge):
            return None

    def _keep(self, revision: str, size: int, document: PromptDocument) -> None:
        with self._lock:
            if revision not in self._known:
                self._known[revision] = size, document
                self._bytes += size
            while self._bytes > self._most_bytes:
                _, (gone, _) = self._known.popitem(last=False)
                self._bytes -= gone
