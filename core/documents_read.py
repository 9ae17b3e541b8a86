"""The last few documents that were read are remembered: reading thousands of entries at each edit takes long."""

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Final

from .contracts.editing import Documents, Stored
from .draft_values import Edit
from .values import frozen

_MOST: Final = 4


@frozen
class _Read:
    signature: str
    stored: Stored


class ReadDocuments:
    """`Documents` in front of others: a file is read again only where its signature is another."""

    def __init__(self, documents: Documents) -> None:
        self._documents: Final = documents
        self._lock = threading.Lock()
        self._known: dict[str, _Read] = {}

    @property
    def kind(self) -> str:
        """See `Documents`."""
        return self._documents.kind

    def read(self, name: str) -> Stored:
        """See `Documents`."""
        signature = self._documents.signature(name)
        known = self._forget(name)
        if known is None or known.signature != signature:
            known = _Read(signature, self._documents.read(name))
        with self._lock:
            while len(self._known) >= _MOST:
                del self._known[next(iter(self._known))]
            self._known[name] = known
        return known.stored

    def signature(self, name: str) -> str:
        """See `Documents`."""
        return self._documents.signature(name)

    def write(self, name: str, entries: Mapping[str, Any], seen: str | None) -> str:
        """See `Documents`. Whatever comes of it, the file is read again: it may have changed unseen."""
        self._forget(name)
        return self._documents.write(name, entries, seen)

    def checked(self, name: str, edits: Sequence[Edit], entries: Mapping[str, Any]) -> tuple[Edit, ...]:
        """See `Documents`."""
        return self._documents.checked(name, edits, entries)

    def _forget(self, name: str) -> _Read | None:
        with self._lock:
            return self._known.pop(name, None)
