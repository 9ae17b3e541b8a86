"""Notes, the trash and watched copies on the disk, whatever crashes, fails or lies in the folder meanwhile."""

import contextlib
import errno
import itertools
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.file_faults import Crash
from penstock.core.errors import NotFound, PenstockError, ReadOnly
from penstock.plugins.pools import pool_contents
from penstock.plugins.pools.checking import Trouble

OLD, NEW = b'{"name": "Cats"}', b'{"name": "Dogs and other animals"}'


class Stop(Exception):
    """Raised by whoever watches."""


def noted(lab) -> object:
    """The prepared pool with a note."""
    store = lab.start()
    store.set_note("p", "profile", OLD)
    return store


def test_a_note_is_a_file_that_moves_with_the_pool(laboratory):
    """It stands in the pool's folder under its name, goes to the trash with it and comes back."""
    store = noted(laboratory)
    assert (laboratory.pool / "profile.json").read_bytes() == OLD
    trash_id = store.delete("p")
    assert store.trashed_note(trash_id, "profile") == OLD
    assert store.trashed_note(trash_id, "other") is None
    with pytest.raises(NotFound):
        store.note("p", "profile")
    store.undelete(trash_id)
    assert laboratory.start().note("p", "profile") == OLD


def test_a_folder_with_nothing_but_notes_is_a_pool(laboratory):
    """A name given to an empty folder of Dataset Gates does not make the folder disappear."""
    store = laboratory.start()
    (laboratory.root / "made_there").mkdir()
    store.set_note("made_there", "profile", OLD)
    assert store.exists("made_there")
    assert laboratory.start().pool("made_there").count == 0
    assert store.note("made_there", "profile") == OLD
    (laboratory.root / "other").mkdir()
    (laboratory.root / "other" / "readme.txt").touch()
    assert not store.exists("other")
    with pytest.raises(NotFound):
        store.set_note("other", "profile", OLD)


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.symlink_to("/etc/hosts"),
        os.mkdir,
        os.mkfifo,
        lambda path: path.write_bytes(b"x" * ((64 << 10) + 1)),
    ],
)
def test_what_is_no_note_counts_as_none(make: Callable[[Path], object], laboratory):
    """A link, a folder, a pipe and a huge file are not read."""
    store = laboratory.start()
    make(laboratory.pool / "profile.json")
    assert store.note("p", "profile") is None


def test_a_note_in_a_folder_that_cannot_be_written_is_refused(laboratory):
    """The old note stays, and the answer says what to check."""
    store = noted(laboratory)
    laboratory.calls.fail_from = (laboratory.calls.count + 1, errno.EROFS)
    with pytest.raises(ReadOnly):
        store.set_note("p", "profile", NEW)
    laboratory.calls.fail_from = None
    assert store.note("p", "profile") == OLD


@pytest.mark.parametrize("mode", ["before", "torn", "power"])
def test_a_crash_at_every_call_leaves_the_old_note_or_the_new(mode: str, laboratories: Callable, seen: Callable):
    """A note is never half written, and its remains are swept when the pool is opened."""
    for number in itertools.count(1):
        lab = laboratories()
        store = noted(lab)
        before, start = seen(store), lab.calls.count
        if mode == "torn":
            lab.calls.torn = (start + number, 0.5)
        else:
            lab.calls.crash_before = start + number
        done = False
        with contextlib.suppress(Crash):
            store.set_note("p", "profile", NEW)
            done = True
        crashed, calls = lab.calls.dead, lab.calls.count - start
        lab.kill(lose_bytes=mode == "power", lose_entries=mode == "power")
        store = lab.start()
        assert store.note("p", "profile") in ((NEW,) if done else (OLD, NEW))
        assert seen(store) == before
        assert [found for found in store.check() if found.trouble is not Trouble.MANIFEST_BEHIND] == []
        if not crashed and number > calls:
            return


def test_the_trash_is_listed_the_last_deleted_first(laboratory):
    """With the pool, the time and an id that brings it back; removed files of living pools are not in the list."""
    store = laboratory.start()
    store.create("a")
    first = store.delete("a")
    laboratory.clock.advance(5)
    store.create("a")
    second = store.delete("a")
    (laboratory.trash / "note.txt").touch()
    found = store.trash()
    assert [(one.id, one.pool_id) for one in found] == [(second, "a"), (first, "a")]
    assert found[0].deleted - found[1].deleted == 5000
    assert (laboratory.trash / first).is_dir()


def test_what_is_purged_takes_its_removed_files_along(laboratory):
    """Nothing of the pool is left in the trash; those of another deleted pool of that id stay until that goes too."""
    store = laboratory.start()
    assert list(laboratory.trash.glob("p.files.*"))
    first = store.delete("p")
    store.create("p")
    second = store.delete("p")
    store.purge(second)
    assert list(laboratory.trash.glob("p.files.*"))
    store.purge(first)
    assert list(laboratory.trash.iterdir()) == []
    with pytest.raises(NotFound):
        store.purge(first)


@pytest.mark.parametrize("bad", ["", "..", "p", "../grid_pool/p", "p.1.x", "p.files.abcdefgh", "p.1.abcdefgh.gone"])
def test_what_is_not_in_the_trash_cannot_be_purged(bad: str, laboratory):
    """Neither a living pool nor a path nor something on its way out."""
    store = laboratory.start()
    laboratory.trash.mkdir(exist_ok=True)
    (laboratory.trash / "p.1.abcdefgh.gone").mkdir()
    for step in (store.purge, store.undelete, lambda key: store.trashed_note(key, "a")):
        with pytest.raises(NotFound):
            step(bad)
    assert store.exists("p")


@pytest.mark.parametrize("power", [False, True])
def test_a_crash_in_a_purge_never_leaves_half_a_pool(power: bool, laboratories: Callable, seen: Callable):
    """It can be brought back whole, or not at all; what is left of it is swept."""
    for number in itertools.count(1):
        lab = laboratories()
        store = lab.start()
        before, trash_id = seen(store), store.delete("p")
        start = lab.calls.count
        lab.calls.crash_after = start + number
        done = False
        with contextlib.suppress(Crash):
            store.purge(trash_id)
            done = True
        crashed = lab.calls.dead
        lab.kill(lose_bytes=power, lose_entries=power)
        store = lab.start()
        if store.trash():
            assert not done
            store.undelete(trash_id)
            assert seen(store) == before
        else:
            store.staging()
            assert [path.name for path in lab.trash.iterdir() if ".files." not in path.name] == []
        if not crashed:
            return


@pytest.mark.parametrize("error", [errno.EIO, errno.EACCES, errno.ENOSPC])
def test_a_disk_that_fails_in_a_purge_leaves_all_or_nothing(error: int, laboratories: Callable, seen: Callable):
    """What was refused can be brought back whole; what was not is gone, and its remains with the next sweep."""
    for number in itertools.count(1):
        lab = laboratories()
        store = lab.start()
        before, trash_id = seen(store), store.delete("p")
        start = lab.calls.count
        lab.calls.fail = (start + number, error)
        try:
            store.purge(trash_id)
        except PenstockError as refused:
            assert refused.status in (403, 503, 507)
            store.undelete(trash_id)
            assert seen(store) == before
            continue
        assert store.trash() == ()
        if lab.calls.count - start < number:
            return


@pytest.mark.parametrize("steps", range(4))
def test_a_copy_that_is_ended_leaves_nothing(steps: int, laboratory):
    """Whoever watches may end it at any file: no pool, nothing in the staging folder."""
    store = laboratory.start()

    def progress(done: int, total: int) -> None:
        assert total == 4
        if done == steps:
            raise Stop

    with pytest.raises(Stop):
        store.copy("p", "q", {"profile": OLD}, progress)
    assert not store.exists("q")
    assert list(store.staging().iterdir()) == []


@pytest.mark.parametrize("step", ["contents", "copy"])
def test_a_missing_file_is_named(step: str, laboratory):
    """A pool that has lost a file is not packed or copied in part: the answer says which one it is."""
    store = laboratory.start()
    store.image_path("p", "img_0003").unlink()
    with pytest.raises(NotFound, match=r"img_0003\.png") as caught:
        store.contents("p") if step == "contents" else store.copy("p", "q")
    assert caught.value.details == {"file": "img_0003.png"}
    assert not store.exists("q")


def test_a_pool_that_is_deleted_while_it_is_copied_is_not_found(laboratory):
    """Neither a copy nor what was staged for it is left."""
    store = laboratory.start()

    def progress(done: int, _total: int) -> None:
        if done == 1:
            store.delete("p")

    with pytest.raises(NotFound):
        store.copy("p", "q", progress=progress)
    assert not store.exists("q")
    assert list(store.staging().iterdir()) == []


def test_a_pool_that_is_deleted_while_it_is_packed_is_not_found(laboratory, monkeypatch: pytest.MonkeyPatch):
    """The answer is the one that every deleted pool gives."""
    store = laboratory.start()
    store.pool("p")
    look = pool_contents.plain_names

    def deleting(folder: Path) -> object:
        laboratory.start().delete("p")
        return look(folder)

    monkeypatch.setattr(pool_contents, "plain_names", deleting)
    with pytest.raises(NotFound):
        store.contents("p")


def test_two_processes_may_empty_the_trash_at_once(laboratory, monkeypatch: pytest.MonkeyPatch):
    """What the other one removed first is no error, and the rest goes."""
    store, other = laboratory.start(), laboratory.start()
    for name in ("a", "b"):
        store.create(name)
        store.delete(name)
    listed = list(store._trash._deleted_pools())
    other.purge(listed[0][0].name)
    monkeypatch.setattr(type(store._trash), "_deleted_pools", lambda _trash: iter(listed))
    assert store.empty_trash() == 1


@pytest.mark.parametrize("what", ["create", "copy"])
def test_a_crash_leaves_a_pool_with_its_note_or_none(what: str, laboratories: Callable):
    """There is no moment at which a new pool is there and its note is not."""
    for number in itertools.count(1):
        lab = laboratories()
        store = lab.start()
        store.pool("p")
        lab.calls.crash_after = lab.calls.count + number
        with contextlib.suppress(Crash):
            store.create("q", {"profile": OLD}) if what == "create" else store.copy("p", "q", {"profile": OLD})
        crashed = lab.calls.dead
        lab.kill(lose_bytes=True, lose_entries=True)
        store = lab.start()
        assert not store.exists("q") or store.note("q", "profile") == OLD
        if not crashed:
            assert store.exists("q")
            return
