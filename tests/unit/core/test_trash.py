"""The trash: one rename in, one rename out, nothing written over, nothing lost."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.adapters.testing.library_house import TrashElsewhere
from penstock.core.errors import BadName, Conflict, DiskFull, NotFound
from penstock.core.files import FileCalls, Files
from penstock.core.names import is_path_name
from penstock.core.trash import DAYS, Trash

MONTH = DAYS * 24 * 3600


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Trash]:
    """Open the trash of a folder, as one process after another may."""
    clock, ids = FakeClock(), CountingIds()

    def make(calls: FileCalls | None = None) -> Trash:
        files = Files(patience=0.0) if calls is None else Files(calls, patience=0.0)
        return Trash(tmp_path / "trash", tmp_path / "things" / ".trash", files, clock, ids)

    return make


@pytest.fixture
def things(tmp_path: Path) -> Path:
    """A folder with three files and a folder in it."""
    folder = tmp_path / "things"
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "x.txt").write_bytes(b"deep")
    for name in ("a.png", "b.png", "c d_mask_bkgd.png"):
        (folder / name).write_bytes(name.encode())
    return folder


def everything(folder: Path) -> dict[str, bytes]:
    """What is in a folder, its own trash aside."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not name.startswith(".trash")}


@pytest.mark.parametrize("elsewhere", [False, True], ids=["", "the trash is on another disk"])
@pytest.mark.parametrize("name", ["deep", "a.png"])
def test_what_was_deleted_comes_back(opened: Any, things: Path, name: str, *, elsewhere: bool) -> None:
    """A folder or a file, with all its bytes, once, after a restart too."""
    trash, before = opened(TrashElsewhere() if elsewhere else None), everything(things)
    put = trash.put(things / name, "scenes", "My scene.v2")
    assert (put.note, put.kind, put.several) == (("My scene.v2",), "scenes", False)
    assert not (things / name).exists()
    found = opened().find(put.id, "scenes")
    assert found == put and opened().deleted("scenes") == (put,)
    opened().restore(found, things / name)
    assert everything(things) == before and trash.deleted("scenes") == ()
    for again in (lambda: trash.find(put.id, "scenes"), lambda: trash.restore(put, things / "other")):
        with pytest.raises(NotFound):
            again()


@pytest.mark.parametrize("elsewhere", [False, True], ids=["", "the trash is on another disk"])
def test_several_files_go_and_come_back_together(opened: Any, things: Path, *, elsewhere: bool) -> None:
    """Each under its own name; the note says where they were, in order."""
    trash, before = opened(TrashElsewhere() if elsewhere else None), everything(things)
    names = ("a.png", "c d_mask_bkgd.png")
    put = trash.put_all([things / name for name in names], "images", "story", "job-1", "20260101_000000_abc123")
    assert put.names == names and put.note == ("story", "job-1", "20260101_000000_abc123")
    assert sorted(everything(things)) == ["b.png", "deep/er/x.txt"]
    trash.restore(trash.find(put.id, "images"), things)
    assert everything(things) == before and trash.deleted("images") == ()
    assert not put.path.exists()


@pytest.mark.parametrize("elsewhere", [False, True], ids=["", "the trash is on another disk"])
def test_what_is_about_to_be_replaced_is_kept(opened: Any, things: Path, *, elsewhere: bool) -> None:
    """The file stays where it is; its bytes come back once its name is free, or are forgotten."""
    trash, before = opened(TrashElsewhere() if elsewhere else None), everything(things)
    kept, other = (trash.keep(things / "a.png", "images", "s") for _ in range(2))
    assert everything(things) == before and kept.names == ("a.png",)
    with pytest.raises(Conflict):
        trash.restore(kept, things)
    (things / "a.png").unlink()
    opened().restore(opened().find(kept.id, "images"), things)
    assert everything(things) == before
    trash.drop(other)
    assert opened().deleted("images") == () and not other.path.exists()


def test_a_full_disk_keeps_nothing_half(opened: Any, things: Path) -> None:
    """At any call that is refused there is no entry, and the file is as it was."""
    before = everything(things)
    for number in range(1, 20):
        calls = FaultyCalls(fail=(number, errno.ENOSPC))
        try:
            opened(calls).keep(things / "a.png", "images", "s")
        except DiskFull:
            assert everything(things) == before and opened().deleted("images") == ()
        else:
            assert calls.count < number and len(opened().deleted("images")) == 1
            return
    raise AssertionError("it never ran through")


def test_what_is_deleted_of_one_kind_is_no_other_kinds(opened: Any, things: Path) -> None:
    """Two plugins share the folder and never see each other's; the last deleted is first."""
    trash = opened()
    first = trash.put(things / "a.png", "scenes", "a")
    trash.clock.advance(1)
    second = trash.put(things / "b.png", "scenes", "b")
    other = trash.put(things / "deep", "stories", "a")
    assert trash.deleted("scenes") == (second, first) and trash.deleted("stories") == (other,)
    with pytest.raises(NotFound):
        trash.find(first.id, "stories")


def test_nothing_is_written_over_by_a_restore(opened: Any, things: Path) -> None:
    """Where one of the names is used by now nothing comes back at all, and it stays in the trash."""
    trash = opened()
    put = trash.put_all([things / "a.png", things / "b.png"], "images", "s")
    (things / "b.png").write_bytes(b"newer")
    now = everything(things)
    with pytest.raises(Conflict):
        trash.restore(put, things)
    assert everything(things) == now and trash.deleted("images") == (put,)
    whole = trash.put(things / "deep", "scenes", "deep")
    (things / "deep").mkdir()
    with pytest.raises(Conflict):
        trash.restore(whole, things / "deep")
    assert trash.deleted("scenes") == (whole,)


def test_what_has_no_home_any_more_stays(opened: Any, things: Path) -> None:
    """A restore makes no folder that was deleted itself: it says that this comes first."""
    trash = opened()
    put = trash.put_all([things / "a.png"], "images", "s")
    with pytest.raises(NotFound, match="folder"):
        trash.restore(put, things / "gone")
    assert trash.deleted("images") == (put,)


def test_deleting_what_is_gone_already_is_told(opened: Any, things: Path) -> None:
    """One that is not there is a NotFound; of several none goes, and nothing of it stays in the trash."""
    trash, before = opened(), everything(things)
    with pytest.raises(NotFound):
        trash.put(things / "none", "scenes", "none")
    with pytest.raises(NotFound):
        trash.put_all([things / "a.png", things / "none"], "images", "s")
    assert everything(things) == before
    assert trash.deleted("scenes") == trash.deleted("images") == () and list((trash.folder / "images").iterdir()) == []


def test_the_trash_keeps_for_thirty_days(opened: Any, things: Path) -> None:
    """Not a moment less; then bytes and all are gone, what a crash left on the way out too."""
    trash = opened()
    trash.put(things / "deep", "scenes", "a")
    trash.put_all([things / "a.png"], "scenes", "a")
    left = trash.folder / "scenes" / "gone.1.abcdefgh"
    left.mkdir()
    trash.clock.advance(MONTH)
    young = trash.put(things / "b.png", "scenes", "b")
    assert trash.expire("stories") == trash.expire("scenes") == 0
    assert len(trash.deleted("scenes")) == 3 and not left.exists()
    trash.clock.advance(1)
    assert trash.expire("scenes") == 2
    assert trash.deleted("scenes") == (young,)
    assert [path.name for path in (trash.folder / "scenes").iterdir()] == [young.path.name]


@pytest.mark.parametrize("note", [(), ("a", "b", "c", "d")], ids=repr)
def test_a_note_is_one_to_three_names(opened: Any, things: Path, note: tuple[str, ...]) -> None:
    """More would make a name that some file systems refuse."""
    with pytest.raises(ValueError, match=r"\("):
        opened().put(things / "deep", "scenes", *note)


@pytest.mark.parametrize("name", ["", "../x", "a+b", "a/b", "é", "x" * 65, ".hidden"])
def test_a_note_is_no_path(opened: Any, things: Path, name: str) -> None:
    """Whatever could lead elsewhere, or be read back as something else, is refused before anything moves."""
    with pytest.raises(BadName):
        opened().put(things / "deep", "scenes", name)
    assert (things / "deep").exists()


@given(st.lists(st.from_regex(r"[A-Za-z0-9 _.-]{1,64}", fullmatch=True).filter(is_path_name), min_size=1, max_size=3))
def test_every_note_is_read_back(notes: list[str]) -> None:
    """Three names of 64 characters fit into a file name, and come out as they went in."""
    path = Trash(Path("t"), Path("b"), Files(), FakeClock(), CountingIds())._minted("k", notes, several=True)
    assert path.note == tuple(notes) and len(path.path.name.encode()) <= 255
    read = Trash(Path("t"), Path("b"), Files(), FakeClock(), CountingIds())._at(path.path, "k")
    assert read is not None and (read.note, read.id, read.several) == (tuple(notes), path.id, True)


@pytest.mark.parametrize("trash_id", ["", "x", "../x", "*", "1.abcdefgh", "gone.1.abcdefgh", "\0"])
def test_an_id_that_is_none_finds_nothing(opened: Any, things: Path, trash_id: str) -> None:
    """Ids are compared and never become paths."""
    opened().put(things / "deep", "scenes", "a")
    with pytest.raises(NotFound):
        opened().find(trash_id, "scenes")


def test_what_others_put_there_is_left_alone(opened: Any, things: Path, tmp_path: Path) -> None:
    """Links and strange names are neither shown nor removed, however old they are."""
    trash = opened()
    trash.put(things / "deep", "scenes", "a")
    home = trash.folder / "scenes"
    (home / "1.abcdefgh.link").symlink_to(things)
    (home / "notes.txt").write_bytes(b"mine")
    trash.clock.advance(2 * MONTH)
    assert trash.expire("scenes") == 1
    assert sorted(path.name for path in home.iterdir()) == ["1.abcdefgh.link", "notes.txt"]
    assert (things / "a.png").exists()


def test_deleting_works_on_a_full_disk(opened: Any, things: Path) -> None:
    """No byte is written; where even a folder cannot be made, that is what is said and nothing has changed."""
    trash = opened(FaultyCalls(fail_from=(3, errno.ENOSPC)))
    before = everything(things)
    with pytest.raises(DiskFull):
        trash.put_all([things / "a.png"], "images", "s")
    assert everything(things) == before

    class Full(FaultyCalls):
        def create(self, path: Path) -> int:
            raise OSError(errno.ENOSPC, "full")

    full = opened(Full())
    full.put(things / "deep", "scenes", "a")
    full.put_all([things / "a.png"], "images", "s")
    assert sorted(everything(things)) == ["b.png", "c d_mask_bkgd.png"]


@pytest.mark.parametrize("power", [False, True], ids=["killed", "power cut"])
def test_a_crash_at_any_call_loses_nothing(opened: Any, things: Path, tmp_path: Path, *, power: bool) -> None:
    """After a death at any disk call of delete and restore, each file is at its place or in the trash."""
    before = everything(things)
    for number in range(1, 60):
        for where in ("crash_before", "crash_after"):
            calls = FaultyCalls(**{where: number})
            died = dies(opened(calls), things)
            if power:
                calls.power_loss()
            trash = opened()
            for kind in ("scenes", "images"):
                bring_back(trash, kind, things)
            assert everything(things) == before, (number, where)
            if not died and where == "crash_after":
                return
    raise AssertionError("it never ran through")


def dies(trash: Trash, things: Path) -> bool:
    """Whether deleting and restoring ended in a crash."""
    try:
        put = trash.put(things / "deep", "scenes", "deep")
        several = trash.put_all([things / "a.png", things / "b.png"], "images", "s")
        trash.restore(several, things)
        trash.restore(put, things / "deep")
    except Crash:
        return True
    return False


def bring_back(trash: Trash, kind: str, things: Path) -> None:
    """Restore all of a kind."""
    for one in trash.deleted(kind):
        trash.restore(one, things if one.several else things / one.note[0])


def test_an_entry_may_be_made_by_the_caller(opened: Callable[..., Trash], things: Path) -> None:
    """`new` makes nothing; what is moved to its path is found, restored and dropped like anything else."""
    trash = opened()
    entry = trash.new("sets", "dataset")
    assert not entry.path.parent.exists()
    entry.path.parent.mkdir(parents=True)
    (things / "deep").rename(entry.path)
    assert trash.find(entry.id, "sets") == entry
    assert opened().deleted("sets") == (entry,)
    trash.drop(entry)
    assert trash.deleted("sets") == ()
