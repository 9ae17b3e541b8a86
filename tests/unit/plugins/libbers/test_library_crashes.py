"""A crash, a power cut, an error of the disk at every call of every operation: all or nothing, never a lost library."""

import errno
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from penstock.adapters.testing.file_faults import ERRORS, Crash
from penstock.adapters.testing.library_house import LibraryHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import PenstockError

MEMORY = Path("/dev/shm")
NEW = Libber(libs={"a": "new"})
CATS = Libber(libs={"a": "x" * 50, "b": "ä"})


def revision(house: LibraryHouse, name: str) -> str:
    return house.libraries.get(name).revision


OPERATIONS: dict[str, Callable[[LibraryHouse], object]] = {
    "create": lambda house: house.libraries.save("New", NEW, None),
    "save": lambda house: house.libraries.save("Cats", NEW, revision(house, "Cats")),
    "save what another wrote": lambda house: house.libraries.save("Theirs", NEW, revision(house, "Theirs")),
    "read what another wrote": lambda house: house.libraries.get("Theirs"),
    "rename": lambda house: house.libraries.rename("Cats", "Katzen"),
    "delete": lambda house: house.libraries.delete("Cats"),
    "restore": lambda house: house.libraries.restore(house.libraries.deleted()[0].id),
    "mend": lambda house: house.libraries.get("Bad"),
    "expire": lambda house: house.libraries.expire(),
}


def prepare(folder: Path) -> None:
    house = LibraryHouse(folder)
    for name in ("Cats", "Bad", "Gone"):
        house.libraries.save(name, CATS, None)
    house.libraries.delete("Gone")
    house.put("Theirs.json", {"lib_dict": {"My Key": "t"}, "more": 1})
    house.put("Bad.json", (house.files / "Bad.json").read_bytes()[:20])
    house.put("0123456789abcdef.Cats.json.part", b"{")


State = tuple[dict[str, Libber], list[str]]


def state_of(house: LibraryHouse) -> State:
    """Every library by its name, and what is in the trash; reading mends."""
    found = {name: house.libraries.get(name).libber for name in house.libraries.names()}
    return found, [one.name for one in house.libraries.deleted()]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Libraries of ours and of others, one damaged, one deleted, made once."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(folder)
    return folder


@pytest.fixture
def begin(prepared: Path, tmp_path: Path) -> Iterator[Callable[[], LibraryHouse]]:
    """`begin()`: a house on a fresh copy of the prepared folder, in memory where there is some."""
    home = MEMORY / f"penstock-{os.getpid()}-{tmp_path.name}" if os.access(MEMORY, os.W_OK) else tmp_path
    numbers = itertools.count()

    def start() -> LibraryHouse:
        folder = home / str(next(numbers))
        shutil.copytree(prepared, folder)
        return LibraryHouse(folder)

    yield start
    shutil.rmtree(home)


def ends(begin: Callable[[], LibraryHouse], name: str) -> tuple[State, State]:
    """The state before an operation and the state after it."""
    before = state_of(begin())
    house = begin()
    OPERATIONS[name](house)
    return before, state_of(house)


def is_between(found: State, before: State, after: State) -> bool:
    """Whether a move was cut short between its two names: what moved is under both, and nothing is gone."""
    libraries, trash = found
    there = set(libraries) | set(trash)
    both = {**before[0], **after[0]}
    all_there = set(before[0]) | set(before[1]) <= there or set(after[0]) | set(after[1]) <= there
    return libraries in (before[0], after[0], both) and all_there and len(trash) <= 2


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", ["process", "power"])
def test_a_crash_at_every_call_leaves_all_or_nothing(name: str, mode: str, begin: Callable[[], LibraryHouse]) -> None:
    """At the next start every library is as before or as after, never gone and never empty; what returned is there."""
    before, after = ends(begin, name)
    moves = name in ("rename", "delete", "restore")
    for number in itertools.count(1):
        house = begin()
        house.calls.crash_before = number
        returned = False
        try:
            OPERATIONS[name](house)
            returned = True
        except Crash:
            assert house.calls.dead
        log = house.calls.log
        following = house.kill(power=mode == "power")
        found = state_of(following)
        if returned:
            assert found == after
            return
        assert found in (before, after) or (moves and is_between(found, before, after)), (number, log)
        following.libraries.expire()
        assert not list(following.folder.rglob("*.part")), (number, log)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_an_error_at_every_call_changes_nothing(name: str, begin: Callable[[], LibraryHouse], *, lasting: bool) -> None:
    """What raised changed nothing, and what returned is done; a disk that goes on refusing loses nothing."""
    before, after = ends(begin, name)
    for number in itertools.count(1):
        house = begin()
        plan = (number, (errno.ENOSPC, errno.EIO, *ERRORS)[number % (2 + len(ERRORS))])
        house.calls.fail, house.calls.fail_from = (None, plan) if lasting else (plan, None)
        try:
            OPERATIONS[name](house)
            raised = False
        except PenstockError as error:
            assert 400 <= error.status < 600 and error.status != 500
            raised = True
        reached = house.calls.count >= number
        house.calls.fail = house.calls.fail_from = None
        found = state_of(house)
        wanted = (before,) if raised else (before, after) if name == "mend" else (after,)
        between = lasting and raised and is_between(found, before, after)
        assert found in wanted or between, (os.strerror(plan[1]), number, raised, house.calls.log)
        if not reached:
            return
