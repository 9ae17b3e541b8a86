"""When every cell of a batch has ended: told once, over all processes; a retry lets it be told again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

from ...core.clock import Clock
from ...core.contracts.runs import BatchCounts, RunFilter, Runs, RunStatus
from ...core.events.base import Event
from ...core.events.batches import BatchFinished
from ...core.events.runs import RunFailed
from ...core.ids import Ids
from ...core.wire import encode
from .rows import Stored
from .store import BatchStore
from .views import counted, has_ended, status_of
from .webhook_messages import Failed, batch_message, failed_message
from .webhook_store import WebhookStore

_PAGE: Final = 200


@frozen
class Finishing:
    """See the module. Blocks; safe on any thread."""

    store: BatchStore
    runs: Callable[[], Runs]
    webhooks: WebhookStore
    ids: Ids
    clock: Clock
    notify: Callable[[Event], object]
    wake: Callable[[], object]

    def look(self, stored: Stored) -> bool:
        """Whether a batch has ended by now; the first to see it tells it."""
        counts = self.counts(stored.id)
        if stored.ended is None and has_ended(stored, counts):
            self.tell_missed(stored)
        if not has_ended(stored, counts):
            if stored.ended is not None:
                self.store.reopen(stored.id)
            return False
        ended = self.store.finish(stored.id, lambda found: self._messages(found, counts))
        if ended is not None:
            self._tell(ended, counts)
        return True

    def tell_failed(self, event: RunFailed) -> None:
        """A cell failed: tell the webhook of its batch."""
        stored = self.store.find(event.batch)
        if stored is not None and stored.webhook:
            failed = Failed(event.run, event.prompt_id, event.place, event.error)
            self.webhooks.add([failed_message(stored, failed, self.clock.wall_ms())])

    def tell_missed(self, stored: Stored) -> None:
        """Tell the webhook of cells whose process died between their failure and its telling."""
        if not stored.webhook:
            return
        which, after = RunFilter(batch=stored.id, statuses=(RunStatus.FAILED,)), ""
        while True:
            page = self.runs().page(which, limit=_PAGE, after=after)
            found = [Failed(run.id, run.prompt_id, run.place, encode(run.error) or {}) for run in page.runs]
            self.webhooks.add([failed_message(stored, one, self.clock.wall_ms()) for one in found])
            if not (after := page.next):
                return

    def counts(self, batch: str) -> BatchCounts:
        """How the cells of a batch stand."""
        return self.runs().counts((batch,)).get(batch, BatchCounts())

    def _messages(self, ended: Stored, counts: BatchCounts) -> Sequence[Mapping[str, Any]]:
        if not ended.webhook:
            return ()
        body = {
            "batch": ended.id,
            "title": ended.title,
            "status": status_of(ended, counts).value,
            "total": ended.total,
            "counts": counted(counts),
            "created": ended.created,
            "ended": ended.ended,
        }
        return (batch_message(ended, "batch.finished", body, self.ids.new(), self.clock.wall_ms()),)

    def _tell(self, ended: Stored, counts: BatchCounts) -> None:
        status, told = status_of(ended, counts).value, counted(counts)
        self.runs().note_batch("batch_finished", ended.id, {"status": status, "counts": told})
        self.notify(
            BatchFinished(
                batch=ended.id,
                title=ended.title,
                workflow=ended.workflow,
                total=ended.total,
                status=status,
                counts=told,
                seconds=((ended.ended or ended.created) - ended.created) / 1000,
            )
        )
        if ended.webhook:
            self.wake()
