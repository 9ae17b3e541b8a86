"""What the driver and the service ask of the store of runs. Every method blocks; every value is frozen.

A *lease* names a claim: its run, how many claims of it there were, and the process that holds it. What is written under
a lease that counts no more (another process took it over, the run has ended) changes nothing and answers None or False.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from attrs import field

from ...core.contracts.runs import (
    BatchCounts,
    NodeProgress,
    QueueDepth,
    Run,
    RunError,
    RunFilter,
    RunNews,
    RunOutput,
    RunPage,
    RunStatus,
)
from ...core.values import frozen


class Phase(StrEnum):
    """Where a run that has not ended is."""

    WAITING = "waiting"
    """No server has it."""
    SENDING = "sending"
    """Its prompt id is stored; the server may have it already."""
    SENT = "sent"
    """It is in a server's queue."""
    RUNNING = "running"


@frozen(kw_only=True)
class NewRun:
    """A run to store, checked. `values` by address; `document` is the SHA-256 of a kept document.

    `needs` are its node classes, `models` names the files of models that it loads (one text, equal for equal models).
    """

    title: str
    document: str
    workflow: str = ""
    version: int | None = None
    values: Mapping[str, Any] = field(factory=dict)
    needs: frozenset[str] = frozenset()
    models: str = ""
    wanted_server: str = ""
    priority: int = 0
    retries_when_lost: int = 0


@frozen
class Lease:
    """See the module."""

    run: str
    claim: int
    owner: str


@frozen(kw_only=True)
class Claim:
    """A run that this process drives. `prompt` is the graph that is or was sent, None where none was stored yet."""

    run: Run
    lease: Lease
    phase: Phase
    cancel_wanted: bool = False
    prompt: Mapping[str, Any] | None = field(default=None, repr=False)


@frozen(kw_only=True)
class KeptOutput:
    """An output and where it is: `file` is `output/sub/name.png` (or `temp/…`, `input/…`) in the host's folders.

    `file` is empty for text, and while it is not fetched; `item` is what to ask the server for then.
    """

    output: RunOutput
    file: str = ""
    item: Mapping[str, Any] | None = None


@frozen(kw_only=True)
class RunEnd:
    """How a run ended. `status` is completed, failed or cancelled; `ended` wall time in ms; `seconds` the server's."""

    status: RunStatus
    ended: int
    seconds: float = 0.0
    error: RunError | None = None
    outputs: tuple[KeptOutput, ...] = ()
    timeline: tuple[NodeProgress, ...] = ()


@frozen(kw_only=True)
class Cancelled:
    """What a request to cancel many did: `count` of all, `ended` those of no batch that were cancelled at once.

    `wanted` are the ids of those that a server may have: the wish is stored. `batches` are those of all of them.
    """

    count: int = 0
    ended: tuple[Run, ...] = ()
    wanted: tuple[str, ...] = ()
    batches: frozenset[str] = frozenset()


@frozen(kw_only=True)
class Durations:
    """Means of earlier runs of a document on a server: `seconds` of a whole run (None without any), and by node."""

    seconds: float | None = None
    nodes: Mapping[str, float] = field(factory=dict)


@frozen(kw_only=True)
class LogEntry:
    """An entry of the log and the process that wrote it."""

    news: RunNews
    writer: str


class RunStoring(Protocol):
    """The rows of runs. `owner` is the token of this process, given when the store is made (`store.owner`)."""

    @property
    def owner(self) -> str:
        """This process, as leases and log entries name it."""
        ...

    def keep_document(self, data: bytes) -> str:
        """Keep the bytes of a document once; their SHA-256."""
        ...

    def document(self, sha256: str) -> bytes:
        """The bytes; `NotFound`."""
        ...

    def to_send(self, run: str) -> tuple[bytes, Mapping[str, Any]]:
        """The document and the values of a run; `DamagedRow`: it is never sent with others than it was asked for."""
        ...

    def add(self, new: NewRun, count: int = 1) -> tuple[Run, ...]:
        """Store runs that wait; `run_queued` in the log for each."""
        ...

    def add_cells(
        self,
        batch: str,
        new: NewRun,
        cells: Iterable[tuple[int, Mapping[str, Any]]],
        models_of: Callable[[Mapping[str, Any]], str] | None = None,
    ) -> int:
        """Store the cells of a batch as (place, values over `new.values`); how many were new.

        `models_of` tells the model files of a cell from its own values, where they differ.
        """
        ...

    def get(self, run: str) -> Run:
        """One that is not deleted; `NotFound`."""
        ...

    def page(self, which: RunFilter, *, limit: int, after: str = "", oldest_first: bool = False) -> RunPage:
        """See `Runs.page`."""
        ...

    def cells(self, batch: str, *, first: int = 0, limit: int = 1000) -> tuple[Run, ...]:
        """See `Runs.cells`."""
        ...

    def counts(self, batches: Sequence[str]) -> Mapping[str, BatchCounts]:
        """See `Runs.counts`."""
        ...

    def depth(self) -> QueueDepth:
        """See `Runs.depth`."""
        ...

    def needs(self, run: str) -> frozenset[str]:
        """The node classes of a run."""
        ...

    def before(self, run: str) -> int:
        """How many waiting runs would be claimed before this waiting one."""
        ...

    def on_servers(self) -> Mapping[str, tuple[int, int]]:
        """(running, sent or sending) of our runs by server, of all processes."""
        ...

    def pending(self) -> bool:
        """Whether any run has not ended."""
        ...

    def claim(
        self, server: str, classes: Collection[str] | None, most: int, *, only_wanted: bool = False
    ) -> Claim | None:
        """Take the next run for a server: a new prompt id, attempt + 1, phase sending, no prompt, a lease of 30 s.

        What is given back unsent was no attempt. None where none fits, or `most` runs of ours (of all processes) are on
        that server. `classes` None: any fits.
        `only_wanted`: only runs that must go there.
        """
        ...

    def prepare(self, lease: Lease, prompt: Mapping[str, Any], used: Mapping[str, Any]) -> bool:
        """Store the graph and all its values, before it is sent."""
        ...

    def sent(self, lease: Lease) -> Run | None:
        """The server has it (`run_sent`); None where that was known, too."""
        ...

    def started(self, lease: Lease, when: int) -> Run | None:
        """The server executes it (`run_started`); None where that was known already."""
        ...

    def back_to_waiting(self, lease: Lease) -> bool:
        """The server certainly has it not: it waits again (cancelled where that was wanted: read it again)."""
        ...

    def end(self, lease: Lease, how: RunEnd) -> Run | None:
        """The end, exactly once, with its entry in the log; the run as it is now."""
        ...

    def lose(self, lease: Lease, error: RunError) -> tuple[Run, bool] | None:
        """The server lost it; whether it waits again (`retries_when_lost` was left). Cancelled where wanted."""
        ...

    def renew(self, leases: Sequence[Lease]) -> frozenset[str]:
        """Hold leases for 30 s more; the runs whose leases count no more."""
        ...

    def adopt_expired(self, servers: Sequence[str], dead: Collection[str] = ()) -> tuple[Claim, ...]:
        """Take over what was held on these servers and whose leases expired, or whose owners are `dead`."""
        ...

    def owners(self) -> frozenset[str]:
        """The owners of what is on servers now."""
        ...

    def release(self) -> None:
        """Let all leases of this process expire now: it stops."""
        ...

    def want_cancel(self, run: str) -> Run:
        """A waiting one is cancelled at once, else the wish is stored. `Conflict` where it has ended, `NotFound`."""
        ...

    def want_cancel_batch(self, batch: str, *, running_too: bool) -> Cancelled:
        """As `want_cancel` for all of a batch; `running_too` False leaves what a server executes."""
        ...

    def want_cancel_all(self, statuses: Sequence[RunStatus]) -> Cancelled:
        """As `want_cancel` for all runs, of batches too, that are queued or running."""
        ...

    def wishes(self) -> tuple[str, ...]:
        """The runs of this process that shall be cancelled."""
        ...

    def hold(self, batch: str, *, held: bool) -> int:
        """See `Runs.hold`; how many changed."""
        ...

    def set_priority(self, batch: str, priority: int) -> int:
        """See `Runs.set_priority`; how many changed."""
        ...

    def retry(
        self, runs: Sequence[str] = (), *, batch: str = "", statuses: Sequence[RunStatus] = ()
    ) -> tuple[Run, ...]:
        """Those that wait again (`run_retried`)."""
        ...

    def delete(self, run: str) -> Run:
        """Into the trash (`run_deleted`); `Conflict` where it has not ended."""
        ...

    def restore(self, run: str) -> Run:
        """Back (`run_restored`)."""
        ...

    def delete_batch(self, batch: str) -> int:
        """See `Runs.delete_batch`."""
        ...

    def restore_batch(self, batch: str) -> int:
        """See `Runs.restore_batch`."""
        ...

    def expire(self) -> tuple[KeptOutput, ...]:
        """Forget what was deleted 30 days ago; the outputs that it had. Prunes the log, too."""
        ...

    def timeline(self, run: str) -> tuple[NodeProgress, ...]:
        """The kept one, empty before the end."""
        ...

    def prompt(self, run: str) -> Mapping[str, Any] | None:
        """The graph that was sent last."""
        ...

    def outputs(self, run: str) -> tuple[KeptOutput, ...]:
        """What a run made."""
        ...

    def put_outputs(
        self, run: str, outputs: Sequence[KeptOutput], attempt: int, error: RunError | None = None
    ) -> Run | None:
        """Replace the outputs of a run that has ended: missing ones were fetched since. In the log as `run_fetched`.

        `error` is what is left to say of one that completed. None where the run is at another attempt by now.
        """
        ...

    def results_late(self, lease: Lease) -> None:
        """Its server is done with it, but does not give its results: others may be sent there meanwhile."""
        ...

    def unfetched(self, server: str) -> tuple[str, ...]:
        """Runs on a server that ended without all of their outputs."""
        ...

    def durations(self, document: str, server: str) -> Durations:
        """Means over the latest completed runs."""
        ...

    def note(self, name: str, batch: str, data: Mapping[str, Any]) -> int:
        """An entry of the log about a batch; its number."""
        ...

    def last_seq(self) -> int:
        """The number of the newest entry, 0 without any."""
        ...

    def news(self, after: int, *, limit: int = 500) -> tuple[LogEntry, ...] | None:
        """The log after an entry; None where entries after it were dropped already."""
        ...
