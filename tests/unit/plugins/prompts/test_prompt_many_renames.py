"""Many prompts renamed in one edit: their compositions follow, at once."""

import time

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.draft_values import Edit
from penstock.core.errors import TooLarge

NAMES = [f"p{number}" for number in range(1_000)]


def test_many_renames_in_one_edit_do_not_take_long(whole: WholePrompts) -> None:
    """1,000 names in each of 100 compositions, all renamed: two seconds of the processor at most."""
    content = {
        "version": 2,
        "prompts": {name: {"value": name} for name in NAMES},
        "compositions": {f"c{number}": NAMES for number in range(100)},
    }
    whole.put("cats", content)
    draft = whole.editing.open("cats").draft
    edits = [Edit(f"prompt:new {name}", {"value": "x"}, instead_of=f"prompt:{name}") for name in NAMES]
    begun = time.process_time()
    found = whole.editing.edit("cats", draft.id, edits).draft
    assert time.process_time() - begun < 2
    assert found.content()["composition:c99"] == [f"new {name}" for name in NAMES]


def test_names_that_change_places_change_them_in_compositions(whole: WholePrompts) -> None:
    """A composition that is edited in between is as edited, with the names that follow."""
    prompts = {name: {"value": name} for name in ("a", "b")}
    whole.put("cats", {"version": 2, "prompts": prompts, "compositions": {"c": ["a", "b", "t"], "d": ["a"]}})
    draft = whole.editing.open("cats").draft
    edits = [
        Edit("prompt:t", {"value": "A"}, instead_of="prompt:a"),
        Edit("composition:d", ["a", "b", "t"]),
        Edit("prompt:a", {"value": "B"}, instead_of="prompt:b"),
        Edit("prompt:b", {"value": "A"}, instead_of="prompt:t"),
    ]
    found = whole.editing.edit("cats", draft.id, edits).draft.content()
    assert found["composition:c"] == ["b", "a", "b"]
    assert found["composition:d"] == ["a", "a", "b"]


def test_more_edits_than_there_can_be_entries_are_refused(whole: WholePrompts) -> None:
    """Before any of them is looked at."""
    whole.put("cats", {"version": 2, "prompts": {}})
    draft = whole.editing.open("cats").draft
    begun = time.process_time()
    with pytest.raises(TooLarge):
        whole.editing.edit("cats", draft.id, [Edit("prompt:a", {"value": "x"})] * 400_001)
    assert time.process_time() - begun < 1
