"""Three versions of a document made one."""

from collections.abc import Mapping
from typing import Any

from penstock.core.draft_merge import Merged, Sides, alike, difference, merged, same

Some = Mapping[str, str]


def merge(opened: Some, theirs: Some, mine: Some, take: Some | None = None, *attempts: Mapping[str, Any]) -> Merged:
    return merged(Sides(opened=opened, theirs=theirs, mine=mine, attempts=attempts), take or {})


BOTH = {"a": "1", "b": "2", "c": "3"}


def test_each_side_keeps_what_it_changed() -> None:
    """A change here and another there, an entry removed on each side, a new one on each side."""
    opened = {**BOTH, "d": "4", "e": "5"}
    mine = {"a": "10", "b": "2", "c": "3", "d": "4", "mine": "6"}
    theirs = {"a": "1", "b": "20", "c": "3", "e": "5", "theirs": "7"}
    made = merge(opened, theirs, mine)
    assert made.texts == {"a": "10", "b": "20", "c": "3", "theirs": "7", "mine": "6"}
    assert set(made.taken) == {"b", "theirs", "d"}
    assert made.conflicts == made.decided == ()


def test_the_same_change_on_both_sides_is_none() -> None:
    """Also where objects have their keys in another order, and where both removed it."""
    made = merge({"a": "1", "b": "2"}, {"a": '{"x":1,"y":2}'}, {"a": '{"y":2,"x":1}'})
    assert made == Merged(texts={"a": '{"y":2,"x":1}'})


def test_what_both_changed_must_be_decided() -> None:
    """Changed and changed, changed and removed, new and new: nothing is chosen for anybody."""
    opened = {"a": "1", "b": "2", "c": "3"}
    mine = {"a": "10", "b": "20", "n": "1"}
    theirs = {"a": "11", "c": "31", "n": "2"}
    assert set(merge(opened, theirs, mine).conflicts) == {"a", "b", "c", "n"}
    take = {"a": "mine", "b": "theirs", "c": "theirs", "n": "mine"}
    made = merge(opened, theirs, mine, take)
    assert made.texts == {"a": "10", "c": "31", "n": "1"}
    assert set(made.decided) == {"b", "c"}
    assert made.conflicts == ()


def test_a_decision_is_about_conflicts_only() -> None:
    """What only one side changed is that side's, whatever is said about it."""
    made = merge(BOTH, {**BOTH, "a": "11"}, {**BOTH, "b": "20"}, {"a": "mine", "b": "theirs", "zz": "mine"})
    assert made.texts == {"a": "11", "b": "20", "c": "3"}


def test_what_an_earlier_save_left_in_the_file_is_nobody_elses() -> None:
    """The draft went on after a save that was not noted: its new values win, others' are still theirs."""
    made = merge(BOTH, {"a": "10", "c": "33"}, {"a": "100", "b": "2", "c": "3"}, {}, {"a": "10", "b": None})
    assert list(made.texts.items()) == [("a", "100"), ("b", "2"), ("c", "33")]
    assert (made.taken, made.conflicts) == (("c",), ())


def test_the_file_leads_the_order_and_new_entries_follow_their_neighbours() -> None:
    """Unless the draft has another order itself."""
    made = merge(BOTH, {"c": "3", "a": "1", "t": "0", "b": "2"}, {"a": "1", "m": "9", "b": "2", "c": "3"})
    assert list(made.texts) == ["c", "a", "m", "t", "b"]
    moved = merge(BOTH, {"a": "1", "t": "0", "b": "2", "c": "3"}, {"b": "2", "c": "3", "a": "1"})
    assert list(moved.texts) == ["b", "c", "a", "t"]
    first = merge(BOTH, BOTH, {"m": "0", **BOTH})
    assert list(first.texts) == ["m", "a", "b", "c"]


def test_one_value_in_two_spellings_is_the_same() -> None:
    """True is not 1, 1 is not 1.0, and nothing is not null."""
    assert same('{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1}')
    assert not same("true", "1")
    assert not same("1", "1.0")
    assert not same(None, "null")
    assert alike({"a": "1", "b": "2"}, {"a": "1", "b": "2"})
    assert not alike({"a": "1", "b": "2"}, {"b": "2", "a": "1"})


def test_a_difference_leads_from_one_to_the_other() -> None:
    """Changed, new and gone."""
    assert difference({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "n": "0"}) == {
        "b": "9",
        "n": "0",
        "c": None,
    }
