"""Files: whole or not at all, durable, never over somebody's file, never through a link."""

import errno
import os
from pathlib import Path

import pytest

from penstock.core.files import TEMPORARY_SUFFIX, Files, SystemCalls


class Recorder(SystemCalls):
    """The real calls, with a list of what was called; `refuse` makes a call fail."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.refusals: dict[str, list[OSError]] = {}

    def __getattribute__(self, name: str):
        value = object.__getattribute__(self, name)
        if name in ("names", "refusals") or name.startswith("_"):
            return value

        def call(*args):
            self.names.append(name)
            pending = self.refusals.get(name, [])
            if pending:
                raise pending.pop(0)
            return value(*args)

        return call


@pytest.fixture
def calls() -> Recorder:
    return Recorder()


@pytest.fixture
def files(calls: Recorder) -> Files:
    return Files(calls=calls, pause=lambda seconds: None)


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_write_replaces_the_whole_file(files: Files, tmp_path: Path):
    """A write leaves exactly the new bytes and no temporary file."""
    target = tmp_path / "a.json"
    files.write(target, b"old and longer")
    files.write(target, b"new")
    assert target.read_bytes() == b"new"
    assert listing(tmp_path) == ["a.json"]


def test_a_passing_file_is_not_synced(files: Files, calls: Recorder, tmp_path: Path):
    """What is only read again and removed never waits for the disk."""
    with files.stage(tmp_path, passing=True) as staged:
        staged.write(b"x")
    assert calls.names == ["create", "write", "close"]
    assert staged.path.read_bytes() == b"x"


def test_write_syncs_the_bytes_before_the_rename_and_the_folder_after(files: Files, calls: Recorder, tmp_path: Path):
    """A write is durable when it returns: bytes first, then the name."""
    files.write(tmp_path / "a", b"x")
    assert calls.names == ["create", "write", "fsync", "close", "replace", "sync_folder"]


@pytest.mark.parametrize("call", ["create", "write", "fsync", "close", "replace"])
def test_a_write_that_fails_leaves_the_old_file(call: str, files: Files, calls: Recorder, tmp_path: Path):
    """A failed write raises, keeps the old bytes and leaves no temporary file."""
    target = tmp_path / "a"
    target.write_bytes(b"old")
    calls.refusals[call] = [OSError(errno.EIO, "broken")]
    with pytest.raises(OSError, match="broken"):
        files.write(target, b"new")
    assert target.read_bytes() == b"old"
    assert listing(tmp_path) == ["a"]


@pytest.mark.parametrize("before", [b"old", None])
def test_a_folder_that_cannot_be_synced_leaves_the_old_file(
    before: bytes | None, files: Files, calls: Recorder, tmp_path: Path
):
    """A write that fails after its rename is taken back: the old bytes, or no file, and no temporary one."""
    target = tmp_path / "a"
    if before is not None:
        target.write_bytes(before)
    calls.refusals["sync_folder"] = [OSError(errno.EIO, "broken")]
    with pytest.raises(OSError, match="broken"):
        files.write(target, b"new")
    assert (target.read_bytes() if target.exists() else None) == before
    assert listing(tmp_path) == ([] if before is None else ["a"])


def test_short_writes_are_continued(tmp_path: Path):
    """A system that takes one byte at a time still gets the whole file."""

    class OneByte(SystemCalls):
        def write(self, handle: int, data: memoryview) -> int:
            return os.write(handle, data[:1])

    Files(calls=OneByte()).write(tmp_path / "a", b"hello")
    assert (tmp_path / "a").read_bytes() == b"hello"


def test_a_rename_that_meets_a_reader_is_tried_again(calls: Recorder, tmp_path: Path):
    """What another program has open for a moment (Windows) does not fail the write."""
    files = Files(calls=calls, patience=3.0, pause=lambda seconds: None)
    calls.refusals["replace"] = [PermissionError(errno.EACCES, "in use")] * 3
    files.write(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert calls.names.count("replace") == 4


def test_the_patience_ends(calls: Recorder, tmp_path: Path):
    """A rename that is refused for good is reported as a file in use, with the old file intact."""
    target = tmp_path / "a"
    target.write_bytes(b"old")
    calls.refusals["replace"] = [PermissionError(errno.EACCES, "in use")] * 1000
    with pytest.raises(OSError, match="another program") as refused:
        Files(calls=calls, patience=0.05).write(target, b"new")
    assert refused.value.errno == errno.EBUSY
    assert target.read_bytes() == b"old"
    assert listing(tmp_path) == ["a"]


def test_a_staged_file_is_kept_and_synced(files: Files, calls: Recorder, tmp_path: Path):
    """Leaving the block keeps the file under a temporary name with its bytes on the disk."""
    with files.stage(tmp_path, ".png") as staged:
        staged.write(b"ab")
        staged.write(b"c")
    assert staged.path.parent == tmp_path
    assert staged.path.suffix == ".png"
    assert staged.path.read_bytes() == b"abc"
    assert staged.size == 3
    assert calls.names[-2:] == ["fsync", "close"]


def test_a_staged_file_whose_block_raises_is_removed(files: Files, tmp_path: Path):
    """An upload that breaks off leaves nothing."""

    def upload() -> None:
        with files.stage(tmp_path) as staged:
            staged.write(b"half")
            raise ValueError("broken off")

    with pytest.raises(ValueError, match="broken off"):
        upload()
    assert listing(tmp_path) == []


def test_place_never_overwrites(files: Files, tmp_path: Path):
    """A name that is taken is refused, and both files stay as they are."""
    source, target = tmp_path / "new", tmp_path / "taken"
    source.write_bytes(b"new")
    target.write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        files.place(source, target)
    assert (source.read_bytes(), target.read_bytes()) == (b"new", b"mine")


def test_place_never_writes_through_a_link(files: Files, tmp_path: Path):
    """A dangling link at the target counts as taken."""
    source = tmp_path / "new"
    source.write_bytes(b"new")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        files.place(source, tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


def test_place_all_moves_all_with_one_sync_or_none(files: Files, calls: Recorder, tmp_path: Path):
    """Several files are placed with one folder sync; where one name is taken, none is placed."""
    pairs = [(tmp_path / f"s{n}", tmp_path / f"t{n}") for n in range(3)]
    for source, _ in pairs:
        source.write_bytes(b"x")
    files.place_all(pairs)
    assert listing(tmp_path) == ["t0", "t1", "t2"]
    assert calls.names.count("sync_folder") == 1
    back = [(target, tmp_path / name) for (_, target), name in zip(pairs, ["a", "b", "taken"], strict=True)]
    (tmp_path / "taken").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        files.place_all(back)
    assert listing(tmp_path) == ["t0", "t1", "t2", "taken"]


def test_place_works_where_there_are_no_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """On a file system without links a file is placed all the same, and a taken name still refused."""

    def refused(*args: object, **kwargs: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refused)
    (tmp_path / "a").write_bytes(b"a")
    Files().place(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"a"
    (tmp_path / "c").write_bytes(b"c")
    with pytest.raises(FileExistsError):
        Files().place(tmp_path / "c", tmp_path / "b")


def test_move_tree_refuses_an_existing_folder(files: Files, tmp_path: Path):
    """A folder moves with all that is in it, and never into or over another."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"x")
    (tmp_path / "taken").mkdir()
    with pytest.raises(FileExistsError):
        files.move_tree(tmp_path / "a", tmp_path / "taken")
    files.move_tree(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "b" / "f").read_bytes() == b"x"
    assert not (tmp_path / "a").exists()


def test_discard_does_not_mind_a_missing_file(files: Files, tmp_path: Path):
    """Discarding twice is no error."""
    (tmp_path / "a").write_bytes(b"x")
    files.discard(tmp_path / "a")
    files.discard(tmp_path / "a")
    assert listing(tmp_path) == []


def test_make_folder_makes_and_syncs_each_level(files: Files, calls: Recorder, tmp_path: Path):
    """Folders are made with their parents, each synced, and making them again does nothing."""
    files.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    assert calls.names == ["mkdir", "sync_folder", "mkdir", "sync_folder"]
    files.make_folder(tmp_path / "a" / "b")
    assert len(calls.names) == 4


def test_make_folder_refuses_a_file_in_its_place(files: Files, tmp_path: Path):
    """A file where the folder should be is an error, not a folder."""
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(NotADirectoryError):
        files.make_folder(tmp_path / "a")


def test_remove_tree_takes_links_and_not_their_targets(files: Files, tmp_path: Path):
    """Removing a folder removes the links in it and nothing that they point to."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "keep").write_bytes(b"x")
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep" / "f").write_bytes(b"x")
    (inside / "to-folder").symlink_to(outside)
    (inside / "to-file").symlink_to(outside / "keep")
    files.remove_tree(inside)
    assert not inside.exists()
    assert listing(outside) == ["keep"]


def test_read_refuses_what_is_too_large_or_a_link_or_no_file(files: Files, tmp_path: Path):
    """Reading stops at the limit, at links and at pipes instead of filling memory or waiting."""
    (tmp_path / "a").write_bytes(b"12345")
    assert files.read(tmp_path / "a", 5) == b"12345"
    with pytest.raises(OSError, match="too large"):
        files.read(tmp_path / "a", 4)
    (tmp_path / "link").symlink_to(tmp_path / "a")
    with pytest.raises(OSError, match="symbolic links"):
        files.read(tmp_path / "link", 5)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="not a regular file"):
        files.read(tmp_path / "pipe", 5)


def test_copy_makes_a_file_of_its_own(files: Files, tmp_path: Path):
    """A copy has the same bytes and shares none of them."""
    (tmp_path / "a").write_bytes(b"x" * 3_000_000)
    with files.stage(tmp_path, TEMPORARY_SUFFIX) as staged:
        files.copy(tmp_path / "a", staged)
    assert staged.path.read_bytes() == (tmp_path / "a").read_bytes()
    assert staged.path.stat().st_ino != (tmp_path / "a").stat().st_ino


def open_handles() -> int:
    """How many handles this process has open, where the system tells."""
    folder = Path("/proc/self/fd")
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


def test_reading_a_folder_is_refused_and_leaves_nothing_open(tmp_path: Path) -> None:
    """What is no regular file is EINVAL, and its handle is closed (an open one would be a warning)."""
    before = open_handles()
    for _ in range(3):
        with pytest.raises(OSError, match="regular"):
            Files().read(tmp_path, 10)
    assert open_handles() == before
