"""The invariant suite of `Runs` as rows: what is stored, listed, cancelled, deleted and logged while no server answers.

`open_store` returns runs of which no server takes any, for documents of `DOCUMENT`. Promises that are checked: a run
is stored whole before anything is sent, and once for each place of a batch; only what has ended is deleted, and comes
back; a page lists each run once, the last first; the log has every change, its numbers grow without a gap.
"""

import shutil
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ....core.contracts.runs import BatchCounts, Run, RunFilter, RunRequest, Runs, RunStatus
from ....core.errors import Conflict, NotFound
from .refusals import refused

DOCUMENT: Final = (
    b'{"1": {"class_type": "FakePicture", "inputs": {"seed": 0, "steps": 3, "fails": false}},'
    b' "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "fake"}}}'
)
"""The graph of every run; `1.seed` is a parameter."""
QUEUED, CANCELLED = RunStatus.QUEUED, RunStatus.CANCELLED


class RunsMachine(RuleBasedStateMachine):
    """See the module. Override `open_store`; set `persistent`."""

    persistent: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="penstock-runs-"))
        self.runs: dict[str, RunStatus] = {}
        self.cells: dict[str, dict[int, str]] = {}
        self.deleted: dict[str, None] = {}
        self.last = 0
        self.store = self.open_store(self.folder)

    def open_store(self, folder: Path) -> Runs:
        """The runs on `folder`; called again after each restart."""
        raise TypeError(f"{type(self).__name__} must override open_store")

    def close_store(self) -> None:
        """End the service in order."""

    def teardown(self) -> None:
        """Take the folder away."""
        self.close_store()
        shutil.rmtree(self.folder)

    def request(self, **more: Any) -> RunRequest:
        """A run of the document."""
        return RunRequest(document=DOCUMENT, title="Tale", **more)

    def of(self, status: RunStatus) -> list[str]:
        """The runs that stand there."""
        return [run for run, now in self.runs.items() if now is status]

    @rule(count=st.integers(1, 3), seed=st.integers(0, 2**63 - 1), priority=st.integers(-1000, 1000))
    def add(self, count: int, seed: int, priority: int) -> None:
        """They wait, with what was asked for."""
        for run in self.store.add(self.request(values={"1.seed": seed}, priority=priority), count):
            assert run.id not in self.runs
            assert (run.status, run.priority, run.values["1.seed"]) == (QUEUED, priority, seed)
            self.runs[run.id] = QUEUED

    @rule(batch=st.sampled_from(["one", "two"]), places=st.sets(st.integers(0, 5), min_size=1))
    def add_cells(self, batch: str, places: set[int]) -> None:
        """A place of a batch is stored once, however often it is told."""
        known = self.cells.setdefault(batch, {})
        if known.keys() & self.gone(batch):
            return
        cells = [(place, {"1.seed": place}) for place in sorted(places)]
        assert self.store.add_cells(batch, self.request(), cells) == len(places - known.keys())
        for run in self.store.cells(batch):
            if run.place not in known:
                known[run.place] = run.id
                self.runs[run.id] = QUEUED

    def gone(self, batch: str) -> set[int]:
        """The places of a batch whose runs are deleted."""
        return {place for place, run in self.cells.get(batch, {}).items() if run in self.deleted}

    @precondition(lambda self: self.of(QUEUED))
    @rule(draw=st.data())
    def cancel(self, draw: st.DataObject) -> None:
        """It has ended, once."""
        run = draw.draw(st.sampled_from(self.of(QUEUED)))
        assert self.store.cancel(run).status is CANCELLED
        self.runs[run] = CANCELLED
        refused(Conflict, lambda: self.store.cancel(run))

    @precondition(lambda self: self.of(CANCELLED))
    @rule(draw=st.data())
    def retry(self, draw: st.DataObject) -> None:
        """It waits again."""
        run = draw.draw(st.sampled_from(self.of(CANCELLED)))
        assert self.store.retry([run]) == 1
        self.runs[run] = QUEUED

    @precondition(lambda self: self.runs)
    @rule(draw=st.data())
    def again(self, draw: st.DataObject) -> None:
        """A new run of the same, of no batch."""
        old = self.store.get(draw.draw(st.sampled_from(list(self.runs))))
        new = self.store.again(old.id)
        assert new.id not in self.runs
        assert (new.document, new.values, new.batch) == (old.document, old.values, "")
        self.runs[new.id] = QUEUED

    @precondition(lambda self: self.runs)
    @rule(draw=st.data())
    def delete(self, draw: st.DataObject) -> None:
        """What has not ended stays; the rest is forgotten, and comes back."""
        run = draw.draw(st.sampled_from(list(self.runs)))
        if self.runs[run] is QUEUED:
            refused(Conflict, lambda: self.store.delete(run))
            return
        self.store.delete(run)
        del self.runs[run]
        self.deleted[run] = None
        refused(NotFound, lambda: self.store.get(run))

    @precondition(lambda self: self.deleted)
    @rule(draw=st.data())
    def restore(self, draw: st.DataObject) -> None:
        """It is back as it had ended."""
        run = draw.draw(st.sampled_from(list(self.deleted)))
        assert self.store.restore(run).status is CANCELLED
        del self.deleted[run]
        self.runs[run] = CANCELLED

    @precondition(lambda self: self.persistent)
    @rule()
    def restart(self) -> None:
        """What was stored is there in the next process."""
        self.close_store()
        self.store = self.open_store(self.folder)

    @invariant()
    def runs_are_as_the_model_says(self) -> None:
        """One by one, in pages, by status, by batch."""
        found: list[Run] = []
        after = ""
        while True:
            page = self.store.page(RunFilter(), limit=2, after=after)
            found += page.runs
            if not (after := page.next):
                break
        assert {run.id: run.status for run in found} == self.runs
        assert len(found) == len(self.runs)
        assert all(earlier.created >= later.created for earlier, later in pairwise(found))
        queued = self.store.page(RunFilter(statuses=(QUEUED,)), limit=1000).runs
        assert sorted(run.id for run in queued) == sorted(self.of(QUEUED))
        counts = self.store.counts(list(self.cells))
        for batch, known in self.cells.items():
            standing = [self.runs[run] for run in known.values() if run in self.runs]
            wanted = BatchCounts(queued=standing.count(QUEUED), cancelled=standing.count(CANCELLED))
            assert counts.get(batch, BatchCounts()) == wanted

    @invariant()
    def the_log_has_no_gap(self) -> None:
        """Numbers grow by one, and what was read once stays."""
        news = self.store.news(0, limit=10_000)
        assert news is not None
        numbers = [entry.seq for entry in news]
        assert all(later == earlier + 1 for earlier, later in pairwise(numbers))
        assert max(numbers, default=0) >= self.last
        self.last = max(numbers, default=0)
