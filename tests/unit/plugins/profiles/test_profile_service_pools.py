"""Pools that are deleted and restored by other ways: the registry follows, and each is told exactly once."""

import shutil
from collections.abc import Callable

from penstock.adapters.testing.profile_house import ProfileHouse

Houses = Callable[..., ProfileHouse]


def test_a_deleted_pool_is_a_deleted_profile(house: ProfileHouse, houses: Houses) -> None:
    """It leaves the list at once, and the registry once that is told."""
    made = house.profiles.create("Cats")
    trash = house.pools.delete(made.id)
    assert house.profiles.list() == ()
    assert house.profile_events() == ["profile_created", "profile_deleted"]
    assert made.id not in house.registry.read_text()
    assert [(one.trash, one.profile) for one in house.profiles.deleted()] == [(trash, made)]
    assert houses().profiles.list() == ()


def test_a_restored_pool_is_a_restored_profile(house: ProfileHouse) -> None:
    """Under its own name, or a free one."""
    made = house.profiles.create("Cats")
    trash = house.pools.delete(made.id)
    house.profile_events()
    house.profiles.create("Cats")
    house.pools.undelete(trash)
    assert house.profile_events() == ["profile_created", "profile_restored"]
    assert house.profiles.get(made.id).name == "Cats (2)"


def test_deleted_and_restored_before_anybody_looked(house: ProfileHouse) -> None:
    """Both are told, in this order, and all is as before."""
    made = house.profiles.create("Cats")
    house.pools.undelete(house.pools.delete(made.id))
    assert house.profile_events() == ["profile_created", "profile_deleted", "profile_restored"]
    assert house.profiles.list() == (made,)


def test_our_own_deletes_and_restores_are_told_once(house: ProfileHouse) -> None:
    """Although the pool's own events arrive after."""
    made = house.profiles.create("Cats")
    for _ in range(3):
        house.profiles.restore(house.profiles.delete(made.id))
    assert house.profile_events() == ["profile_created", *["profile_deleted", "profile_restored"] * 3]


def test_deleted_as_a_pool_and_restored_as_a_profile(house: ProfileHouse) -> None:
    """What was told last is what is: no event arrives late."""
    made = house.profiles.create("Cats")
    trash = house.pools.delete(made.id)
    house.profiles.restore(trash)
    assert house.profile_events()[-1] == "profile_restored"
    assert house.profiles.list() == (made,)


def test_deleted_as_a_profile_and_restored_as_a_pool(house: ProfileHouse) -> None:
    """It is a profile again."""
    made = house.profiles.create("Cats")
    trash = house.profiles.delete(made.id)
    house.profile_events()
    house.pools.undelete(trash)
    assert house.profile_events() == ["profile_restored"]
    assert house.profiles.list() == (made,)


def test_pools_without_a_name_concern_nobody(house: ProfileHouse) -> None:
    """Deleting and restoring them tells nothing of profiles."""
    house.pools.create("plain")
    house.pools.undelete(house.pools.delete("plain"))
    assert house.profile_events() == []
    assert not house.registry.exists()


def test_a_copy_of_a_profile_folder_is_no_profile(house: ProfileHouse) -> None:
    """A note counts only where its id is the folder's: a detached pool and a copied folder have no name."""
    made = house.profiles.create("Cats")
    house.store.close()
    shutil.copytree(house.root / made.id, house.root / "copied")
    house.pools.undelete(house.pools.delete("copied"))
    house.pools.detach(made.id)
    house.profiles.start()
    assert house.profiles.list() == (made,)
