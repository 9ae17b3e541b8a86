"""Saving images with texts at every call to the disk: a crash, a power cut or an error leaves whole sets only."""

import contextlib
import errno
from pathlib import Path
from typing import Final

import pytest

from penstock.adapters.testing.file_faults import ERRORS, Crash
from penstock.adapters.testing.saving_house import SavingHouse, text
from penstock.core.errors import PenstockError

MOST_CALLS: Final = 300
TEXTS: Final = (text("a cat"), text("{}", "facts", ".json"))
FILES: Final = [f"new/cat_0000{number}_{rest}" for number in (1, 2) for rest in (".png", ".txt", "facts.json")]


def save(house: SavingHouse) -> None:
    """A batch of two into a folder that is not there yet."""
    house.save(2, "new/cat", sidecars=TEXTS)


def files_below(folder: Path) -> list[str]:
    """The files, the hidden ones too, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def is_saved(house: SavingHouse) -> bool:
    """Whether all is saved; asserts that else nothing is, and that nothing else lies anywhere."""
    found = files_below(house.paths.output)
    assert found in ([], FILES), found
    for place, name in enumerate(name for name in found if name.endswith(".png")):
        assert (house.paths.output / name).read_bytes() == f"image {place}".encode()
        assert (house.paths.output / name).with_suffix(".txt").read_bytes() == b"a cat"
    assert not list(house.paths.output.rglob("*.part"))
    assert not list((house.paths.private / "datasets" / "journal").glob("*.json"))
    return bool(found)


@pytest.mark.parametrize("power", [False, True], ids=["kill", "power"])
def test_a_crash_at_any_call_leaves_all_or_nothing(tmp_path: Path, power: bool) -> None:
    """Whoever dies has saved all or nothing when the next one has looked; what it was told is saved stays."""
    outcomes = set()
    for number in range(1, MOST_CALLS):
        for mode in ("crash_before", "crash_after", "torn"):
            house = SavingHouse(tmp_path / f"{number}{mode}")
            setattr(house.calls, mode, (number, 0.5) if mode == "torn" else number)
            with contextlib.suppress(Crash):
                save(house)
            finished, reached = bool(house.events), house.calls.count >= number
            if power:
                house.calls.power_loss()
            house.die()
            house.begin_again()
            house.saving.journal.recover()
            done = is_saved(house)
            assert done or not finished
            outcomes.add(done)
        if not reached:
            break
    assert outcomes == {True, False}


def test_the_next_save_after_a_crash_goes_on(tmp_path: Path) -> None:
    """Whoever saves next has its own numbers, beside what the dead one had promised and no half of anything."""
    house = SavingHouse(tmp_path / "count")
    save(house)
    for number in range(1, house.calls.count + 1, 3):
        house = SavingHouse(tmp_path / str(number))
        house.calls.crash_after = number
        with contextlib.suppress(Crash):
            save(house)
        house.die()
        house.begin_again()
        house.save(1, "new/cat", sidecars=TEXTS, begin="later")
        images = [name for name in files_below(house.paths.output) if name.endswith(".png")]
        assert images in (["new/cat_00001_.png"], [f"new/cat_0000{place}_.png" for place in (1, 2, 3)])
        assert (house.paths.output / images[-1]).read_text() == "later 0"
        assert len(files_below(house.paths.output)) == 3 * len(images)


@pytest.mark.parametrize("kind", ["fail", "fail_from"])
@pytest.mark.parametrize("error", [errno.EIO, errno.ENOSPC])
def test_an_error_at_any_call_is_told_and_leaves_all_or_nothing(tmp_path: Path, kind: str, error: int) -> None:
    """What is not told of is saved; what is told of is an error of ours, and leaves nothing half done."""
    for number in range(1, MOST_CALLS):
        house = SavingHouse(tmp_path / str(number))
        setattr(house.calls, kind, (number, error))
        told = False
        try:
            save(house)
        except PenstockError:
            told = True
        reached = house.calls.count >= number
        house.begin_again()
        house.saving.journal.recover()
        done = is_saved(house)
        assert done or told
        assert told is not bool(house.events)
        if not reached:
            return
    raise AssertionError("more calls than a test should need")


@pytest.mark.parametrize("error", ERRORS, ids=[errno.errorcode[one] for one in ERRORS])
def test_a_disk_that_refuses_everything_is_told(tmp_path: Path, error: int) -> None:
    """Whatever a disk answers is an error of ours, and nothing is there."""
    house = SavingHouse(tmp_path)
    house.calls.fail_from = (1, error)
    with pytest.raises(PenstockError):
        save(house)
    assert files_below(house.paths.output) == []


@pytest.mark.parametrize("mine", [(), ("mine",)], ids=["new", "used"])
def test_an_error_leaves_no_new_folder(tmp_path: Path, mine: tuple[str, ...]) -> None:
    """Where nothing is saved, the folders that were made for it are gone again; one that was there before stays."""
    house = SavingHouse(tmp_path / "count")
    save(house)
    number = next(place for place, call in enumerate(house.calls.log, 1) if call == "rename_new cat_00001_.txt")
    house = SavingHouse(tmp_path / "house")
    for name in mine:
        (house.paths.output / "new").mkdir()
        (house.paths.output / "new" / name).touch()
    house.calls.fail = (number - 2 * len(mine), errno.EIO)  # a folder less: neither made nor synced
    with pytest.raises(PenstockError):
        save(house)
    assert sorted(path.name for path in house.paths.output.rglob("*")) == [*mine, *["new"][: len(mine)]]
