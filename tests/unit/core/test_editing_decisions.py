"""What is decided about a conflict counts for what was shown, and a file that cannot be read hinders only its save."""

import pytest

from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.contracts.editing import Take
from penstock.core.draft_values import Draft, Edit
from penstock.core.errors import Conflict, Invalid

from .conftest import EditingProcess


@pytest.fixture
def draft(here: EditingProcess) -> Draft:
    """The draft of `one`, with a changed from 1 to 10: at revision 2."""
    opened = here.editing.open("one").draft
    return here.editing.edit("one", opened.id, [Edit("a", 10)]).draft


@pytest.mark.parametrize("take", [{"a": "mine"}, {"a": "theirs"}])
def test_nobody_decides_about_what_was_never_shown(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft, take: Take
) -> None:
    """A file that was saved again since is another conflict, which is decided anew."""
    shown = papers.put("one", {"a": 11})
    with pytest.raises(Conflict) as first:
        here.editing.save("one", draft.id, 2)
    assert first.value.details["file_revision"] == shown
    now = papers.put("one", {"a": 12})
    with pytest.raises(Conflict) as second:
        here.editing.save("one", draft.id, 2, take, shown=shown)
    assert second.value.details == {"current": {"a": 12}, "sent": {"a": 10}, "file_revision": now}
    assert papers.read("one").entries == {"a": 12}
    saved = here.editing.save("one", draft.id, 2, take, shown=now).draft
    assert papers.read("one").entries == saved.content() == {"a": 10 if take["a"] == "mine" else 12}


def test_what_is_saved_while_a_decision_is_written_is_shown_first(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """Between the look and the write."""
    shown = papers.put("one", {"a": 11})

    def interfere() -> None:
        papers.before_write = lambda: None
        papers.put("one", {"a": 12})

    papers.before_write = interfere
    with pytest.raises(Conflict):
        here.editing.save("one", draft.id, 2, {"a": "mine"}, shown=shown)
    assert papers.read("one").entries == {"a": 12}


def test_a_draft_whose_file_cannot_be_read_is_edited_on(
    here: EditingProcess, there: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """Seen, edited, undone and so kept alive; why is told. Only saving waits for the file."""

    def refuse() -> None:
        raise Invalid("It is no plain file.")

    papers.before_read = refuse
    found = there.editing.look("one")
    assert (found.draft.id, found.draft.content()["a"]) == (draft.id, 10)
    assert (found.stored.problems, found.stored.revision) == (("It is no plain file.",), draft.base)
    there.editing.edit("one", draft.id, [Edit("b", 20)])
    there.editing.undo("one", draft.id)
    with pytest.raises(Invalid):
        there.editing.save("one", draft.id, 4)
    papers.before_read = lambda: None
    assert here.editing.save("one", draft.id, 4).draft.content() == {"a": 10, "b": 2, "c": 3}
