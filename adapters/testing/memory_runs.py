"""Runs in memory, for those who work with them: what a batch stores, and ends that a test says."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import define, evolve, field

from ...core.contracts.runs import (
    ENDS,
    BatchCounts,
    Run,
    RunError,
    RunFilter,
    RunOutput,
    RunPage,
    RunRequest,
    RunStatus,
    ServerState,
)
from ...core.errors import Conflict, PenstockError
from ...core.events.base import Event
from ...core.events.runs import RunCancelled, RunCompleted, RunFailed, RunLost, RunStarted
from .fakes import FakeClock

_EVENTS = {
    RunStatus.COMPLETED: RunCompleted,
    RunStatus.FAILED: RunFailed,
    RunStatus.CANCELLED: RunCancelled,
    RunStatus.LOST: RunLost,
}


@define
class MemoryRuns:
    """The part of `Runs` that batches use. `refusal` is raised by the next `add_cells`; `notes` are log entries."""

    clock: FakeClock
    notify: Callable[[Event], object] = field(default=lambda _event: None)
    runs: dict[str, Run] = field(factory=dict)
    requests: dict[str, RunRequest] = field(factory=dict)
    deleted: set[str] = field(factory=set)
    notes: list[tuple[str, str]] = field(factory=list)
    online: tuple[ServerState, ...] = ()
    usual: float | None = None
    """Seconds that every document takes."""
    refusal: PenstockError | None = None
    files: dict[tuple[str, int], Any] = field(factory=dict)

    def add_cells(self, batch: str, request: RunRequest, cells: Iterable[tuple[int, Mapping[str, Any]]]) -> int:
        """See `Runs`."""
        made = {f"{batch}-{place}": (place, values) for place, values in cells}
        if self.refusal is not None:
            raise self.refusal
        self.requests[batch] = request
        new = [name for name in made if name not in self.runs]
        for name in new:
            place, values = made[name]
            self.runs[name] = self._run(name, batch, place, {**request.values, **values}, request)
        return len(new)

    def cells(self, batch: str, *, first: int = 0, limit: int = 1000) -> tuple[Run, ...]:
        """See `Runs`."""
        return tuple(run for run in self._of(batch) if run.place >= first)[:limit]

    def counts(self, batches: Sequence[str]) -> dict[str, BatchCounts]:
        """See `Runs`."""
        found = {}
        for batch in batches:
            statuses = [run.status.value for run in self._of(batch)]
            found[batch] = BatchCounts(**{status.value: statuses.count(status.value) for status in RunStatus})
        return found

    def cancel_batch(self, batch: str, *, running_too: bool = True) -> int:
        """See `Runs`: what runs is cancelled at once."""
        kinds = {RunStatus.QUEUED, RunStatus.RUNNING} if running_too else {RunStatus.QUEUED}
        found = [run for run in self._of(batch) if run.status in kinds]
        for run in found:
            self._set(run.id, status=RunStatus.CANCELLED, ended=self.clock.wall_ms())
        return len(found)

    def hold(self, batch: str, *, held: bool) -> None:
        """See `Runs`."""
        for run in self._of(batch):
            self._set(run.id, held=held)

    def set_priority(self, batch: str, priority: int) -> None:
        """See `Runs`."""
        for run in self._of(batch):
            self._set(run.id, priority=priority)

    def retry(self, runs: Sequence[str] = (), *, batch: str = "", statuses: Sequence[RunStatus] = ()) -> int:
        """See `Runs`."""
        chosen = [self.runs[one] for one in runs] or [run for run in self._of(batch) if run.status in statuses]
        for run in chosen:
            prompt = f"{run.prompt_id}+"
            self._set(run.id, status=RunStatus.QUEUED, ended=None, error=None, prompt_id=prompt)
        return len(chosen)

    def delete_batch(self, batch: str) -> int:
        """See `Runs`."""
        found = self._of(batch)
        if any(run.status not in ENDS for run in found):
            raise Conflict("Some have not ended.")
        self.deleted.update(run.id for run in found)
        return len(found)

    def restore_batch(self, batch: str) -> int:
        """See `Runs`."""
        found = {run.id for run in self.runs.values() if run.batch == batch} & self.deleted
        self.deleted -= found
        return len(found)

    def note_batch(self, name: str, batch: str, data: Mapping[str, Any]) -> None:
        """See `Runs`."""
        self.notes.append((name, batch))

    def page(self, which: RunFilter, *, limit: int = 50, after: str = "", oldest_first: bool = False) -> RunPage:
        """See `Runs`; the first page alone."""
        found = [run for run in self.runs.values() if _fits(run, which)]
        return RunPage(runs=tuple(found[:limit]))

    def usual_seconds(self, document: str) -> float | None:
        """See `Runs`."""
        return self.usual

    def servers(self) -> tuple[ServerState, ...]:
        """See `Runs`."""
        return self.online

    def output(self, run: str, number: int) -> Any:
        """See `Runs`."""
        return self.files[run, number]

    def begin(self, batch: str, place: int) -> None:
        """A server executes a cell."""
        run = self._set(f"{batch}-{place}", status=RunStatus.RUNNING, started=self.clock.wall_ms())
        self.notify(RunStarted(run=run.id, title=run.title, batch=batch, place=place))

    def end(
        self,
        batch: str,
        place: int,
        status: RunStatus = RunStatus.COMPLETED,
        *,
        seconds: float = 1,
        outputs: tuple[RunOutput, ...] = (),
    ) -> None:
        """A cell ends so, and that is told."""
        now = self.clock.wall_ms()
        error = RunError(code="node_failed", message="No memory.") if status is RunStatus.FAILED else None
        name, started = f"{batch}-{place}", now - int(seconds * 1000)
        run = self._set(name, status=status, started=started, ended=now, error=error, outputs=outputs)
        more = {"error": {"code": "node_failed", "message": "No memory."}} if error else {}
        prompt = run.prompt_id
        self.notify(_EVENTS[status](run=run.id, title=run.title, batch=batch, place=place, prompt_id=prompt, **more))

    def _of(self, batch: str) -> list[Run]:
        found = [run for run in self.runs.values() if run.batch == batch and run.id not in self.deleted]
        return sorted(found, key=lambda run: run.place)

    def _run(self, name: str, batch: str, place: int, values: Mapping[str, Any], request: RunRequest) -> Run:
        return Run(
            id=name,
            prompt_id=name,
            title=request.title,
            status=RunStatus.QUEUED,
            document="",
            workflow=request.workflow,
            batch=batch,
            place=place,
            priority=request.priority,
            values=values,
            wanted_server=request.server,
            created=self.clock.wall_ms(),
        )

    def _set(self, name: str, **fields: Any) -> Run:
        self.runs[name] = evolve(self.runs[name], **fields)
        return self.runs[name]


def _fits(run: Run, which: RunFilter) -> bool:
    batch = which.batch is None or run.batch == which.batch
    status = not which.statuses or run.status in which.statuses
    return batch and status and (not which.workflow or run.workflow == which.workflow)
