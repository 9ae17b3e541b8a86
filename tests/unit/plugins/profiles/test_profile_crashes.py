"""A crash, a power cut, an error of the disk at every call of every operation: what was acknowledged is there."""

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import frozen

from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import PenstockError

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES) if NIGHTLY else (errno.ENOSPC, errno.EIO)


@frozen
class Prepared:
    """Two profiles, one of them empty, one in the trash, a node's own pool, a zip file, all in `folder`."""

    folder: Path
    cats: str
    empty: str
    trash: str
    archive: Path


Step = Callable[[ProfileHouse, Prepared], object]

OPERATIONS: dict[str, Step] = {
    "create": lambda house, _: house.profiles.create("New"),
    "adopt": lambda house, _: house.profiles.create("Mine", "mine"),
    "adopt a pool that is not there": lambda house, _: house.profiles.create("Mine", "other"),
    "rename": lambda house, made: house.profiles.rename(made.cats, "Katzen"),
    "delete": lambda house, made: house.profiles.delete(made.cats),
    "restore": lambda house, made: house.profiles.restore(made.trash),
    "duplicate": lambda house, made: house.profiles.duplicate(made.cats),
    "seed": lambda house, made: house.profiles.seed(made.empty, "mine"),
    "import": lambda house, made: house.profiles.import_zip(made.archive, "x.zip"),
    "export": lambda house, made: house.profiles.export(made.cats),
    "delete the pool": lambda house, made: (house.pools.delete(made.cats), house.events.deliver()),
    "restore the pool": lambda house, made: (house.pools.undelete(made.trash), house.events.deliver()),
}

State = tuple[frozenset[object], frozenset[object], frozenset[str]]


def contents(house: ProfileHouse, pool_id: str) -> tuple[object, ...]:
    """Position of the selection, then label and bytes of each image."""
    page = house.store.page(pool_id, 0, 1000)
    images = [(slot.label, house.store.image_path(pool_id, slot.id).read_bytes()) for slot in page.slots]
    return (page.pool.position, *images)


def state_of(house: ProfileHouse) -> State:
    """The profiles with what is in them, the names in the trash, the pools without a name."""
    profiles = house.profiles.list()
    listed = frozenset((one.name, contents(house, one.id)) for one in profiles)
    deleted = frozenset(one.profile.name for one in house.profiles.deleted())
    plain = frozenset(pool.id for pool in house.store.pools()) - {one.id for one in profiles}
    assert len(listed) == len(profiles)
    return listed, deleted, plain


def unfinished(house: ProfileHouse) -> list[Path]:
    """What a crash left half written where nobody would ever remove it; staged files are swept in their time."""
    folders = (house.root, house.paths.private / "profiles", *(house.root / one.id for one in house.profiles.list()))
    return [path for folder in folders for path in folder.iterdir() if path.name.endswith(".part")]


def prepare(folder: Path) -> Prepared:
    house = ProfileHouse(folder).start()
    cats = house.profiles.create("Cats")
    slots = house.fill(cats.id, "a", "b")
    house.pools.select(cats.id, slots[1])
    empty = house.profiles.create("Empty")
    gone = house.profiles.create("Gone")
    house.fill(gone.id, "c")
    house.fill("mine", "d", "e", "f")
    archive = folder / "cats.zip"
    shutil.copy(house.profiles.export(cats.id).path, archive)
    trash = house.profiles.delete(gone.id)
    house.close()
    return Prepared(folder, cats.id, empty.id, trash, archive)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The folder that every case begins with, made once."""
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def begin(prepared: Prepared, quick_folder: Path) -> Iterator[Callable[[], ProfileHouse]]:
    """`begin()`: a house on a fresh copy of the prepared folder; the one before it is dropped."""
    made: list[ProfileHouse] = []

    def drop() -> None:
        for house in made:
            house.calls.dead = house.database.dead = False
            house.close()
            shutil.rmtree(house.folder)
        made.clear()

    def start() -> ProfileHouse:
        drop()
        folder = quick_folder / "house"
        shutil.copytree(prepared.folder, folder)
        made.append(ProfileHouse(folder).start())
        return made[0]

    yield start
    drop()


@pytest.fixture
def allowed(begin: Callable[[], ProfileHouse], prepared: Prepared) -> Callable[[str], tuple[State, State]]:
    """`allowed(operation)`: the state before it and the state after it."""

    def states(name: str) -> tuple[State, State]:
        house = begin()
        before = state_of(house)
        OPERATIONS[name](house, prepared)
        return before, state_of(house)

    return states


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_at_every_call_leaves_all_or_nothing(
    name: str, begin: Callable[[], ProfileHouse], prepared: Prepared, allowed: Callable[[str], tuple[State, State]]
) -> None:
    """Whenever the process or the power goes: at the next start it is as before or as after, what returned is there."""
    before, after = allowed(name)
    for number in itertools.count(1):
        for mode in ("process", "power", "after") if NIGHTLY else (("process", "power")[number % 2],):
            house = begin()
            fault = "crash_after" if mode == "after" else "crash_before"
            setattr(house.calls, fault, house.calls.count + number)
            returned = False
            with contextlib.suppress(Crash):
                OPERATIONS[name](house, prepared)
                returned = True
            crashed, log = house.calls.dead, house.calls.log[-number:]
            house.kill(lose_bytes=mode == "power", lose_entries=mode == "power")
            found = state_of(house.start())
            assert found == after if returned else found in (before, after), (mode, number, log)
            assert not unfinished(house), (mode, number, log)
        if not crashed:
            return


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
def test_an_error_at_every_call_changes_nothing(
    name: str,
    lasting: bool,
    begin: Callable[[], ProfileHouse],
    prepared: Prepared,
    allowed: Callable[[str], tuple[State, State]],
) -> None:
    """What raised changed nothing, and what returned is done; after the next start too.

    Where the disk goes on refusing, what was done cannot be taken back: then the next start finds it done whole.
    """
    before, after = allowed(name)
    for number in itertools.count(1, 1 if NIGHTLY else (2, 5)[lasting]):
        error = ERRORS[number % len(ERRORS)]
        house = begin()
        plan = (house.calls.count + number, error)
        house.calls.fail, house.calls.fail_from = (None, plan) if lasting else (plan, None)
        raised = False
        try:
            OPERATIONS[name](house, prepared)
        except PenstockError as reason:
            assert reason.status < 600
            raised = True
        reached = house.calls.count >= plan[0]
        house.calls.fail = house.calls.fail_from = None
        wanted = ((before, after) if lasting else (before,)) if raised else (after,)
        what = (os.strerror(error), number, raised, house.calls.log[-40:])
        house.events.follow()
        assert state_of(house) in wanted or (lasting and raised), what
        house.kill()
        assert state_of(house.start()) in wanted, what
        if not reached:
            return
