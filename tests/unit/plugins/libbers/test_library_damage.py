"""Damaged libraries: never shown as empty, set aside whole, restored from the last good copy."""

import json
import os

import pytest

from penstock.adapters.testing.library_house import LibraryHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Busy, Conflict, DiskFull, Invalid

LIBBER = Libber(libs={"a": "ä%b%", "b": "y"})


def aside(house: LibraryHouse) -> list[bytes]:
    """The damaged files that were kept."""
    return [path.read_bytes() for path in sorted(house.files.glob("*.corrupt-*"))]


def test_every_truncation_is_mended_from_the_last_good_copy(house: LibraryHouse) -> None:
    """However a file was cut short, its library is as it was, and what was found is kept beside it."""
    good = house.libraries.save("Cats", LIBBER, None)
    whole = (house.files / "Cats.json").read_bytes()
    for length in range(len(whole) - 1):
        house.put("Cats.json", whole[:length])
        found = house.opened().get("cats")
        assert (found.libber, found.revision) == (good.libber, good.revision), length
        assert "Cats.json.corrupt-" in found.problems[0]
        assert (house.files / "Cats.json").read_bytes() == whole
    assert sorted(aside(house)) == sorted(whole[:length] for length in range(len(whole) - 1))
    assert house.libraries.get("Cats") == good


def test_what_was_mended_is_told_until_the_next_save(house: LibraryHouse) -> None:
    """To everybody who asks, not only to whoever came upon it."""
    house.libraries.save("Cats", LIBBER, None)
    house.put("Cats.json", b"{")
    for _ in range(3):
        found = house.libraries.get("Cats")
        assert "Cats.json.corrupt-" in found.problems[0] and len(found.problems) == 1
    made = house.libraries.save("Cats", Libber(libs={"a": "new"}), found.revision)
    assert house.libraries.get("Cats") == made and made.problems == ()


def test_every_truncation_without_a_copy_is_an_error_that_names_the_file(house: LibraryHouse) -> None:
    """It is neither empty nor touched, and cannot be saved over as if it were new."""
    whole = json.dumps({"libs": {"a": "x"}, "delimiter": "%"}).encode()
    for length in range(len(whole)):
        path = house.put("Cats.json", whole[:length])
        for ask in (lambda: house.libraries.get("Cats"), lambda: house.libraries.save("Cats", LIBBER, None)):
            with pytest.raises(Invalid, match=r"Cats\.json is damaged"):
                ask()
        assert path.read_bytes() == whole[:length]
    assert aside(house) == [] and house.libraries.names() == ("Cats",)


def test_what_another_program_wrote_is_what_is_restored(house: LibraryHouse) -> None:
    """The copy follows whatever was read last in good order."""
    house.libraries.save("Cats", LIBBER, None)
    path = house.put("Cats.json", {"lib_dict": {"Theirs": "t"}})
    before = path.read_bytes()
    house.libraries.get("Cats")
    path.write_bytes(b"")
    assert house.libraries.get("Cats").libber.libs == {"theirs": "t"}
    assert path.read_bytes() == before


def test_a_save_mends_first_and_then_compares(house: LibraryHouse) -> None:
    """Who saw the library as it was before the damage can save; who saw another is told."""
    seen = house.libraries.save("Cats", LIBBER, None).revision
    house.put("Cats.json", b"{")
    with pytest.raises(Conflict):
        house.libraries.save("Cats", Libber(), None)
    house.put("Cats.json", b"")
    assert house.libraries.save("Cats", Libber(libs={"c": "z"}), seen).libber.libs == {"c": "z"}
    assert aside(house) == [b"{", b""]


def test_a_full_disk_shows_the_last_good_copy_and_writes_nothing(house: LibraryHouse) -> None:
    """What cannot be mended now can be used, and not changed until there is room."""
    good = house.libraries.save("Cats", LIBBER, None)
    house.put("Cats.json", b"{")
    house.calls.fail_from = (house.calls.count + 1, 28)
    found = house.libraries.get("Cats")
    assert found.libber == good.libber and found.read_only and "damaged" in found.problems[0]
    with pytest.raises(DiskFull):
        house.libraries.save("Cats", Libber(), good.revision)
    assert (house.files / "Cats.json").read_bytes() == b"{"
    house.calls.fail_from = None
    assert not house.libraries.get("Cats").read_only


def test_a_file_that_is_being_written_is_waited_for(house: LibraryHouse) -> None:
    """fbTools writes in place: half a file is no damage as long as it grows, nor one that is whole soon after."""
    house.libraries.save("Cats", LIBBER, None)
    whole = json.dumps({"libs": {"a": "theirs"}}).encode()
    lengths = iter([5, 10, len(whole)])

    def write_on(_seconds: float) -> None:
        house.put("Cats.json", whole[: next(lengths, len(whole))])

    house.put("Cats.json", b"")
    house.pause = write_on
    assert house.opened().get("Cats").libber.libs == {"a": "theirs"}
    assert aside(house) == []


def test_a_file_that_never_rests_is_not_taken_for_damaged(house: LibraryHouse) -> None:
    """After 5 s a change is refused; nothing was set aside."""
    seen = house.libraries.save("Cats", LIBBER, None)
    house.pause = lambda _seconds: house.put("Cats.json", (house.files / "Cats.json").read_bytes() + b" ") and None
    house.put("Cats.json", b"{")
    with pytest.raises(Busy):
        house.opened().save("Cats", Libber(), seen.revision)
    assert aside(house) == []


def test_a_deleted_library_does_not_come_back_from_its_copy(house: LibraryHouse) -> None:
    """A new one of its name has a copy of its own, or none."""
    house.libraries.save("Cats", LIBBER, None)
    house.libraries.delete("Cats")
    house.put("Cats.json", b"{")
    with pytest.raises(Invalid):
        house.libraries.get("Cats")


def test_a_file_that_somebody_writes_slowly_is_left_to_its_writer(house: LibraryHouse) -> None:
    """Its last good copy is answered meanwhile, read-only; what is written at the end is there."""
    house.libraries.save("Cats", LIBBER, None)
    path = house.files / "Cats.json"
    with path.open("w") as slow:
        os.utime(path, ns=(0, house.clock.wall_ms() * 1_000_000))
        found = house.opened().get("Cats")
        assert (found.libber, found.read_only) == (LIBBER, True)
        assert "could not be mended yet" in found.problems[0]
        with pytest.raises(Busy):
            house.libraries.save("Cats", Libber(), found.revision)
        slow.write('{"libs": {"new": "n"}}')
    assert house.libraries.get("Cats").libber.libs == {"new": "n"}
    assert aside(house) == []


def test_a_file_that_its_writer_has_left_damaged_is_mended_later(house: LibraryHouse) -> None:
    """Ten seconds without a change are enough."""
    house.libraries.save("Cats", LIBBER, None)
    path = house.put("Cats.json", b"{")
    os.utime(path, ns=(0, (house.clock.wall_ms() - 10_000) * 1_000_000))
    assert house.libraries.get("Cats").libber == LIBBER
    assert aside(house) == [b"{"]
