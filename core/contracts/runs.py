"""Runs: workflows with values that a ComfyUI server executes, and what became of each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from .pictures import SmallPicture
from .run_values import ENDS as ENDS
from .run_values import BatchCounts as BatchCounts
from .run_values import NodeProgress as NodeProgress
from .run_values import NodeState as NodeState
from .run_values import QueueDepth as QueueDepth
from .run_values import Run as Run
from .run_values import RunError as RunError
from .run_values import RunFault as RunFault
from .run_values import RunFilter as RunFilter
from .run_values import RunNews as RunNews
from .run_values import RunOutput as RunOutput
from .run_values import RunPage as RunPage
from .run_values import RunProgress as RunProgress
from .run_values import RunRequest as RunRequest
from .run_values import RunStatus as RunStatus
from .run_values import ServerState as ServerState


class Runs(Protocol):
    """The runs of this installation. Blocks; safe on any thread and beside other processes on the same database.

    Raises `NotFound`, `Conflict`, `Invalid` (422, each fault named), `MissingNodes`-like 422 where no server that is
    known has a run's node classes, `Unavailable` (no database); what raised changed nothing, what returned is durable.
    """

    def add(self, request: RunRequest, count: int = 1) -> tuple[Run, ...]:
        """Store runs, to be sent as soon as a server is free."""
        ...

    def add_cells(self, batch: str, request: RunRequest, cells: Iterable[tuple[int, Mapping[str, Any]]]) -> int:
        """Store the runs of a batch as (place, values by address over `request.values`); how many were new.

        All or nothing, and nothing twice: a place that is there already stays as it is. Their values are checked by
        the caller; no `run_queued` is published for them.
        """
        ...

    def get(self, run: str) -> Run:
        """One run."""
        ...

    def page(self, which: RunFilter, *, limit: int = 50, after: str = "", oldest_first: bool = False) -> RunPage:
        """Runs, the last created first; `limit` 1..1000, `after` is the `next` of the page before."""
        ...

    def note_batch(self, name: str, batch: str, data: Mapping[str, Any]) -> None:
        """Write an entry about a batch (`batch_…`) to the log."""
        ...

    def delete_batch(self, batch: str) -> int:
        """Put all runs of a batch into the trash, in one transaction; how many. `Conflict` where one has not ended."""
        ...

    def restore_batch(self, batch: str) -> int:
        """Bring those back that went with `delete_batch`; how many."""
        ...

    def cells(self, batch: str, *, first: int = 0, limit: int = 1000) -> tuple[Run, ...]:
        """The runs of a batch by place."""
        ...

    def counts(self, batches: Sequence[str]) -> Mapping[str, BatchCounts]:
        """How the runs of batches stand."""
        ...

    def cancel(self, run: str) -> Run:
        """Cancel a run that has not ended; what a server has of it is stopped by its id. `Conflict` where it ended."""
        ...

    def cancel_all(self, statuses: Sequence[RunStatus]) -> int:
        """Cancel every run that is queued or running (those of `statuses`), of batches too; how many."""
        ...

    def cancel_batch(self, batch: str, *, running_too: bool = True) -> int:
        """Cancel what has not ended (`running_too` False: what no server executes yet); how many."""
        ...

    def hold(self, batch: str, *, held: bool) -> None:
        """Keep the waiting runs of a batch from being sent, or let them go on."""
        ...

    def set_priority(self, batch: str, priority: int) -> None:
        """Give the waiting runs of a batch another priority."""
        ...

    def retry(self, runs: Sequence[str] = (), *, batch: str = "", statuses: Sequence[RunStatus] = ()) -> int:
        """Queue runs that failed, were cancelled or lost again, under new prompt ids; how many."""
        ...

    def again(self, run: str) -> Run:
        """A new run of the same document with the same values, of no batch."""
        ...

    def delete(self, run: str) -> None:
        """Forget a run that has ended; files that it kept go to the trash. `restore` brings both back for 30 days."""
        ...

    def restore(self, run: str) -> Run:
        """Bring a deleted run back."""
        ...

    def progress(self, run: str) -> RunProgress:
        """How far a run is; of one that another process drives only its status is known."""
        ...

    def timeline(self, run: str) -> tuple[NodeProgress, ...]:
        """The nodes of a run in the order in which they ran or will; kept with the run once it has ended."""
        ...

    def prompt(self, run: str) -> Mapping[str, Any]:
        """The API graph that was sent; `NotFound` before."""
        ...

    def preview(self, run: str) -> SmallPicture:
        """The latest preview of a run that goes on; `NotFound` without one."""
        ...

    def output(self, run: str, number: int) -> Any:
        """The path of an output's file; `NotFound` where it is text, was not fetched, or is gone."""
        ...

    def thumbnail(self, run: str, number: int, side: int = 256) -> SmallPicture:
        """A small picture of an output."""
        ...

    def usual_seconds(self, document: str) -> float | None:
        """What runs of a document (its SHA-256) take that are not mostly cached; None where none were.

        A mean over the servers that answer, else over all that are known.
        """
        ...

    def servers(self) -> tuple[ServerState, ...]:
        """The servers and how they are."""
        ...

    def depth(self) -> QueueDepth:
        """How much waits."""
        ...

    def news(self, after: int, *, limit: int = 500) -> tuple[RunNews, ...] | None:
        """The log after an entry, oldest first; None where entries after it were dropped already."""
        ...
