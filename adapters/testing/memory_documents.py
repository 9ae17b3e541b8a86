"""Documents in memory, as a plugin would keep them in files: what drafts are tested on."""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field

from ...core.contracts.editing import Stored
from ...core.draft_values import Edit
from ...core.errors import Conflict


def _as_is(entries: Mapping[str, Any]) -> Mapping[str, Any]:
    return entries


def _nothing() -> None:
    return None


@define
class MemoryDocuments:
    """`Documents` by name, shared by all that hold it, like a folder by processes.

    `before_write` and `after_write` are called around each write and may raise, as a disk or a dying process does; so
    may `before_read`, as for a file that cannot be read.
    `spelling` is what becomes of entries on their way into the file. Keys are stored in lower case.
    """

    kind: str = "papers"
    spelling: Callable[[Mapping[str, Any]], Mapping[str, Any]] = _as_is
    before_read: Callable[[], None] = _nothing
    before_write: Callable[[], None] = _nothing
    after_write: Callable[[], None] = _nothing
    stored: dict[str, Stored] = field(factory=dict)
    writes: int = 0
    reads: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)

    def read(self, name: str) -> Stored:
        """The document; without a revision where there is none."""
        self.before_read()
        self.reads += 1
        return self._now(name)

    def signature(self, name: str) -> str:
        """The revision."""
        return self._now(name).revision or ""

    def write(self, name: str, entries: Mapping[str, Any], seen: str | None) -> str:
        """Store it; `Conflict` where `seen` is not its revision."""
        self.before_write()
        with self._lock:
            if self._now(name).revision != seen:
                raise Conflict("The file was changed meanwhile.", details={"current": self._now(name).revision})
            revision = self.put(name, self.spelling(entries))
            self.writes += 1
        self.after_write()
        return revision

    def checked(self, name: str, edits: Sequence[Edit], entries: Mapping[str, Any]) -> tuple[Edit, ...]:
        """The edits with keys in lower case."""
        return tuple(
            evolve(edit, key=edit.key.lower(), instead_of=edit.instead_of and edit.instead_of.lower()) for edit in edits
        )

    def put(self, name: str, entries: Mapping[str, Any], **more: Any) -> str:
        """What another program does: write it, without asking. Returns the revision: a hash of the content."""
        text = json.dumps([list(entries.items()), sorted(more)])
        revision = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()
        self.stored[name] = Stored(entries=entries, revision=revision, **more)
        return revision

    def _now(self, name: str) -> Stored:
        return self.stored.get(name, Stored(entries={}, revision=None))
