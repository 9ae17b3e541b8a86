"""The service of batches under all that people and runs may do, over restarts, against a model that is a list."""

import shutil
import tempfile
from pathlib import Path

from attrs import define, field
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import BatchStatus
from penstock.core.contracts.runs import RunStatus
from penstock.core.errors import Conflict, NotFound

PICK = st.integers(0, 20)
OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)
MISSED = (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST)
END = st.sampled_from((RunStatus.COMPLETED, *MISSED))
URL = "https://example.org/hook"
MOST_HOUSES = 3


@define
class Known:
    """How a batch must be; `ends` counts how often its end must have been told."""

    id: str
    cells: list[RunStatus]
    paused: bool = False
    deleted: bool = False
    ends: int = 0
    failures: int = 0
    is_told: bool = field(default=False)

    @property
    def is_over(self) -> bool:
        """Whether no cell is open."""
        return not any(cell in OPEN for cell in self.cells)

    @property
    def status(self) -> BatchStatus:
        """What people see."""
        if self.is_over:
            done = all(cell is RunStatus.COMPLETED for cell in self.cells)
            return BatchStatus.COMPLETED if done else BatchStatus.FINISHED
        return BatchStatus.PAUSED if self.paused else BatchStatus.RUNNING


class BatchMachine(RuleBasedStateMachine):
    """`known` says how all batches must be; the last house is the process that people use."""

    @initialize()
    def begin(self) -> None:
        """One process, with a batch."""
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.houses = [BatchHouse(self.folder)]
        self.known: list[Known] = []
        self.told: list[str] = []
        self.start(2)

    def teardown(self) -> None:
        """The folder goes."""
        self.houses[0].close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def house(self) -> BatchHouse:
        """The process that people use."""
        return self.houses[-1]

    def one(self, pick: int, *, deleted: bool = False) -> Known | None:
        """One of the batches that are kept, or of those in the trash."""
        found = [known for known in self.known if known.deleted is deleted]
        return found[pick % len(found)] if found else None

    @precondition(lambda self: len(self.known) < 3)
    @rule(cells=st.integers(1, 4))
    def start(self, cells: int) -> None:
        """Another batch."""
        made = self.house.start(cells, webhook=URL)
        self.known.append(Known(made.id, [RunStatus.QUEUED] * cells))

    @rule(pick=PICK, place=PICK)
    def run(self, pick: int, place: int) -> None:
        """A cell that waits is executed."""
        one = self.one(pick)
        if one and one.cells[place % len(one.cells)] is RunStatus.QUEUED and not one.paused:
            self.house.runs.begin(one.id, place % len(one.cells))
            one.cells[place % len(one.cells)] = RunStatus.RUNNING

    @rule(pick=PICK, place=PICK, status=END, told=st.booleans())
    def end(self, pick: int, place: int, status: RunStatus, told: bool) -> None:
        """A cell ends; where that is not `told` the process dies with it, and another one starts."""
        one = self.one(pick)
        if one is None or one.cells[place % len(one.cells)] not in OPEN:
            return
        if not told:
            self.house.runs.notify = lambda _event: None
        self.house.runs.end(one.id, place % len(one.cells), status)
        one.cells[place % len(one.cells)] = status
        one.failures += status is RunStatus.FAILED
        if not told:
            self.reopen()

    @precondition(lambda self: len(self.houses) < MOST_HOUSES)
    @rule()
    def restart(self) -> None:
        """Another process is used."""
        self.reopen()

    def reopen(self) -> None:
        """The process that was used does nothing any more."""
        self.houses.append(self.house.another())
        self.house.watch.start()

    @rule(pick=PICK, paused=st.booleans())
    def pause(self, pick: int, paused: bool) -> None:
        """Pause or go on; what has ended may be paused too, for its next retry."""
        if one := self.one(pick):
            self.house.batches.pause(one.id, paused=paused)
            one.paused = paused

    @rule(pick=PICK, running_too=st.booleans())
    def stop(self, pick: int, running_too: bool) -> None:
        """Cancel what waits, and what runs too where that is wanted."""
        if one := self.one(pick):
            self.house.batches.stop(one.id, running_too=running_too)
            stopped = OPEN if running_too else (RunStatus.QUEUED,)
            one.cells = [RunStatus.CANCELLED if cell in stopped else cell for cell in one.cells]

    @rule(pick=PICK)
    def retry(self, pick: int) -> None:
        """What did not complete waits again; refused where there is nothing."""
        one = self.one(pick)
        if one is None:
            return
        missed = [cell in MISSED for cell in one.cells]
        try:
            self.house.batches.retry(one.id)
            assert any(missed)
        except Conflict:
            assert not any(missed)
        one.cells = [RunStatus.QUEUED if cell in MISSED else cell for cell in one.cells]

    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        """Into the trash; refused where it has not ended."""
        one = self.one(pick)
        if one is None:
            return
        try:
            self.house.batches.delete(one.id)
            one.deleted = True
        except Conflict:
            assert not one.is_over
        assert one.deleted is one.is_over

    @rule(pick=PICK)
    def restore(self, pick: int) -> None:
        """Back out of the trash, as it was."""
        if one := self.one(pick, deleted=True):
            self.house.batches.restore(one.id)
            one.deleted = False

    @invariant()
    def all_is_as_the_model_says(self) -> None:
        """Each batch, its cells and its end; what is in the trash is found by nobody."""
        if not hasattr(self, "known"):
            return
        self.look()
        listed = {batch.id: batch for batch in self.house.batches.list().batches}
        assert set(listed) == {one.id for one in self.known if not one.deleted}
        for one in self.known:
            if one.deleted:
                self.is_gone(one)
                continue
            found = self.house.batches.get(one.id)
            assert (found.status, found.total) == (one.status, len(one.cells))
            assert (listed[one.id].status, found.ended is not None) == (one.status, one.is_over)
            cells = self.house.batches.cells(one.id)[1]
            assert [cell.status for cell in cells] == one.cells
            assert all(cell.held is one.paused for cell in cells if cell.status in OPEN)
        self.ends_are_told_once()

    def is_gone(self, one: Known) -> None:
        """Nobody finds it."""
        try:
            self.house.batches.get(one.id)
        except NotFound:
            return
        raise AssertionError(one)

    def look(self) -> None:
        """The thread of the process that is used does what it would do by itself."""
        for _ in range(2):  # what the first look told wakes it once more
            self.house.watch.look()
        for one in self.known:
            if not one.is_over:
                one.is_told = False
            elif not one.is_told:
                one.is_told, one.ends = True, one.ends + 1

    def ends_are_told_once(self) -> None:
        """Each end by an event and a webhook, each failure by a webhook, over all processes."""
        told = [event for house in self.houses for event in house.events if event.name == "batch_finished"]
        sent = [body for house in self.houses for _, body, _ in house.sent]
        for one in self.known:
            assert [getattr(event, "batch", "") for event in told].count(one.id) == one.ends, one
            own = [body for body in sent if one.id.encode() in body]
            assert sum(b'"batch.finished"' in body for body in own) == one.ends
            assert sum(b'"run.failed"' in body for body in own) == one.failures
        if all(one.is_over for one in self.known):
            assert not self.house.pending.is_set()


TestBatches = BatchMachine.TestCase
TestBatches.settings = settings(
    max_examples=max(12, settings().max_examples // 8), stateful_step_count=20, deadline=None, phases=[Phase.generate]
)
