"""Version 1 files: migrated in memory, kept byte for byte at the first save, and brought back."""

import json
import logging

import pytest

from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.errors import NotFound, ReadOnly
from penstock.plugins.prompts.collection import add, remove, rename, update
from penstock.plugins.prompts.migration import legacy_value, legacy_view

from .conftest import PromptHouse

V1 = b'{ "girl_pos" : "G",\r\n"male_pos":"", "custom": "C\\u00e9", "n": 5, "deep": {"a": [null]}, "version": 1 }\n\n'


def test_reading_migrates_in_memory_only(house: PromptHouse, caplog: pytest.LogCaptureFixture) -> None:
    """Each text that is not empty is a prompt, the file is as it was, and the log says so once."""
    path = house.put(V1)
    with caplog.at_level(logging.WARNING):
        document = house.files.read("cats")
        house.files.read("cats")
    assert document.migrated
    assert document.collection.prompts == {
        "girl_pos": Prompt(value="G", category="legacy"),
        "custom": Prompt(value="Cé", category="legacy"),
    }
    assert document.collection.v1_backup == json.loads(V1) | {"deep": {"a": (None,)}}
    assert house.beside("*") == [path]
    assert path.read_bytes() == V1
    assert len(caplog.records) == 1


def test_the_first_save_keeps_the_bytes(house: PromptHouse) -> None:
    """Beside the file and in it; later saves leave both alone."""
    house.put(V1)
    seen = house.files.read("cats")
    made = house.files.save("cats", update(seen.collection, "girl_pos", value="changed"), seen.revision)
    assert not made.migrated
    backup = house.path(name="prompts.json.v1.backup")
    assert backup.read_bytes() == V1
    last = house.files.save("cats", remove(made.collection, "custom"), made.revision)
    assert backup.read_bytes() == V1
    assert json.loads(house.path().read_bytes())["v1_backup"] == json.loads(V1)
    assert set(last.collection.prompts) == {"girl_pos"}


def test_a_save_without_changes_migrates_too(house: PromptHouse) -> None:
    """And doing it again changes no byte."""
    house.put(V1)
    seen = house.files.read("cats")
    made = house.files.save("cats", seen.collection, seen.revision)
    before = house.path().read_bytes()
    assert made.collection == seen.collection
    assert house.files.save("cats", made.collection, made.revision) == made
    assert house.path().read_bytes() == before


def test_restoring_gives_the_bytes_back(house: PromptHouse) -> None:
    """What was there is kept beside, and a second time there is nothing to do."""
    house.put(V1)
    seen = house.files.read("cats")
    made = house.files.save("cats", add(seen.collection, "new", Prompt(value="N")), seen.revision)
    second = house.path().read_bytes()
    assert house.files.restore_v1("cats").revision == seen.revision
    assert house.path().read_bytes() == V1
    assert [path.read_bytes() for path in house.beside("prompts.json.v2-*")] == [second]
    assert house.files.restore_v1("cats").migrated
    assert len(house.beside("*")) == 3
    again = house.files.save("cats", made.collection, seen.revision)
    assert again == made
    assert len(house.beside("*.v1.backup*")) == 1


def test_another_version_1_file_gets_another_backup(house: PromptHouse) -> None:
    """None is written over; what comes back is the one that was migrated last."""
    versions = [b'{"a": "first"}', b'{"a": "second"}', b'{"a": "first"}']
    for data in versions:
        house.put(data)
        seen = house.files.read("cats")
        house.files.save("cats", seen.collection, seen.revision)
        house.files.restore_v1("cats")
        assert house.path().read_bytes() == data
    assert [path.read_bytes() for path in house.beside("*.v1.backup*")] == versions


def test_a_backup_of_another_program_is_not_written_over(house: PromptHouse) -> None:
    """Whatever bears that name."""
    house.put(V1)
    foreign = house.path(name="prompts.json.v1.backup")
    foreign.write_bytes(b"precious")
    seen = house.files.read("cats")
    house.files.save("cats", seen.collection, seen.revision)
    assert foreign.read_bytes() == b"precious"
    house.files.restore_v1("cats")
    assert house.path().read_bytes() == V1


def test_restoring_brings_a_missing_or_damaged_file_back(house: PromptHouse) -> None:
    """The damaged bytes are kept as well."""
    house.put(V1)
    seen = house.files.read("cats")
    house.files.save("cats", seen.collection, seen.revision)
    house.path().unlink()
    assert house.files.restore_v1("cats").collection == seen.collection
    house.path().write_bytes(b"{")
    assert house.files.restore_v1("cats").collection == seen.collection
    assert [path.read_bytes() for path in house.beside("*.v2-*")] == [b"{"]


def test_nothing_to_restore_is_told(house: PromptHouse) -> None:
    """404, and a newer file is not touched."""
    house.files.save("cats", PromptCollection(), None)
    with pytest.raises(NotFound):
        house.files.restore_v1("cats")
    with pytest.raises(NotFound):
        house.files.restore_v1("dogs")
    house.path(name="prompts.json.v1.backup").write_bytes(V1)
    house.put('{"version": 3, "prompts": {}}')
    with pytest.raises(ReadOnly):
        house.files.restore_v1("cats")


def test_the_five_names_of_version_1_read_through(house: PromptHouse) -> None:
    """The prompt as it is now, else what version 1 had, else nothing."""
    house.put('{"girl_pos": "G", "male_pos": "M", "wan_prompt": 5}')
    made = house.files.read("cats").collection
    changed = rename(update(made, "girl_pos", value="now"), "male_pos", "man")
    assert legacy_view(changed) == {
        "girl_pos": "now",
        "male_pos": "M",
        "wan_prompt": "",
        "wan_low_prompt": "",
        "four_image_prompt": "",
    }
    assert legacy_value(changed, "man") == "M"


def test_names_are_discovered_over_folders(house: PromptHouse) -> None:
    """The keys of version 1, empty ones too, and the names of version 2; a damaged folder is told."""
    house.put(V1)
    house.files.save("dogs", PromptCollection(prompts={"dog": Prompt()}), None)
    house.put("{", "broken")
    house.put("{}", ".hidden")
    (house.path().parent.parent / "empty").mkdir()
    assert house.files.folders() == ("broken", "cats", "dogs")
    assert house.files.names("cats") == ("custom", "girl_pos", "male_pos")
    found = house.files.discover()
    assert found.names == ("custom", "dog", "girl_pos", "male_pos")
    assert len(found.problems) == 1
    assert found.problems[0].startswith("broken: ")


def test_what_becomes_no_prompt_is_told(house: PromptHouse) -> None:
    """In one sentence, the empty texts and what is no text."""
    house.put(V1)
    (told,) = house.files.read("cats").problems
    assert told == "No text, so no prompt, but kept in v1_backup: 'male_pos', 'n', 'deep'."
    many = {f"n{number}": number for number in range(12)}
    house.put(json.dumps({"version": 1, "prompts": {"a": {"value": "x"}}, **many}))
    (told,) = house.files.read("cats").problems
    assert "'prompts', 'n0'" in told and told.endswith("'n8' and 3 more.")


def test_prompts_that_are_called_as_the_fields_of_version_2_are_prompts(house: PromptHouse) -> None:
    """A text is no object of prompts: the file is of version 1, and its bytes are kept."""
    data = b'{"positive": "cat", "prompts": "a text named prompts", "compositions": "b"}'
    house.put(data)
    seen = house.files.read("cats")
    assert set(seen.collection.prompts) == {"positive", "prompts", "compositions"}
    house.files.save("cats", seen.collection, seen.revision)
    assert house.path(name="prompts.json.v1.backup").read_bytes() == data
