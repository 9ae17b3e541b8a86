"""Entries that are renamed: in their place, undone, repeated, refused, kept over a restart."""

from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.core.draft_values import Draft, Edit
from penstock.core.drafts import Drafts
from penstock.core.errors import Conflict, Invalid
from penstock.core.files import Files

CONTENT = {"a": 1, "b": 2, "c": 3, "d": 4}


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path, Files(), FakeClock(), CountingIds())


@pytest.fixture
def draft(drafts: Drafts) -> Draft:
    return drafts.open("papers", "one", CONTENT, None)


def pairs(draft: Draft) -> list[tuple[str, object]]:
    return list(draft.content().items())


def test_a_renamed_entry_stays_in_its_place(drafts: Drafts, draft: Draft) -> None:
    """The old key is gone, the new one stands there, with its new value, as one step."""
    renamed = drafts.edit(draft.id, [Edit("B", "two", instead_of="b")])
    assert pairs(renamed) == [("a", 1), ("B", "two"), ("c", 3), ("d", 4)]
    assert (renamed.revision, renamed.dirty, renamed.entries["B"].revision) == (2, True, 2)


def test_undo_and_redo_of_a_rename_keep_the_place(drafts: Drafts, draft: Draft) -> None:
    """Exactly what was there comes back."""
    drafts.edit(draft.id, [Edit("B", "two", instead_of="b")])
    back = drafts.undo(draft.id)
    assert pairs(back) == list(CONTENT.items())
    assert not back.dirty
    assert pairs(drafts.redo(draft.id)) == [("a", 1), ("B", "two"), ("c", 3), ("d", 4)]


def test_several_renames_in_one_step_follow_each_other(drafts: Drafts, draft: Draft) -> None:
    """Two entries swap their keys; another is renamed twice; one is put in behind, one removed."""
    edits = [
        Edit("t", 1, instead_of="a"),
        Edit("a", 2, instead_of="b"),
        Edit("b", 1, instead_of="t"),
        Edit("x", 3, instead_of="c"),
        Edit("y", 3, instead_of="x"),
        Edit("new", 5),
        Edit("d", removed=True),
    ]
    assert pairs(drafts.edit(draft.id, edits)) == [("b", 1), ("a", 2), ("y", 3), ("new", 5)]
    assert pairs(drafts.undo(draft.id)) == list(CONTENT.items())
    assert pairs(drafts.redo(draft.id)) == [("b", 1), ("a", 2), ("y", 3), ("new", 5)]


def test_the_own_key_is_no_rename(drafts: Drafts, draft: Draft) -> None:
    """The value changes where it stands."""
    assert pairs(drafts.edit(draft.id, [Edit("b", 9, instead_of="b")]))[1] == ("b", 9)


def test_a_rename_of_what_is_gone_is_refused(drafts: Drafts, draft: Draft) -> None:
    """Somebody else removed it: all of the step is refused, with what is there now."""
    with pytest.raises(Conflict) as refused:
        drafts.edit(draft.id, [Edit("a", 7), Edit("z", 1, instead_of="gone")])
    assert refused.value.details == {"current": {"gone": None}}
    assert refused.value.field == "instead_of"
    assert pairs(drafts.get(draft.id)) == list(CONTENT.items())


def test_a_rename_to_a_used_key_is_refused(drafts: Drafts, draft: Draft) -> None:
    """Nothing is written over."""
    with pytest.raises(Conflict, match="already") as refused:
        drafts.edit(draft.id, [Edit("c", 2, instead_of="b")])
    assert refused.value.field == "key"
    assert pairs(drafts.get(draft.id)) == list(CONTENT.items())


def test_a_rename_that_removes_is_refused(drafts: Drafts, draft: Draft) -> None:
    """It says two things at once."""
    with pytest.raises(Invalid):
        drafts.edit(draft.id, [Edit("z", removed=True, instead_of="b")])


def test_a_rename_outlives_the_process(drafts: Drafts, draft: Draft, tmp_path: Path) -> None:
    """Another process reads the same steps: the draft, its undo and its redo."""
    drafts.edit(draft.id, [Edit("B", "two", instead_of="b")])
    drafts.edit(draft.id, [Edit("D", "four", instead_of="d")])
    drafts.undo(draft.id)
    again = Drafts(tmp_path, Files(), FakeClock(), CountingIds())
    assert pairs(again.get(draft.id)) == [("a", 1), ("B", "two"), ("c", 3), ("d", 4)]
    assert pairs(again.redo(draft.id))[3] == ("D", "four")
    assert pairs(again.undo(draft.id))[3] == ("d", 4)
    assert pairs(again.undo(draft.id)) == list(CONTENT.items())
