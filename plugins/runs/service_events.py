"""What is told of a change of a run, to plugins and pages."""

from typing import Any

from ...core.contracts.runs import Run, RunProgress, RunStatus
from ...core.events.runs import (
    RunCancelled,
    RunCompleted,
    RunDeleted,
    RunEvent,
    RunFailed,
    RunLost,
    RunProgressed,
    RunQueued,
    RunRestored,
    RunStarted,
)
from ...core.wire import encode


def _fields(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "title": run.title,
        "workflow": run.workflow,
        "batch": run.batch,
        "place": run.place,
        "prompt_id": run.prompt_id,
        "server": run.server,
    }


def queued(run: Run) -> RunEvent:
    """It was stored, or waits again."""
    return RunQueued(**_fields(run))


def started(run: Run) -> RunEvent:
    """A server executes it."""
    return RunStarted(**_fields(run))


def deleted(run: Run) -> RunEvent:
    """It is in the trash."""
    return RunDeleted(**_fields(run))


def restored(run: Run) -> RunEvent:
    """It came back."""
    return RunRestored(**_fields(run))


def lost(run: Run, *, again: bool) -> RunEvent:
    """Its server knows nothing of it."""
    return RunLost(**_fields(run), again=again)


def ended(run: Run) -> RunEvent:
    """How it ended."""
    if run.status is RunStatus.COMPLETED:
        seconds = max(0, (run.ended or 0) - (run.started or run.ended or 0)) / 1000
        return RunCompleted(**_fields(run), outputs=len(run.outputs), seconds=seconds)
    if run.status is RunStatus.FAILED:
        return RunFailed(**_fields(run), error=encode(run.error) or {})
    if run.status is RunStatus.LOST:
        return lost(run, again=False)
    return RunCancelled(**_fields(run))


def progressed(run: Run, far: RunProgress) -> RunEvent:
    """It got further."""
    return RunProgressed(
        **_fields(run),
        progress=far.progress,
        current_node=far.current_node,
        current_title=far.current_title,
        step=far.step,
        steps=far.steps,
        nodes_done=far.nodes_done,
        nodes=far.nodes,
        preview=far.preview,
        queue_position=far.queue_position,
        seconds_left=far.seconds_left,
    )
