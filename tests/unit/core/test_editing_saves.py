"""Saving drafts: plain, merged, refused, decided, repeated."""

import pytest

from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_values import Draft, Edit
from penstock.core.errors import Conflict, DiskFull, Invalid

from .conftest import EditingProcess


@pytest.fixture
def draft(here: EditingProcess) -> Draft:
    """The draft of `one`, with a changed from 1 to 10: at revision 2."""
    opened = here.editing.open("one").draft
    return here.editing.edit("one", opened.id, [Edit("a", 10)]).draft


def test_a_saved_draft_goes_on(here: EditingProcess, papers: MemoryDocuments, draft: Draft) -> None:
    """The file has its entries, it stands on the new revision, is not dirty and can still be undone."""
    saved = here.editing.save("one", draft.id, 2)
    stored = papers.read("one")
    assert stored.entries == {"a": 10, "b": 2, "c": 3}
    assert (saved.draft.id, saved.draft.base, saved.draft.dirty, saved.merged) == (draft.id, stored.revision, False, ())
    back = here.editing.undo("one", draft.id).draft
    assert (back.content()["a"], back.dirty) == (1, True)
    assert here.editing.save("one", draft.id, back.revision).draft.content()["a"] == 1
    assert papers.read("one").entries["a"] == 1


def test_what_is_in_the_file_already_is_not_written(here: EditingProcess, papers: MemoryDocuments) -> None:
    """No change, or the same one that somebody else has saved."""
    draft = here.editing.open("one").draft
    assert here.editing.save("one", draft.id, 1).draft.revision == 1
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    papers.put("one", {"a": 10, "b": 2, "c": 3})
    saved = here.editing.save("one", draft.id, 2)
    assert (papers.writes, saved.draft.dirty, saved.merged) == (0, False, ())
    assert saved.draft.base == papers.read("one").revision


def test_a_new_or_migrated_document_is_always_written(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Though its entries are those of its draft."""
    new = here.editing.open("new", create=True).draft
    assert here.editing.save("new", new.id, 1).draft.base == papers.read("new").revision
    papers.put("one", {"a": 1}, before={"old": 1})
    old = here.editing.open("one").draft
    here.editing.save("one", old.id, 1)
    assert (papers.writes, papers.read("one").before) == (2, None)


def test_a_save_takes_what_others_saved(here: EditingProcess, papers: MemoryDocuments, draft: Draft) -> None:
    """The file and the draft have both sides' changes, the answer says what came from the file."""
    papers.put("one", {"a": 1, "b": 20, "n": 4})
    saved = here.editing.save("one", draft.id, 2)
    assert saved.draft.content() == papers.read("one").entries == {"a": 10, "b": 20, "n": 4}
    assert set(saved.merged) == {"b", "c", "n"}
    assert here.editing.undo("one", draft.id).draft.content() == {"a": 1, "b": 20, "n": 4}


def test_a_conflict_shows_both_versions_and_changes_nothing(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """Changed on both sides, removed on one: the caller decides."""
    here.editing.edit("one", draft.id, [Edit("b", 20)])
    at = {"file_revision": papers.put("one", {"a": 11, "c": 3})}
    with pytest.raises(Conflict) as refused:
        here.editing.save("one", draft.id, 3)
    assert refused.value.details == {"current": {"a": 11, "b": None}, "sent": {"a": 10, "b": 20}, **at}
    assert papers.read("one").entries == {"a": 11, "c": 3}
    assert here.editing.get("one", draft.id).draft.revision == 3
    with pytest.raises(Conflict) as half:
        here.editing.save("one", draft.id, 3, {"a": "mine"})
    assert half.value.details == {"current": {"b": None}, "sent": {"b": 20}, **at}


def test_decisions_are_saved(here: EditingProcess, papers: MemoryDocuments, draft: Draft) -> None:
    """Mine is written over theirs; theirs is taken as a step, so that undo brings mine back."""
    here.editing.edit("one", draft.id, [Edit("b", 20)])
    papers.put("one", {"a": 11, "b": 21, "c": 3})
    saved = here.editing.save("one", draft.id, 3, {"a": "mine", "b": "theirs"})
    assert papers.read("one").entries == {"a": 10, "b": 21, "c": 3}
    assert (saved.draft.content(), saved.draft.dirty) == ({"a": 10, "b": 21, "c": 3}, False)
    back = here.editing.undo("one", draft.id).draft
    assert (back.content(), back.dirty) == ({"a": 10, "b": 20, "c": 3}, True)


def test_a_save_of_what_was_not_seen_is_refused(here: EditingProcess, papers: MemoryDocuments, draft: Draft) -> None:
    """Another tab has edited meanwhile."""
    with pytest.raises(Conflict) as stale:
        here.editing.save("one", draft.id, 1)
    assert stale.value.details == {"current": 2}
    assert papers.writes == 0


def test_a_file_that_is_gone_is_made_again_if_that_is_wanted(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """It may have another name now, or lie in the trash with more than the draft has: whoever saves decides."""
    del papers.stored["one"]
    with pytest.raises(Conflict) as refused:
        here.editing.save("one", draft.id, 2)
    assert refused.value.details == {"gone": True, "file_revision": None}
    assert (papers.writes, here.editing.get("one", draft.id).draft.dirty) == (0, True)
    assert not here.editing.save("one", draft.id, 2, anew=True).draft.dirty
    assert papers.read("one").entries == {"a": 10, "b": 2, "c": 3}


def test_two_that_create_the_same_document_are_merged(here: EditingProcess, papers: MemoryDocuments) -> None:
    """One wrote it first: the other adds to it."""
    new = here.editing.open("new", create=True).draft
    here.editing.edit("new", new.id, [Edit("mine", 1)])
    papers.put("new", {"theirs": 2})
    here.editing.save("new", new.id, 2)
    assert papers.read("new").entries == {"theirs": 2, "mine": 1}


def test_a_file_that_changes_while_it_is_saved_is_merged(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """Another program writes between the look and the write."""

    def interfere() -> None:
        papers.before_write = lambda: None
        papers.put("one", {"a": 1, "b": 20, "c": 3})

    papers.before_write = interfere
    saved = here.editing.save("one", draft.id, 2)
    assert papers.read("one").entries == saved.draft.content() == {"a": 10, "b": 20, "c": 3}
    assert saved.merged == ("b",)


def test_a_program_that_never_rests_ends_in_an_answer(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """The save gives up, nothing is written, and it can be tried again."""
    numbers = iter(range(100))
    papers.before_write = lambda: papers.put("one", {"a": 1, "n": next(numbers)}) and None
    with pytest.raises(Exception, match="keeps writing"):
        here.editing.save("one", draft.id, 2)
    assert papers.writes == 0
    papers.before_write = lambda: None
    assert here.editing.save("one", draft.id, 2).draft.content()["a"] == 10


def test_a_refused_write_changes_nothing(here: EditingProcess, papers: MemoryDocuments, draft: Draft) -> None:
    """A full disk, an entry that cannot be saved, a conflict that reading again does not mend."""
    for error in (DiskFull("full"), Invalid("no"), Conflict("taken")):

        def refuse(error: Exception = error) -> None:
            raise error

        papers.before_write = refuse
        with pytest.raises(type(error)):
            here.editing.save("one", draft.id, 2)
        found = here.editing.get("one", draft.id)
        assert (found.draft.revision, found.draft.dirty, found.draft.base) == (2, True, papers.read("one").revision)


def test_the_draft_becomes_what_the_file_made_of_it(
    here: EditingProcess, papers: MemoryDocuments, draft: Draft
) -> None:
    """A document has a spelling of its own: that is no change that the next save could meet."""
    papers.spelling = lambda entries: {key: str(value) for key, value in entries.items()}
    saved = here.editing.save("one", draft.id, 2)
    assert saved.draft.content() == papers.read("one").entries == {"a": "10", "b": "2", "c": "3"}
    assert not saved.draft.dirty
    here.editing.edit("one", draft.id, [Edit("a", "11")])
    papers.put("one", {"a": "10", "b": "2", "c": "33"})
    assert here.editing.save("one", draft.id, saved.draft.revision + 1).merged == ("c",)
