"""Looking at a document opens no draft."""

import pytest

from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_values import Edit
from penstock.core.errors import NotFound

from .conftest import EditingProcess


def test_looking_shows_the_file_where_nobody_edits(here: EditingProcess, papers: MemoryDocuments) -> None:
    """It is a draft without an id, nothing is opened or told; its entries are those of the next draft."""
    found = here.editing.look("one")
    assert (found.draft.id, found.draft.revision, found.draft.dirty) == ("", 0, False)
    assert found.draft.content() == {"a": 1, "b": 2, "c": 3}
    assert found.draft.base == found.stored.revision == papers.read("one").revision
    assert (here.editing.list(), here.told()) == ((), [])
    assert found.draft.entries == here.editing.open("one").draft.entries


def test_looking_joins_the_open_draft(here: EditingProcess, there: EditingProcess) -> None:
    """What somebody else edits is seen at once."""
    draft = there.editing.open("one").draft
    there.editing.edit("one", draft.id, [Edit("a", 10)])
    found = here.editing.look("one").draft
    assert (found.id, found.content()["a"], found.dirty) == (draft.id, 10, True)


def test_there_is_nothing_to_look_at_without_a_file(here: EditingProcess) -> None:
    """A document that nobody has saved is not found, unless somebody edits it."""
    with pytest.raises(NotFound):
        here.editing.look("new")
    made = here.editing.open("new", create=True).draft
    assert here.editing.look("new").draft.id == made.id
