"""What others do to executions is told, what we do is not: SaveImage of ComfyUI, another host, a file manager.

Only executions are watched that somebody asked for lately. A look costs three times of files each; a folder is listed
where its time changed.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from ...core.clock import Clock
from ...core.contracts.executions import ExecutionKey
from ...core.errors import PenstockError
from ...core.file_signatures import Signature, file_signature
from ...core.values import frozen
from .places import IMAGES, METADATA, VIDEOS
from .store import ExecutionStore

LOOKED_AT_SECONDS: Final = 600.0
MOST_WATCHED: Final = 200
_RECENT_NS: Final = 2_000_000_000
_WAITS: Final = 2

Signatures = tuple[Signature | None, ...]


@frozen
class _State:
    """What an execution holds: names below its folder, and the signature of its metadata."""

    names: frozenset[str] = frozenset()
    metadata: Signature | None = None


@frozen
class _Seen:
    """As it was told last. `growing` are new files that may not be whole yet, `waited` for how many looks."""

    state: _State
    signatures: Signatures = ()
    growing: Mapping[str, Signature | None] = field(factory=dict)
    waited: int = 0


@define
class Own:
    """What this process does just now: names below the folder, and whether it writes the metadata."""

    added: set[str] = field(factory=set)
    removed: set[str] = field(factory=set)
    metadata: bool = False
    before: _State = field(factory=_State)
    known: bool = False
    foreign: bool = False
    busy: int = 0


class Watching:
    """See the module. `tell(key)` says that others changed an execution. Safe on any thread."""

    def __init__(self, store: ExecutionStore, clock: Clock, tell: Callable[[ExecutionKey], None]) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell
        self._lock = threading.RLock()
        self._seen: dict[ExecutionKey, _Seen] = {}
        self._until: dict[ExecutionKey, float] = {}
        self._own: dict[ExecutionKey, Own] = {}
        self._quiet = 0
        self._folders: dict[ExecutionKey, Path] = {}

    def watch(self, key: ExecutionKey, *, new: bool = False) -> None:
        """Watch it for the next 10 minutes, as it is now; a `new` one as if nothing were there yet."""
        with self._lock:
            self._until.pop(key, None)
            self._until[key] = self._clock.monotonic() + LOOKED_AT_SECONDS
            if key not in self._seen or (self._quiet and not new):
                self._seen[key] = _Seen(_State()) if new else self._seen_now(key)
            while len(self._until) > MOST_WATCHED:
                self._drop(next(iter(self._until)))

    def watched(self) -> tuple[ExecutionKey, ...]:
        """What is watched now."""
        with self._lock:
            return tuple(self._until)

    @contextlib.contextmanager
    def quiet(self) -> Iterator[None]:
        """While we make or move a whole execution: nothing of what there is to see is told."""
        with self._lock:
            self._quiet += 1
        try:
            yield
        finally:
            with self._lock:
                self._quiet -= 1

    @property
    def is_quiet(self) -> bool:
        """Whether a whole execution is being made or moved by us."""
        return bool(self._quiet)

    @contextlib.contextmanager
    def own(self, key: ExecutionKey) -> Iterator[Own]:
        """While we change an execution: say in what is given what that was."""
        own = self._begin(key)
        try:
            yield own
        finally:
            self._end(key, own)

    def look(self) -> None:
        """Look once at everything that is watched; `PenstockError` of the disk."""
        for key in self.watched():
            with self._lock:
                told = not self._quiet and key not in self._own and self._is_news(key)
            if told:
                self._tell(key)

    def _is_news(self, key: ExecutionKey) -> bool:
        seen = self._seen.get(key)
        if seen is None or self._until[key] < self._clock.monotonic():
            self._drop(key)
            return False
        signatures = self._signatures(key)
        if signatures == seen.signatures and not seen.growing:
            return False
        now = self._state(key)
        fresh = {*(now.names - seen.state.names), *seen.growing} if now.names else set()
        growing = {name: file_signature(self._store.places.execution(key) / name) for name in fresh}
        return self._noted(key, seen, _Seen(now, _settled(signatures), growing, seen.waited + 1))

    def _noted(self, key: ExecutionKey, seen: _Seen, now: _Seen) -> bool:
        """Whether it is told now: once new files stay as they are, or at the second look that finds them."""
        changed, still = now.state != seen.state, now.growing == seen.growing
        news = (changed or bool(seen.growing)) and (still or (changed and now.waited >= _WAITS))
        if news:
            self._seen[key] = evolve(now, growing={} if still else now.growing, waited=0)
        elif changed or now.growing:
            self._seen[key] = evolve(seen, growing=now.growing, waited=now.waited)
        else:
            self._seen[key] = evolve(now, waited=0)
        if news and now.state == _State():
            self._drop(key)
        return news

    def _begin(self, key: ExecutionKey) -> Own:
        with self._lock:
            own = self._own.setdefault(key, Own())
            own.busy += 1
            seen = self._seen.get(key)
            if own.busy == 1 and seen is not None:
                own.known, own.before = True, self._state(key)
                own.foreign = own.before != seen.state
            return own

    def _end(self, key: ExecutionKey, own: Own) -> None:
        with self._lock:
            own.busy -= 1
            if own.busy:
                return
            del self._own[key]
            if key not in self._seen:
                return
            with contextlib.suppress(PenstockError):  # the next look says what is wrong with the disk
                foreign = self._closed(key, own)
                if not foreign:
                    return
        self._tell(key)

    def _closed(self, key: ExecutionKey, own: Own) -> bool:
        """Take what is there now as known; whether there is more than we did."""
        seen = self._seen_now(key)
        now = seen.state
        expected = (own.before.names | own.added) - own.removed
        foreign = own.foreign or (own.known and now.names != expected)
        foreign = foreign or (own.known and now.metadata != own.before.metadata and not own.metadata)
        self._seen[key] = seen
        if now == _State():
            self._drop(key)
        return foreign

    def drop(self, key: ExecutionKey) -> None:
        """Watch it no longer: we took it away."""
        with self._lock:
            self._drop(key)

    def _drop(self, key: ExecutionKey) -> None:
        self._until.pop(key, None)
        self._seen.pop(key, None)
        self._folders.pop(key, None)

    def _seen_now(self, key: ExecutionKey) -> _Seen:
        signatures = self._signatures(key)  # first: what changes in between is seen by the next look
        return _Seen(self._state(key), _settled(signatures))

    def _state(self, key: ExecutionKey) -> _State:
        folder = self._store.places.execution(key)
        images = (f"{IMAGES}/{one.name}" for one in self._store.pictures.of(folder / IMAGES))
        videos = (f"{VIDEOS}/{one.name}" for one in self._store.clips.of(folder / VIDEOS))
        return _State(frozenset((*images, *videos)), file_signature(folder / METADATA))

    def _signatures(self, key: ExecutionKey) -> Signatures:
        if (folder := self._folders.get(key)) is None:  # following links takes longer than all the rest of a look
            folder = self._folders[key] = self._store.places.execution(key)
        return tuple(file_signature(folder / name) for name in (IMAGES, VIDEOS, METADATA))


def _settled(signatures: Signatures) -> Signatures:
    """None where something changed just now: a folder's time is coarse, and it may change again without another."""
    now = time.time_ns()
    return () if any(one and now - one[0] < _RECENT_NS for one in signatures) else signatures
