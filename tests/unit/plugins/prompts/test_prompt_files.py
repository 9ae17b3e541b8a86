"""Prompts on the disk: read, saved, refused when stale, nothing lost that a caller left out."""

import json
import threading

import pytest
from attrs import evolve

from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.errors import BadName, Conflict, Invalid, ReadOnly, TooLarge
from penstock.plugins.prompts import prompt_files
from penstock.plugins.prompts.collection import add, put, remove, rename, update

from .conftest import PromptHouse

CATS = PromptCollection(prompts={"cat": Prompt(value="a cat", tags=("x",))}, compositions={"all": ("cat",)})
ODD = """{"version": 2, "prompts": {"a": {"value": "A", "weight": 0.5, "tags": 7}, "b": 5},
 "compositions": {}, "v1_backup": {"a": "A", "n": [1, {}]}, "owner": {"name": "é"}}"""


def test_a_folder_without_prompts_is_empty(house: PromptHouse) -> None:
    """No revision, no problem, and reading makes no file."""
    document = house.files.read("cats")
    assert document.collection == PromptCollection()
    assert document.revision is None
    assert not document.migrated
    assert not list(house.folder.iterdir())


def test_what_was_saved_is_read(house: PromptHouse) -> None:
    """By another process, too; the revision is that of the bytes."""
    saved = house.files.save("cats", CATS, None)
    assert saved.collection == CATS
    assert house.again().files.read("cats") == saved
    assert house.files.signature("cats") == house.again().files.signature("cats") is not None
    again = house.files.save("cats", CATS, saved.revision)
    assert again == saved


def test_the_file_is_readable_by_people_and_fbtools(house: PromptHouse) -> None:
    """UTF-8, indented, only what is set."""
    house.files.save("cats", PromptCollection(prompts={"été": Prompt(value="ü")}), None)
    text = house.path().read_text("utf-8")
    assert '    "été": {\n      "value": "ü",\n      "processing_type": "raw"\n    }' in text
    assert json.loads(text) == {
        "version": 2,
        "prompts": {"été": {"value": "ü", "processing_type": "raw"}},
        "compositions": {},
    }


def test_a_stale_save_is_refused_with_both_versions(house: PromptHouse) -> None:
    """Nothing is changed, and the answer is JSON."""
    first = house.files.save("cats", CATS, None)
    house.again().files.save("cats", update(CATS, "cat", value="theirs"), first.revision)
    before = house.path().read_bytes()
    for seen in (first.revision, None, "x"):
        with pytest.raises(Conflict) as caught:
            house.files.save("cats", update(CATS, "cat", value="mine"), seen)
        details = json.loads(json.dumps(caught.value.as_json()))["error"]
        assert details["current"]["prompts"]["cat"]["value"] == "theirs"
        assert details["sent"]["prompts"]["cat"]["value"] == "mine"
        assert details["revision"] == house.files.read("cats").revision
    assert house.path().read_bytes() == before


def test_a_prompt_that_could_not_be_made_can_have_another_name(house: PromptHouse) -> None:
    """Another program wrote half a character; it stays what it was, and cannot be put into a second prompt."""
    house.put('{"version": 2, "prompts": {"odd": {"value": "\\ud800"}}}')
    found = house.files.read("cats")
    with pytest.raises(Invalid):
        house.files.save("cats", add(found.collection, "new", Prompt(value="\ud800")), found.revision)
    saved = house.files.save("cats", rename(found.collection, "odd", "new"), found.revision)
    assert saved.collection.prompts == {"new": found.collection.prompts["odd"]}


def test_a_save_of_what_is_gone_is_refused(house: PromptHouse) -> None:
    """Somebody took the file away: the caller decides."""
    first = house.files.save("cats", CATS, None)
    house.path().unlink()
    with pytest.raises(Conflict) as caught:
        house.files.save("cats", CATS, first.revision)
    assert caught.value.details["current"] is None
    assert house.files.save("cats", CATS, None) == first


def test_what_a_caller_left_out_is_put_back(house: PromptHouse) -> None:
    """The backup, unread entries, unknown fields of the file and of its prompts: a page may know none of them."""
    house.put(ODD)
    seen = house.files.read("cats")
    poor = PromptCollection(prompts={"a": Prompt(value="changed")}, v1_backup={"a": "forged"})
    house.files.save("cats", poor, seen.revision)
    stored = json.loads(house.path().read_bytes())
    assert stored["v1_backup"] == {"a": "A", "n": [1, {}]}
    assert stored["owner"] == {"name": "é"}
    assert stored["prompts"]["a"] == {"value": "changed", "processing_type": "raw", "weight": 0.5, "tags": 7}
    assert stored["unread"] == [{"in": "prompts", "name": "b", "was": 5}]


def test_a_backup_is_never_fabricated(house: PromptHouse) -> None:
    """A file that had none gets none."""
    seen = house.files.save("cats", CATS, None)
    made = house.files.save("cats", evolve(CATS, v1_backup={"girl_pos": ""}), seen.revision)
    assert made.collection.v1_backup is None


def test_a_field_of_a_wrong_type_is_mended_by_a_value(house: PromptHouse) -> None:
    """Then it is as the caller wants it, and no problem any more."""
    house.put(ODD)
    seen = house.files.read("cats")
    made = house.files.save("cats", update(seen.collection, "a", tags=["new"]), seen.revision)
    assert made.collection.prompts["a"] == Prompt(value="A", tags=("new",), unknown={"weight": 0.5})


def test_a_newer_file_is_read_only(house: PromptHouse) -> None:
    """It is shown as far as it is known and never written."""
    path = house.put('{"version": 3, "prompts": {"a": {"value": "A", "layers": []}}, "new": 1}')
    before = path.read_bytes()
    document = house.files.read("cats")
    assert document.read_only
    assert document.collection.prompts["a"].value == "A"
    with pytest.raises(ReadOnly):
        house.files.save("cats", document.collection, document.revision)
    with pytest.raises(ReadOnly):
        house.files.save("dogs", document.collection, None)
    assert path.read_bytes() == before


BAD = {
    "a name": (put(CATS, "cat", Prompt()), {"prompts": {"a\nb": Prompt()}}, Invalid),
    "a value": (CATS, {"prompts": {"a": Prompt(value="x" * 100_001)}}, TooLarge),
    "a number": (CATS, {"prompts": {"a": Prompt(value=5)}}, Invalid),  # type: ignore[arg-type]
    "a composition": (CATS, {"compositions": {"": ("a",)}}, Invalid),
    "too many": (CATS, {"prompts": {str(number): Prompt() for number in range(5_001)}}, TooLarge),
    "deep": (CATS, {"unknown": {"x": json.loads("[" * 150 + "]" * 150)}}, TooLarge),
}


@pytest.mark.parametrize("what", BAD)
def test_what_may_not_be_stored_changes_nothing(house: PromptHouse, what: str) -> None:
    """An error of the client, the file as it was."""
    first, changes, error = BAD[what]
    seen = house.files.save("cats", first, None)
    before = house.path().read_bytes()
    with pytest.raises(error):
        house.files.save("cats", evolve(first, **changes), seen.revision)
    assert house.path().read_bytes() == before


def test_what_a_file_holds_already_may_stay(house: PromptHouse) -> None:
    """Names and values beyond the limits were written by others: they are kept through every save."""
    house.put(json.dumps({"prompts": {"": "x", "a\nb": "y" * 200_000, "z\ud800": "\udc00"}}))
    seen = house.files.read("cats")
    made = house.files.save("cats", add(seen.collection, "new", Prompt()), seen.revision)
    assert set(made.collection.prompts) == {"", "a\nb", "z\ud800", "new"}
    assert made.collection.prompts["z\ud800"].value == "\udc00"
    assert list(house.files.save("cats", remove(made.collection, ""), made.revision).collection.prompts)[-1] == "new"


@pytest.mark.parametrize(
    "folder", ["", ".", "..", "../x", "a/b", "a\\b", "/etc", "ä", "x" * 65, "a\0", "con", ".locks", 5]
)
def test_folders_are_names(house: PromptHouse, folder: object) -> None:
    """Never paths; nothing is made on the disk."""
    for call in (house.files.read, house.files.names, house.files.restore_v1, house.files.signature):
        with pytest.raises(BadName):
            call(folder)  # type: ignore[operator]
    with pytest.raises(BadName):
        house.files.save(folder, CATS, None)  # type: ignore[arg-type]
    assert not list(house.folder.iterdir())


def test_links_lead_nowhere(house: PromptHouse) -> None:
    """A folder that is a link is no folder of prompts, inside or outside of the root."""
    house.files.save("cats", CATS, None)
    outside = house.folder / "outside"
    outside.mkdir()
    (outside / "prompts.json").write_text("{}")
    root = house.path().parent.parent
    (root / "out").symlink_to(outside)
    (root / "in").symlink_to(root / "cats")
    for name in ("out", "in"):
        with pytest.raises(BadName):
            house.files.read(name)
    assert house.files.folders() == ("cats",)


def test_too_large_a_file_is_told_and_left_alone(house: PromptHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not damaged; nothing is put in its place."""
    monkeypatch.setattr(prompt_files, "MOST_BYTES", 100)
    with pytest.raises(TooLarge):
        house.files.save("cats", CATS, None)
    deep = house.put('{"prompts": {}, "a": ' + "[" * 5000 + "]" * 5000 + "}")
    with pytest.raises(TooLarge):
        house.files.read("cats")
    assert house.beside("*") == [deep]


def test_two_that_save_at_once_do_not_lose_a_change(house: PromptHouse) -> None:
    """One of them gets the conflict, reads again and adds to what the other wrote."""
    house.files.save("cats", PromptCollection(), None)

    def work(number: int) -> None:
        mine = house.again().files
        for step in range(5):
            while True:
                seen = mine.read("cats")
                try:
                    mine.save("cats", add(seen.collection, f"{number} {step}", Prompt()), seen.revision)
                except Conflict:
                    continue
                break

    threads = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(house.files.read("cats").collection.prompts) == 15
