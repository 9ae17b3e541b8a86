"""A process that dies at any statement, a disk that refuses, a process that is killed: all or nothing of a change."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.database_faults import FaultyDatabase
from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.workflow_house import WorkflowHouse, graph
from penstock.core.errors import PenstockError

Change = Callable[[WorkflowHouse], Any]


def state(house: WorkflowHouse) -> Any:
    """All that can be seen."""
    service = house.workflows
    return (
        service.deleted(),
        [
            (
                one,
                service.presets(one.id),
                [(old, service.document(one.id, old.number)) for old in service.history(one.id)],
            )
            for one in service.list()
        ],
    )


def preset(house: WorkflowHouse) -> str:
    return house.workflows.presets("Tale")[0].id


CHANGES: dict[str, Change] = {
    "import": lambda house: house.add("New", seed=9),
    "version": lambda house: house.add(into="Tale", seed=9),
    "restore version": lambda house: house.workflows.restore_version("Tale", 1),
    "change": lambda house: house.workflows.change("Tale", 1, name="Other", tags=["x"]),
    "defaults": lambda house: house.workflows.set_default_parameters("Tale", 1, {"steps": 2}),
    "used": lambda house: house.workflows.used("Tale", {"steps": 2}),
    "picture": lambda house: house.workflows.clear_thumbnail("Tale"),
    "delete": lambda house: house.workflows.delete("Tale"),
    "restore": lambda house: house.workflows.restore(house.workflows.deleted()[0].id),
    "preset": lambda house: house.workflows.save_preset("Tale", "new", {"steps": 2}),
    "change preset": lambda house: house.workflows.change_preset("Tale", preset(house), 1, values={"steps": 2}),
    "delete preset": lambda house: house.workflows.delete_preset("Tale", preset(house), 1),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a house with something to change."""
    house = WorkflowHouse(tmp_path_factory.mktemp("prepared"))
    house.add(seed=1)
    house.add(into="Tale", seed=2)
    house.workflows.set_thumbnail("Tale", Path(__file__))
    house.add("Gone", seed=3)
    house.workflows.delete("Gone")
    house.workflows.save_preset("Tale", "p", {"steps": 7})
    house.close()
    return house.folder


@pytest.fixture
def processes(prepared: Path, folder: Path) -> Iterator[Callable[..., WorkflowHouse]]:
    """`processes(faulty)`: each on a copy of what was prepared, at the same time and with the same ids to come."""
    made: list[WorkflowHouse] = []

    def start(faulty: FaultyDatabase) -> WorkflowHouse:
        place, ids = folder / str(len(made)), CountingIds()
        for _ in range(100):
            ids.new()
        shutil.copytree(prepared, place)
        made.append(WorkflowHouse(place, clock=FakeClock(1_700_000_100_000), ids=ids, connect=faulty.connect))
        return made[-1]

    yield start
    for house in made:
        house.close()


def changed(house: WorkflowHouse, faulty: FaultyDatabase, change: Change, number: int) -> bool:
    """Make the change in a process that dies after so many more statements; whether it lived."""
    state(house)
    faulty.crash_after = len(faulty.statements) + number
    try:
        change(house)
    except Crash:
        faulty.abandon()
        return False
    return True


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_crash_leaves_all_or_nothing(processes: Callable[..., WorkflowHouse], change: Change) -> None:
    """Died before the commit: as if nothing had been; after it: as if it had returned."""
    whole = FaultyDatabase(cursors=True)
    house = processes(whole)
    before, _ = state(house), change(house)
    done = state(house.another())
    seen: list[bool] = []
    for number in range(1, 200):
        faulty = FaultyDatabase(cursors=True)
        dying = processes(faulty)
        lived = changed(dying, faulty, change, number)
        after = state(dying.another())
        assert after in (before, done), number
        seen.append(after == done)
        if lived:
            break
    assert seen == sorted(seen), "what was there once stays"
    assert (seen[0], seen[-1], lived) == (False, True, True)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR], ids=["full", "broken"])
def test_a_disk_that_refuses_any_statement_changes_nothing(processes: Callable[..., WorkflowHouse], code: int) -> None:
    """The answer is no 500, nothing is told, and the same change works afterwards."""
    for number in range(1, 12):
        faulty = FaultyDatabase(cursors=True)
        house = processes(faulty)
        before = state(house)
        faulty.fail = (len(faulty.statements) + number, code)
        try:
            house.add(into="Tale", seed=9)
        except PenstockError as error:
            assert error.status in (503, 507)
            assert (state(house), house.told()) == (before, [])
            house.add(into="Tale", seed=9)
        assert house.workflows.get("Tale").latest.number == 3


KILLED = """
import sys
from pathlib import Path
from penstock.adapters.testing.workflow_house import WorkflowHouse
house = WorkflowHouse(Path(sys.argv[1]))
for number in range(100_000):
    house.add(f"w{number}", seed=number)
    print(number, flush=True)
"""


def test_what_was_said_outlives_a_killed_process(folder: Path) -> None:
    """Every import that returned is there, whole; at most one more."""
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(20)]
    process.kill()
    said += process.stdout.readlines()
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    count = len([line for line in said if line.endswith("\n")])
    house = WorkflowHouse(folder)
    found = house.workflows.list()
    assert count <= len(found) <= count + 1
    for number in range(count):
        assert json.loads(house.workflows.document(f"w{number}")) == graph(seed=number)
    house.close()
