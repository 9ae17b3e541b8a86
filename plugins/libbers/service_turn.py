"""One change at a time in this process: made, remembered as our own, and only then told. Others' changes are told too.

A file that another program writes step by step is told once it stays the same from one look to the next.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Final

from attrs import define, field

from ...core.errors import Busy, PenstockError
from ...core.events.base import Event
from ...core.events.libbers import LibberChange, LibberChanged
from ...core.file_signatures import Signature
from ...core.values import frozen
from .library_files import LibraryFiles

_PATIENCE: Final = 5.0
_UNREADABLE: Final = ""
_UNREAD: Final = "?"


@frozen
class _Known:
    """A file as it was last seen or written; `signature` is None until the next look."""

    signature: Signature | None
    revision: str


@define
class Turn:
    """What one change says: the revisions that it left, and the events that are told when it is over."""

    events: list[Event] = field(factory=list)
    left: dict[str, str | None] = field(factory=dict)


class Turns:
    """See the module. Events leave in the order of the changes: publishing only queues. Safe on any thread."""

    def __init__(self, files: LibraryFiles, notify: Callable[[Event], object]) -> None:
        self._files = files
        self._notify = notify
        self._lock = threading.Lock()
        self._known: dict[str, _Known] = {}
        self._unsettled: dict[str, Signature | None] = {}

    def begin(self) -> None:
        """Take what is there now as known."""
        with self._lock:
            self._known = {name: _Known(signature, _UNREAD) for name, signature in self._files.signatures().items()}

    @contextlib.contextmanager
    def turn(self) -> Iterator[Turn]:
        """A turn; `Busy` after 5 s."""
        if not self._lock.acquire(timeout=_PATIENCE):
            raise Busy("The libbers are being changed.", hint="Nothing was changed; try again.")
        try:
            turn = Turn()
            yield turn
            for name, revision in turn.left.items():
                self._known.pop(name, None)
                if revision is not None:
                    self._known[name] = _Known(None, revision)
            self._tell(turn.events)
        finally:
            self._lock.release()

    def look(self) -> None:
        """Tell what other programs changed; nothing while somebody has a turn, the next look sees it. Disk errors."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._tell(list(self._changes(self._files.signatures())))
        finally:
            self._lock.release()

    def _changes(self, now: dict[str, Signature]) -> Iterator[Event]:
        unsettled, self._unsettled = self._unsettled, {}
        for name in sorted(self._known.keys() | now.keys()):
            signature, known = now.get(name), self._known.get(name)
            if known is not None and known.signature == signature:
                self._read_first(name, known)
                continue
            if name not in unsettled or unsettled[name] != signature:
                self._unsettled[name] = signature
                continue
            revision = self._revision(name) if signature else None
            if signature and revision is not None:
                self._known[name] = _Known(signature, revision)
            else:
                self._known.pop(name, None)
            if known is None or known.revision != revision:
                yield LibberChanged(libber=name, change=LibberChange.ELSEWHERE, revision=revision)

    def _read_first(self, name: str, known: _Known) -> None:
        """What a file that was there at the start holds, so that the same bytes written again are no news."""
        if known.revision == _UNREAD:
            revision = self._revision(name)
            if revision is not None and self._signature(name) == known.signature:
                self._known[name] = _Known(known.signature, revision)

    def _signature(self, name: str) -> Signature | None:
        try:
            return self._files.signature(name)
        except PenstockError:
            return None

    def _revision(self, name: str) -> str | None:
        try:
            return self._files.revision(name)
        except PenstockError:
            return _UNREADABLE

    def _tell(self, events: list[Event]) -> None:
        for event in events:
            self._notify(event)
