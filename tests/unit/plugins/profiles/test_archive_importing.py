"""Importing as a whole: names, progress, cancels, full disks and crashes; nothing half done is ever seen."""

import contextlib
import errno
import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.corpora.names import hostile_names
from penstock.adapters.testing.corpora.zip_bytes import zip_of
from penstock.adapters.testing.corpora.zip_hostile_contents import odd_masks
from penstock.adapters.testing.corpora.zip_parts import MADE, SLOT, image, manifest, meta, profile
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import ClientError, DiskFull, PenstockError
from penstock.core.jobs import JobCancelled
from penstock.plugins.profiles.importing import name_of_file
from penstock.plugins.profiles.names import check_name

from .zip_world import everything, take

Houses = Callable[..., ProfileHouse]
SEVERAL = zip_of(MADE[0], manifest(SLOT, {**SLOT, "image": "b.png"}), image(), image("b.png"))


def test_the_name_travels_and_a_used_one_gets_a_number(house: ProfileHouse) -> None:
    """The meta's name comes before the file's; twice the same zip file makes two profiles."""

    names = [take(house, profile(), "other.zip").profile.name for _ in range(3)]

    assert names == ["Cats", "Cats (2)", "Cats (3)"]
    assert [found.name for found in house.profiles.list()] == names


def test_a_zip_that_tells_no_name_gets_that_of_its_file(house: ProfileHouse) -> None:
    """Without `.zip`, and whatever path the sender put before it."""

    for sent in ("C:\\zips\\Dogs.ZIP", "/tmp/Dogs.zip", "Dogs"):
        assert take(house, zip_of(*MADE[1:]), sent).profile.name.startswith("Dogs")


def test_names_of_files_are_always_names() -> None:
    """Whatever a sender calls a file, the profile has a name that can be typed."""
    for case in hostile_names():
        assert check_name(name_of_file(case.name)) == name_of_file(case.name)
    assert (name_of_file(""), name_of_file(".zip")) == ("Imported profile", "Imported profile")


def test_the_time_of_the_profile_travels(house: ProfileHouse) -> None:
    """When it was made, where the zip says so; what is no time is none."""

    assert take(house, profile()).profile.created == 1_700_000_000_000
    for value in (-1, 1 << 80, "now", None, True):
        came = take(house, zip_of(meta({"name": "Odd", "created": value}), *MADE[1:]))
        assert 0 < came.profile.created < 10**15 and came.profile.created != value


def test_a_mask_of_another_size_is_taken(house: ProfileHouse) -> None:
    """Dataset Gates keeps such masks; they are scaled where they are used."""
    came = take(house, odd_masks())

    assert house.store.page(came.profile.id).slots[0].mask is not None


def test_progress_goes_from_nothing_to_all(house: ProfileHouse) -> None:
    """It never goes back, and unpacking and checking are told as one."""
    seen: list[tuple[int, int]] = []

    take(house, SEVERAL, progress=lambda done, total: seen.append((done, total)))

    assert seen == sorted(seen)
    assert seen[0][0] == 0
    assert seen[-1][0] == seen[-1][1] > 0
    assert len({total for _, total in seen}) == 1


def test_a_cancel_at_any_moment_leaves_nothing(house: ProfileHouse) -> None:
    """Whichever telling of the progress it comes with, not one file is there that was not before."""
    tellings = [0]

    def count(_done: int, _total: int) -> None:
        tellings[0] += 1

    house.profiles.delete(take(house, SEVERAL, progress=count).profile.id)
    before = everything(house.folder)

    for last in range(tellings[0]):
        left = [last]

        def cancel(_done: int, _total: int, left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise JobCancelled

        with pytest.raises(JobCancelled):
            take(house, SEVERAL, progress=cancel)
        assert everything(house.folder) == before


def test_a_disk_that_fails_at_any_call_leaves_nothing_visible(house: ProfileHouse) -> None:
    """The import is refused with the reason, or had happened; a profile is never there by half."""
    count = house.calls.count
    house.profiles.delete(take(house, SEVERAL).profile.id)
    needed = house.calls.count - count

    for number, error in itertools.product(range(1, needed), (errno.ENOSPC, errno.EIO)):
        before = house.profiles.list()
        house.calls.fail = (house.calls.count + number, error)
        try:
            came: Profile | None = take(house, SEVERAL).profile
        except PenstockError as refused:
            assert isinstance(refused, ClientError)
            came = None
        house.calls.fail = None
        assert list(house.profiles.list()) == [*before, *([came] if came else [])]
        if came:
            house.profiles.delete(came.id)


def test_a_full_disk_says_so(house: ProfileHouse) -> None:
    """507, and nothing is left of the half that was unpacked."""
    take(house, SEVERAL)  # the folders that imports need are there
    before = everything(house.folder)
    house.calls.fail = (house.calls.count + 6, errno.ENOSPC)

    with pytest.raises(DiskFull, match="full"):
        take(house, SEVERAL)

    assert everything(house.folder) == before


@pytest.mark.parametrize("power", [False, True], ids=["killed", "power lost"])
def test_a_process_that_dies_at_any_call_leaves_all_or_nothing(houses: Houses, quick_folder: Path, power: bool) -> None:
    """The next start shows the profile whole or not at all; staging holds what is swept."""
    house = houses()
    count = house.calls.count
    house.profiles.delete(take(house, SEVERAL).profile.id)
    needed = house.calls.count - count

    for number in range(1, needed):
        before = {profile.id for profile in house.profiles.list()}
        house.calls.crash_after = house.calls.count + number
        with contextlib.suppress(Crash):
            take(house, SEVERAL)
        house.kill(lose_bytes=power, lose_entries=power)
        house.start()
        came = {profile.id for profile in house.profiles.list()} - before
        assert len(came) <= 1
        assert [house.store.pool(one).count for one in came] == [2] * len(came)
        assert {pool.id for pool in house.store.pools()} == before | came
        (quick_folder / "sent.upload").unlink(missing_ok=True)


def test_two_imports_at_once_make_two_profiles(house: ProfileHouse) -> None:
    """The same zip file twice at the same time: both arrive, under different names."""
    archive = house.folder / "same.upload"
    archive.write_bytes(SEVERAL)
    together = threading.Barrier(3)

    def take() -> None:
        together.wait()
        house.profiles.import_zip(archive, "same.zip")

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {found.name for found in house.profiles.list()} == {"Cats", "Cats (2)", "Cats (3)"}
    assert archive.read_bytes() == SEVERAL, "the archive is left alone"
