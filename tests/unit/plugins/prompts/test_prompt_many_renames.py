"""Many prompts renamed in one edit: their compositions follow, at once."""

import time

import pytest

from penstock.adapters.testing.prompt_house import WholePrompts
from penstock.core.draft_values import Edit
from penstock.core.errors import TooLarge

NAMES = [f"p{number}" for number in range(1_000)]


def test_many_renames_in_one_edit_do_not_take_long(whole: WholePrompts) -> None:
    """1,000 names in each of 100 compositions, all renamed: each name is looked at once, not once for each rename."""
    content = {
        "version": 2,
        "prompts": {name: {"value": name} for name in NAMES},
        "compositions": {f"c{number}": NAMES for number in range(100)},
    }
    whole.put("cats", content)
    draft = whole.editing.open("cats").draft
    edits = [Edit(f"prompt:new {name}", {"value": "x"}, instead_of=f"prompt:{name}") for name in NAMES]
    begun = time.thread_time()
    found = whole.editing.edit("cats", draft.id, edits).draft
    assert time.thread_time() - begun < 8  # 0.4 alone; a hundred million steps take a minute
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
    """Without the work that each would be."""
    whole.put("cats", {"version": 2, "prompts": {}})
    draft = whole.editing.open("cats").draft
    edits = [Edit("prompt:a", {"value": "x"})] * 400_001
    begun = time.thread_time()
    with pytest.raises(TooLarge):
        whole.editing.edit("cats", draft.id, edits)
    assert time.thread_time() - begun < 8  # 0.4 alone
