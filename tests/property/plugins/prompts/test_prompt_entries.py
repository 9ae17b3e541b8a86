"""Collections as entries of drafts, and what is told of changes: generated collections and edits."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.prompts import ProcessingType, Prompt, PromptCollection
from penstock.core.draft_values import Edit
from penstock.plugins.prompts.collection import rename
from penstock.plugins.prompts.composing import compose
from penstock.plugins.prompts.compositions import compose as simply_composed
from penstock.plugins.prompts.decoding import decode_object
from penstock.plugins.prompts.documents import PromptDocuments, collection_of, entries_of
from penstock.plugins.prompts.encoding import encoded
from penstock.plugins.prompts.service import PromptService
from penstock.plugins.prompts.told import changes_between

from .documents import V1, V2

NAMES = st.sampled_from(["a", "b", "c", "é", "prompt:a", "flags", "../x"])
PROMPTS = st.builds(
    Prompt,
    value=st.sampled_from(["", "A", " B ", "%x%"]),
    category=st.sampled_from([None, "k"]),
    processing_type=st.sampled_from(ProcessingType),
    libber_name=st.sampled_from([None, "styles"]),
    unknown=st.sampled_from([{}, {"weight": 1}]),
)
COLLECTIONS = st.builds(
    PromptCollection,
    prompts=st.dictionaries(NAMES, PROMPTS, max_size=6),
    compositions=st.dictionaries(NAMES, st.lists(NAMES, max_size=4), max_size=3),
    scene_flags=st.sampled_from([None, {}, {"use_depth": True}]),
)


def nothing() -> PromptService:
    """Checking edits asks no service."""
    raise AssertionError


def after(entries: dict[str, Any], edits: tuple[Edit, ...]) -> dict[str, Any]:
    """The entries of a draft after these edits, as a draft makes them: slowly, and obviously right."""
    for edit in edits:
        value = {} if edit.removed else {edit.key: edit.value}
        at = edit.key if edit.instead_of is None else edit.instead_of
        if at in entries:
            pairs = [pair for key, old in entries.items() for pair in (value if key == at else {key: old}).items()]
            entries = dict(pairs)
        else:
            entries = {**entries, **value}
    return entries


@given(st.one_of(V1, V2))
def test_no_entry_is_lost_between_a_file_and_a_draft(found: dict[str, Any]) -> None:
    """Whatever a file holds: its prompts, compositions and flags come back as they were, through JSON."""
    collection = decode_object(found).collection
    entries = json.loads(json.dumps(entries_of(collection)))
    again = collection_of(entries)
    ours = {key: value for key, value in encoded(collection).items() if key in ("prompts", "compositions")}
    assert json.dumps({key: encoded(again)[key] for key in ours}) == json.dumps(ours)
    assert entries_of(again) == entries_of(collection)


@given(COLLECTIONS, st.data())
def test_a_rename_in_a_draft_is_the_rename_of_the_collection(collection: PromptCollection, data: st.DataObject) -> None:
    """The same names, in the same order, with the same compositions."""
    if not collection.prompts:
        return
    old = data.draw(st.sampled_from(sorted(collection.prompts)))
    new = data.draw(NAMES.filter(lambda name: name not in collection.prompts))
    entries = entries_of(collection)
    edit = Edit(f"prompt:{new}", entries[f"prompt:{old}"], instead_of=f"prompt:{old}")
    made = after(entries, PromptDocuments(nothing).checked("cats", [edit], entries))
    assert made == entries_of(rename(collection, old, new))
    assert list(made) == list(entries_of(rename(collection, old, new)))


@given(COLLECTIONS, COLLECTIONS)
def test_checked_edits_are_as_they_will_be_saved(before: PromptCollection, wanted: PromptCollection) -> None:
    """An edit is accepted as the file will have it: checking it again changes nothing."""
    entries, documents = entries_of(before), PromptDocuments(nothing)
    edits = [Edit(key, value) for key, value in entries_of(wanted).items()]
    made = documents.checked("cats", edits, entries)
    assert documents.checked("cats", made, entries) == made
    kept = after(entries, made)
    assert entries_of(collection_of(kept)).items() == kept.items()


@given(COLLECTIONS, COLLECTIONS, st.dictionaries(NAMES, NAMES, max_size=3))
def test_what_is_told_makes_the_one_of_the_other(
    before: PromptCollection, now: PromptCollection, hints: dict[str, str]
) -> None:
    """Each prompt is told as one thing; who follows the names knows them, whatever was hinted at."""
    found = changes_between(before, now, hints)
    renamed = dict(found.renamed)
    assert len(set(renamed.values())) == len(renamed)
    followed = {renamed.get(name, name) for name in before.prompts if name not in found.removed} | set(found.added)
    assert followed == set(now.prompts)
    assert not set(found.added) & set(found.changed)
    assert set(found.added).isdisjoint(before.prompts)
    assert set(found.removed).isdisjoint(now.prompts)
    told = {*found.added, *found.changed}
    assert all(before.prompts[name] == now.prompts[name] for name in now.prompts if name not in told)


@given(COLLECTIONS, st.lists(NAMES, max_size=6))
def test_texts_agree_with_the_simple_composing(collection: PromptCollection, names: list[str]) -> None:
    """Without libbers; each name that is missing is in a note, once."""
    found = compose(collection, names, None)
    assert found.text == simply_composed(collection, names)
    missing = {name for name in names if name not in collection.prompts}
    assert sum(note.startswith("There is no prompt") for note in found.notes) == len(missing)
