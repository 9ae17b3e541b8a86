"""Libraries as files: names, revisions, other programs' files, what is refused."""

import pytest

from penstock.adapters.testing.library_house import LibraryHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.errors import BadName, Conflict, Invalid, NotFound, PenstockError, ReadOnly, TooLarge

LIBBER = Libber(libs={"b": "ball", "a": "ä %b%"}, delimiter="<<", max_depth=3)


def test_what_is_saved_is_what_fbtools_reads(house: LibraryHouse) -> None:
    """A new file has the fields of fbTools and a format, in UTF-8, two blanks deep, without escapes."""
    house.libraries.save("Cats", LIBBER, None)
    assert (house.files / "Cats.json").read_text(encoding="utf-8") == (
        '{\n  "format": 1,\n  "libs": {\n    "b": "ball",\n    "a": "ä %b%"\n  },\n'
        '  "delimiter": "<<",\n  "max_depth": 3\n}\n'
    )


def test_a_library_is_found_in_any_case(house: LibraryHouse) -> None:
    """One name is one library, whatever its case and that of `.JSON`."""
    house.put("Big Cats.JSON", {"libs": {"a": "x"}})
    assert house.libraries.names() == ("Big Cats",)
    assert house.libraries.get("bIG cats").name == "Big Cats"
    with pytest.raises(Conflict):
        house.libraries.save("BIG CATS", LIBBER, None)


def test_only_plain_files_with_fitting_names_are_listed(house: LibraryHouse) -> None:
    """Folders, links, pipes of other programs, unfinished and damaged copies are no libraries."""
    target = house.put("real.json", {"libs": {}})
    (house.files / "folder.json").mkdir()
    (house.files / "link.json").symlink_to(target)
    for name in ("été.json", ".json", "-x.json", "con.json", "x.json.corrupt-1", "x.txt", "0123456789abcdef.part"):
        house.put(name, {"libs": {}})
    assert house.libraries.names() == ("real",)
    for name in ("folder", "link"):
        with pytest.raises(Invalid, match="no plain file"):
            house.libraries.get(name)
        with pytest.raises(PenstockError) as refused:
            house.libraries.save(name, LIBBER, None)
        assert refused.value.status < 500
    assert (house.files / "link.json").is_symlink()


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "a/b", "a\\b", "../x", "/etc/x", "C:x", "é", "a\n", "a\0", "x" * 65, "nul", "a.", " a", "a ",
     "-a", ".a", "a..b", None, 3],
)  # fmt: skip
def test_a_name_is_never_a_path(house: LibraryHouse, name: str) -> None:
    """Whatever is asked under such a name is refused, and nothing is made."""
    libraries = house.libraries
    libraries.save("good", LIBBER, None)
    for ask in (
        lambda: libraries.get(name),
        lambda: libraries.signature(name),
        lambda: libraries.delete(name),
        lambda: libraries.save(name, LIBBER, None),
        lambda: libraries.rename("good", name),
        lambda: libraries.rename(name, "better"),
    ):
        with pytest.raises(BadName):
            ask()
    assert libraries.names() == ("good",)


def test_a_stale_save_gets_the_current_library(house: LibraryHouse) -> None:
    """Of two who change one revision the second is told what the first wrote; nothing is lost."""
    first = house.libraries.save("Cats", LIBBER, None)
    current = house.libraries.save("cats", Libber(libs={"a": "new"}), first.revision)
    with pytest.raises(Conflict) as stale:
        house.opened().save("Cats", Libber(libs={"a": "other"}), first.revision)
    told = stale.value.as_json()["error"]["current"]
    assert (told["name"], told["revision"]) == ("Cats", current.revision)
    assert told["libber"]["libs"] == {"a": "new"}
    assert house.libraries.get("Cats") == current


def test_another_program_counts_as_another_writer(house: LibraryHouse) -> None:
    """A file that fbTools wrote in the meantime is not written over."""
    seen = house.libraries.save("Cats", LIBBER, None).revision
    house.put("Cats.json", {"libs": {"a": "theirs"}, "delimiter": "%", "max_depth": 10})
    with pytest.raises(Conflict):
        house.libraries.save("Cats", LIBBER, seen)
    assert house.libraries.get("Cats").libber.libs == {"a": "theirs"}


def test_a_library_that_is_gone_is_not_made_again_by_a_save(house: LibraryHouse) -> None:
    """Who saves a change of a deleted library is told that it is gone."""
    seen = house.libraries.save("Cats", LIBBER, None).revision
    house.libraries.delete("Cats")
    with pytest.raises(Conflict) as gone:
        house.libraries.save("Cats", LIBBER, seen)
    assert gone.value.details["current"] is None
    for ask in (house.libraries.get, house.libraries.delete, lambda name: house.libraries.rename(name, "x")):
        with pytest.raises(NotFound):
            ask("Cats")
    assert house.libraries.signature("Cats") is None


def test_what_is_the_same_is_not_written(house: LibraryHouse) -> None:
    """Saving without a change leaves the bytes, the time and the inode of the file; a change alters the signature."""
    path = house.put("Cats.json", {"lib_dict": {"My Key": "a"}})
    before, signature = path.read_bytes(), house.libraries.signature("cats")
    document = house.libraries.get("Cats")
    assert house.libraries.save("Cats", document.libber, document.revision) == document
    assert (path.read_bytes(), house.libraries.signature("Cats")) == (before, signature)
    house.libraries.save("Cats", Libber(libs={"my_key": "b"}), document.revision)
    assert house.libraries.signature("Cats") != signature


def test_a_newer_format_is_read_and_not_changed(house: LibraryHouse) -> None:
    """What a newer Penstock wrote can be used; every change is refused and its bytes stay."""
    path = house.put("new.json", {"format": 2, "libs": {"a": "x"}, "more": 1})
    house.put("newer.json", {"format": 3, "snippets": []})
    before = path.read_bytes()
    document = house.libraries.get("new")
    assert document.read_only and document.problems and document.libber.libs == {"a": "x"}
    assert house.libraries.get("newer").read_only
    for ask in (
        lambda: house.libraries.save("new", LIBBER, document.revision),
        lambda: house.libraries.rename("new", "old"),
        lambda: house.libraries.delete("new"),
    ):
        with pytest.raises(ReadOnly):
            ask()
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("libber", "error"),
    [
        (Libber(libs={f"k{n}": "" for n in range(10_001)}), TooLarge),
        (Libber(libs={"a": "x" * 100_001}), TooLarge),
        (Libber(libs={f"k{n}": "é" * 100_000 for n in range(170)}), TooLarge),
        (Libber(libs={"My Key": "x"}), Invalid),
        (Libber(libs={"": "x"}), Invalid),
        (Libber(libs={"a": 3}), Invalid),  # type: ignore[dict-item]
        (Libber(libs={"a": "\ud800"}), Invalid),
        (Libber(delimiter=""), Invalid),
        (Libber(delimiter="a b"), Invalid),
        (Libber(max_depth=-1), Invalid),
        (Libber(max_depth=101), Invalid),
        (Libber(max_depth=True), Invalid),
        (Libber(max_depth="ten"), Invalid),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_stored_is_refused_and_changes_nothing(
    house: LibraryHouse, libber: Libber, error: type[PenstockError]
) -> None:
    """Sizes, keys, values and settings are checked before anything is written."""
    seen = house.libraries.save("Cats", LIBBER, None)
    with pytest.raises(error):
        house.libraries.save("Cats", libber, seen.revision)
    assert house.libraries.get("Cats") == seen


def test_the_largest_library_is_taken(house: LibraryHouse) -> None:
    """Exactly the limits are within them."""
    libs = {"a": "x" * 100_000, **{f"k{n}": "" for n in range(9_999)}}
    saved = house.libraries.save("Cats", Libber(libs=libs, max_depth=100), None)
    assert house.libraries.get("Cats") == saved


def test_files_beyond_the_limits_are_refused_and_stay(house: LibraryHouse) -> None:
    """A file of 32 MiB and more, or of too many snippets, is told and neither read, set aside nor written over."""
    huge = house.put("huge.json", b" " * ((32 << 20) + 1))
    many = house.put("many.json", {"libs": {f"k{n}": "" for n in range(10_001)}})
    for name in ("huge", "many"):
        with pytest.raises(TooLarge):
            house.libraries.get(name)
    assert huge.exists() and many.exists()
    house.libraries.delete("huge")
    assert house.libraries.names() == ("many",)


def test_another_order_is_a_change(house: LibraryHouse) -> None:
    """Who sorts the snippets finds them sorted."""
    seen = house.libraries.save("Cats", Libber(libs={"b": "1", "a": "2"}), None)
    house.libraries.save("Cats", Libber(libs={"a": "2", "b": "1"}), seen.revision)
    assert tuple(house.opened().get("Cats").libber.libs) == ("a", "b")


def test_a_file_of_nothing_but_odd_entries_has_a_limit_too(house: LibraryHouse) -> None:
    """Snippets that cannot be used are counted as well, both spellings together."""
    odd = {f"{n}.x": n for n in range(12_000)}
    path = house.put("odd.json", {"libs": odd, "lib_dict": {f"{n}": "" for n in range(8_000)}})
    seen, before = house.libraries.get("odd"), path.read_bytes()
    assert len(seen.libber.libs) == 8_000
    more = {**seen.libber.libs, **{f"k{n}": "" for n in range(2_000)}}
    with pytest.raises(TooLarge):
        house.libraries.save("odd", Libber(libs=more), seen.revision)
    assert path.read_bytes() == before
    house.put("odd.json", {"libs": {f"{n}.x": n for n in range(20_002)}})
    with pytest.raises(TooLarge):
        house.libraries.get("odd")
