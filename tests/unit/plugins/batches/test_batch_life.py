"""Batches from their start to their end, and what is told of them."""

from collections.abc import Callable

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import BatchStatus
from penstock.core.contracts.runs import RunStatus
from penstock.core.errors import Conflict, Invalid, NotFound, TooLarge
from penstock.core.events.batches import BatchFinished


def _end_all(house: BatchHouse, batch: str, status: RunStatus = RunStatus.COMPLETED) -> None:
    for cell in house.runs.cells(batch):
        if cell.ended is None:
            house.runs.end(batch, cell.place, status)


def test_a_batch_begins_with_all_its_cells(house: BatchHouse) -> None:
    """They are stored with the values that all share, and it is told once."""
    made = house.start(3, title=" Many  steps ", values={"prompt": "a cat"}, priority=5, server="there")
    assert (made.title, made.status, made.total, made.counts.queued) == ("Many steps", BatchStatus.RUNNING, 3, 3)
    assert [cell.values for cell in house.runs.cells(made.id)] == [
        {"3.positive": "a cat", "3.steps": steps} for steps in (1, 2, 3)
    ]
    request = house.runs.requests[made.id]
    assert (request.priority, request.server, request.retries_when_lost) == (5, "there", 2)
    assert house.told() == ["batch_planned"]
    assert house.batches.get(made.id) == made


def test_a_workflow_of_the_library_names_its_batch(own: BatchHouse) -> None:
    """The version is that of now; a later one, or its deletion, changes nothing."""
    kept = own.workflows.add("Tale").workflow
    made = own.batches.start(own.plan(document=b"", workflow="tale"))
    assert (made.title, made.workflow, made.version) == ("Tale", kept.id, 1)
    own.workflows.workflows.delete(kept.id)
    assert own.batches.document(made.id) == own.runs.requests[made.id].document


def test_nothing_is_left_of_a_batch_whose_cells_are_refused(own: BatchHouse) -> None:
    """It is as if it had never been."""
    own.runs.refusal = Invalid("No server has these nodes: Nothing.")
    with pytest.raises(Invalid, match="No server"):
        own.start()
    assert (own.batches.list().batches, own.told()) == ((), [])
    own.watch.look()
    assert not own.pending.is_set()


def test_a_batch_that_is_too_large_is_refused(own: BatchHouse) -> None:
    """What would help is said; a preview shows it all the same."""
    own.most_cells = 2
    with pytest.raises(TooLarge, match="at most 2 cells, this one would have 3"):
        own.start(3)
    plan = own.plan(runs=3)
    assert own.batches.preview(plan).problems == (
        "A batch has at most 2 cells, this one would have 3: sample or limit it.",
    )


def test_the_end_is_told_once_over_all_processes(house: BatchHouse) -> None:
    """Whoever sees it first tells it."""
    made, other = house.start(2), house.another()
    other.batches.get(made.id)
    _end_all(house, made.id)
    other.watch.wake()
    other.watch.look()
    house.watch.look()
    ends = [event for event in (*house.events, *other.events) if isinstance(event, BatchFinished)]
    assert [(end.status, end.total) for end in ends] == [("completed", 2)]
    assert house.batches.get(made.id).status is BatchStatus.COMPLETED
    assert house.batches.get(made.id).ended is not None


def test_the_status_follows_the_cells(house: BatchHouse) -> None:
    """Finished is what did not complete whole; a retry runs again, and its end is told again."""
    made = house.start(3)
    house.runs.end(made.id, 0)
    house.watch.look()
    assert house.batches.get(made.id).status is BatchStatus.RUNNING
    house.runs.end(made.id, 1, RunStatus.FAILED)
    house.runs.end(made.id, 2, RunStatus.LOST)
    house.watch.look()
    assert house.batches.get(made.id).status is BatchStatus.FINISHED
    assert house.batches.retry(made.id).counts.queued == 2
    assert house.batches.get(made.id).ended is None
    _end_all(house, made.id)
    house.watch.look()
    assert [name for name in house.told() if name.startswith("batch_")] == [
        "batch_planned",
        "batch_finished",
        "batch_changed",
        "batch_finished",
    ]
    assert house.batches.get(made.id).status is BatchStatus.COMPLETED
    with pytest.raises(Conflict):
        house.batches.retry(made.id)


def test_single_cells_are_run_again(own: BatchHouse) -> None:
    """Those that completed, or are not there, are passed over."""
    made = own.start(4)
    _end_all(own, made.id, RunStatus.CANCELLED)
    assert own.batches.retry(made.id, (1, 3, 99, -1)).counts.queued == 2
    own.runs.end(made.id, 1)
    with pytest.raises(Conflict):
        own.batches.retry(made.id, (1,))


def test_a_paused_batch_holds_its_cells(own: BatchHouse) -> None:
    """Twice is no error and told once; cells that are run again while it is paused wait, too."""
    made = own.start(2)
    own.told()
    assert own.batches.pause(made.id, paused=True).status is BatchStatus.PAUSED
    assert own.batches.pause(made.id, paused=True).status is BatchStatus.PAUSED
    assert all(cell.held for cell in own.runs.cells(made.id))
    own.runs.end(made.id, 0, RunStatus.FAILED)
    own.batches.retry(made.id)
    assert all(cell.held for cell in own.runs.cells(made.id))
    assert own.batches.pause(made.id, paused=False).status is BatchStatus.RUNNING
    assert not any(cell.held for cell in own.runs.cells(made.id))
    assert own.told() == ["batch_changed", "run_failed", "batch_changed", "batch_changed"]


def test_a_stop_cancels_the_rest_and_is_an_end(own: BatchHouse) -> None:
    """Nobody waits for a cell that never comes; the end is told at once."""
    made = own.start(3)
    own.runs.end(made.id, 0)
    stopped = own.batches.stop(made.id)
    assert (stopped.status, stopped.counts.cancelled) == (BatchStatus.FINISHED, 2)
    assert [name for name in own.told() if name.startswith("batch_")] == [
        "batch_planned",
        "batch_changed",
        "batch_finished",
    ]


def test_titles_and_priorities_change_by_revision(house: BatchHouse) -> None:
    """A stale one is a conflict that says what is there."""
    made = house.start(2)
    changed = house.batches.change(made.id, made.revision, title="Other", priority=7)
    assert (changed.title, changed.priority, changed.revision) == ("Other", 7, made.revision + 1)
    assert {cell.priority for cell in house.runs.cells(made.id)} == {7}
    with pytest.raises(Conflict) as stale:
        house.batches.change(made.id, made.revision, title="Third")
    assert stale.value.details["current"] == {"title": "Other", "priority": 7, "revision": changed.revision}
    with pytest.raises(Invalid):
        house.batches.change(made.id, changed.revision, priority=1001)
    with pytest.raises(Invalid):
        house.batches.change(made.id, changed.revision, title="x" * 201)


def test_the_trash_brings_a_batch_back_with_its_runs(house: BatchHouse) -> None:
    """Only one that has ended goes there; after 30 days it is gone."""
    made = house.start(2)
    with pytest.raises(Conflict, match="has not ended"):
        house.batches.delete(made.id)
    _end_all(house, made.id)
    house.batches.delete(made.id)
    assert (house.batches.list().batches, house.runs.cells(made.id)) == ((), ())
    with pytest.raises(NotFound):
        house.batches.get(made.id)
    assert house.batches.restore(made.id).counts.completed == 2
    house.batches.delete(made.id)
    house.workflows.clock.advance(31 * 24 * 3600)
    with pytest.raises(NotFound):
        house.batches.restore(made.id)


def test_lists_come_by_page_and_are_searched(house: BatchHouse) -> None:
    """The last created first, each once; words are found whatever their capitals."""
    ids = [house.start(1, title=f"Tale {number} 100%").id for number in range(5)]
    house.start(1, title="Öther")
    seen, after = [], ""
    while True:
        page = house.batches.list(search="tale", limit=2, after=after)
        seen += [one.id for one in page.batches]
        if not (after := page.next):
            break
    assert sorted(seen) == sorted(ids)
    assert [one.title for one in house.batches.list(search="ÖTH").batches] == ["Öther"]
    assert house.batches.list(search="0%_").batches == ()
    with pytest.raises(Invalid):
        house.batches.list(after="nowhere")
    with pytest.raises(Invalid):
        house.batches.list(limit=201)


@pytest.mark.parametrize("batch", ["", "nothing", "x" * 100, "a\0b", "\ud800"])
def test_a_batch_that_is_not_there_is_not_found(own: BatchHouse, batch: str) -> None:
    """By every method."""
    calls: list[Callable[[str], object]] = [
        own.batches.get,
        own.batches.stop,
        own.batches.delete,
        own.batches.restore,
        own.batches.retry,
        lambda name: own.batches.pause(name, paused=True),
        lambda name: own.batches.change(name, 1, title="x"),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call(batch)
