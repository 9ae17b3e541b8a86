"""A process that dies at any statement of the store, a disk that refuses: all or nothing of each change."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.run_house import CLASSES, RunHouse, ended
from penstock.core.contracts.runs import RunError, RunFilter, RunStatus
from penstock.core.errors import PenstockError
from penstock.plugins.runs.store_ports import Lease

Change = Callable[[RunHouse], Any]
LOST = RunError(code="lost", message="It is gone.")


def state(house: RunHouse) -> Any:
    """All that can be seen."""
    store = house.store
    runs = store.page(RunFilter(), limit=1000).runs
    return runs, [store.outputs(run.id) for run in runs], store.news(0), store.durations(runs[0].document, "one")


def lease(house: RunHouse) -> Lease:
    """Of the run that was claimed when the folder was prepared."""
    (run,) = [run for run in house.store.page(RunFilter(), limit=1000).runs if run.server and not run.ended]
    return Lease(run.id, 1, next(iter(house.store.owners())))


CHANGES: dict[str, Change] = {
    "cells": lambda house: house.add_cells("new", 5),
    "claim": lambda house: house.store.claim("one", CLASSES, 9),
    "prepare": lambda house: house.store.prepare(lease(house), {"3": {}}, {"3.seed": 1}),
    "started": lambda house: house.store.started(lease(house), 1),
    "end": lambda house: house.store.end(lease(house), ended(outputs=2)),
    "lose": lambda house: house.store.lose(lease(house), LOST),
    "cancel all": lambda house: house.store.want_cancel_all([RunStatus.QUEUED]),
    "retry": lambda house: house.store.retry(batch="b"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with something to change: a run on a server, one that waits, and cells, one of which failed."""
    house = RunHouse(tmp_path_factory.mktemp("prepared"))
    house.add_cells("b", 3, priority=9)
    house.store.end(house.claim().lease, ended(RunStatus.FAILED, outputs=1))
    house.add(priority=10, retries_when_lost=1)
    house.claim()
    house.add()
    house.close()
    return house.folder


@pytest.fixture
def processes(prepared: Path, folder: Path) -> Iterator[Callable[..., RunHouse]]:
    """`processes(faulty)`: each on a copy of what was prepared, at the same time and with the same ids to come."""
    made: list[RunHouse] = []

    def start(faulty: FaultyDatabase) -> RunHouse:
        place, ids = folder / str(len(made)), CountingIds()
        for _ in range(100):
            ids.new()
        shutil.copytree(prepared, place)
        made.append(RunHouse(place, clock=FakeClock(1_700_000_010_000), ids=ids, connect=faulty.connect))
        return made[-1]

    yield start
    for house in made:
        house.close()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_crash_leaves_all_or_nothing(processes: Callable[..., RunHouse], change: Change) -> None:
    """Died before the commit: as if nothing had been; after it: as if it had returned."""
    whole = FaultyDatabase(cursors=True)
    house = processes(whole)
    before = state(house)
    first = len(whole.statements)
    change(house)
    done, count = state(house.another()), len(whole.statements) - first
    assert done != before or change is CHANGES["prepare"]
    seen: list[bool] = []
    for number in range(1, count + 1, 1 if count < 25 else 2):
        faulty = FaultyDatabase(cursors=True)
        dying = processes(faulty)
        state(dying)
        faulty.crash_after = len(faulty.statements) + number
        try:
            change(dying)
        except Crash:
            faulty.abandon()
        after = state(dying.another())
        assert after in (before, done), number
        seen.append(after == done)
    assert seen == sorted(seen), "what was there once stays"


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR], ids=["full", "broken"])
def test_a_disk_that_refuses_an_end_changes_nothing(processes: Callable[..., RunHouse], code: int) -> None:
    """The answer is no 500, nothing is told, and the same end works afterwards, once."""
    for number in range(1, 14, 3):
        faulty = FaultyDatabase(cursors=True)
        house = processes(faulty)
        held, before, refused = lease(house), state(house), False
        faulty.fail = (len(faulty.statements) + number, code)
        try:
            found = house.store.end(held, ended(outputs=2))
        except PenstockError as error:
            refused = True
            assert error.status in (503, 507)
            assert state(house) == before
            found = house.store.end(held, ended(outputs=2))
        faulty.fail = None
        assert refused, "nothing was refused"
        assert found is not None and house.store.end(held, ended()) is None
