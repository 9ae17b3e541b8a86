"""The service of batches: what is stored, what became of it, and what is told of each change. See `Batches`.

The store and all that it imports come in with the first call, or at the start where a batch has not ended.
"""

import builtins
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ...core.contracts.batches import Batch, BatchList, BatchPlan, BatchPreview
from ...core.contracts.runs import BatchCounts, Run, RunStatus
from ...core.errors import Conflict
from ...core.events.base import Event
from ...core.events.batches import BatchChanged, BatchDeleted, BatchRestored
from .pending import Pending

if TYPE_CHECKING:
    from .rows import Stored
    from .service_parts import Parts

_MISSED = (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST)


class BatchService:
    """See the module. `parts` makes what it works with, `pending` remembers over restarts that something goes on."""

    def __init__(self, parts: "Callable[[], Parts]", notify: Callable[[Event], object], pending: Pending) -> None:
        self._make_parts = parts
        self._notify = notify
        self._pending = pending
        self._lock = threading.Lock()
        self._parts: Parts | None = None
        self._on_close: Callable[[], None] = _nothing

    def on_close(self, close: Callable[[], None]) -> None:
        """Call `close` when the service is closed."""
        self._on_close = close

    def close(self) -> None:
        """Let go of what was made."""
        self._on_close()
        with self._lock:
            parts, self._parts = self._parts, None
        if parts is not None:
            parts.stop()

    def preview(self, plan: BatchPlan, *, first: int = 0, limit: int = 50) -> BatchPreview:
        """See `Batches`."""
        return self.parts().starting.preview(plan, first, limit)

    def start(self, plan: BatchPlan) -> Batch:
        """See `Batches`."""
        parts = self.parts()
        ready = parts.starting.ready(plan)
        with self._pending.held():
            try:
                stored = parts.starting.begin(ready)
            finally:
                parts.wake()
        return self._shown(stored)

    def get(self, batch: str) -> Batch:
        """See `Batches`."""
        return self._shown(self.parts().store.get(batch))

    def document(self, batch: str) -> bytes:
        """The document that the batch runs."""
        return self.parts().store.document(batch)

    def list(self, *, workflow: str = "", search: str = "", limit: int = 50, after: str = "") -> BatchList:
        """See `Batches`."""
        from .pages import after_of, check_limit, mark_of
        from .views import batch_of

        parts = self.parts()
        words, before = search.casefold().split(), after_of(after)
        found = parts.store.page(workflow=workflow, words=words, before=before, limit=check_limit(limit, 200) + 1)
        shown = found[:limit]
        ids = [one.id for one in shown]
        counts, hooks = parts.runs().counts(ids), parts.webhooks.states(ids)
        return BatchList(
            batches=tuple(batch_of(one, counts.get(one.id, BatchCounts()), hooks.get(one.id, "")) for one in shown),
            next=mark_of(shown[-1]) if len(found) > limit else "",
        )

    def cells(self, batch: str, *, first: int = 0, limit: int = 1000) -> "tuple[Stored, Sequence[Run]]":
        """A batch and some of its cells by place."""
        from .pages import check_limit

        parts = self.parts()
        stored = parts.store.get(batch)
        found = parts.runs().cells(stored.id, first=max(0, first), limit=check_limit(limit, 1000))
        return stored, [run for run in found if run.place < stored.total]

    def pause(self, batch: str, *, paused: bool) -> Batch:
        """See `Batches`. Pausing what is paused, or resuming what runs, changes nothing and is no error."""
        parts = self.parts()
        changed = parts.store.pause(batch, paused=paused)
        parts.runs().hold(batch, held=paused)
        return self._changed(batch, "paused" if paused else "resumed") if changed else self.get(batch)

    def stop(self, batch: str, *, running_too: bool = True) -> Batch:
        """See `Batches`."""
        parts = self.parts()
        stored = parts.store.named(batch)
        if parts.runs().cancel_batch(stored.id, running_too=running_too):
            parts.store.revise(batch)
            self._changed(batch, "stopped")
        parts.finishing.look(parts.store.named(batch))
        return self.get(batch)

    def retry(self, batch: str, places: Sequence[int] = ()) -> Batch:
        """See `Batches`. `Conflict` where there is nothing to run again."""
        parts = self.parts()
        stored = parts.store.named(batch)
        with self._pending.held():
            if not self._retried(parts, stored, tuple(places)):
                raise Conflict("No cell of this batch can be run again.", hint="Only what did not complete can.")
            parts.wake()
        if stored.state == "paused":
            parts.runs().hold(stored.id, held=True)
        parts.store.revise(batch)
        parts.finishing.look(parts.store.named(batch))
        return self._changed(batch, "retried")

    def change(self, batch: str, revision: int, *, title: str | None = None, priority: int | None = None) -> Batch:
        """See `Batches`."""
        from .pages import check_priority
        from .starting import check_title

        parts = self.parts()
        fields: dict[str, str | int] = {}
        if title is not None:
            fields["title"] = check_title(title)
        if priority is not None:
            fields["priority"] = check_priority(priority)
        if not fields:
            return self.get(batch)
        stored = parts.store.change(batch, revision, fields)
        if priority is not None:
            parts.runs().set_priority(stored.id, priority)
        return self._changed(batch, *fields)

    def delete(self, batch: str) -> None:
        """See `Batches`. `Conflict` where it has not ended."""
        from .views import has_ended

        parts = self.parts()
        stored = parts.store.named(batch)
        counts = parts.finishing.counts(stored.id)
        if not has_ended(stored, counts) and (stored.state != "planning" or any(_numbers(counts))):
            raise Conflict("This batch has not ended.", hint="Stop it first.", field="batch")
        parts.runs().delete_batch(stored.id)
        gone = parts.store.delete(stored.id)
        parts.runs().note_batch("batch_deleted", gone.id, {})
        self._notify(BatchDeleted(batch=gone.id, title=gone.title, workflow=gone.workflow, total=gone.total))

    def restore(self, batch: str) -> Batch:
        """See `Batches`."""
        parts = self.parts()
        back = parts.store.restore(batch)
        parts.runs().restore_batch(back.id)
        parts.runs().note_batch("batch_restored", back.id, {})
        self._notify(BatchRestored(batch=back.id, title=back.title, workflow=back.workflow, total=back.total))
        return self.get(back.id)

    def parts(self) -> "Parts":
        """What it works with; the first call makes it."""
        with self._lock:
            if self._parts is None:
                self._parts = self._make_parts()
            return self._parts

    def _retried(self, parts: "Parts", stored: "Stored", places: tuple[int, ...]) -> int:
        if not places:
            return parts.runs().retry(batch=stored.id, statuses=_MISSED)
        return parts.runs().retry([run.id for run in self._at(parts, stored, places)])

    def _at(self, parts: "Parts", stored: "Stored", places: tuple[int, ...]) -> "builtins.list[Run]":
        """The cells at `places` that can be run again."""
        wanted, found = set(places), []
        for first in sorted({place // 1000 * 1000 for place in wanted if 0 <= place < stored.total}):
            cells = parts.runs().cells(stored.id, first=first, limit=1000)
            found += [cell for cell in cells if cell.place in wanted and cell.status in _MISSED]
        return found

    def _changed(self, batch: str, *what: str) -> Batch:
        from .views import counted

        parts, found = self.parts(), self.get(batch)
        told = {"changed": list(what), "status": found.status.value}
        parts.runs().note_batch("batch_changed", found.id, told)
        event = BatchChanged(
            batch=found.id,
            title=found.title,
            workflow=found.workflow,
            total=found.total,
            changed=what,
            status=found.status.value,
            counts=counted(found.counts),
        )
        self._notify(event)
        return found

    def _shown(self, stored: "Stored") -> Batch:
        from .views import batch_of, open_of

        parts = self.parts()
        counts = parts.finishing.counts(stored.id)
        left = parts.estimates.left(stored, open_of(counts))
        return batch_of(stored, counts, parts.webhooks.states((stored.id,)).get(stored.id, ""), left)


def _numbers(counts: BatchCounts) -> tuple[int, ...]:
    return tuple(getattr(counts, status.value) for status in RunStatus)


def _nothing() -> None:
    """Nothing is to be closed."""
