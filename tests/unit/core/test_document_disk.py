"""A document that is one file: kept beside, its last good copy, its lock, the words for its kind."""

import errno
import logging
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.core.document_disk import CORRUPT, V1_BACKUP, DocumentDisk, DocumentKind
from penstock.core.errors import Busy, Invalid, PenstockError, TooLarge
from penstock.core.files import Files

KIND = DocumentKind(
    file_name="note.json",
    most_bytes=1 << 20,
    log=logging.getLogger("penstock.tests.documents"),
    busy="Another program is changing this note.",
    the="the note",
    as_it_was="the note as it was",
    copy_of="the note",
    no_folder="no folder of a note",
    helps=("help.json",),
)


def disk_in(folder: Path, calls: FaultyCalls | None = None) -> DocumentDisk:
    files = Files(calls) if calls else Files()
    return DocumentDisk(KIND, folder / "notes" / "one", folder / "private" / "one", files, FakeClock())


def test_there_is_nothing_at_first(tmp_path: Path) -> None:
    """And looking at it makes nothing."""
    disk = disk_in(tmp_path)
    assert (disk.read(), disk.signature(), disk.good_signature(), disk.last_good()) == (None, None, None, None)
    assert (disk.newest(CORRUPT), disk.kept_bytes(CORRUPT), disk.is_plain()) == (None, None, False)
    assert list(tmp_path.iterdir()) == []


def test_what_is_kept_beside_has_a_name_of_its_own(tmp_path: Path) -> None:
    """The first of version 1 without a number; nothing is written over, and nothing kept twice in a row."""
    disk = disk_in(tmp_path)
    disk.replace(None, b"1")
    names = [disk.keep_beside(V1_BACKUP, data) for data in (b"a", b"a", b"b", b"a")]
    assert names[0] == names[1] == "note.json.v1.backup"
    assert len(set(names)) == 3
    assert disk.kept_bytes(V1_BACKUP) == b"a"
    assert disk.keep_beside(CORRUPT, b"x").startswith("note.json.corrupt-")
    assert disk.read() == b"1"


def test_one_has_it_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others are told in the words of the kind; afterwards it is free."""
    monkeypatch.setattr("penstock.core.file_locks._BUSY_SECONDS", 0.05)
    disk = disk_in(tmp_path)
    with disk.holding(), pytest.raises(Busy, match="changing this note"), disk_in(tmp_path).holding():
        pytest.fail("two have it")
    with disk.holding():
        assert (tmp_path / "notes" / ".locks" / "one.note.json.lock").is_file()


def test_only_unfinished_files_of_its_own_are_tidied(tmp_path: Path) -> None:
    """Those of the document and of what helps it, in both folders."""
    disk = disk_in(tmp_path)
    ours = [f"{'0' * 16}.note.json.part", f"{'a' * 16}.help.json.part"]
    others = [f"{'0' * 16}.other.json.part", "note.json.part", "note.json"]
    for folder in (disk.folder, disk.private):
        folder.mkdir(parents=True)
        for name in (*ours, *others):
            (folder / name).touch()
    disk.sweep()
    for folder in (disk.folder, disk.private):
        assert sorted(path.name for path in folder.iterdir()) == sorted(others)


def test_the_last_good_copy_is_forgotten_with_what_helps(tmp_path: Path) -> None:
    """It is written where it is another."""
    disk = disk_in(tmp_path)
    disk.keep_good(b"1")
    first = disk.good_signature()
    disk.keep_good(b"1")
    assert disk.good_signature() == first
    disk.keep_good(b"2")
    assert disk.last_good() == b"2"
    (disk.private / "help.json").touch()
    disk.forget_good()
    assert list(disk.private.iterdir()) == []


def test_what_is_no_plain_file_is_not_read(tmp_path: Path) -> None:
    """A folder, a link, a file in place of the folder, and what is too large."""
    disk = disk_in(tmp_path)
    disk.path.mkdir(parents=True)
    with pytest.raises(Invalid, match=r"note\.json of one is no plain file"):
        disk.read()
    disk.path.rmdir()
    disk.path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Invalid, match="no plain file"):
        disk.read()
    disk.path.unlink()
    disk.path.write_bytes(b" " * (KIND.most_bytes + 1))
    with pytest.raises(TooLarge, match=r"note\.json of one has more than 1 MiB"):
        disk.read()
    disk.path.unlink()
    disk.folder.rmdir()
    disk.folder.touch()
    with pytest.raises(Invalid, match="one is a file, no folder of a note"):
        disk.read()


def test_a_copy_that_cannot_be_kept_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """It is a help, never a hindrance; the document itself says what failed."""
    disk = disk_in(tmp_path, FaultyCalls(fail_from=(1, errno.EIO)))
    disk.keep_good(b"1")
    assert [record.name for record in caplog.records] == ["penstock.tests.documents"]
    assert "the copy of the note one cannot be kept" in caplog.text
    with pytest.raises(PenstockError, match="store the note"):
        disk.replace(None, b"1")
