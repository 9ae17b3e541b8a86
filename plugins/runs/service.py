"""The service of runs: each is stored, then driven, and every change is told. See the contract `Runs`.

The store, the driver and all that they import come in with the first call.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...core.contracts.pictures import SmallPicture
from ...core.contracts.runs import (
    ENDS,
    BatchCounts,
    NodeProgress,
    QueueDepth,
    Run,
    RunFilter,
    RunNews,
    RunPage,
    RunProgress,
    RunRequest,
    RunStatus,
    ServerState,
)
from ...core.errors import Conflict, Invalid, NotFound, PenstockError, Unavailable
from ...core.events.base import Event
from .hub import RunHub

if TYPE_CHECKING:
    from .service_parts import Parts
    from .store_ports import Cancelled, RunStoring

_LOG: Final = logging.getLogger("penstock.runs")
_RETRIED: Final = (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST)


class RunService:
    """See the module. `parts` makes what it works with, `notify` publishes an event."""

    def __init__(self, parts: "Callable[[RunHub], Parts]", hub: RunHub, notify: Callable[[Event], object]) -> None:
        self._make_parts = parts
        self.hub: Final = hub
        self._notify = notify
        self._lock = threading.Lock()
        self._parts: Parts | None = None
        self._closed = False

    def close(self) -> None:
        """Stop driving; what servers have goes on there."""
        with self._lock:
            parts, self._parts, self._closed = self._parts, None, True
        if parts is not None:
            parts.stop()

    def drive(self) -> None:
        """Go on with what an earlier process left; its trouble is logged, and the next use of runs tries again."""
        try:
            self._with()
        except PenstockError as error:
            _LOG.warning("Runs that wait are not sent now: %s", error)
        except Exception:  # nobody else hears of it on a thread of its own
            _LOG.exception("Runs that wait are not sent now.")

    def add(self, request: RunRequest, count: int = 1) -> tuple[Run, ...]:
        """See `Runs`."""
        from .service_adding import add

        return add(self._with(), request, count)

    def add_cells(self, batch: str, request: RunRequest, cells: Iterable[tuple[int, Mapping[str, Any]]]) -> int:
        """See `Runs`."""
        from .service_adding import add_cells

        return add_cells(self._with(), batch, request, cells)

    def get(self, run: str) -> Run:
        """See `Runs`."""
        return self.store().get(run)

    def page(self, which: RunFilter, *, limit: int = 50, after: str = "", oldest_first: bool = False) -> RunPage:
        """See `Runs`."""
        return self.store().page(which, limit=_page(limit), after=after, oldest_first=oldest_first)

    def cells(self, batch: str, *, first: int = 0, limit: int = 1000) -> tuple[Run, ...]:
        """See `Runs`."""
        return self.store().cells(batch, first=max(0, first), limit=_page(limit))

    def counts(self, batches: Sequence[str]) -> Mapping[str, BatchCounts]:
        """See `Runs`."""
        return self.store().counts(batches)

    def cancel(self, run: str) -> Run:
        """See `Runs`."""
        from .service_cancelling import out_of_reach
        from .service_events import ended

        parts = self._with()
        found = out_of_reach(parts, parts.store.want_cancel(run))
        parts.core.changed(ended(found) if found.status in ENDS else None)
        parts.driver.cancel((run,))
        return found

    def cancel_batch(self, batch: str, *, running_too: bool = True) -> int:
        """See `Runs`."""
        return self._cancelled(self._with().store.want_cancel_batch(batch, running_too=running_too))

    def cancel_all(self, statuses: Sequence[RunStatus]) -> int:
        """See `Runs`."""
        done = self._with().store.want_cancel_all(statuses)
        for batch in sorted(done.batches):
            self.note_batch("batch_changed", batch, {"changed": ["stopped"]})
        return self._cancelled(done)

    def hold(self, batch: str, *, held: bool) -> None:
        """See `Runs`."""
        self._with().store.hold(batch, held=held)
        self._go()

    def set_priority(self, batch: str, priority: int) -> None:
        """See `Runs`."""
        self._with().store.set_priority(batch, priority)
        self._go()

    def retry(self, runs: Sequence[str] = (), *, batch: str = "", statuses: Sequence[RunStatus] = ()) -> int:
        """See `Runs`."""
        from .service_events import queued

        parts = self._with()
        for run in runs if not batch else ():
            if parts.store.get(run).status not in _RETRIED:
                raise Conflict("Only runs that failed, were cancelled or lost are retried.", field="run")
        parts.pending.set()
        again = parts.store.retry(runs, batch=batch, statuses=statuses or _RETRIED)
        parts.pending.set()
        for one in again if not batch else ():
            self._notify(queued(one))
        self._go()
        return len(again)

    def again(self, run: str) -> Run:
        """See `Runs`."""
        from .service_adding import again

        return again(self._with(), run)

    def delete(self, run: str) -> None:
        """See `Runs`."""
        from .service_events import deleted

        parts = self._with()
        outputs = parts.store.outputs(run)
        gone = parts.store.delete(run)
        parts.trash.put(gone, outputs)
        parts.core.changed(deleted(gone))

    def restore(self, run: str) -> Run:
        """See `Runs`."""
        from .service_events import restored

        parts = self._with()
        back = parts.store.restore(run)
        parts.trash.bring_back(run, parts.store.outputs(run))
        parts.core.changed(restored(back))
        return back

    def delete_batch(self, batch: str) -> int:
        """See `Runs`. Their files stay where they are until the runs are forgotten."""
        count = self._with().store.delete_batch(batch)
        self.hub.kick()
        return count

    def restore_batch(self, batch: str) -> int:
        """See `Runs`."""
        count = self._with().store.restore_batch(batch)
        self.hub.kick()
        return count

    def progress(self, run: str) -> RunProgress:
        """See `Runs`."""
        from .service_progress import progress_of

        return progress_of(self._with(), run)

    def timeline(self, run: str) -> tuple[NodeProgress, ...]:
        """See `Runs`."""
        parts = self._with()
        found = parts.store.get(run)
        live = None if found.status in ENDS else parts.driver.timeline(run)
        return live or parts.store.timeline(run)

    def prompt(self, run: str) -> Mapping[str, Any]:
        """See `Runs`."""
        store = self.store()
        store.get(run)
        found = store.prompt(run)
        if found is None:
            raise NotFound("Nothing of this run was sent yet.", hint="Wait for a server.", field="run")
        return found

    def preview(self, run: str) -> SmallPicture:
        """See `Runs`."""
        return self._with().core.previews.get(run)

    def output(self, run: str, number: int) -> Path:
        """See `Runs`."""
        parts = self._with()
        parts.store.get(run)
        kept = next((one for one in parts.store.outputs(run) if one.output.number == number), None)
        if kept is None or not kept.file:
            raise NotFound("This run has no such file.", hint="Look at its outputs again.", field="number")
        return parts.outputs.path(kept.file)

    def thumbnail(self, run: str, number: int, side: int = 256) -> SmallPicture:
        """See `Runs`."""
        return self._with().outputs.pictures().thumbnail(self.output(run, number), side)

    def usual_seconds(self, document: str) -> float | None:
        """See `Runs`."""
        from .service_progress import usual_seconds

        return usual_seconds(self._with(), document)

    def servers(self) -> tuple[ServerState, ...]:
        """See `Runs`."""
        return self._with().driver.states()

    def depth(self) -> QueueDepth:
        """See `Runs`."""
        return self.store().depth()

    def news(self, after: int, *, limit: int = 500) -> tuple[RunNews, ...] | None:
        """See `Runs`."""
        entries = self.store().news(after, limit=_page(limit, 10_000))
        return None if entries is None else tuple(entry.news for entry in entries)

    def note_batch(self, name: str, batch: str, data: Mapping[str, Any]) -> None:
        """See `Runs`."""
        self._with().store.note(name, batch, data)
        self.hub.kick()

    def _cancelled(self, done: "Cancelled") -> int:
        from .service_events import ended

        for run in done.ended:
            self._notify(ended(run))
        self._with().driver.cancel(done.wanted)
        self._go()
        return done.count

    def _go(self) -> None:
        """Something may be sent now."""
        self.hub.kick()
        self._with().driver.wake()

    def store(self) -> "RunStoring":
        """The rows."""
        return self._with().store

    def _with(self) -> "Parts":
        with self._lock:
            if self._parts is not None:
                return self._parts
            if self._closed:
                raise Unavailable("Penstock is stopping.", hint="Try again when it runs again.")
            parts = self._parts = self._make_parts(self.hub)
        self.hub.start()
        return parts


def _page(limit: int, most: int = 1000) -> int:
    if not 1 <= limit <= most:
        raise Invalid(f"A page has 1 to {most} entries.", field="limit")
    return limit
