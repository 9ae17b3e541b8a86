"""The registry's file: read as Dataset Gates writes it, kept whole, mended where damaged, never silently emptied."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.profile_house import ProfileHouse
from penstock.core.contracts.profiles import Profile
from penstock.core.errors import Busy, ReadOnly
from penstock.plugins.profiles.registry_document import DamagedRegistry, Document, decode

Houses = Callable[..., ProfileHouse]

HOSTILE_ENTRIES: list[Any] = [
    {"id": "../../evil", "name": "x"},
    {"id": "/etc", "name": "x"},
    {"id": "", "name": "x"},
    {"id": "..", "name": "x"},
    {"id": "nul", "name": "x"},
    {"id": 5, "name": "x"},
    {"id": "ok", "name": ["x"]},
    {"id": "ok2", "name": " \n"},
    {"id": "ok3"},
    {"name": "no id"},
    "text",
    None,
    [],
    7,
]

DAMAGES = {
    "nothing": b"",
    "cut off": b'{"profiles": [{"id": "cats", "name": "Cats", "created": 0}, {"id": "do',
    "no object": b"[]",
    "null": b"null",
    "a number": b"1",
    "no list": b'{"profiles": null}',
    "an object for a list": b'{"profiles": {}}',
    "something else": b'{"other": 1}',
    "deep": b"[" * 100_000,
    "deep inside": b'{"profiles": [], "x": ' + b"[" * 500 + b"]" * 500 + b"}",
    "a byte too many": b'{"profiles": []}x',
    "no text": bytes(range(128, 256)),
    "zeros": bytes(4096),
    "a number too long": b'{"profiles": [], "x": ' + b"9" * 5000 + b"}",
}


def write(house: ProfileHouse, data: object) -> Path:
    house.registry.parent.mkdir(parents=True, exist_ok=True)
    house.registry.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return house.registry


def set_aside(house: ProfileHouse) -> list[bytes]:
    return [path.read_bytes() for path in sorted(house.root.glob("profiles.json.corrupt-*"))]


def test_a_registry_of_dataset_gates_is_read_as_it_is(house: ProfileHouse) -> None:
    """In its order, with created 0 as Dataset Gates writes it."""
    entries = [{"id": "b1", "name": "Zoo", "created": 0}, {"id": "a1", "name": "Ärger", "created": 5}]
    write(house, {"profiles": entries})
    assert house.profiles.list() == (Profile(id="b1", name="Zoo"), Profile(id="a1", name="Ärger", created=5))
    assert house.profiles.problems() == ()


def test_there_is_no_registry_at_first_and_reading_makes_none(house: ProfileHouse) -> None:
    """An installation without profiles has no file."""
    assert house.profiles.list() == ()
    assert house.profiles.problems() == ()
    assert not house.registry.exists()


def test_what_nobody_knows_survives(house: ProfileHouse) -> None:
    """Unknown fields of the file and of its entries, and entries that are none, are written again."""
    entries = [{"id": "a1", "name": "One", "created": 1, "colour": {"r": 1}}, {"id": "b1", "name": "Two"}, "stray"]
    write(house, {"version": [1], "profiles": entries, "theirs": None})
    house.profiles.rename("a1", "Uno")
    house.profiles.create("New")
    data = json.loads(house.registry.read_text())
    assert data["version"] == [1]
    assert data["theirs"] is None
    assert data["format"] == 1
    assert data["profiles"][0] == {**entries[0], "name": "Uno"}  # type: ignore[dict-item]
    assert data["profiles"][1:3] == entries[1:]
    assert house.profiles.problems() == ("1 entry is left out of the list: no id, no name, or there twice.",)


def test_s8_entries_that_are_none_reach_nobody(house: ProfileHouse) -> None:
    """Ids that are paths, names that are none: left out of the list, told of, kept in the file."""
    write(house, {"profiles": [*HOSTILE_ENTRIES, {"id": "good", "name": "a\nb\ud800c", "created": True}]})
    assert house.profiles.list() == (Profile(id="good", name="a b c"),)
    assert str(len(HOSTILE_ENTRIES)) in house.profiles.problems()[0]
    house.profiles.create("New")
    assert json.loads(house.registry.read_text())["profiles"][: len(HOSTILE_ENTRIES)] == HOSTILE_ENTRIES


def test_of_two_entries_with_one_id_the_first_counts(house: ProfileHouse) -> None:
    """And the second does not rise when the first is deleted."""
    write(house, {"profiles": [{"id": "a1", "name": "first"}, {"id": "a1", "name": "second"}]})
    assert house.names == ["first"]
    house.profiles.delete("a1")
    assert house.names == []
    assert json.loads(house.registry.read_text())["profiles"] == []


def test_two_entries_with_one_name_are_both_listed(house: ProfileHouse) -> None:
    """Dataset Gates' race: both have images, both must be reachable; renaming one ends it."""
    write(house, {"profiles": [{"id": "a1", "name": "Cats"}, {"id": "b1", "name": "Cats"}]})
    assert house.names == ["Cats", "Cats"]
    house.profiles.rename("b1", "Dogs")
    assert house.names == ["Cats", "Dogs"]


@pytest.mark.parametrize("data", DAMAGES.values(), ids=DAMAGES.keys())
def test_d5_a_damaged_registry_is_mended_and_kept(house: ProfileHouse, houses: Houses, data: bytes) -> None:
    """Every name is back from the pools' notes, the damaged bytes are set aside, and the list says so."""
    before = {house.profiles.create("Cats"), house.profiles.create("Dogs", "mine")}
    write(house, data)
    assert before <= set(house.profiles.list())
    assert set_aside(house) == [data]
    assert "was damaged" in house.profiles.problems()[0]
    decode(house.registry.read_bytes())
    again = houses()
    assert before <= set(again.profiles.list())
    assert again.profiles.problems() == ()


def test_a_damaged_registry_is_mended_before_it_is_changed(house: ProfileHouse) -> None:
    """A change never writes over what it could not read."""
    house.profiles.create("Cats")
    write(house, b"{")
    house.profiles.create("Dogs")
    assert sorted(house.names) == ["Cats", "Dogs"]
    assert set_aside(house) == [b"{"]


def test_a_registry_that_vanished_comes_back(house: ProfileHouse, houses: Houses) -> None:
    """While the host runs, and at the next start; that is told too."""
    house.profiles.create("Cats")
    house.registry.unlink()
    assert house.names == ["Cats"]
    assert "was missing" in house.profiles.problems()[0]
    house.registry.unlink()
    assert houses().names == ["Cats"]


def test_names_that_only_the_copy_knows_come_back(house: ProfileHouse, houses: Houses) -> None:
    """Dataset Gates' pools have no notes on a disk that refused them; the last good copy has their names."""
    house.profiles.create("Cats", "cats")
    (house.root / "cats" / "profile.json").unlink()
    write(house, b"")
    assert houses().names == ["Cats"]


@pytest.mark.parametrize("kind", ["folder", "link", "pipe"])
def test_what_is_no_file_is_moved_out_of_the_way(house: ProfileHouse, kind: str, tmp_path: Path) -> None:
    """A folder, a link or a pipe in the registry's place is never read through and never waited for."""
    house.profiles.create("Cats")
    house.registry.unlink()
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text('{"profiles": [{"id": "evil", "name": "Evil"}]}')
    {
        "folder": house.registry.mkdir,
        "link": lambda: house.registry.symlink_to(elsewhere),
        "pipe": lambda: os.mkfifo(house.registry),
    }[kind]()
    assert house.names == ["Cats"]
    assert house.registry.is_file()
    assert not house.registry.is_symlink()
    assert elsewhere.read_text() == '{"profiles": [{"id": "evil", "name": "Evil"}]}'


def test_a_registry_of_a_newer_penstock_is_shown_and_never_written(house: ProfileHouse, houses: Houses) -> None:
    """Every change is refused, nothing is mended, not even at the start."""
    cats = house.profiles.create("Cats")
    trash = house.profiles.delete(house.profiles.create("Gone").id)
    path = write(house, {"format": 2, "profiles": [{"id": cats.id, "name": "Katzen", "created": 1}], "new": 1})
    before = path.read_bytes()
    again = houses()
    assert again.names == ["Katzen"]
    assert again.profiles.read_only()
    changes: list[Callable[[], object]] = [
        lambda: again.profiles.create("x"),
        lambda: again.profiles.create("x", cats.id + "x"),
        lambda: again.profiles.rename(cats.id, "x"),
        lambda: again.profiles.delete(cats.id),
        lambda: again.profiles.restore(trash),
        lambda: again.profiles.duplicate(cats.id),
        lambda: again.profiles.import_zip(path),
    ]
    for change in changes:
        with pytest.raises(ReadOnly):
            change()
    assert path.read_bytes() == before
    assert {pool.id for pool in again.store.pools()} == {cats.id}


def test_a_list_that_a_newer_penstock_keeps_otherwise_is_no_damage(house: ProfileHouse) -> None:
    """Its shape may have become something else."""
    path = write(house, {"format": 2, "profiles": {"a1": "Cats"}})
    assert house.profiles.list() == ()
    assert house.profiles.read_only()
    assert json.loads(path.read_text())["profiles"] == {"a1": "Cats"}


def test_a_lock_that_somebody_holds_is_busy(house: ProfileHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """After 5 s, and nothing was changed; reading waits for nobody."""
    monkeypatch.setattr("penstock.core.file_locks._BUSY_SECONDS", 0.05)
    with house.profiles.registry.holding():
        with pytest.raises(Busy):
            house.profiles.create("Cats")
        assert house.profiles.list() == ()
    assert not list(house.store.pools())


def test_the_written_file_is_plain_json_that_others_read(house: ProfileHouse) -> None:
    """ASCII, one object, the three fields of Dataset Gates in each entry."""
    made = house.profiles.create("Käse 🧀")
    assert house.registry.read_bytes().isascii()
    data = json.loads(house.registry.read_text())
    assert data == {"profiles": [{"id": made.id, "name": "Käse 🧀", "created": made.created}], "format": 1}


def test_a_document_says_what_it_was_made_of() -> None:
    """Encoding and decoding changes nothing but the format."""
    document = decode(b'{"a": 1, "profiles": [3, {"id": "x", "name": "y", "z": [NaN]}]}')
    assert document.encode() == decode(document.encode()).encode()
    assert decode(b'\xef\xbb\xbf{"profiles": []}') == Document()
    with pytest.raises(DamagedRegistry):
        decode(b" " * (17 << 20))
