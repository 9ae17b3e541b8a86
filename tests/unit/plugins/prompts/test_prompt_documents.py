"""Collections as documents: entries, edits that are checked, what follows from them."""

from typing import Any

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.draft_values import Edit
from penstock.core.errors import Invalid, PenstockError, TooLarge
from penstock.plugins.prompts.documents import PromptDocuments, collection_of, entries_of

COLLECTION = PromptCollection(
    prompts={"a": Prompt(value="A", tags=("t",), unknown={"weight": 2}), "b": Prompt(value="B", category="x")},
    compositions={"c": ("a", "b", "a"), "d": ("b",)},
    scene_flags={"use_depth": True},
)
ENTRIES = entries_of(COLLECTION)


def checked(whole: WholePrompts, *edits: Edit) -> tuple[Edit, ...]:
    return PromptDocuments(lambda: whole.service).checked("cats", edits, ENTRIES)


def checked_value(whole: WholePrompts, value: Any, key: str = "prompt:a") -> Any:
    (made,) = checked(whole, Edit(key, value))
    return made.value


def test_a_collection_is_made_of_its_entries() -> None:
    """Prompts as the file has them, compositions as lists, the flags; and back without loss."""
    assert ENTRIES == {
        "prompt:a": {"value": "A", "processing_type": "raw", "tags": ["t"], "weight": 2},
        "prompt:b": {"value": "B", "processing_type": "raw", "category": "x"},
        "composition:c": ["a", "b", "a"],
        "composition:d": ["b"],
        "flags": {"use_depth": True},
    }
    assert collection_of(ENTRIES) == COLLECTION
    assert collection_of({}) == PromptCollection()


def test_a_version_1_document_says_what_was_before(whole: WholePrompts) -> None:
    """The texts of the file by the keys of their prompts; a version 2 document says nothing."""
    whole.put("old", b'{"girl_pos": "G", "male_pos": "", "n": 5}')
    whole.save("cats", a="1")
    documents = PromptDocuments(lambda: whole.service)
    assert documents.read("old").before == {"prompt:girl_pos": "G"}
    assert documents.read("cats").before is None
    nothing = documents.read("none")
    assert (nothing.revision, dict(nothing.entries), nothing.before) == (None, {}, None)


def test_a_new_version_can_only_be_read(whole: WholePrompts) -> None:
    """And a damaged entry is told."""
    whole.put("new", {"version": 3, "prompts": {"a": "A", "b": 5}})
    found = PromptDocuments(lambda: whole.service).read("new")
    assert found.read_only
    assert len(found.problems) == 1


def test_a_prompt_is_stored_as_its_file_would_have_it(whole: WholePrompts) -> None:
    """Empty fields go, unknown ones stay also where the writer left them out."""
    sent = {"value": "new", "category": "", "tags": [], "description": None}
    assert checked_value(whole, sent) == {"value": "new", "processing_type": "raw", "weight": 2}
    assert checked_value(whole, {**sent, "weight": 3})["weight"] == 3
    assert checked_value(whole, {}, "prompt:new") == {"value": "", "processing_type": "raw"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("prompt:a", "text"),
        ("prompt:a", None),
        ("prompt:a", {"value": 5}),
        ("prompt:a", {"value": "x", "tags": "t"}),
        ("prompt:a", {"value": "x", "tags": [5]}),
        ("prompt:a", {"value": "x", "processing_type": "magic"}),
        ("prompt:a", {"value": "x", "libber_name": "../x"}),
        ("prompt:a", {"value": "\ud800"}),
        ("prompt:", {"value": "x"}),
        ("prompt:a\nb", {"value": "x"}),
        ("prompt:a\ud800", {"value": "x"}),
        ("prompt:" + "x" * 201, {"value": "x"}),
        ("composition:c", "a"),
        ("composition:c", [1]),
        ("composition:c", {"a": 1}),
        ("composition:", []),
        ("flags", [1]),
        ("flags", None),
        ("flag", {}),
        ("", {}),
        ("lib:a", "x"),
    ],
)
def test_what_could_never_be_saved_is_refused(whole: WholePrompts, key: str, value: Any) -> None:
    """A client error that names the field, whatever is sent."""
    with pytest.raises(PenstockError) as caught:
        checked(whole, Edit(key, value))
    assert 400 <= caught.value.status < 500
    assert caught.value.field


def test_what_is_too_large_is_said(whole: WholePrompts) -> None:
    """A value of 10 MB, 10,000 tags, a composition of 100,000."""
    for key, value in (
        ("prompt:a", {"value": "x" * 10_000_000}),
        ("prompt:a", {"value": "x", "tags": ["t"] * 10_000}),
        ("composition:c", ["a"] * 100_000),
    ):
        with pytest.raises(TooLarge):
            checked(whole, Edit(key, value))


def test_an_odd_field_that_is_there_may_stay(whole: WholePrompts) -> None:
    """A file may hold `"tags": 5`: an edit of the text does not have to mend it, and a new odd value is refused."""
    entries = {"prompt:a": {"value": "A", "tags": 5}}
    documents = PromptDocuments(lambda: whole.service)
    (made,) = documents.checked("cats", [Edit("prompt:a", {"value": "B", "tags": 5})], entries)
    assert made.value["tags"] == 5
    with pytest.raises(Invalid, match="tags"):
        documents.checked("cats", [Edit("prompt:a", {"value": "B", "tags": 6})], entries)
    (mended,) = documents.checked("cats", [Edit("prompt:a", {"value": "B", "tags": ["t"]})], entries)
    assert mended.value["tags"] == ["t"]


def test_compositions_follow_a_renamed_prompt(whole: WholePrompts) -> None:
    """Behind the edits themselves, in their places, and only those that hold it."""
    rename = Edit("prompt:x", {"value": "A"}, instead_of="prompt:a")
    made = checked(whole, rename, Edit("prompt:n", {"value": "N"}))
    assert [edit.key for edit in made] == ["prompt:x", "prompt:n", "composition:c"]
    assert made[0].instead_of == "prompt:a"
    assert made[0].value == {"value": "A", "processing_type": "raw", "weight": 2}
    assert made[2].value == ["x", "b", "x"]


def test_compositions_follow_several_renames_at_once(whole: WholePrompts) -> None:
    """Two names that change places, and a chain of names."""
    made = checked(
        whole,
        Edit("prompt:x", {"value": "A"}, instead_of="prompt:a"),
        Edit("prompt:a", {"value": "B"}, instead_of="prompt:b"),
        Edit("prompt:y", {"value": "A"}, instead_of="prompt:x"),
    )
    assert {edit.key: edit.value for edit in made[3:]} == {"composition:c": ["y", "a", "y"], "composition:d": ["a"]}


def test_a_composition_that_is_edited_itself_is_as_it_was_sent(whole: WholePrompts) -> None:
    """After the rename as the writer wants it, before the rename it follows; renamed and removed ones count too."""
    rename = Edit("prompt:x", {"value": "A"}, instead_of="prompt:a")
    later = checked(whole, rename, Edit("composition:c", ["a", "new"]))
    assert [(edit.key, edit.value) for edit in later[1:]] == [("composition:c", ["a", "new"])]
    earlier = checked(whole, Edit("composition:e", ["a"], instead_of="composition:c"), rename)
    assert [(edit.key, edit.value) for edit in earlier[2:]] == [("composition:e", ["x"])]
    removed = checked(whole, Edit("composition:c", removed=True), rename)
    assert [edit.key for edit in removed] == ["composition:c", "prompt:x"]


@pytest.mark.parametrize(("key", "old"), [("prompt:x", "composition:c"), ("prompt:x", "flags"), ("flags", "prompt:a")])
def test_a_rename_stays_among_its_kind(whole: WholePrompts, key: str, old: str) -> None:
    """A prompt does not become a composition."""
    with pytest.raises(Invalid):
        checked(whole, Edit(key, {"value": "x"}, instead_of=old))


def test_removing_asks_nothing_of_the_value(whole: WholePrompts) -> None:
    """Compositions keep the name, so that they have the prompt again when it comes back."""
    assert checked(whole, Edit("prompt:a", removed=True)) == (Edit("prompt:a", removed=True),)
