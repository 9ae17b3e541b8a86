"""A full disk, a damaged registry on a dying machine: nothing is lost, and deleting works."""

import contextlib
import errno
import itertools
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import CountingIds
from penstock.adapters.testing.file_faults import Crash
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.errors import DiskFull, ReadOnly
from penstock.core.files import Files, SystemCalls
from penstock.plugins.profiles.service_specs import assembled

Houses = Callable[..., ProfileHouse]
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"


class FullDisk(SystemCalls):
    """Takes no byte more; what is there can be renamed and removed."""

    error = errno.ENOSPC

    def create(self, path: Path) -> int:
        raise OSError(self.error, "no room", str(path))


class ReadOnlyDisk(FullDisk):
    """Takes no new file and no new folder."""

    error = errno.EROFS

    def mkdir(self, path: Path) -> None:
        raise OSError(self.error, "no folder", str(path))


def test_deleting_works_on_a_full_disk(house: ProfileHouse, houses: Houses) -> None:
    """The entry that could not be taken away counts for nobody, and goes with the next write; undo works then."""
    made = house.profiles.create("Cats")
    house.fill(made.id, "a")
    house.calls.real = FullDisk()
    trash = house.profiles.delete(made.id)
    assert house.profiles.list() == ()
    assert [one.profile for one in house.profiles.deleted()] == [made]
    assert house.profile_events() == ["profile_created", "profile_deleted"]
    assert made.id in house.registry.read_text()
    with pytest.raises(DiskFull):
        house.profiles.create("Dogs")
    with pytest.raises(DiskFull):
        house.profiles.restore(trash)
    assert house.profiles.list() == ()
    house.calls.real = SystemCalls()
    house.profiles.create("Dogs")
    assert made.id not in house.registry.read_text()
    house.profiles.restore(trash)
    assert houses().names == ["Dogs", "Cats"]


def test_a_profile_of_dataset_gates_deleted_on_a_full_disk_keeps_its_name(house: ProfileHouse, houses: Houses) -> None:
    """It has no note yet and none can be written: its entry knows the name until it is restored."""
    house.registry.write_text('{"profiles": [{"id": "faces", "name": "Faces", "created": 0}]}')
    (house.root / "faces").mkdir()
    house.calls.real = FullDisk()
    trash = house.profiles.delete("faces")
    assert house.profiles.list() == ()
    again = houses()
    again.profiles.create("Dogs")
    assert [one.profile.name for one in again.profiles.deleted()] == ["Faces"]
    assert again.profiles.restore(trash).name == "Faces"


def test_a_disk_that_takes_nothing_refuses_and_reads(house: ProfileHouse) -> None:
    """403, and the list is as it was."""
    made = house.profiles.create("Cats")
    house.calls.real = ReadOnlyDisk()
    for work in (lambda: house.profiles.create("Dogs"), lambda: house.profiles.rename(made.id, "Dogs")):
        with pytest.raises(ReadOnly):
            work()
    assert house.profiles.list() == (made,)


def test_no_profiles_on_a_disk_that_takes_nothing_is_no_trouble(house: ProfileHouse) -> None:
    """There is nothing to mend where there never was a list; one that is damaged is told of."""
    shutil.rmtree(house.root / ".locks", ignore_errors=True)
    house.calls.real = ReadOnlyDisk()
    files, ids = Files(house.calls), CountingIds()
    profiles = assembled(house.paths, files, house.clock, ids, house.pools, house.events.notify)
    profiles.start()
    assert profiles.list() == ()
    assert profiles.problems() == ()
    house.registry.write_text('{"profiles": [{"id": "a", "name": "A"}, {')
    assert [profile.name for profile in profiles.list()] == ["A"]
    assert "could not be mended" in profiles.problems()[0]


def test_a_damaged_registry_on_a_full_disk_is_read_and_not_touched(house: ProfileHouse, houses: Houses) -> None:
    """The names are there, the trouble is told, and the damaged bytes stay until there is room to keep them."""
    made = house.profiles.create("Cats")
    house.registry.write_bytes(b"{")
    house.calls.real = FullDisk()
    assert house.profiles.list() == (made,)
    assert "could not be mended" in house.profiles.problems()[0]
    assert house.registry.read_bytes() == b"{"
    with pytest.raises(DiskFull):
        house.profiles.create("Dogs")
    assert house.registry.read_bytes() == b"{"
    assert houses().profiles.list() == (made,)


DAMAGES: dict[str, Callable[[bytes, int], bytes]] = {
    "cut off": lambda data, place: data[:place],
    "a byte is zero": lambda data, place: data[:place] + b"\0" + data[place + 1 :],
    "a bit is turned": lambda data, place: data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :],
    "the rest is zero": lambda data, place: data[:place] + bytes(len(data) - place),
}


@pytest.mark.parametrize("kind", DAMAGES)
def test_g20_damage_at_any_place_loses_no_profile(
    house: ProfileHouse, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the next start every profile is listed, whatever byte of the list was hit; the pools are untouched."""
    monkeypatch.setattr("penstock.plugins.profiles.registry._SETTLING", 0.0)
    ids = {house.profiles.create("Cats").id, house.profiles.create("Dogs", "mine").id}
    data = house.registry.read_bytes()
    notes = {name: (house.root / name / "profile.json").read_bytes() for name in ids}
    for place in range(0, len(data), 1 if NIGHTLY else 7):
        for path in house.root.glob("profiles.json*"):
            path.unlink()
        for name, note in notes.items():
            (house.root / name / "profile.json").write_bytes(note)
        house.registry.write_bytes(DAMAGES[kind](data, place))
        house.profiles.start()
        assert ids <= {profile.id for profile in house.profiles.list()}, (place, house.registry.read_bytes())
        assert ids == {pool.id for pool in house.store.pools()}


@pytest.mark.parametrize("power", [False, True])
def test_a_crash_while_mending_loses_no_name(
    house: ProfileHouse, houses: Houses, power: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any call: what only the damaged text knew comes back at the start after, and the text is kept."""
    monkeypatch.setattr("penstock.plugins.profiles.registry._SETTLING", 0.0)
    house.profiles.create("Cats")
    text = b'{"profiles": [{"id": "faces", "name": "Faces", "created": 7}, {"id": "x'
    for number in itertools.count(1):
        for path in house.root.glob("profiles.json*"):
            path.unlink()
        shutil.rmtree(house.paths.private / "profiles", ignore_errors=True)
        house.registry.write_bytes(text)
        house.calls.dead = False
        house.calls.crash_before = house.calls.count + number
        with contextlib.suppress(Crash):
            house.profiles.list()
        crashed = house.calls.dead
        house.kill(lose_bytes=power, lose_entries=power)
        assert sorted(house.start().names) == ["Cats", "Faces"]
        assert text in [path.read_bytes() for path in house.root.glob("profiles.json.corrupt-*")]
        if not crashed:
            return
