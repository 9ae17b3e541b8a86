"""The journal of data sets: all of a set of moves or nothing of it, and what dead processes staged is swept."""

from pathlib import Path

import pytest

from penstock.core.errors import Conflict, Invalid, PenstockError, StorageFailed
from penstock.core.files import Files
from penstock.plugins.datasets.journal import Journal


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A journal in a folder that does not exist yet."""
    return Journal(tmp_path / "private" / "datasets" / "journal", Files())


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder that things are moved into."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


def staged(place: Path, *names: str) -> list[tuple[Path, Path]]:
    """Files in a folder `.s.part`, and where each is to go."""
    folder = place / ".s.part"
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).write_text(name)
    return [(folder / name, place / name) for name in names]


def names(folder: Path) -> list[str]:
    """What lies there, sorted."""
    return sorted(path.name for path in folder.iterdir())


def notes(journal: Journal) -> list[str]:
    """The notes that are left."""
    return sorted(path.name for path in journal.folder.glob("*.json"))


def test_place_moves_all(journal: Journal, place: Path) -> None:
    """Every source has its target's name afterwards, and no note is left."""
    journal.place(staged(place, "a.png", "a.txt"))
    assert names(place) == [".s.part", "a.png", "a.txt"]
    assert names(place / ".s.part") == []
    assert notes(journal) == []


def test_place_refuses_a_taken_name(journal: Journal, place: Path) -> None:
    """Where one target exists nothing is moved, and what has the name is as it was."""
    (place / "a.txt").write_text("mine")
    with pytest.raises(Conflict, match=r"a\.txt"):
        journal.place(staged(place, "a.png", "a.txt"))
    assert names(place) == [".s.part", "a.txt"]
    assert (place / "a.txt").read_text() == "mine"
    assert names(place / ".s.part") == ["a.png", "a.txt"]
    assert notes(journal) == []


def test_place_asks_the_check_under_the_lock(journal: Journal, place: Path) -> None:
    """What the check raises is raised, and nothing is moved."""

    def refuse() -> None:
        raise Invalid("no")

    with pytest.raises(Invalid):
        journal.place(staged(place, "a.png"), refuse)
    assert names(place) == [".s.part"]


def test_place_swaps_a_folder(journal: Journal, place: Path) -> None:
    """A target may be what a move before it takes away: a folder is replaced and the old one kept."""
    old, new, kept = place / "cats", place / ".cats.x.part", place / "trash"
    old.mkdir()
    (old / "old").touch()
    new.mkdir()
    (new / "new").touch()
    journal.place([(old, kept), (new, old)])
    assert names(place) == ["cats", "trash"]
    assert names(old) == ["new"]
    assert names(kept) == ["old"]
    journal.recover()
    assert names(old) == ["new"]


def test_a_missing_source_is_told(journal: Journal, place: Path) -> None:
    """A source that is not there is an error, and nothing else is moved."""
    moves = staged(place, "a.png", "a.txt")
    moves[1][0].unlink()
    with pytest.raises(StorageFailed):
        journal.place(moves)
    assert names(place) == [".s.part"]


def test_staging_takes_only_names_that_end_with_part(journal: Journal, place: Path) -> None:
    """What has another name is never noted, so that it can never be swept."""
    with pytest.raises(ValueError, match="part"):
        journal.staging(place / "cats")


def test_recover_leaves_what_the_living_stage(journal: Journal, place: Path) -> None:
    """What a living process has staged stays, also where another one recovers; forgotten it stays for ever."""
    path = place / ".s.part"
    journal.staging(path)
    path.mkdir()
    Journal(journal.folder, Files()).recover()
    assert path.is_dir()
    journal.forget(path)
    Journal(journal.folder, Files()).recover()
    assert path.is_dir()
    assert names(journal.folder) == [".lock"]


def test_drop_removes_what_was_staged(journal: Journal, place: Path) -> None:
    """A dropped folder goes with all that is in it, a link in it alone and not what it points to."""
    outside = place / "outside"
    outside.mkdir()
    (outside / "mine").touch()
    path = place / ".s.part"
    journal.staging(path)
    path.mkdir()
    (path / "link").symlink_to(outside)
    journal.drop(path)
    assert names(place) == ["outside"]
    assert names(outside) == ["mine"]
    assert names(journal.folder) == [".lock"]


def test_drop_of_nothing_is_no_error(journal: Journal, place: Path) -> None:
    """What was never made, or was moved, can be dropped."""
    journal.staging(place / ".s.part")
    journal.drop(place / ".s.part")
    journal.drop(place / ".t.part")
    assert names(journal.folder) == [".lock"]


def test_a_link_that_was_staged_is_swept_as_a_link(journal: Journal, place: Path) -> None:
    """Where somebody put a link in the place of what was staged, only the link goes."""
    outside = place / "outside"
    outside.mkdir()
    (outside / "mine").touch()
    path = place / ".s.part"
    journal.staging(path)
    path.symlink_to(outside)
    journal.drop(path)
    assert names(outside) == ["mine"]
    assert not path.is_symlink()


def test_recover_removes_what_the_dead_wrote_half(journal: Journal, place: Path) -> None:
    """Unfinished notes, and locks whose notes are gone; the living keep theirs."""
    journal.staging(place / ".s.part")
    before = names(journal.folder)
    for name in ("0123.a.staged.json.part", "4567.b.moves.json.part", "c.staged.lock"):
        (journal.folder / name).touch()
    Journal(journal.folder, Files()).recover()
    assert names(journal.folder) == before
    journal.drop(place / ".s.part")


def test_recover_makes_no_folder(journal: Journal) -> None:
    """A start without anything to recover changes nothing on the disk."""
    journal.recover()
    assert not journal.folder.exists()


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": 2, "moves": []}', b'{"format": 1, "moves": [[1]]}', b"\xff"])
def test_odd_notes_stay_and_hinder_nobody(journal: Journal, place: Path, data: bytes) -> None:
    """A note that cannot be read, or is of a newer version, stays as it is; others go on."""
    journal.folder.mkdir(parents=True)
    (journal.folder / "a.moves.json").write_bytes(data)
    (journal.folder / "b.staged.json").write_bytes(data)
    journal.place(staged(place, "a.png"))
    journal.recover()
    assert (place / "a.png").is_file()
    assert (journal.folder / "a.moves.json").read_bytes() == data
    assert (journal.folder / "b.staged.json").read_bytes() == data


def test_names_that_are_no_text_are_moved(journal: Journal, tmp_path: Path) -> None:
    """A folder whose name is no valid UTF-8 takes part like any other."""
    folder = tmp_path / "caf\udce9"
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes no such names")
    journal.place(staged(folder, "a.png"))
    assert (folder / "a.png").is_file()


def test_a_place_that_cannot_be_written_is_told(journal: Journal, tmp_path: Path) -> None:
    """Where the folder of the journal cannot be made it is an error of ours."""
    (tmp_path / "private").write_text("a file")
    with pytest.raises(PenstockError):
        journal.staging(tmp_path / ".s.part")
