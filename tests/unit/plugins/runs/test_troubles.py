"""Errors of our own: a run ends all the same, and its server goes on with others."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, until
from penstock.adapters.testing.fake_comfyui import FakeComfyUI
from penstock.adapters.testing.fake_comfyui.faults import Fault
from penstock.adapters.testing.run_house import RunHouse, ended, kept_picture
from penstock.core.contracts.runs import RunStatus
from penstock.plugins.runs import driver_endings, driver_server, store_claiming
from penstock.plugins.runs.sending import Sender


@pytest.fixture
def server() -> Iterator[FakeComfyUI]:
    """One that works."""
    with FakeComfyUI() as made:
        yield made


@pytest.fixture
def driven(folder: Path, server: FakeComfyUI) -> Iterator[DrivenRuns]:
    """A Penstock with that server."""
    with DrivenRuns(folder, FakeServers([server.url])) as made:
        yield made


def _broken(*_: object) -> Any:
    raise TypeError("unhashable type: 'list'")


def test_results_that_nobody_can_read_end_their_run(driven: DrivenRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    """It completed, as its server says, and says that its results are not known."""
    monkeypatch.setattr(driver_endings, "outputs_in", _broken)
    [done] = driven.ended([driven.add(1)])
    assert done.status is RunStatus.COMPLETED
    assert done.error is not None
    assert (done.error.code, done.outputs) == ("internal", ())


def test_a_run_that_cannot_be_driven_is_given_up(driven: DrivenRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a few tries, not at the first and not never; the next one runs."""
    tries, prepared = threading.Semaphore(0), Sender.prepared

    async def broken(self: Sender, one: Any) -> Any:
        if one.run.title == "1":
            tries.release()
            _broken()
        return await prepared(self, one)

    monkeypatch.setattr(Sender, "prepared", broken)
    monkeypatch.setattr(store_claiming, "LEASE_MS", 1)
    monkeypatch.setattr("penstock.plugins.runs.driver._ADOPT_EVERY", 0.1)
    monkeypatch.setattr(driver_server, "_UNKNOWN", 0.05)
    bad, good = driven.add(1), driven.add(2)
    [failed, done] = driven.ended([bad, good])
    assert failed.error is not None
    assert (failed.status, failed.error.code, done.status) == (RunStatus.FAILED, "internal", RunStatus.COMPLETED)
    assert [tries.acquire(blocking=False) for _ in range(4)] == [True, True, True, False]


def test_a_result_that_is_gone_is_said(server: FakeComfyUI, driven: DrivenRuns) -> None:
    """The run completed; its output has no content, and a sentence says why."""
    server.faults.at("GET /view", Fault.MISSING, times=1000)
    [done] = driven.ended([driven.add(1)])
    assert (done.status, [output.sha256 for output in done.outputs]) == (RunStatus.COMPLETED, [""])
    assert done.error is not None
    assert (done.error.code, "does not have one result any more" in done.error.message) == ("outputs_gone", True)


def test_results_that_are_late_hold_up_nobody(server: FakeComfyUI, driven: DrivenRuns) -> None:
    """Their server is done with those runs: it gets the next ones, and all of them end with their pictures."""
    server.faults.at("GET /view", Fault.ERROR, times=100_000)
    runs = [driven.add(seed) for seed in range(6)]
    until(lambda: len(server.executed) == 6, 20)
    assert {run.status for run in driven.get(runs)} == {RunStatus.RUNNING}
    server.faults.clear()
    assert [bool(run.outputs[0].sha256) for run in driven.ended(runs)] == [True] * 6


def test_stopping_all_is_told_of_batches_that_had_something_to_stop(house: RunHouse) -> None:
    """A batch whose cells go on is not told of."""
    house.add_cells("goes on", 1)
    house.store.started(house.claim().lease, 1)
    house.add_cells("waits", 2)
    assert house.store.want_cancel_all((RunStatus.QUEUED,)).batches == {"waits"}
    assert house.store.want_cancel_all((RunStatus.RUNNING,)).batches == {"goes on"}


def test_late_results_of_an_earlier_attempt_are_not_kept(house: RunHouse) -> None:
    """Somebody retried the run meanwhile: what it makes now counts."""
    run = house.add()
    house.store.end(house.claim().lease, ended(RunStatus.FAILED, outputs=1))
    house.store.retry((run.id,))
    assert house.store.put_outputs(run.id, (kept_picture(0),), 1) is None
    house.store.end(house.claim().lease, ended(RunStatus.FAILED))
    assert house.store.put_outputs(run.id, (kept_picture(0),), 1) is None
    assert house.store.outputs(run.id) == ()
