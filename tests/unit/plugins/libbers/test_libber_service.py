"""The service of libraries: what each change tells, and what texts become."""

import errno

import pytest

from penstock.adapters.testing.libber_house import LibberHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError

CATS = Libber(libs={"big": "lion", "small": "%big% cub"})


def test_a_new_library_is_told_once_with_its_keys(served: LibberHouse) -> None:
    """First what was stored, then that texts may be others; the revision is that of the file."""
    made = served.libbers.save("Cats", CATS, None)
    assert [getattr(event, "revision", None) for event in served.events] == [made.revision, made.revision]
    assert served.told() == ["created Cats +big +small", "saved Cats"]


def test_a_change_names_what_is_new_other_and_gone(served: LibberHouse) -> None:
    """Keys in the order of the library; those that stayed are not named."""
    made = served.libbers.save("Cats", Libber(libs={"a": "1", "b": "2", "c": "3"}), None)
    served.told()
    served.libbers.save("cats", Libber(libs={"d": "4", "c": "5", "b": "2"}), made.revision)
    assert served.told() == ["stored Cats +d ~c -a", "saved Cats"]


def test_saving_the_same_tells_nothing(served: LibberHouse) -> None:
    """No file is written, so nothing happened."""
    made = served.libbers.save("Cats", CATS, None)
    served.told()
    assert served.libbers.save("Cats", CATS, made.revision) == made
    assert served.told() == []


def test_renames_deletes_and_restores_are_told_once(served: LibberHouse) -> None:
    """With the old name, and with the revision that is there again; a rename to its own name tells nothing."""
    served.libbers.save("Cats", CATS, None)
    served.told()
    served.libbers.rename("CATS", "Big cats")
    served.libbers.rename("Big cats", "Big cats")
    deleted = served.libbers.delete("big cats")
    assert served.libbers.restore(deleted.id) == "Big cats"
    assert served.told() == ["renamed Big cats from Cats", "deleted Big cats gone", "restored Big cats"]
    assert served.libbers.get("Big cats").libber == CATS


def test_what_is_refused_changes_and_tells_nothing(served: LibberHouse) -> None:
    """Bad names, unknown ones, stale revisions, taken names; no folder is made before something is saved."""
    libbers = served.libbers
    for refused in (
        lambda: libbers.get("Cats"),
        lambda: libbers.rename("Cats", "Dogs"),
        lambda: libbers.delete("Cats"),
        lambda: libbers.restore("1.aaaaaaaaaaaa"),
        lambda: libbers.substitute("%a%", ["Cats"]),
        lambda: libbers.file("Cats"),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(BadName):
        libbers.save("../Cats", CATS, None)
    assert not served.files.exists()
    libbers.save("Cats", CATS, None)
    libbers.save("Dogs", CATS, None)
    served.told()
    for refused in (
        lambda: libbers.save("Cats", CATS, None),
        lambda: libbers.save("Cats", CATS, "stale"),
        lambda: libbers.save("Gone", CATS, "stale"),
        lambda: libbers.rename("Cats", "dogs"),
    ):
        with pytest.raises(Conflict):
            refused()
    assert served.told() == []
    served.look()
    assert served.told() == []


def test_a_full_disk_tells_nothing_and_the_next_try_does(served: LibberHouse) -> None:
    """An error of the disk is the caller's, not an event."""
    served.calls.fail_from = (1, errno.ENOSPC)
    with pytest.raises(PenstockError) as full:
        served.libbers.save("Cats", CATS, None)
    assert full.value.status == 507
    assert served.told() == []
    served.calls.fail_from = None
    served.libbers.save("Cats", CATS, None)
    assert served.told() == ["created Cats +big +small", "saved Cats"]


def test_a_file_comes_in_as_it_is_under_a_free_name(served: LibberHouse) -> None:
    """Every byte of it stays, in either spelling, also what nobody here knows."""
    data = b'{"lib_dict": {"Big": "lion", "no key!": 3}, "theirs": [1.50]}'
    assert served.libbers.add("Cats", data).name == "Cats"
    added = served.libbers.add("cats", data)
    assert (added.name, dict(added.libber.libs), len(added.problems)) == ("cats 2", {"big": "lion"}, 1)
    assert served.libbers.file("cats 2").read_bytes() == data
    assert served.told() == ["created Cats +big", "saved Cats", "created cats 2 +big", "saved cats 2"]


@pytest.mark.parametrize("data", [b"", b"[]", b'"x"', b'{"libs": 3}', b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_what_is_no_library_does_not_come_in(served: LibberHouse, data: bytes) -> None:
    """The reason is said, nothing is stored."""
    with pytest.raises(Invalid, match="no libber") as refused:
        served.libbers.add("Cats", data)
    assert refused.value.field == "file"
    assert not served.files.exists()
    assert served.told() == []


def test_a_name_that_no_library_can_have_twice_is_a_conflict_in_the_end(served: LibberHouse) -> None:
    """A folder of that name is in the way although it is no library."""
    (served.files / "Cats.json").mkdir(parents=True)
    with pytest.raises(Conflict):
        served.libbers.add("Cats", b'{"libs": {}}')


def test_texts_get_what_is_saved_from_the_first_that_knows(served: LibberHouse) -> None:
    """Chained in the order of the names, numbered by it, and drawn alike for a seed."""
    served.libbers.save("Cats", CATS, None)
    served.libbers.save("Dogs", Libber(libs={"big": "mastiff", "bark": "woof"}, delimiter="<<"), None)
    made = served.libbers.substitute("%small% %big:2% %bark% %nothing%", ["cats", "DOGS"])
    assert made.text == "lion cub mastiff woof %nothing%"
    assert made.unknown == ("nothing",)
    drawn = {seed: served.libbers.substitute("%*% %*%", ["Cats", "Dogs"], seed).text for seed in range(20)}
    assert drawn == {seed: served.libbers.substitute("%*% %*%", ["Cats", "Dogs"], seed).text for seed in range(20)}
    assert len(set(drawn.values())) > 1


def test_a_signature_follows_its_file_and_opens_none(served: LibberHouse) -> None:
    """Another for each content, the same while nothing happens, empty without a file."""
    assert served.libbers.signature("Cats") == ""
    made = served.libbers.save("Cats", CATS, None)
    first = served.libbers.signature("cats")
    assert first == served.libbers.signature("Cats") != ""
    served.libbers.save("Cats", Libber(), made.revision)
    assert served.libbers.signature("Cats") != first
    served.put("Broken.json", b"{")
    assert served.libbers.signature("Broken")
