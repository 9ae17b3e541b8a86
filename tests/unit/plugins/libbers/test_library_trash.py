"""Renaming and deleting libraries: nothing is written over, everything comes back."""

import pytest

from penstock.adapters.testing.library_house import LibraryHouse, TrashElsewhere
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Conflict, Invalid, NotFound

LIBBER = Libber(libs={"a": "x"})
MONTH = 30 * 24 * 3600


def test_a_library_is_renamed_with_all_its_bytes(house: LibraryHouse) -> None:
    """The file has the same bytes under the other name, in another case too."""
    path = house.put("Cats.JSON", {"lib_dict": {"A": "x"}, "more": 1})
    before = path.read_bytes()
    assert house.libraries.rename("cats", "Dogs").name == "Dogs"
    assert house.libraries.rename("dogs", "DOGS").name == "DOGS"
    assert house.libraries.names() == ("DOGS",)
    assert (house.files / "DOGS.json").read_bytes() == before


def test_a_taken_name_is_not_taken_again(house: LibraryHouse) -> None:
    """The one that has it is told, and both stay; in any case, and where it is damaged."""
    house.libraries.save("Cats", LIBBER, None)
    current = house.libraries.save("Dogs", LIBBER, None)
    with pytest.raises(Conflict) as taken:
        house.libraries.rename("Cats", "dogs")
    assert taken.value.as_json()["error"]["current"]["revision"] == current.revision
    house.put("bad.json", b"{")
    with pytest.raises(Conflict):
        house.libraries.rename("Cats", "BAD")
    assert house.libraries.names() == ("bad", "Cats", "Dogs")


@pytest.mark.parametrize("elsewhere", [False, True], ids=["", "the trash is on another disk"])
def test_a_deleted_library_comes_back(house: LibraryHouse, *, elsewhere: bool) -> None:
    """With all its bytes, under its own name, from a trash on another file system too; once."""
    if elsewhere:
        house = LibraryHouse(house.folder, calls=TrashElsewhere())
    path = house.put("Big Cats.v2.json", {"libs": {"A": "x"}})
    before = path.read_bytes()
    deleted = house.libraries.delete("big cats.V2")
    assert house.libraries.names() == ()
    assert house.libraries.deleted() == (deleted,) and deleted.name == "Big Cats.v2"
    assert house.libraries.restore(deleted.id) == "Big Cats.v2"
    assert path.read_bytes() == before and house.libraries.deleted() == ()
    with pytest.raises(NotFound):
        house.libraries.restore(deleted.id)


def test_a_restore_writes_nothing_over(house: LibraryHouse) -> None:
    """Where the name is taken by now, both stay."""
    house.libraries.save("Cats", LIBBER, None)
    deleted = house.libraries.delete("Cats")
    current = house.libraries.save("CATS", Libber(), None)
    with pytest.raises(Conflict):
        house.libraries.restore(deleted.id)
    assert house.libraries.get("cats") == current and house.libraries.deleted() == (deleted,)


@pytest.mark.parametrize("trash_id", ["", "x", "../x", "*", "1.abcdefgh", "1700000000000.", "\0"])
def test_an_id_that_is_none_finds_nothing(house: LibraryHouse, trash_id: str) -> None:
    """Ids are compared and never become paths."""
    house.libraries.save("Cats", LIBBER, None)
    house.libraries.delete("Cats")
    with pytest.raises(NotFound):
        house.libraries.restore(trash_id)


def test_a_damaged_library_can_be_deleted_and_comes_back_as_it_was(house: LibraryHouse) -> None:
    """There is a way to be rid of it, and back."""
    house.put("bad.json", b'{"libs')
    deleted = house.libraries.delete("bad")
    assert house.libraries.names() == ()
    house.libraries.restore(deleted.id)
    with pytest.raises(Invalid, match=r"bad\.json"):
        house.libraries.get("bad")


def test_the_trash_keeps_for_thirty_days(house: LibraryHouse) -> None:
    """Then a library goes for good, and what processes that died left half written goes with it."""
    house.libraries.save("Cats", LIBBER, None)
    house.libraries.save("Dogs", LIBBER, None)
    house.libraries.delete("Cats")
    house.clock.advance(MONTH)
    young = house.libraries.delete("Dogs")
    unfinished = house.put("0123456789abcdef.Dogs.json.part", b"{")
    others = house.put("mine.part", b"x")
    assert house.libraries.expire() == 0
    house.clock.advance(1)
    assert house.libraries.expire() == 1
    assert house.libraries.deleted() == (young,)
    assert others.exists() and not unfinished.exists()
