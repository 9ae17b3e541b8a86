"""Safety copies of gates that wait: should the process die, the next one offers them as parked gates.

A gate that has waited for a second is written to the disk once, and its copy is dropped when the gate ends. All of it
is done by one worker thread, which lives only while there is something to do; nobody waits for it.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from functools import partial
from typing import Final, Protocol

from attrs import define

from ...core.contracts.gates import GateState
from ...core.errors import PenstockError
from .entries import Entry

_LOG: Final = logging.getLogger("penstock.gates")
AFTER: Final = 1.0
"""Seconds that a gate waits before it is copied: most are answered sooner, or parked."""


class Copies(Protocol):
    """Whoever keeps something for gates that wait. Returns at once, never raises; safe on any thread."""

    def look(self, entries: Iterable[Entry], now: float) -> None:
        """These gates wait; `now` is monotonic, in seconds."""
        ...

    def ended(self, token: str) -> None:
        """This gate waits no more."""
        ...

    def close(self) -> None:
        """The host stops: nothing is to be left, and nothing begun."""
        ...


class NoCopies:
    """`Copies` where nothing can be kept."""

    def look(self, entries: Iterable[Entry], now: float) -> None:
        """Nothing is kept."""

    def ended(self, token: str) -> None:
        """Nothing was kept."""

    def close(self) -> None:
        """Nothing is left."""


class Disk(Protocol):
    """The place of the copies; see `CopiesOnDisk`."""

    def begin(self) -> None:
        """Make room for copies, so that any can be withdrawn."""
        ...

    def write(self, entry: Entry) -> None:
        """Copy a gate."""
        ...

    def withdraw(self, token: str) -> None:
        """Nobody is to be offered this copy any more. One call of the system: the answer waits for it."""
        ...

    def drop(self, tokens: Collection[str]) -> None:
        """Remove copies."""
        ...

    def close(self) -> None:
        """Remove everything."""
        ...


class _Stage(Enum):
    WANTED = 1
    WRITING = 2
    WRITTEN = 3
    FAILED = 4


@define(eq=False)
class _Copy:
    """One copy. `entry`, and with it the images, is held until it is written. `node` is run and node of the gate."""

    token: str
    node: tuple[str, str]
    entry: Entry | None
    stage: _Stage = _Stage.WANTED
    ended: bool = False
    withdrawn: bool = False


class SafetyCopies:
    """`Copies` on `disk`. `start(name, work)` does work in a thread; `wished` is asked at each look."""

    def __init__(
        self, disk: Disk, start: Callable[[str, Callable[[], object]], object], wished: Callable[[], bool]
    ) -> None:
        self._disk: Final = disk
        self._start: Final = start
        self._wished: Final = wished
        self._lock: Final = threading.Lock()
        self._copies: Final[dict[str, _Copy]] = {}
        self._busy = False
        self._closed = False
        self._left = False
        self._told = False

    def look(self, entries: Iterable[Entry], now: float) -> None:
        """Copy what has waited long enough and has no copy yet; each gate is tried once."""
        if not self._wished():
            return
        with self._lock:
            for entry in entries:
                if self._needs_copy(entry, now):
                    gate = entry.gate
                    self._copies[gate.token] = _Copy(gate.token, (gate.prompt_id, gate.node_id), entry)
        self._work_if_needed()

    def ended(self, token: str) -> None:
        """Drop the copy, also one that is being written; one that is not begun is not made.

        It is withdrawn before this returns, that is before the node goes on: what follows is never done twice.
        """
        with self._lock:
            copy = self._copies.get(token)
            if copy is None:
                return
            copy.ended = True
            self._forget_if_nothing_lies(copy)
            self._withdraw_ended()
        self._work_if_needed()

    def close(self) -> None:
        """Remove everything; what is being written right now goes right after."""
        with self._lock:
            self._closed = True
            self._copies.clear()
            if self._busy or self._left:
                return
            self._left = True
        self._leave()

    def _needs_copy(self, entry: Entry, now: float) -> bool:
        gate = entry.gate
        waits = now >= entry.since + AFTER and not entry.parking and not gate.why_not_parked
        return waits and not self._closed and gate.token not in self._copies

    def _withdraw_ended(self) -> None:
        waiting = self._waiting_nodes()
        for copy in self._copies.values():
            lies = copy.stage in (_Stage.WRITING, _Stage.WRITTEN)
            if copy.ended and lies and not copy.withdrawn and copy.node not in waiting:
                copy.withdrawn = True
                try:
                    self._disk.withdraw(copy.token)
                except OSError as error:
                    self._tell(error)

    def _waiting_nodes(self) -> set[tuple[str, str]]:
        return {copy.node for copy in self._copies.values() if not copy.ended}

    def _forget_if_nothing_lies(self, copy: _Copy) -> None:
        if copy.ended and copy.stage in (_Stage.WANTED, _Stage.FAILED):
            self._copies.pop(copy.token, None)

    def _work_if_needed(self) -> None:
        with self._lock:
            if self._busy or not (self._due() or self._wanted()):
                return
            self._busy = True
        try:
            self._start("copying", self._work)
        except RuntimeError as error:  # no more threads, or the interpreter is ending
            with self._lock:
                self._busy = False
            self._tell(error)

    def _work(self) -> None:
        try:
            while (step := self._next()) is not None:
                step()
        except BaseException:
            with self._lock:
                self._busy = False
            raise

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            if self._closed and not self._left:
                self._left = True
                return self._leave
            if due := self._due():
                for token in due:
                    del self._copies[token]
                return partial(self._drop, due)
            if copy := self._wanted():
                copy.stage = _Stage.WRITING
                return partial(self._write, copy)
            self._busy = False
            return None

    def _wanted(self) -> _Copy | None:
        return next((copy for copy in self._copies.values() if copy.stage is _Stage.WANTED), None)

    def _due(self) -> list[str]:
        """What can be dropped: not while another item of the same list waits, as the answers of all go on together."""
        waiting = self._waiting_nodes()
        written = (copy for copy in self._copies.values() if copy.ended and copy.stage is _Stage.WRITTEN)
        return [copy.token for copy in written if copy.node not in waiting]

    def _write(self, copy: _Copy) -> None:
        entry, stage = copy.entry, _Stage.FAILED
        copy.entry = None
        try:
            self._disk.begin()
            if entry is not None and not self._has_ended(copy, entry):
                self._disk.write(entry)
                stage = _Stage.WRITTEN
        except (PenstockError, OSError) as error:
            self._tell(error)
        finally:
            with self._lock:
                copy.stage = stage
                # It may have ended before it was looked at: then nobody says so again.
                copy.ended = copy.ended or entry is None or entry.gate.state is not GateState.ARMED
                self._forget_if_nothing_lies(copy)
            if stage is _Stage.FAILED and copy.withdrawn:
                self._drop([copy.token])

    def _has_ended(self, copy: _Copy, entry: Entry) -> bool:
        with self._lock:
            return copy.ended or entry.gate.state is not GateState.ARMED

    def _drop(self, tokens: Collection[str]) -> None:
        try:
            self._disk.drop(tokens)
        except (PenstockError, OSError) as error:
            self._tell(error)

    def _leave(self) -> None:
        try:
            self._disk.close()
        except (PenstockError, OSError) as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        """Once: the gates wait as before, they would only not outlive a crash."""
        if not self._told:
            self._told = True
            _LOG.info("Safety copies of waiting gates are incomplete: %s", error)
