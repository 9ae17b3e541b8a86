"""Batches as people see them: what is stored, and how the cells stand."""

from ...core.contracts.batches import Batch, BatchStatus
from ...core.contracts.runs import BatchCounts, RunStatus
from .rows import BatchState, Stored


def open_of(counts: BatchCounts) -> int:
    """How many cells have not ended."""
    return counts.queued + counts.running


def has_ended(stored: Stored, counts: BatchCounts) -> bool:
    """Whether every cell has ended. Some may have been deleted by themselves: those are not counted."""
    return stored.state is not BatchState.PLANNING and open_of(counts) == 0


def status_of(stored: Stored, counts: BatchCounts) -> BatchStatus:
    """Where a batch stands."""
    if stored.state is BatchState.PLANNING:
        return BatchStatus.PLANNING
    if has_ended(stored, counts):
        missed = counts.failed + counts.cancelled + counts.lost
        return BatchStatus.COMPLETED if counts.completed and not missed else BatchStatus.FINISHED
    return BatchStatus.PAUSED if stored.state is BatchState.PAUSED else BatchStatus.RUNNING


def batch_of(stored: Stored, counts: BatchCounts, webhook_state: str = "", seconds_left: float | None = None) -> Batch:
    """A batch; one that runs again after a retry has no end."""
    return Batch(
        id=stored.id,
        title=stored.title,
        status=status_of(stored, counts),
        workflow=stored.workflow,
        version=stored.version,
        total=stored.total,
        counts=counts,
        created=stored.created,
        changed=stored.changed,
        ended=stored.ended if has_ended(stored, counts) else None,
        priority=stored.priority,
        server=stored.server,
        revision=stored.revision,
        seconds_left=seconds_left,
        plan=stored.plan,
        groups=stored.groups,
        runs=stored.runs,
        webhook=stored.webhook,
        webhook_state=webhook_state,
    )


def counted(counts: BatchCounts) -> dict[str, int]:
    """Counts as JSON."""
    return {status.value: getattr(counts, status.value) for status in RunStatus}
