"""At the start registry and pools are made to agree: what a crash cut short, what somebody copied or deleted."""

import json
import shutil
from collections.abc import Callable

from penstock.adapters.testing.dataset_gates import DatasetGatesPool
from penstock.adapters.testing.invariants.pictures import png
from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.profiles import Profile

Houses = Callable[..., ProfileHouse]


def test_a_profile_that_a_crash_kept_out_of_the_registry_is_entered(house: ProfileHouse, houses: Houses) -> None:
    """Its pool was there with its note; the registry was not written any more."""
    made = house.profiles.create("Cats")
    data = json.loads(house.registry.read_text())
    house.registry.write_text(json.dumps({**data, "profiles": []}))
    assert houses().profiles.list() == (made,)
    assert json.loads(house.registry.read_text())["profiles"] == data["profiles"]


def test_a_folder_copied_from_another_machine_is_a_profile(
    house: ProfileHouse, houses: Houses, tmp_path_factory
) -> None:  # type: ignore[no-untyped-def]
    """Under a name that is free here."""
    other = ProfileHouse(tmp_path_factory.mktemp("machine")).start()
    theirs = other.profiles.create("Cats")
    other.fill(theirs.id, "a")
    other.close()
    mine = house.profiles.create("cats")
    shutil.copytree(other.root / theirs.id, house.root / theirs.id)
    again = houses()
    assert again.profiles.list() == (mine, Profile(id=theirs.id, name="Cats (2)", created=theirs.created))
    assert again.store.pool(theirs.id).count == 1
    again.registry.unlink()
    assert "Cats (2)" in houses().names


def test_an_entry_whose_pool_is_in_the_trash_goes(house: ProfileHouse, houses: Houses) -> None:
    """A crash between the pool's move and the registry's write: deleted is deleted."""
    made = house.profiles.create("Cats")
    before = house.registry.read_bytes()
    trash = house.profiles.delete(made.id)
    house.registry.write_bytes(before)
    again = houses()
    assert again.profiles.list() == ()
    assert made.id not in house.registry.read_text()
    assert again.profiles.restore(trash) == made


def test_an_entry_whose_pool_is_gone_stays(house: ProfileHouse, houses: Houses) -> None:
    """Its drive may come back."""
    made = house.profiles.create("Cats")
    shutil.rmtree(house.root / made.id)
    assert houses().profiles.list() == (made,)


def test_profiles_of_dataset_gates_get_a_note(house: ProfileHouse, houses: Houses) -> None:
    """So that their names survive the registry; their own files stay as they are."""
    pool = DatasetGatesPool(house.root / "theirs")
    pool.add(png(1), "a label")
    manifest = (house.root / "theirs" / "manifest.json").read_bytes()
    house.registry.write_text(json.dumps({"profiles": [{"id": "theirs", "name": "Faces", "created": 0}]}))
    houses()
    assert (house.root / "theirs" / "manifest.json").read_bytes() == manifest
    house.registry.write_text("")
    shutil.rmtree(house.paths.private / "profiles", ignore_errors=True)
    assert houses().profiles.list() == (Profile(id="theirs", name="Faces"),)
    assert pool.images()[0][0] == "a label"


def test_the_registry_wins_over_a_note_that_is_behind(house: ProfileHouse, houses: Houses) -> None:
    """A crash between the two writes of a rename."""
    made = house.profiles.create("Cats")
    stale = (house.root / made.id / "profile.json").read_bytes()
    house.profiles.rename(made.id, "Dogs")
    (house.root / made.id / "profile.json").write_bytes(stale)
    houses()
    house.registry.write_text("{")
    assert house.names == ["Dogs"]


def test_a_start_that_has_nothing_to_mend_writes_nothing(house: ProfileHouse, houses: Houses) -> None:
    """Whatever was started before; without profiles there is no file at all."""
    houses()
    assert not house.registry.exists()
    house.profiles.create("Cats")
    house.profiles.create("Dogs", "mine")
    again = houses()
    assert not [call for call in again.calls.log if "profile" in call]


def test_a_note_that_is_none_is_no_profile(house: ProfileHouse, houses: Houses) -> None:
    """Damaged, foreign or hostile notes are ignored."""
    for number, text in enumerate(('{"id": "n0", "name": ""}', "[]", "{", '{"id": "../x", "name": "x"}', "[" * 9999)):
        house.pools.create(f"n{number}", notes={"profile": text.encode()})
    assert houses().profiles.list() == ()


def test_an_unreadable_start_stops_nobody(house: ProfileHouse, houses: Houses, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Where the lock is held by somebody the profiles are there all the same."""
    monkeypatch.setattr("penstock.core.file_locks._BUSY_SECONDS", 0.05)
    house.profiles.create("Cats")
    with house.profiles.registry.holding():
        assert houses().names == ["Cats"]
