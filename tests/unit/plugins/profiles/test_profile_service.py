"""The service: one profile made, named, deleted, brought back, adopted; what is refused changes nothing."""

import json
from collections.abc import Callable

import pytest

from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import BadName, ClientError, Conflict, NotFound
from penstock.core.events.profiles import ProfileCreated, ProfileDeleted, ProfileRenamed

Houses = Callable[..., ProfileHouse]


def entry_of(profile: Profile) -> dict[str, object]:
    return {"id": profile.id, "name": profile.name, "created": profile.created}


def note(house: ProfileHouse, pool_id: str) -> object:
    return json.loads((house.root / pool_id / "profile.json").read_text())


def files(house: ProfileHouse) -> dict[str, bytes]:
    """Every file that is people's, but for locks and databases."""
    return {
        str(path.relative_to(house.root)): path.read_bytes()
        for path in sorted(house.root.rglob("*"))
        if path.is_file() and ".locks" not in path.parts and not path.name.startswith("pool.db")
    }


def test_a_new_profile_is_an_empty_pool_with_a_name(house: ProfileHouse, houses: Houses) -> None:
    """Entry, pool and note say the same, in this process and in the next."""
    made = house.profiles.create("  Cats ")
    assert made == Profile(id=made.id, name="Cats", created=house.clock.wall_ms())
    assert house.store.pool(made.id).count == 0
    assert note(house, made.id) == {"format": 1, **entry_of(made)}
    assert house.profiles.get(made.id) == made
    assert houses().profiles.list() == (made,)


def test_a_name_in_use_is_a_conflict_that_offers_a_free_one(house: ProfileHouse) -> None:
    """With the profile that has it; create, rename and duplicate alike; nothing was changed."""
    cats, dogs = house.profiles.create("Cats"), house.profiles.create("Cats (2)")
    before = files(house)
    for work in (
        lambda: house.profiles.create("CATS"),
        lambda: house.profiles.rename(dogs.id, "cats"),
        lambda: house.profiles.duplicate(dogs.id, "Cats"),
        lambda: house.profiles.create("Cats", "mine"),
    ):
        with pytest.raises(Conflict) as error:
            work()
        assert error.value.details["current"] == entry_of(cats)
        assert str(error.value.details["suggestion"]).lower() in ("cats (2)", "cats (3)")
        house.profiles.rename(dogs.id, str(error.value.details["suggestion"]))
        house.profiles.rename(dogs.id, "Cats (2)")
    assert files(house) == before


def test_names_that_are_none_change_nothing(house: ProfileHouse) -> None:
    """Refused before anything is made."""
    cats = house.profiles.create("Cats")
    before = files(house)
    for name in ("", " ", "a\nb", "x" * 201):
        for work in (house.profiles.create, lambda name: house.profiles.rename(cats.id, name)):
            with pytest.raises(ClientError):
                work(name)
    assert files(house) == before


@pytest.mark.parametrize("pool_id", ["", "..", "a/b", "/etc", "con", "x" * 65, "a b"])
def test_s4_what_is_no_id_is_never_a_path(house: ProfileHouse, pool_id: str) -> None:
    """Adopting and deleting take ids only; an empty one is an error."""
    cats = house.profiles.create("Cats")
    with pytest.raises(BadName):
        house.profiles.create("x", pool_id)
    with pytest.raises((NotFound, BadName)):
        house.profiles.delete(pool_id)
    with pytest.raises((NotFound, BadName)):
        house.profiles.seed(cats.id, pool_id)
    assert house.names == ["Cats"]


def test_adopting_gives_that_very_pool_a_name(house: ProfileHouse) -> None:
    """Files untouched, id kept, nothing copied; one event, that says so."""
    slots = house.fill("mine", "a", "b")
    house.pools.select("mine", slots[1])
    before, state = files(house), house.store.pool("mine")
    made = house.profiles.create("Mine", "mine")
    assert made.id == "mine"
    assert house.store.pool("mine") == state
    after = files(house)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"profiles.json", "mine/profile.json"}
    told = [event for event in house.events.told if isinstance(event, ProfileCreated)]
    assert [(event.profile, event.adopted) for event in told] == [(made, True)]


def test_adopting_makes_a_pool_that_does_not_exist_and_refuses_a_profile(house: ProfileHouse) -> None:
    """A fresh node's pool has no folder yet; a pool has one name."""
    made = house.profiles.create("Mine", "mine")
    assert house.store.pool("mine").count == 0
    with pytest.raises(Conflict) as error:
        house.profiles.create("Other", "mine")
    assert error.value.details["current"] == entry_of(made)
    assert house.names == ["Mine"]


def test_a_rename_keeps_the_id_and_reaches_the_note(house: ProfileHouse, houses: Houses) -> None:
    """To its own name in another case too; to the same name nothing happens."""
    made = house.profiles.create("Cats")
    renamed = house.profiles.rename(made.id, "cATS")
    assert renamed == Profile(id=made.id, name="cATS", created=made.created)
    assert note(house, made.id) == {"format": 1, **entry_of(renamed)}
    assert house.profiles.rename(made.id, "cATS") == renamed
    told = [event for event in house.events.told if isinstance(event, ProfileRenamed)]
    assert [(event.profile, event.old_name) for event in told] == [(renamed, "Cats")]
    assert houses().profiles.list() == (renamed,)


def test_delete_moves_it_to_the_trash_and_restore_brings_it_back(house: ProfileHouse, houses: Houses) -> None:
    """With every image, label and its name; the next process sees it in the trash too."""
    made = house.profiles.create("Cats")
    slots = house.fill(made.id, "a", "b")
    house.pools.select(made.id, slots[1])
    before = house.store.page(made.id)
    trash = house.profiles.delete(made.id)
    assert house.profiles.list() == ()
    assert not house.store.exists(made.id)
    (deleted,) = house.profiles.deleted()
    assert (deleted.trash, deleted.profile, deleted.deleted) == (trash, made, house.clock.wall_ms())
    told = [event for event in house.events.told if isinstance(event, ProfileDeleted)]
    assert [(event.profile, event.trash) for event in told] == [(made, trash)]
    other = houses()
    assert other.profiles.deleted() == (deleted,)
    assert other.profiles.restore(trash) == made
    assert other.store.page(made.id).slots == before.slots
    assert other.profiles.deleted() == ()
    assert house.names == ["Cats"]


def test_restoring_takes_a_free_name_where_its_own_is_in_use(house: ProfileHouse, houses: Houses) -> None:
    """The new one keeps its name; the note says the new name."""
    first = house.profiles.create("Cats")
    trash = house.profiles.delete(first.id)
    house.profiles.create("cats")
    assert house.profiles.restore(trash).name == "Cats (2)"
    house.registry.unlink()
    assert sorted(houses().names) == ["Cats (2)", "cats"]


def test_what_is_not_in_the_trash_cannot_be_restored(house: ProfileHouse) -> None:
    """Twice, after its time, under a name that is a path, or a pool that was none: an error and no change."""
    made = house.profiles.create("Cats")
    trash = house.profiles.delete(made.id)
    house.pools.create("plain")
    plain = house.pools.delete("plain")
    house.profiles.restore(trash)
    for trash_id in (trash, plain, "nothing", "a.1.aaaaaaaaaa"):
        with pytest.raises(NotFound):
            house.profiles.restore(trash_id)
    with pytest.raises(BadName):
        house.profiles.restore("../" + trash)
    assert house.names == ["Cats"]


def test_restoring_over_a_pool_that_has_the_id_again_is_refused(house: ProfileHouse) -> None:
    """Nothing is written over; the one in the trash stays there."""
    made = house.profiles.create("Cats", "mine")
    trash = house.profiles.delete(made.id)
    again = house.profiles.create("Dogs", "mine")
    with pytest.raises(Conflict):
        house.profiles.restore(trash)
    assert house.profiles.list() == (again,)
    assert [deleted.trash for deleted in house.profiles.deleted()] == [trash]


def test_a_pool_without_a_name_in_the_trash_is_no_profile(house: ProfileHouse) -> None:
    """Not even where a profile has its id by now."""
    house.pools.create("mine")
    house.pools.delete("mine")
    house.profiles.create("Mine", "mine")
    assert house.profiles.deleted() == ()


def test_a_profile_without_a_pool_stays_listed_until_it_is_deleted(house: ProfileHouse) -> None:
    """A drive may be away. Deleting it takes only the name, for good."""
    made = house.profiles.create("Cats")
    house.store.purge(house.store.delete(made.id))
    assert house.profiles.list() == (made,)
    assert house.profiles.rename(made.id, "Gone").name == "Gone"
    assert house.profiles.delete(made.id) == ""
    assert house.profiles.list() == house.profiles.deleted() == ()


@pytest.mark.parametrize("profile_id", ["plain", "nobody"])
def test_what_does_not_exist_is_said(house: ProfileHouse, profile_id: str) -> None:
    """By every operation that takes a profile; a pool without a name is none."""
    house.pools.create("plain")
    for work in (
        lambda: house.profiles.get(profile_id),
        lambda: house.profiles.rename(profile_id, "x"),
        lambda: house.profiles.delete(profile_id),
        lambda: house.profiles.duplicate(profile_id),
        lambda: house.profiles.export(profile_id),
        lambda: house.profiles.seed(profile_id, "plain"),
    ):
        with pytest.raises(NotFound):
            work()
    assert house.store.exists("plain")


def test_each_operation_tells_one_thing(house: ProfileHouse) -> None:
    """In the order of the changes, once each."""
    made = house.profiles.create("Cats")
    house.profiles.rename(made.id, "Dogs")
    trash = house.profiles.delete(made.id)
    house.profiles.restore(trash)
    house.profiles.create("Mine", "mine")
    house.profiles.duplicate(made.id)
    assert house.profile_events() == [
        "profile_created",
        "profile_renamed",
        "profile_deleted",
        "profile_restored",
        "profile_created",
        "profile_duplicated",
    ]
    assert house.profile_events() == []


def test_what_is_refused_tells_nothing(house: ProfileHouse) -> None:
    """A conflict, a name that is none, a profile that there is none of."""
    house.profiles.create("Cats")
    house.profile_events()
    for work in (
        lambda: house.profiles.create("cats"),
        lambda: house.profiles.create(""),
        lambda: house.profiles.delete("nobody"),
        lambda: house.profiles.restore("nothing"),
    ):
        with pytest.raises(ClientError):
            work()
    assert house.profile_events() == []
