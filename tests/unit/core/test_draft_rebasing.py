"""A draft that goes on from another version of its file: what undo and redo still do, and what they leave alone."""

from collections.abc import Mapping

from penstock.core.draft_steps import DraftState, begun
from penstock.core.draft_values import Edit, changes_of

OPENED = {"a": "1", "b": "2", "c": "3"}


def state(*steps: list[Edit]) -> DraftState:
    made = begun("papers", "one", "r1", OPENED)
    for edits in steps:
        made = made.edited(changes_of(edits))
    return made


def on(draft: DraftState, texts: Mapping[str, str]) -> DraftState:
    return draft.rebased("r2", texts, texts)


def test_after_a_save_the_draft_is_as_its_file() -> None:
    """It stands on the new revision, is not dirty, a revision further, and has its history."""
    draft = state([Edit("a", 9)])
    saved = on(draft, draft.texts())
    assert (saved.base, saved.dirty, saved.revision) == ("r2", False, 3)
    assert saved.entries == draft.entries
    back = saved.undo()
    assert (back.texts()["a"], back.dirty) == ("1", True)
    assert not back.redo().dirty


def test_undo_does_not_take_back_what_others_saved() -> None:
    """An own step goes, what came from the file stays: changed, new and gone."""
    draft = state([Edit("a", 9)])
    saved = on(draft, {"a": "9", "b": "20", "new": "4"})
    assert saved.undo().texts() == {"a": "1", "b": "20", "new": "4"}
    assert saved.undo().redo().texts() == {"a": "9", "b": "20", "new": "4"}


def test_steps_on_an_entry_that_others_saved_leave_the_history() -> None:
    """There and back again, then theirs: nothing of that is undone or made again."""
    draft = state([Edit("b", 7)], [Edit("b", 2)], [Edit("c", 30)]).undo()
    saved = on(draft, {"a": "1", "b": "20", "c": "33"})
    assert not saved.done
    assert not saved.undone


def test_half_a_rename_is_not_undone() -> None:
    """Others changed what was renamed: undo brings the old key back no more than it takes the new one away."""
    draft = state([Edit("A", 1, instead_of="a")], [Edit("c", 9)])
    saved = on(draft, {"A": "10", "b": "2", "c": "9"})
    assert saved.undo().texts() == {"A": "10", "b": "2", "c": "3"}
    assert not saved.undo().done


def test_what_was_removed_comes_back_near_its_place() -> None:
    """The file has got more and other entries: undo still works, at a place that there is."""
    draft = state([Edit("c", removed=True)])
    saved = on(draft, {"b": "2"})
    assert saved.undo().texts() == {"b": "2", "c": "3"}
    longer = on(draft, {"x": "0", "a": "1", "b": "2", "y": "0"})
    assert list(longer.undo().texts()) == ["x", "a", "c", "b", "y"]


def test_a_draft_can_keep_its_entries_on_another_base() -> None:
    """It was saved and that was not noted: it is dirty only by what came after."""
    draft = state([Edit("a", 9)])
    noted = draft.rebased("r2", {"a": "9", "b": "2", "c": "3"})
    assert (noted.dirty, noted.base, noted.entries, noted.done) == (False, "r2", draft.entries, draft.done)
