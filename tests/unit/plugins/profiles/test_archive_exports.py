"""Finished exports: fetched for an hour, then gone; what crashed leaves is swept."""

import os
from pathlib import Path

import pytest

from penstock.adapters.testing.corpora.names import hostile_names
from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import DiskFull, NotFound
from penstock.core.files import Files, StagedFile
from penstock.core.names import is_file_name
from penstock.plugins.profiles.exports import KEPT_SECONDS, Exports, download_name

CATS = Profile(id="cats", name="Cats")


def write(staged: StagedFile) -> None:
    staged.write(b"zip")


def exports(folder: Path, clock: FakeClock | None = None, calls: FaultyCalls | None = None) -> Exports:
    return Exports(folder, Files(calls or FaultyCalls()), clock or FakeClock(), CountingIds())


def test_an_export_is_there_until_it_is_discarded(tmp_path: Path) -> None:
    """It tells its size and name, is found by its id, and goes when it is told to."""
    kept = exports(tmp_path / "exports")

    made = kept.new(CATS, write)

    assert (made.bytes, made.file_name, made.path.read_bytes()) == (3, "Cats.zip", b"zip")
    assert kept.get(made.id) == made
    kept.discard(made.id)
    kept.discard(made.id)
    assert not made.path.exists()
    with pytest.raises(NotFound):
        kept.get(made.id)


def test_an_export_is_gone_after_an_hour(tmp_path: Path) -> None:
    """Its id leads nowhere, and its file goes with the next export; a turned clock changes nothing."""
    clock = FakeClock()
    kept = exports(tmp_path, clock)
    made = kept.new(CATS, write)
    clock.set_wall(0)
    assert kept.get(made.id)

    clock.advance(KEPT_SECONDS + 1)

    with pytest.raises(NotFound):
        kept.get(made.id)
    kept.new(CATS, write)
    assert not made.path.exists()


def test_what_a_dead_process_left_is_swept_and_what_a_living_one_made_is_not(tmp_path: Path) -> None:
    """Age decides, since another host may share the folder; files of others are not touched."""
    clock = FakeClock()
    now = clock.wall_ms() / 1000
    for name, age in (
        ("old.zip", 4_000),
        ("old.part", 4_000),
        ("fresh.zip", 10),
        ("fresh.part", 10),
        ("mine.txt", 9_999),
    ):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (now - age, now - age))

    exports(tmp_path, clock).sweep()

    assert {path.name for path in tmp_path.iterdir()} == {"fresh.zip", "fresh.part", "mine.txt"}


def test_an_id_never_leads_to_another_file(tmp_path: Path) -> None:
    """Only what was made here is found: ids are looked up, not paths."""
    kept = exports(tmp_path / "exports")
    made = kept.new(CATS, write)
    (tmp_path / "secret.zip").write_bytes(b"secret")

    for name in ("../secret", "secret", f"{made.id}.zip", str(tmp_path / "secret"), "", ".", *NAMES):
        with pytest.raises(NotFound):
            kept.get(name)
        kept.discard(name)

    assert (tmp_path / "secret.zip").exists()
    assert made.path.exists()


def test_a_disk_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """At whatever call the disk is full: the error says so, and no half file lies about."""
    counting = FaultyCalls()
    exports(tmp_path / "count", calls=counting).new(CATS, write)

    for number in range(1, counting.count + 1):
        calls = FaultyCalls(fail=(number, 28))
        kept = exports(tmp_path / str(number), calls=calls)
        with pytest.raises(DiskFull):
            kept.new(CATS, write)
        assert not list(tmp_path.glob(f"{number}/*")), calls.log


def test_what_interrupts_the_writing_leaves_nothing(tmp_path: Path) -> None:
    """A cancel is raised on as it is."""

    class Cancelled(Exception):
        pass

    def cancelled(staged: StagedFile) -> None:
        staged.write(b"half")
        raise Cancelled

    with pytest.raises(Cancelled):
        exports(tmp_path).new(CATS, cancelled)

    assert list(tmp_path.iterdir()) == []


NAMES = tuple(case.name for case in hostile_names())


def test_every_name_gives_a_file_name_that_can_be_used() -> None:
    """Whatever a profile is called, its zip file can be stored anywhere."""
    made = {name: download_name(name) for name in (*NAMES, "Cats", "Kätzchen (2)", "😀" * 200, "a/b: c?")}

    assert all(is_file_name(name) and name.endswith(".zip") and len(name.encode()) <= 200 for name in made.values())
    assert (made["Cats"], made["Kätzchen (2)"], made["a/b: c?"]) == ("Cats.zip", "Kätzchen (2).zip", "a_b_ c_.zip")
