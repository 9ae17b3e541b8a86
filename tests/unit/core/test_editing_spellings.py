"""Files that spell what they were given in another way: revisions, the history and what is changed stay right."""

from collections.abc import Mapping
from typing import Any

import pytest

from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_values import Edit
from penstock.core.errors import Conflict

from .conftest import EditingProcess


def _backwards(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The same values, the fields of objects in another order."""
    return {key: dict(reversed(value.items())) if isinstance(value, dict) else value for key, value in entries.items()}


def test_the_same_values_spelt_otherwise_are_no_change(here: EditingProcess, papers: MemoryDocuments) -> None:
    """A save keeps the history, and the next one writes nothing."""
    papers.spelling = _backwards
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", {"x": 1, "y": 2})])
    saved = here.editing.save("one", draft.id, 2).draft
    assert (saved.dirty, saved.can_undo) == (False, True)
    here.editing.save("one", draft.id, saved.revision)
    assert papers.writes == 1
    assert here.editing.undo("one", draft.id).draft.content()["a"] == 1


def test_a_draft_without_changes_follows_another_spelling(here: EditingProcess, papers: MemoryDocuments) -> None:
    """It has no changes then either."""
    papers.put("one", {"a": {"x": 1, "y": 2}, "b": 1})
    draft = here.editing.open("one").draft
    papers.put("one", {"a": {"y": 2, "x": 1}, "b": 2})
    found = here.editing.get("one", draft.id).draft
    assert (found.dirty, found.content()["b"]) == (False, 2)


def test_no_entry_is_of_a_later_revision_than_its_draft(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Else another tab's next edit would get a revision that was seen before, and be overwritten unseen."""
    papers.spelling = lambda entries: {key: str(value) for key, value in entries.items()}
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    saved = here.editing.save("one", draft.id, 2).draft
    seen = saved.entries["a"].revision
    assert all(entry.revision <= saved.revision for entry in saved.entries.values())
    here.editing.edit("one", draft.id, [Edit("a", "theirs")], {"a": seen})
    with pytest.raises(Conflict):
        here.editing.edit("one", draft.id, [Edit("a", "mine")], {"a": seen})


def test_an_order_that_only_the_file_has_is_no_change(here: EditingProcess, papers: MemoryDocuments) -> None:
    """A file sorts its entries: what was saved, undone and made again is what was saved."""
    papers.spelling = lambda entries: dict(sorted(entries.items()))
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("aa", 10)])
    saved = here.editing.save("one", draft.id, 2).draft
    assert not saved.dirty
    assert here.editing.undo("one", draft.id).draft.dirty
    found = here.editing.redo("one", draft.id).draft
    assert (found.dirty, found.content()) == (False, saved.content())
