"""Batches over crashes: what was begun is finished with the very same cells, and nothing is done twice."""

from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import Axis, BatchStatus, SeedMode, SeedRule
from penstock.core.contracts.runs import RunStatus
from penstock.core.errors import Unavailable


class Killed(BaseException):
    """The process ends here."""


def _killed(*_: Any, **__: Any) -> Any:
    raise Killed


def _plan(house: BatchHouse) -> Any:
    axis = Axis(keys=("steps",), values=tuple(range(1, 31)))
    rules = (SeedRule(mode=SeedMode.RANDOM),)
    return house.plan(axis, runs=2, sample=20, sample_seed=5, seeds=rules)


def _crashed(house: BatchHouse, monkeypatch: pytest.MonkeyPatch, *, after_cells: bool) -> str:
    """A batch whose process was killed before or after its cells were stored."""
    starting = type(house.batches.parts().starting)
    store = type(house.batches.parts().store)
    with monkeypatch.context() as patch:
        patch.setattr(store, "forget", lambda *_: None)
        patch.setattr(store, "begin", _killed)
        if not after_cells:
            patch.setattr(starting, "_store_cells", _killed)
        with pytest.raises(Killed):
            house.batches.start(_plan(house))
    return house.batches.list().batches[0].id


@pytest.mark.parametrize("after_cells", [False, True])
def test_a_plan_is_finished_at_the_next_start(
    own: BatchHouse, monkeypatch: pytest.MonkeyPatch, after_cells: bool
) -> None:
    """With the seeds and the sample that were drawn before the crash, each cell once, and it is told once."""
    batch = _crashed(own, monkeypatch, after_cells=after_cells)
    before = [(cell.place, cell.values) for cell in own.runs.cells(batch)]
    assert own.batches.get(batch).status is BatchStatus.PLANNING
    assert own.pending.is_set()
    again = own.another()
    again.watch.start()
    again.watch.look()
    found = [(cell.place, cell.values) for cell in own.runs.cells(batch)]
    assert len(found) == 20
    assert before in ([], found)
    assert (again.batches.get(batch).status, again.told()) == (BatchStatus.RUNNING, ["batch_planned"])
    plan = again.batches.get(batch).plan
    assert plan is not None
    shown = again.batches.preview(_plan_again(own, plan), limit=100)
    assert [cell.values for cell in shown.cells] == [values for _, values in found]
    third = own.another()
    third.watch.start()
    third.watch.look()
    assert third.told() == []


def _plan_again(house: BatchHouse, plan: Any) -> Any:
    """A stored plan with its document."""
    fields = {name: getattr(plan, name) for name in ("groups", "seeds", "runs", "sample", "sample_seed", "values")}
    return house.plan(**fields)


def test_an_end_that_nobody_saw_is_told_at_the_next_start(own: BatchHouse) -> None:
    """The process died between the last cell and its telling."""
    made = own.start(1)
    own.runs.notify = lambda _event: None
    own.runs.end(made.id, 0)
    again = own.another()
    again.watch.start()
    again.watch.look()
    assert again.told() == ["batch_finished"]
    assert not again.pending.is_set()


def test_a_paused_batch_stays_paused(own: BatchHouse) -> None:
    """Cells that were not held yet when the process died are held at the next start."""
    made = own.start(2)
    own.batches.pause(made.id, paused=True)
    own.runs.hold(made.id, held=False)
    again = own.another()
    again.watch.start()
    again.watch.look()
    assert all(cell.held for cell in own.runs.cells(made.id))


def test_a_process_beside_it_does_not_store_the_cells_again(own: BatchHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits a while for the one that began; one that is gone is replaced."""
    other = own.another()
    other.watch.wake()
    other.watch.look()
    batch = _crashed(own, monkeypatch, after_cells=False)
    other.watch.wake()
    other.watch.look()
    assert own.runs.cells(batch) == ()
    own.workflows.clock.advance(16)
    other.watch.look()
    assert len(own.runs.cells(batch)) == 20


def test_a_start_with_nothing_to_do_opens_nothing(own: BatchHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database, no thread."""
    monkeypatch.setattr(own.watch, "begin", _killed)
    monkeypatch.setattr(own.batches, "_make_parts", _killed)
    own.watch.start()
    own.watch.look()


def test_the_file_goes_when_nothing_is_left(own: BatchHouse) -> None:
    """And stays while a batch has not ended."""
    made = own.start(2)
    own.runs.end(made.id, 0)
    own.watch.look()
    assert own.pending.is_set()
    own.runs.end(made.id, 1, RunStatus.FAILED)
    own.watch.look()
    assert not own.pending.is_set()
    own.batches.retry(made.id)
    assert own.pending.is_set()


def test_a_database_that_is_away_is_asked_again(own: BatchHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread goes on, and nothing is forgotten."""
    made = own.start(1)
    own.runs.end(made.id, 0)
    with monkeypatch.context() as patch:
        patch.setattr(type(own.runs), "counts", _away)
        with pytest.raises(Unavailable):
            own.watch.look()
    own.watch.look()
    assert "batch_finished" in own.told()


def _away(*_: Any) -> Any:
    raise Unavailable("The database cannot be reached.")


def test_a_cell_that_is_run_again_by_itself_reopens_its_batch(houses: Callable[..., BatchHouse]) -> None:
    """Its end is told again; the batch has no end meanwhile."""
    own = houses()
    made = own.start(1)
    own.runs.end(made.id, 0, RunStatus.FAILED)
    own.watch.look()
    own.told()
    own.runs.retry([own.runs.cells(made.id)[0].id])
    own.runs.begin(made.id, 0)
    own.watch.look()
    assert own.batches.get(made.id).status is BatchStatus.RUNNING
    own.runs.end(made.id, 0)
    own.watch.look()
    assert own.told() == ["run_started", "run_completed", "batch_finished"]


def test_what_another_process_did_is_told(house: BatchHouse) -> None:
    """So that pages of this one read the batches again."""
    made, other = house.start(2), house.another()
    other.batches.get(made.id)
    house.told()
    other.batches.pause(made.id, paused=True)
    house.workflows.database.look()
    assert house.told() == ["batches_changed_elsewhere"]
    assert house.batches.get(made.id).status is BatchStatus.PAUSED
