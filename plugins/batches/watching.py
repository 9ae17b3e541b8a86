"""The thread of batches: finishes what was begun, sees when batches end. It waits most of the time.

Webhooks are sent on another thread: who is told may be slow, and no batch waits for that.
"""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from ...core.clock import Clock
from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.events.runs import (
    RunCancelled,
    RunCompleted,
    RunEvent,
    RunFailed,
    RunLost,
    RunsChangedElsewhere,
    RunStarted,
)
from ...core.jobs import Background
from .pending import Pending

if TYPE_CHECKING:
    from .service_parts import Parts

_LOG: Final = logging.getLogger("penstock.batches")
_ENDS: Final = (RunCompleted, RunFailed, RunCancelled, RunLost)
_EVERY: Final = 5.0
"""Seconds between looks at everything that is open, whatever anybody tells."""

_ABANDONED_MS: Final = 15_000
"""After so long another process that stores cells is thought to be gone; at the start nobody waits for that."""

_GATHERED: Final = 0.05
"""Seconds for which ends are gathered before the next look."""

_STEP: Final = 1.0


class BatchWatch:
    """See the module. `see` is given every event of this process; nothing is asked of the database on its thread."""

    def __init__(self, parts: "Callable[[], Parts]", pending: Pending, clock: Clock) -> None:
        self._parts = parts
        self._pending = pending
        self._clock = clock
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._failed: list[RunFailed] = []
        self._open: set[str] = set()
        self._all = False
        self._next: float | None = None
        self._due: int | None = None
        self._woken = threading.Event()
        self._sent = False
        self._is_sending = False
        self._stopping = False
        self._background = Background("penstock-batches", self._step, _STEP)
        self._running = False

    def begin(self) -> None:
        """Start the thread."""
        self._background.start()

    def start(self) -> None:
        """Look after what was left, where something was."""
        if self._pending.is_set():
            self.wake()

    def stop(self) -> None:
        """End the thread; nothing starts it again."""
        with self._lock:
            self._running = self._stopping = True
        self._background.ask_to_stop()
        self._woken.set()
        self._background.stop()

    def see(self, event: Event) -> None:
        """Note what an event is about. Returns at once."""
        if isinstance(event, RunsChangedElsewhere):
            self._note(*event.batches)
        elif isinstance(event, RunEvent) and event.batch and self._matters(event):
            if isinstance(event, RunFailed):
                with self._lock:
                    self._failed.append(event)
            self._note(event.batch)

    def _matters(self, event: RunEvent) -> bool:
        """Ends do, and the start of a cell of a batch that had ended: somebody ran it again."""
        return isinstance(event, _ENDS) or (isinstance(event, RunStarted) and event.batch not in self._open)

    def wake(self) -> None:
        """Look at everything soon."""
        with self._lock:
            self._all = True
        self._note()

    def _note(self, *batches: str) -> None:
        with self._lock:
            self._seen.update(batches)
            if not self._running:
                self._running = True
                self.begin()
        self._woken.set()

    def _step(self, wait: float) -> None:
        self._woken.wait(wait)
        self._woken.clear()
        try:
            self.look()
            self._background.pause(_GATHERED)
        except PenstockError as error:
            _LOG.warning("batches could not be looked at: %s", error.message)
            self._background.pause(_STEP)

    def look(self) -> None:
        """Do what is to be done now; tests call it themselves."""
        with self._lock:
            seen, self._seen = self._seen, set()
            failed, self._failed = self._failed, []
            everything, self._all = self._all, False
            sent, self._sent = self._sent, False
        everything = everything or self._is_time()
        due = self._due is not None and self._due <= self._clock.wall_ms()
        if not (seen or failed or everything or due or sent):
            return
        try:
            self._work(failed, seen, everything)
        except BaseException:
            with self._lock:
                self._failed[:0] = failed
                self._all = True
            raise
        self._rest()

    def _work(self, failed: list[RunFailed], seen: set[str], everything: bool) -> None:
        """`failed` loses what was told."""
        parts = self._parts()
        while failed:
            parts.finishing.tell_failed(failed[0])
            failed.pop(0)
        if everything:
            self._look_at_all(parts)
        for batch in seen:
            self._look_at(parts, batch)
        self._send(parts)

    def _send(self, parts: "Parts") -> None:
        """Have what is due sent, unless that is going on."""
        self._due = parts.webhooks.next_due()
        if self._due is None or self._due > self._clock.wall_ms() or self._is_sending:
            return
        self._is_sending = True
        self.apart(lambda: self._send_now(parts))
        self._due = parts.webhooks.next_due()

    def apart(self, work: Callable[[], None]) -> None:
        """Do work on a thread of its own."""
        threading.Thread(target=work, name="penstock-webhooks", daemon=True).start()

    def _send_now(self, parts: "Parts") -> None:
        try:
            parts.sending.step(lambda: not self._stopping)
        except PenstockError as error:
            _LOG.warning("webhooks could not be sent: %s", error.message)
        finally:
            with self._lock:
                self._is_sending, self._sent = False, True
            self._woken.set()

    def _is_time(self) -> bool:
        return bool(self._open) and self._next is not None and self._clock.monotonic() >= self._next

    def _rest(self) -> None:
        with self._lock:
            busy = self._open or self._seen or self._failed or self._all or self._is_sending or self._due is not None
        if not busy:
            self._pending.clear()

    def _look_at_all(self, parts: "Parts") -> None:
        first, self._next = self._next is None, self._clock.monotonic() + _EVERY
        found = parts.store.open()
        self._open = {one.id for one in found}
        for stored in found:
            abandoned = first or self._clock.wall_ms() - stored.changed > _ABANDONED_MS
            if stored.state == "planning" and abandoned:
                self._resume(parts, stored.id)
            elif stored.state == "paused" and first:
                parts.runs().hold(stored.id, held=True)
            if first:
                parts.finishing.tell_missed(stored)
            self._look_at(parts, stored.id)

    def _resume(self, parts: "Parts", batch: str) -> None:
        try:
            parts.starting.resume(batch)
        except PenstockError as error:
            _LOG.warning("the batch %s could not be planned to its end: %s", batch, error.message)

    def _look_at(self, parts: "Parts", batch: str) -> None:
        stored = parts.store.find(batch)
        if stored is None or parts.finishing.look(stored):
            self._open.discard(batch)
        else:
            self._open.add(batch)
