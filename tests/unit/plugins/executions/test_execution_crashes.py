"""A crash, a power cut, an error of the disk at every call of every operation: nothing is overwritten, nothing lost."""

import errno
import itertools
import os
import shutil
from collections.abc import Callable

import pytest
from attrs import define

from penstock.adapters.testing.execution_house import ExecutionHouse, picture
from penstock.adapters.testing.file_faults import ERRORS, Crash
from penstock.core.contracts.executions import Execution, ExecutionKey
from penstock.core.errors import PenstockError
from penstock.plugins.executions.saving import UNFINISHED

MINE = ExecutionKey("tale", "j", "mine")
OLD = {"000_a_00.png": b"old a", "000_a_01.png": b"old b"}
OPERATIONS: dict[str, Callable[[ExecutionHouse], object]] = {
    "start": lambda house: house.begin(["A"], job="j"),
    "start with an id": lambda house: house.begin(["A"], job="j", exec_id="given"),
    "continue": lambda house: house.begin(["A", "B", "C"], job="j", exec_id="mine"),
    "finish what a crash left": lambda house: house.begin(["A"], job="j", exec_id="left"),
    "save": lambda house: house.save(mine(house), 1, b"one", b"two", b"three"),
    "save the rest": lambda house: house.save(mine(house), 0, b"x", b"y", b"third", variants=3),
    "want": lambda house: house.executions.want(MINE, 2),
    "finish": lambda house: (house.executions.want(MINE, 1), house.save(mine(house), 1, b"one", variants=1)),
    "pick": lambda house: house.executions.pick(MINE, 0, "000_a_01.png"),
    "delete pictures": lambda house: house.executions.delete_images(MINE, list(OLD)),
    "delete": lambda house: house.executions.delete(MINE),
}


def mine(house: ExecutionHouse) -> Execution:
    """The execution that was there before."""
    return house.executions.get(MINE)


Begin = Callable[[], ExecutionHouse]


@pytest.fixture
def begin(houses: Callable[[], ExecutionHouse]) -> Begin:
    """`begin()`: a house with an execution of two pictures, and a folder that a crash left."""
    first = houses()
    found = first.begin(["A", "B"], job="j", exec_id="mine")
    first.save(found, 0, *OLD.values())
    (first.root / "tale/jobs/j/executions/left/input").mkdir(parents=True)
    numbers = itertools.count()

    def copied() -> ExecutionHouse:
        folder = first.folder.with_name(f"{first.folder.name}-{next(numbers)}")
        shutil.copytree(first.folder, folder)
        return ExecutionHouse(folder)

    return copied


@define
class Found:
    """What is there: ids with how they are, pictures, and the trash."""

    executions: dict[str, tuple[int, int, object, bool]]
    pictures: dict[str, bytes]
    trash: list[tuple[str, ...]]


def state_of(house: ExecutionHouse) -> Found:
    """As another process finds it."""
    other = house.another()
    listed = other.executions.list()
    pictures = {path.name: path.read_bytes() for path in sorted(house.root.rglob("images/*.png"))}
    for path in sorted((house.folder / "user").rglob("*.png")):
        if "source" not in path.name:
            pictures[path.name] = path.read_bytes()
    return Found(
        {
            one.key.exec_id if "_" not in one.key.exec_id else "minted": (
                len(one.scenes),
                one.variants,
                dict(one.picks),
                one.finished is not None,
            )
            for one in listed
        },
        pictures,
        [one.names for one in other.executions.deleted()],
    )


def folders(house: ExecutionHouse) -> set[str]:
    """What lies among the executions."""
    return {path.name for path in (house.root / "tale/jobs/j/executions").iterdir()}


def check_whole(house: ExecutionHouse) -> None:
    """Every execution that is listed has its source whole, and can be told; every picture is one that was given.

    What a process left half written is not among the pictures.
    """
    assert [path.name for path in house.root.rglob("images/*") if path.suffix != ".png"] == []
    for one in house.another().executions.list():
        assert not one.problems
        source = house.another().executions.store.source(one.key)
        assert source.read_bytes() == f"png {picture()[0].shape}".encode()
    for name, data in state_of(house).pictures.items():
        assert data == OLD.get(name, data)
        assert data in (*OLD.values(), b"one", b"two", b"three", b"third"), (name, data)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", ["process", "power"])
def test_a_crash_at_every_call_loses_nothing(name: str, mode: str, begin: Begin) -> None:
    """Old pictures are as they were, new ones are whole or not there, and the same can be done again."""
    done = begin()
    OPERATIONS[name](done)
    after = state_of(done)
    for number in itertools.count(1):
        house = begin()
        house.calls.crash_before = number
        try:
            OPERATIONS[name](house)
        except Crash:
            if mode == "power":
                house.calls.power_loss()
        else:
            assert state_of(house) == after
            return
        check_whole(house)
        found = state_of(house)
        assert OLD.items() <= found.pictures.items(), (number, house.calls.log)
        gone = name == "delete" and "mine" not in found.executions
        if not gone and name not in ("delete pictures", "save", "start"):
            again = house.another()
            OPERATIONS[name](again)
            assert state_of(again).pictures == after.pictures
            assert state_of(again).executions == after.executions


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_an_error_at_every_call_changes_nothing(name: str, begin: Begin, *, lasting: bool) -> None:
    """What raised changed nothing, and is an error that says so; what returned is done."""
    before = state_of(begin())
    done = begin()
    OPERATIONS[name](done)
    after = state_of(done)
    for number in itertools.count(1):
        house = begin()
        plan = (number, (errno.ENOSPC, errno.EIO, *ERRORS)[number % (2 + len(ERRORS))])
        house.calls.fail, house.calls.fail_from = (None, plan) if lasting else (plan, None)
        raised = False
        try:
            OPERATIONS[name](house)
        except PenstockError as error:
            assert 400 <= error.status < 600 and error.status != 500
            raised = True
        reached = house.calls.count >= number
        house.calls.fail = house.calls.fail_from = None
        house.executions.look()
        check_whole(house)
        found = state_of(house)
        if not raised:
            assert found == after, (os.strerror(plan[1]), house.calls.log)
        elif not lasting and name != "finish":
            assert found == before, (os.strerror(plan[1]), number, house.calls.log)
            assert folders(house) == {"left", "mine"}
        else:
            assert OLD.items() <= found.pictures.items()
        if not reached:
            return


def test_what_a_process_left_goes_after_an_hour(begin: Begin) -> None:
    """An execution that goes on removes half-written pictures of processes that died long ago, and no others."""
    house = begin()
    folder = mine(house).folder
    old, young = folder / f"old{UNFINISHED}", folder / f"young{UNFINISHED}"
    now = house.clock.wall_ms() / 1000
    for path, age in ((old, 3_700), (young, 60)):
        path.write_bytes(b"half")
        os.utime(path, (now - age, now - age))
    OPERATIONS["continue"](house)
    assert (old.exists(), young.exists()) == (False, True)
