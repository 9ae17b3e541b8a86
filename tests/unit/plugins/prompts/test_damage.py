"""Damaged files, crashes and disks that refuse: never an empty collection, never a half change."""

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.file_faults import Crash
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.errors import Busy, DiskFull, Invalid, PenstockError
from penstock.core.files import SystemCalls
from penstock.plugins.prompts.collection import add

from .conftest import PromptHouse

CATS = PromptCollection(prompts={"cat": Prompt(value="a cat")})
V1 = b'{"girl_pos": "G", "n": 1}'


def test_a_damaged_file_is_replaced_by_its_last_good_copy(house: PromptHouse) -> None:
    """It is kept beside, and people are told."""
    saved = house.files.save("cats", CATS, None)
    house.put('{"prompts": {')
    found = house.again().files.read("cats")
    assert found.collection == CATS
    assert found.revision == saved.revision
    assert "prompts.json.corrupt-" in found.problems[0]
    assert [path.read_bytes() for path in house.beside("*.corrupt-*")] == [b'{"prompts": {']
    assert house.files.read("cats") == saved


def test_what_was_mended_is_told_until_the_next_save(house: PromptHouse) -> None:
    """To everybody who asks, not only to whoever came upon it."""
    house.files.save("cats", CATS, None)
    house.put("{")
    for _ in range(3):
        found = house.files.read("cats")
        assert "prompts.json.corrupt-" in found.problems[0] and len(found.problems) == 1
    made = house.files.save("cats", add(CATS, "dog", Prompt(value="a dog")), found.revision)
    assert house.files.read("cats") == made and made.problems == ()


def test_what_another_program_wrote_is_the_last_good_copy(house: PromptHouse) -> None:
    """Once it was read."""
    house.files.save("cats", CATS, None)
    house.put(V1)
    seen = house.files.read("cats")
    house.put(b"")
    found = house.files.read("cats")
    assert found.migrated
    assert found.collection == seen.collection
    assert house.path().read_bytes() == V1


def test_a_damaged_file_without_a_copy_is_an_error(house: PromptHouse) -> None:
    """It names the file, which stays as it is; a save does not write over it."""
    path = house.put('{"prompts": {')
    for call in (lambda: house.files.read("cats"), lambda: house.files.save("cats", CATS, None)):
        with pytest.raises(Invalid, match=r"prompts\.json of cats is damaged"):
            call()
    assert path.read_bytes() == b'{"prompts": {'
    assert house.beside("*") == [path]


def test_a_damaged_copy_is_no_copy(house: PromptHouse) -> None:
    """Two damaged files make no good one."""
    house.files.save("cats", CATS, None)
    (house.folder / "private" / "cats" / "prompts.json").write_bytes(b"{")
    house.put("{")
    with pytest.raises(Invalid):
        house.files.read("cats")


def test_a_file_that_is_being_written_is_not_damaged(house: PromptHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other programs write in place: it is looked at twice."""
    house.files.save("cats", CATS, None)
    house.put('{"prompts": {"new"')
    monkeypatch.setattr(house.files._files, "pause", lambda _: house.put('{"prompts": {"new": "N"}}'))
    assert house.files.read("cats").collection.prompts["new"].value == "N"
    assert not house.beside("*.corrupt-*")


class FullDisk(SystemCalls):
    """Takes no byte more."""

    def create(self, path: Path) -> int:
        raise OSError(errno.ENOSPC, "no room", str(path))


def test_a_damaged_file_on_a_full_disk_is_read_and_not_touched(house: PromptHouse) -> None:
    """The last good copy is shown; the damaged bytes stay until there is room to keep them."""
    saved = house.files.save("cats", CATS, None)
    house.put("{")
    house.calls.real = FullDisk()
    found = house.files.read("cats")
    assert found.collection == CATS
    assert "could not be mended yet" in found.problems[0]
    with pytest.raises(DiskFull):
        house.files.save("cats", CATS, saved.revision)
    assert house.path().read_bytes() == b"{"
    house.calls.real = SystemCalls()
    assert house.files.save("cats", add(CATS, "x", Prompt()), found.revision).collection.prompts["x"] == Prompt()


State = tuple[PromptCollection, bool, frozenset[bytes]]


def state_of(house: PromptHouse) -> State:
    """What is read, whether it is of version 1, the version 1 files that are kept."""
    document = house.again().files.read("cats")
    kept = frozenset(path.read_bytes() for path in house.beside("*.v1.backup*"))
    return document.collection, document.migrated, kept


def change(house: PromptHouse) -> None:
    seen = house.files.read("cats")
    house.files.save("cats", add(seen.collection, "new", Prompt(value="N")), seen.revision)


def begin_empty(house: PromptHouse) -> None:
    house.path().parent.mkdir(parents=True)


def begin_v1(house: PromptHouse) -> None:
    house.put(V1)


def begin_v2(house: PromptHouse) -> None:
    house.again().files.save("cats", CATS, None)


def begin_migrated(house: PromptHouse) -> None:
    begin_v1(house)
    change(house.again())


def begin_damaged(house: PromptHouse) -> None:
    begin_v2(house)
    house.put("{")


CASES: dict[str, tuple[Callable[[PromptHouse], None], Callable[[PromptHouse], object]]] = {
    "first save": (begin_empty, change),
    "save": (begin_v2, change),
    "migration": (begin_v1, change),
    "restore": (begin_migrated, lambda house: house.files.restore_v1("cats")),
    "mending": (begin_damaged, lambda house: house.files.read("cats")),
}


@pytest.fixture
def begun(houses: Callable[[], PromptHouse]) -> Callable[[str], PromptHouse]:
    """`begun(case)`: a house in the state that the case begins with; the one before it is removed."""
    made: list[PromptHouse] = []

    def start(name: str) -> PromptHouse:
        for house in made:
            shutil.rmtree(house.folder)
        made[:] = [houses()]
        CASES[name][0](made[0])
        return made[0]

    return start


def before_and_after(begun: Callable[[str], PromptHouse], name: str) -> tuple[State, State]:
    """What is read before a case, and after it."""
    before = state_of(begun(name))
    house = begun(name)
    CASES[name][1](house)
    return before, state_of(house)


def may_be(state: State, before: State, after: State) -> bool:
    """Whole, one or the other; a backup may be there already while the old file still is."""
    return state in (before, after) or (state[:2] == before[:2] and state[2] == after[2])


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("mode", ["before", "after", "power"])
def test_a_crash_at_every_call_leaves_all_or_nothing(begun: Callable[[str], PromptHouse], name: str, mode: str) -> None:
    """As before or as after, what returned is there, nothing half written stays, and the work can be done again."""
    before, after = before_and_after(begun, name)
    for number in itertools.count(1):
        house = begun(name)
        setattr(house.calls, "crash_after" if mode == "after" else "crash_before", number)
        returned = False
        with contextlib.suppress(Crash):
            CASES[name][1](house)
            returned = True
        crashed = house.calls.dead
        if mode == "power":
            house.calls.power_loss()
        state = state_of(house)
        assert state == after if returned else may_be(state, before, after), (number, house.calls.log)
        again = house.again()
        if state[0] != after[0] or state[1] != after[1]:
            CASES[name][1](again)
        assert state_of(house) == after
        seen = again.files.read("cats")
        again.files.save("cats", seen.collection, seen.revision)
        assert not list(house.folder.rglob("*.part"))
        if not crashed:
            return


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_an_error_at_every_call_changes_nothing(
    begun: Callable[[str], PromptHouse], name: str, lasting: bool, error: int
) -> None:
    """What raised changed nothing, and what returned is done; where the disk goes on refusing, it is one of both."""
    before, after = before_and_after(begun, name)
    for number in itertools.count(1):
        house = begun(name)
        plan = (number, error)
        house.calls.fail, house.calls.fail_from = (None, plan) if lasting else (plan, None)
        raised = False
        try:
            CASES[name][1](house)
        except PenstockError as reason:
            assert 400 <= reason.status < 600
            raised = True
        state = state_of(house)
        if raised and not lasting:
            assert state[:2] == before[:2], (number, house.calls.log)
        assert may_be(state, before, after) if raised else state == after, (number, house.calls.log)
        if house.calls.count < number:
            return


def test_a_file_that_somebody_writes_slowly_is_left_to_its_writer(house: PromptHouse) -> None:
    """Its last good copy is answered meanwhile; what is written at the end is there, and nothing is set aside."""
    house.files.save("cats", CATS, None)
    path = house.path()
    with path.open("w") as slow:
        os.utime(path, ns=(0, house.clock.wall_ms() * 1_000_000))
        found = house.again().files.read("cats")
        assert found.collection == CATS
        assert "could not be mended yet" in found.problems[0]
        with pytest.raises(Busy):
            house.files.save("cats", CATS, found.revision)
        slow.write('{"prompts": {"dog": "a dog"}}')
    assert set(house.files.read("cats").collection.prompts) == {"dog"}
    assert house.beside("*.corrupt-*") == []


def test_a_file_that_its_writer_has_left_damaged_is_mended_later(house: PromptHouse) -> None:
    """Ten seconds without a change are enough."""
    house.files.save("cats", CATS, None)
    path = house.put("{")
    os.utime(path, ns=(0, (house.clock.wall_ms() - 10_000) * 1_000_000))
    assert "prompts.json.corrupt-" in house.files.read("cats").problems[0]


@pytest.mark.parametrize("kind", ["a link", "a folder", "a pipe", "in a file"])
def test_what_is_no_plain_file_is_said_to_be_none(house: PromptHouse, kind: str) -> None:
    """It is the caller's to put right, so no error of the disk that may pass."""
    path = house.path()
    path.parent.parent.mkdir(parents=True)
    if kind == "in a file":
        path.parent.write_text("a file")
    else:
        path.parent.mkdir()
        make = {"a link": lambda: path.symlink_to("other"), "a folder": path.mkdir, "a pipe": lambda: os.mkfifo(path)}
        make[kind]()
    for call in (lambda: house.files.read("cats"), lambda: house.files.save("cats", CATS, None)):
        with pytest.raises(Invalid, match=r"no plain file|no folder for prompts"):
            call()
