"""An export at every call to the disk: a crash, a power cut or an error leaves all of it, or all as it was."""

import contextlib
import errno
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from penstock.adapters.testing.export_house import ExportHouse, tree
from penstock.adapters.testing.file_faults import Crash
from penstock.core.errors import PenstockError

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
ERRORS: Final = (errno.ENOSPC, errno.EIO, errno.EACCES)
Step = Callable[[ExportHouse], object]
State = tuple[Mapping[str, bytes], list[str]]


def restore(house: ExportHouse, folder: str) -> None:
    """Bring back what was replaced there."""
    house.datasets.restore(next(one.id for one in house.datasets.trash() if one.folder == folder))


OPERATIONS: Final[Mapping[str, Step]] = {
    "a new folder": lambda house: house.export(folder="sets/new"),
    "a numbered folder": lambda house: house.export(existing="number"),
    "a replaced folder": lambda house: house.export(existing="replace", masks="folder"),
    "a restored folder": lambda house: restore(house, "output/sets/gone"),
    "a folder restored to the place of another": lambda house: restore(house, "output/sets/cats"),
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool with an export, and two in the trash: the place of one is free, the other's is the export's."""
    folder = tmp_path_factory.mktemp("prepared") / "house"
    house = ExportHouse(folder).start()
    house.add("cats", Image.new("RGB", (3, 2), (9, 8, 7)), "a cat", mask=Image.new("L", (3, 2), 200))
    house.add("cats", Image.new("RGB", (2, 2), (1, 2, 3)), "")
    house.export(folder="sets/gone")
    shutil.rmtree(house.export(folder="sets/gone", existing="replace").path)
    house.export(captions="none")
    house.export(existing="replace")
    house.close()
    return folder


@pytest.fixture
def begin(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], ExportHouse]]:
    """`begin()`: a house on a fresh copy of the prepared folder, in memory where that is possible."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else tmp_path) as folder:
        made: list[ExportHouse] = []

        def drop() -> None:
            for house in made:
                house.pools.calls.dead = house.pools.database.dead = False
                house.close()
                shutil.rmtree(house.folder)
            made.clear()

        def start() -> ExportHouse:
            drop()
            shutil.copytree(prepared, Path(folder) / "house")
            made.append(ExportHouse(Path(folder) / "house").start())
            return made[0]

        yield start
        drop()


def state_of(house: ExportHouse) -> State:
    """Every file that people see, without times, and what is in the trash."""
    house.datasets.exporting.tidy()
    recovered = [one.folder for one in house.datasets.trash()]
    seen = {
        name: b"" if name.endswith("penstock_dataset.json") else data
        for name, data in tree(house.output).items()
        if not name.startswith(".penstock-trash")
    }
    return seen, sorted(recovered)


def left_over(house: ExportHouse) -> list[str]:
    """Staged folders and notes that nobody would ever remove; what lies in the trash expires."""
    notes = [path.name for path in (house.pools.paths.private / "datasets").rglob("*.json")]
    house.pools.clock.advance(31 * 24 * 3600)
    house.datasets.exporting.tidy()
    kept = list(tree(house.output / ".penstock-trash"))
    return notes + kept + [str(path) for path in house.output.rglob("*.part")]


@pytest.fixture
def states(begin: Callable[[], ExportHouse]) -> Callable[[str], tuple[State, State]]:
    """`states(operation)`: the state before it and the state after it."""

    def both(name: str) -> tuple[State, State]:
        house = begin()
        before = state_of(house)
        OPERATIONS[name](house)
        return before, state_of(house)

    return both


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_at_every_call_leaves_all_or_nothing(
    name: str, begin: Callable[[], ExportHouse], states: Callable[[str], tuple[State, State]]
) -> None:
    """Whenever the process or the power goes: the next one finds it as before or as after, what returned is there."""
    before, after = states(name)
    assert before != after
    for number in itertools.count(1):
        for mode in ("process", "power", "after") if NIGHTLY else (("process", "power", "after")[number % 3],):
            house = begin()
            fault = "crash_after" if mode == "after" else "crash_before"
            setattr(house.pools.calls, fault, house.pools.calls.count + number)
            returned = False
            with contextlib.suppress(Crash):
                OPERATIONS[name](house)
                returned = True
            crashed, log = house.pools.calls.dead, house.pools.calls.log[-20:]
            house.kill(power=mode == "power")
            found = state_of(house.start())
            assert found == after if returned else found in (before, after), (mode, number, log)
            assert left_over(house) == [], (mode, number, log)
        if not crashed:
            return


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_an_error_at_every_call_changes_nothing(
    name: str, lasting: bool, begin: Callable[[], ExportHouse], states: Callable[[str], tuple[State, State]]
) -> None:
    """What raised changed nothing, and what returned is done.

    Where the disk goes on refusing, what was noted cannot be taken back: then the next start finds it done whole.
    """
    before, after = states(name)
    for number in itertools.count(1, 1 if NIGHTLY else (1, 3)[lasting]):
        error = ERRORS[number % len(ERRORS)]
        house = begin()
        plan = (house.pools.calls.count + number, error)
        house.pools.calls.fail, house.pools.calls.fail_from = (None, plan) if lasting else (plan, None)
        raised = False
        try:
            OPERATIONS[name](house)
        except PenstockError as reason:
            assert reason.status in (403, 503, 507), reason
            raised = True
        reached = house.pools.calls.count >= plan[0]
        house.pools.calls.fail = house.pools.calls.fail_from = None
        wanted = ((before, after) if lasting else (before,)) if raised else (after,)
        what = (os.strerror(error), number, raised, house.pools.calls.log[-30:])
        house.kill()
        assert state_of(house.start()) in wanted, what
        assert left_over(house) == [], what
        if not reached:
            return
