"""The journal at every call to the disk: a crash, a power cut or an error leaves all of a set of moves, or nothing."""

import contextlib
import errno
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import define, field

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.adapters.testing.saving_house import Unforced
from penstock.core.errors import PenstockError
from penstock.core.files import Files
from penstock.plugins.datasets.journal import Journal

NAMES: Final = ("a.png", "a.txt", "a_notes.json")
MOST_CALLS: Final = 200
LOSSES: Final = {"kill": {}, "power": {"lose_bytes": True, "lose_entries": True}, "entries": {"lose_bytes": False}}


@define
class World:
    """A place to save into, with a journal whose disk may fail."""

    folder: Path
    calls: FaultyCalls = field(factory=lambda: FaultyCalls(real=Unforced()))
    journal: Journal = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.place.mkdir(parents=True)
        self.journal = Journal(self.folder / "journal", Files(self.calls))

    @property
    def place(self) -> Path:
        return self.folder / "place"

    @property
    def part(self) -> Path:
        return self.place / ".s.part"

    def save(self) -> None:
        """Stage three files and place them, as whoever saves does."""
        files = self.journal.files
        self.journal.staging(self.part)
        try:
            files.make_folder(self.part)
            moves = []
            for name in NAMES:
                with files.stage(self.part) as staged:
                    staged.write(name.encode() * 5)
                moves.append((staged.path, self.place / name))
            self.journal.place(moves)
        except OSError as error:
            raise PenstockError(str(error)) from error
        finally:
            self.journal.drop(self.part)

    def replace(self) -> None:
        """Put a new folder in the place of an old one, which is kept elsewhere."""
        files = self.journal.files
        self.journal.staging(self.part)
        try:
            files.make_folder(self.part)
            with files.stage(self.part) as staged:
                staged.write(b"new")
            files.place(staged.path, self.part / "new")
            self.journal.place([(self.place / "cats", self.place / "kept"), (self.part, self.place / "cats")])
        except OSError as error:
            raise PenstockError(str(error)) from error
        finally:
            self.journal.drop(self.part)

    def end_process(self) -> None:
        """The system lets go of the locks of a dead process."""
        for owned in self.journal._staged._own.values():
            owned.lock.release()
        self.journal = Journal(self.folder / "journal", Files())

    def names(self) -> list[str]:
        return sorted(path.name for path in self.place.iterdir())


def saved_or_not(world: World) -> bool:
    """Whether all is saved; that nothing is is asserted otherwise, and that nothing else lies there."""
    names = world.names()
    assert names in ([], sorted(NAMES)), names
    for name in names:
        assert (world.place / name).read_bytes() == name.encode() * 5
    assert not list((world.folder / "journal").glob("*.json"))
    return bool(names)


def replaced_or_not(world: World) -> bool:
    """Whether the folder is the new one; the old one is there or kept, whole."""
    names = world.names()
    assert names in (["cats"], ["cats", "kept"]), names
    done = names != ["cats"]
    assert (world.place / "cats" / ("new" if done else "old")).read_bytes() == (b"new" if done else b"old")
    assert not done or (world.place / "kept" / "old").read_bytes() == b"old"
    assert not list((world.folder / "journal").glob("*.json"))
    return done


def with_cats(world: World) -> World:
    """The world with an older export in it."""
    (world.place / "cats").mkdir()
    (world.place / "cats" / "old").write_bytes(b"old")
    return world


CASES: Final[dict[str, tuple[Callable[[World], World], Callable[[World], None], Callable[[World], bool]]]] = {
    "save": (lambda world: world, World.save, saved_or_not),
    "replace": (with_cats, World.replace, replaced_or_not),
}


def each_crash(tmp_path: Path, begun: Any, act: Any, **modes: Any) -> Iterator[tuple[World, bool]]:
    """A world after a crash at each call in turn, and whether the crash came after the last call that matters."""
    for number in range(1, MOST_CALLS):
        for mode in ("crash_before", "crash_after", "torn"):
            world = begun(World(tmp_path / f"{number}{mode}"))
            setattr(world.calls, mode, (number, 0.5) if mode == "torn" else number)
            with contextlib.suppress(Crash):
                act(world)
            if mode != "torn" or world.calls.dead:
                yield world, not world.calls.dead
        if number > world.calls.count:
            return
    raise AssertionError("more calls than a test should need")


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("case", CASES)
def test_a_crash_leaves_all_or_nothing(tmp_path: Path, case: str, loss: str) -> None:
    """Whoever dies at any call has saved all or nothing, once the next one has recovered; nothing is left over."""
    begun, act, check = CASES[case]
    outcomes = set()
    for world, finished in each_crash(tmp_path, begun, act):
        if LOSSES[loss]:
            world.calls.power_loss(**LOSSES[loss])
        world.end_process()
        world.journal.recover()
        done = check(world)
        assert done or not finished
        outcomes.add(done)
    assert outcomes == {True, False}


@pytest.mark.parametrize("case", CASES)
def test_a_crash_while_recovering_leaves_all_or_nothing(tmp_path: Path, case: str) -> None:
    """Whoever dies while it finishes what another one left does no harm either."""
    begun, act, check = CASES[case]
    world = begun(World(tmp_path / "count"))
    act(world)
    for number in range(1, world.calls.count + 1):
        for again in range(1, MOST_CALLS):
            world = begun(World(tmp_path / f"{number}-{again}"))
            world.calls.crash_after = number
            with contextlib.suppress(Crash):
                act(world)
            world.end_process()
            second = FaultyCalls(real=Unforced(), crash_after=again)
            with contextlib.suppress(Crash):
                Journal(world.folder / "journal", Files(second)).recover()
            world.journal.recover()
            check(world)
            if not second.dead:
                break


@pytest.mark.parametrize("kind", ["fail", "fail_from"])
@pytest.mark.parametrize("case", CASES)
def test_an_error_of_the_disk_leaves_all_or_nothing(tmp_path: Path, case: str, kind: str) -> None:
    """An error at any call, or at it and all after it, is told as one of ours; what is not told of is saved whole."""
    begun, act, check = CASES[case]
    for number in range(1, MOST_CALLS):
        world = begun(World(tmp_path / f"{number}"))
        setattr(world.calls, kind, (number, errno.EIO))
        failed = False
        try:
            act(world)
        except PenstockError:
            failed = True
        if number > world.calls.count:
            return
        world.calls.fail = world.calls.fail_from = None
        Journal(world.folder / "journal", Files()).recover()
        assert check(world) or failed


def test_one_error_while_placing_undoes_all_at_once(tmp_path: Path) -> None:
    """Where a rename fails once, nothing shows and nothing is left, without any recovery."""
    world = World(tmp_path / "count")
    world.save()
    for number in [place for place, call in enumerate(world.calls.log, 1) if call.startswith("rename_new")]:
        world = World(tmp_path / str(number))
        world.calls.fail = (number, errno.EIO)
        with pytest.raises(PenstockError):
            world.save()
        assert not saved_or_not(world)


def crashed_in_the_middle(tmp_path: Path) -> World:
    """A world whose process died when one of three files was moved."""
    world = World(tmp_path / "count")
    world.save()
    first = next(place for place, call in enumerate(world.calls.log, 1) if call.startswith("rename_new a.png"))
    world = World(tmp_path / "world")
    world.calls.crash_after = first
    with contextlib.suppress(Crash):
        world.save()
    assert "a.png" in world.names()
    world.end_process()
    return world


class HalfRenames(Unforced):
    """A rename to a new name is a link and an unlink: the second of these goes wrong for one name."""

    def __init__(self, name: str, error: BaseException) -> None:
        self.name = name
        self.error = error

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename; half of it for that name."""
        if target.name == self.name:
            target.hardlink_to(source)
            raise self.error
        super().rename_new(source, target)


@pytest.mark.parametrize("name", NAMES)
def test_a_crash_in_the_middle_of_a_rename_is_finished(tmp_path: Path, name: str) -> None:
    """Where one file has both names, the set is finished and the file has one."""
    world = World(tmp_path, FaultyCalls(real=HalfRenames(name, Crash())))
    world.part.mkdir()
    for each in NAMES:
        (world.part / each).write_bytes(each.encode() * 5)
    with pytest.raises(Crash):
        world.journal.place([(world.part / each, world.place / each) for each in NAMES])
    Journal(world.folder / "journal", Files()).recover()
    assert list(world.part.iterdir()) == []
    world.part.rmdir()
    assert saved_or_not(world)


@pytest.mark.parametrize("name", NAMES)
def test_an_error_in_the_middle_of_a_rename_is_undone(tmp_path: Path, name: str) -> None:
    """Where the second half of a rename fails, the first half does not stay either."""
    world = World(tmp_path, FaultyCalls(real=HalfRenames(name, OSError(errno.EIO, "no"))))
    with pytest.raises(PenstockError):
        world.save()
    assert not saved_or_not(world)


def test_a_crash_in_the_middle_of_a_rename_is_undone_where_a_name_is_taken(tmp_path: Path) -> None:
    """A set that is given up leaves no file that has both names."""
    world = World(tmp_path, FaultyCalls(real=HalfRenames("a.txt", Crash())))
    world.journal.staging(world.part)
    world.part.mkdir()
    for each in NAMES:
        (world.part / each).touch()
    with pytest.raises(Crash):
        world.journal.place([(world.part / each, world.place / each) for each in NAMES])
    world.end_process()
    (world.place / "a_notes.json").write_text("mine")
    world.journal.recover()
    assert world.names() == ["a_notes.json"]


def test_a_folder_that_somebody_removed_gives_the_set_up(tmp_path: Path) -> None:
    """Where the folder that the rest was to go to is gone, nothing of the set is left, and no note."""
    world = World(tmp_path, FaultyCalls(real=HalfRenames("b.txt", Crash())))
    (world.place / "gone").mkdir()
    world.journal.staging(world.part)
    world.part.mkdir()
    for name in ("a.txt", "b.txt"):
        (world.part / name).touch()
    with pytest.raises(Crash):
        world.journal.place(
            [(world.part / "a.txt", world.place / "a.txt"), (world.part / "b.txt", world.place / "gone" / "b.txt")]
        )
    world.end_process()
    shutil.rmtree(world.place / "gone")
    world.journal.recover()
    assert world.names() == []
    assert not list((world.folder / "journal").glob("*.json"))


def test_a_name_taken_meanwhile_gives_the_set_up(tmp_path: Path) -> None:
    """Where somebody took a name after the crash, that file stays and nothing of the set is left."""
    world = crashed_in_the_middle(tmp_path)
    (world.place / "a.txt").write_text("mine")
    world.journal.recover()
    assert world.names() == ["a.txt"]
    assert (world.place / "a.txt").read_text() == "mine"
    assert not list((world.folder / "journal").glob("*.json"))


def test_what_has_a_name_by_now_and_is_not_ours_is_never_taken_back(tmp_path: Path) -> None:
    """A set that is given up takes back only its own files."""
    world = crashed_in_the_middle(tmp_path)
    (world.place / "a.png").unlink()
    (world.place / "a.png").write_text("mine, too")
    (world.place / "a.txt").write_text("mine")
    world.journal.recover()
    assert world.names() == ["a.png", "a.txt"]
    assert (world.place / "a.png").read_text() == "mine, too"


def test_what_was_deleted_after_a_crash_stays_deleted(tmp_path: Path) -> None:
    """A set that was moved whole before the crash is not touched again: files of it may be gone by now."""
    world = World(tmp_path / "count")
    world.save()
    last = max(place for place, call in enumerate(world.calls.log, 1) if call.startswith("rename_new"))
    world = World(tmp_path / "world")
    world.calls.crash_after = last
    with contextlib.suppress(Crash):
        world.save()
    world.end_process()
    (world.place / "a.txt").unlink()
    world.journal.recover()
    assert world.names() == ["a.png", "a_notes.json"]


def test_a_disk_that_is_away_is_waited_for(tmp_path: Path) -> None:
    """Where the folder is not there now the note stays, and is finished when it is back."""
    world = crashed_in_the_middle(tmp_path)
    world.place.rename(tmp_path / "away")
    world.journal.recover()
    assert list((world.folder / "journal").glob("*.moves.json"))
    (tmp_path / "away").rename(world.place)
    world.journal.recover()
    assert saved_or_not(world)


def test_the_next_who_saves_finishes_first(tmp_path: Path) -> None:
    """A save after a crash finds the names of the finished set taken: it overwrites nothing of it."""
    world = crashed_in_the_middle(tmp_path)
    other = world.place / ".t.part"
    other.write_text("mine")
    with pytest.raises(PenstockError):
        world.journal.place([(other, world.place / "a.txt")])
    assert (world.place / "a.txt").read_bytes() == b"a.txt" * 5


def test_what_was_placed_is_durable(tmp_path: Path) -> None:
    """When `place` has returned, a power cut takes nothing away."""
    world = World(tmp_path / "world")
    world.part.mkdir()
    for name in NAMES:
        (world.part / name).write_bytes(name.encode() * 5)
    world.journal.place([(world.part / name, world.place / name) for name in NAMES])
    world.calls.power_loss()
    world.journal.recover()
    assert world.names() == [".s.part", *sorted(NAMES)]


def test_what_is_staged_is_durable_before_the_note(tmp_path: Path) -> None:
    """The folders of what is moved are forced to the disk before anything promises that it happens."""
    world = World(tmp_path / "world")
    world.save()
    log = world.calls.log
    noted = next(place for place, call in enumerate(log) if call.startswith("replace") and "moves" in call)
    last_staged = max(place for place, call in enumerate(log) if call.startswith("create") and place < noted - 5)
    assert any(call.startswith("sync_folder .s.part") for call in log[last_staged:noted])
