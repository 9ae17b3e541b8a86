"""What people want of runs: to cancel, hold, hurry, repeat, delete and restore them."""

from collections.abc import Callable

import pytest

from penstock.adapters.testing.run_house import RunHouse, ended, kept_picture
from penstock.core.contracts.runs import BatchCounts, RunError, RunFilter, RunStatus
from penstock.core.errors import Conflict, NotFound

LOST = RunError(code="lost", message="It is gone.")
DAY = 24 * 3600
OPEN = (RunStatus.QUEUED, RunStatus.RUNNING)


def finished(house: RunHouse, status: RunStatus = RunStatus.COMPLETED, outputs: int = 0) -> str:
    run = house.add()
    house.store.end(house.claim().lease, ended(status, outputs))
    return run.id


def test_a_waiting_run_is_cancelled_at_once(house: RunHouse) -> None:
    """Nobody is asked, nobody sends it, and it cannot be cancelled twice."""
    run = house.add()
    assert house.store.want_cancel(run.id).status is RunStatus.CANCELLED
    assert house.store.claim("one", None, 9) is None
    with pytest.raises(Conflict):
        house.store.want_cancel(run.id)
    with pytest.raises(NotFound):
        house.store.want_cancel("none")
    assert house.told() == ["run_queued", "run_cancelled"]


def test_a_wish_reaches_the_process_that_drives_the_run(house: RunHouse) -> None:
    """From any other process; how the run ends is what its server says."""
    run = house.add()
    claim, other = house.claim(), house.another()
    house.store.started(claim.lease, 1)
    assert house.store.wishes() == ()
    assert other.store.want_cancel(run.id).status is RunStatus.RUNNING
    assert (house.store.wishes(), other.store.wishes()) == ((run.id,), ())
    house.clock.advance(31)
    assert [claim.cancel_wanted for claim in other.store.adopt_expired(["one"])] == [True]
    assert other.store.wishes() == (run.id,)


@pytest.mark.parametrize("running_too", [True, False])
def test_a_batch_is_cancelled_together(house: RunHouse, running_too: bool) -> None:
    """Waiting cells end at once and are not told one by one; what is on servers is wanted to end."""
    house.add_cells("b", 5)
    other = house.add()
    running, sent = house.claim(), house.claim()
    house.store.started(running.lease, 1)
    house.store.sent(sent.lease)
    told = house.told()
    done = house.store.want_cancel_batch("b", running_too=running_too)
    wanted = (running.run.id, sent.run.id) if running_too else (sent.run.id,)
    assert (done.count, done.ended, sorted(done.wanted)) == (3 + len(wanted), (), sorted(wanted))
    assert house.store.counts(["b"])["b"] == BatchCounts(queued=1, running=1, cancelled=3)
    assert house.told() == told
    assert house.store.get(other.id).status is RunStatus.QUEUED
    started = house.store.started(sent.lease, 2)
    assert started is not None
    assert house.store.wishes() == (wanted if running_too else ()), "what began meanwhile goes on"


def test_everything_is_cancelled_but_the_current(house: RunHouse) -> None:
    """Runs of no batch are told one by one."""
    house.add_cells("b", 2)
    singles = [house.add().id for _ in range(3)]
    running = house.claim()
    house.store.started(running.lease, 1)
    done = house.store.want_cancel_all([RunStatus.QUEUED])
    assert (done.count, [run.id for run in done.ended], done.wanted) == (4, singles, ())
    assert house.told()[-3:] == ["run_cancelled"] * 3
    assert house.store.depth().running == 1
    assert house.store.want_cancel_all(OPEN).wanted == (running.run.id,)
    assert house.store.want_cancel_all([RunStatus.RUNNING]).count == 1


def test_a_batch_gets_another_priority(house: RunHouse) -> None:
    """Its waiting cells change their places."""
    single = house.add(priority=1)
    house.add_cells("b", 2)
    assert house.store.before(house.store.cells("b")[0].id) == 1
    assert house.store.set_priority("b", 2) == 2
    assert house.store.set_priority("b", 2) == 0
    assert house.store.before(single.id) == 2
    assert house.claim().run.batch == "b"


@pytest.mark.parametrize("status", [RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.LOST])
def test_what_did_not_complete_runs_again(house: RunHouse, status: RunStatus) -> None:
    """As if it were new: nothing of the end is left, and the next attempt has an id of its own."""
    run = house.add(retries_when_lost=0)
    claim = house.claim()
    if status is RunStatus.LOST:
        house.store.lose(claim.lease, LOST)
    else:
        house.store.end(claim.lease, ended(status, outputs=1, error=LOST))
    (again,) = house.store.retry([run.id])
    assert (again.status, again.error, again.outputs, again.ended, again.started) == (
        RunStatus.QUEUED, None, (), None, None,
    )  # fmt: skip
    assert house.store.end(claim.lease, ended()) is None
    second = house.claim()
    assert (second.run.attempt, second.run.prompt_id != run.prompt_id) == (2, True)
    assert house.told()[-1] == "run_retried"


def test_what_completed_or_goes_on_is_not_repeated(house: RunHouse) -> None:
    """A new run is made instead."""
    done, waiting = finished(house), house.add().id
    assert house.store.retry([done, waiting, "none"]) == ()
    assert house.store.retry([done], statuses=[RunStatus.COMPLETED]) == ()
    assert house.store.retry() == ()


def test_cells_run_again_together(house: RunHouse) -> None:
    """All that did not complete, or those of a status; held ones stay held."""
    house.add_cells("b", 4)
    for status in (RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.COMPLETED):
        house.store.end(house.claim().lease, ended(status))
    told = house.told()
    house.store.hold("b", held=True)
    assert [run.place for run in house.store.retry(batch="b", statuses=[RunStatus.FAILED])] == [0]
    assert [run.place for run in house.store.retry(batch="b")] == [1]
    assert house.told() == told
    assert house.store.claim("one", None, 9) is None
    assert house.store.depth().held == 3


def test_a_deleted_run_comes_back_with_everything(house: RunHouse) -> None:
    """Within 30 days; one that goes on cannot be deleted."""
    run, waiting = finished(house, outputs=1), house.add()
    before = house.store.get(run)
    assert house.store.delete(run).id == run
    with pytest.raises(NotFound):
        house.store.get(run)
    with pytest.raises(NotFound):
        house.store.delete(run)
    with pytest.raises(Conflict):
        house.store.delete(waiting.id)
    assert house.store.outputs(run) == (kept_picture(0),)
    assert house.store.retry([run]) == ()
    house.clock.advance(29 * DAY)
    back = house.store.restore(run)
    assert (back.outputs, back.status, back.created) == (before.outputs, before.status, before.created)
    with pytest.raises(NotFound):
        house.store.restore(run)
    assert house.told()[-2:] == ["run_deleted", "run_restored"]


def test_a_batch_goes_and_comes_together(house: RunHouse) -> None:
    """What was deleted before by itself stays deleted; nothing goes while a cell goes on."""
    house.add_cells("b", 3)
    for _ in range(2):
        house.store.end(house.claim().lease, ended())
    with pytest.raises(Conflict):
        house.store.delete_batch("b")
    house.store.end(house.claim().lease, ended(RunStatus.FAILED))
    first = house.store.cells("b")[0].id
    house.store.delete(first)
    assert house.store.delete_batch("b") == 2
    assert (house.store.cells("b"), house.store.counts(["b"])["b"]) == ((), BatchCounts())
    assert house.store.page(RunFilter(batch="b"), limit=9).runs == ()
    assert house.store.restore_batch("b") == 2
    assert [cell.place for cell in house.store.cells("b")] == [1, 2]
    assert house.store.restore(first).place == 0


def test_what_was_deleted_30_days_ago_goes_for_good(house: RunHouse) -> None:
    """With its document and all that it alone needed; its files are named so that they can go, too."""
    old, kept = finished(house, outputs=2), house.add().id
    lone = house.store.keep_document(b'{"lone": 1}')
    house.store.delete(old)
    house.clock.advance(29 * DAY)
    assert house.store.expire() == ()
    fresh = house.store.keep_document(b'{"fresh": 1}')
    house.clock.advance(1 * DAY)
    assert house.store.expire() == (kept_picture(0), kept_picture(1))
    assert house.store.expire() == ()
    with pytest.raises(NotFound):
        house.store.restore(old)
    with pytest.raises(NotFound):
        house.store.document(lone)
    assert house.store.document(fresh) == b'{"fresh": 1}', "somebody is about to use it"
    assert house.store.document(house.store.get(kept).document) == b"{}"
    assert house.claim().run.id == kept


def test_the_log_is_written_in_order_and_pruned(houses: Callable[..., RunHouse]) -> None:
    """Numbers without gaps; a reader that was away for too long is told so, as is one of another log."""
    house = houses(keep_events=10)
    house.store.add(house.new(), count=4)
    other = house.another()
    assert other.store.note("batch_planned", "b", {"total": 4}) == 5
    house.store.want_cancel(house.add().id)
    entries = house.store.news(0) or ()
    assert [entry.news.seq for entry in entries] == list(range(1, 8))
    assert [entry.writer for entry in entries][3:6] == [house.store.owner, other.store.owner, house.store.owner]
    assert (entries[4].news.name, entries[4].news.batch, entries[4].news.data) == ("batch_planned", "b", {"total": 4})
    assert house.store.news(7) == ()
    assert house.store.news(8) is None, "this log has no such entry"
    for number in range(8):
        house.store.note("batch_changed", "b", {"number": number})
    house.store.expire()
    assert house.store.last_seq() == 15
    assert house.store.news(4) is None
    assert [entry.news.seq for entry in house.store.news(5, limit=3) or ()] == [6, 7, 8]
