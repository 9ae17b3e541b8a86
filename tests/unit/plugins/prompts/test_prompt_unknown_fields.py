"""Fields of prompts that nobody here knows: they stay through edits, saves, undos and renames."""

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.draft_values import Edit


def test_undo_goes_across_the_save_of_a_prompt_with_unknown_fields(whole: WholePrompts) -> None:
    """They stand in the draft where they stand in the file: a save changes nothing that the history is about."""
    whole.put("cats", {"version": 2, "prompts": {"a": {"value": "A", "weight": 1}}})
    draft = whole.editing.open("cats").draft
    edited = whole.editing.edit("cats", draft.id, [Edit("prompt:a", {"value": "B"})]).draft
    saved = whole.editing.save("cats", draft.id, edited.revision).draft
    assert list(saved.entries["prompt:a"].value)[-1] == "weight"
    assert saved.can_undo
    assert saved.entries["prompt:a"] == edited.entries["prompt:a"]
    assert whole.editing.undo("cats", draft.id).draft.content()["prompt:a"]["value"] == "A"


def test_what_was_renamed_twice_in_one_edit_keeps_its_fields(whole: WholePrompts) -> None:
    """Two prompts that change their names with each other, without naming their fields."""
    prompts = {"a": {"value": "A", "odd": 1}, "b": {"value": "B", "odd": 2}}
    whole.put("cats", {"version": 2, "prompts": prompts})
    draft = whole.editing.open("cats").draft
    swap = [
        Edit("prompt:t", {"value": "A"}, instead_of="prompt:a"),
        Edit("prompt:a", {"value": "B"}, instead_of="prompt:b"),
        Edit("prompt:b", {"value": "A"}, instead_of="prompt:t"),
    ]
    found = whole.editing.edit("cats", draft.id, swap).draft.content()
    assert (found["prompt:a"]["odd"], found["prompt:b"]["odd"]) == (2, 1)


def test_a_new_prompt_has_no_fields_of_one_that_was_removed_before(whole: WholePrompts) -> None:
    """In the same edit."""
    whole.put("cats", {"version": 2, "prompts": {"a": {"value": "A", "odd": 1}}})
    draft = whole.editing.open("cats").draft
    edits = [Edit("prompt:a", removed=True), Edit("prompt:a", {"value": "new"})]
    assert "odd" not in whole.editing.edit("cats", draft.id, edits).draft.content()["prompt:a"]
