"""The models of the editors of texts: edits, differences of words, rows that are shown, edits that were not sent."""

from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]

EDITS = """
import { edited, editsBetween, sameValue, touched } from "./web/library/texts/edits.js";
const content = (pairs) => ({ entries: new Map(pairs.map(([key, value]) => [key, { value, revision: 1 }])), order:
  pairs.map(([key]) => key) });
const shown = ({ entries, order }) => order.map((key) => [key, entries.get(key).value, entries.get(key).revision]);
"""

MODEL = """
import { TableModel } from "./web/library/texts/table_model.js";
const texts = (pairs) => ({ entries: new Map(pairs.map(([key, value]) => [key, { value, revision: 1 }])), order:
  pairs.map(([key]) => key), markOf: () => "" });
const columns = [
  { id: "name", value: (row) => row.key },
  { id: "text", value: (row) => row.value.text ?? "" },
  { id: "tags", value: (row) => row.value.tags ?? [], filters: true },
];
const modelOf = (pairs, view) => {
  const model = new TableModel({ document: texts(pairs), columns, isRow: (key) => key !== "setting", view });
  model.update();
  return model;
};
const names = (model) => model.rows.map(({ key }) => key);
const PAIRS = [["b10", { text: "Grün" }], ["setting", 1], ["b9", { text: "green", tags: ["x"] }], ["a", { text: "",
  tags: ["x", "y"] }]];
"""

UNSENT = """
const kept = new Map();
globalThis.window = { sessionStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, text) =>
  kept.set(name, text), removeItem: (name) => kept.delete(name) } };
import { Unsent, seenBy } from "./web/library/texts/unsent.js";
const entries = (values) => new Map(Object.entries(values).map(([key, [value, revision]]) => [key, { value,
  revision }]));
"""

_WORDS = st.lists(st.sampled_from(["cat", "dog", " ", "\n", ",", "é", "猫", "a1", "—"]), max_size=12).map("".join)


def test_edits_keep_places_and_change_nothing_before(evaluate: Evaluate) -> None:
    """A rename stays in its place, a new entry is the last; the content before is as it was."""
    body = """
    const before = content([["a", 1], ["b", 2], ["c", 3]]);
    const after = edited(before, [{ key: "z", value: 2, instead_of: "b" }, { key: "a", removed: true }, { key: "d",
      value: 4 }], 7);
    give([shown(after), shown(before), touched([{ key: "z", instead_of: "b" }, { key: "z" }])]);
    """
    after, before, keys = evaluate(EDITS + body)
    assert after == [["z", 2, 7], ["c", 3, 1], ["d", 4, 7]]
    assert before == [["a", 1, 1], ["b", 2, 1], ["c", 3, 1]]
    assert keys == ["z", "b"]


def test_edits_that_cannot_be_made_are_left_out(evaluate: Evaluate) -> None:
    """A rename of what is gone, or onto what is there, and a removal of nothing change nothing."""
    body = """
    const before = content([["a", 1], ["b", 2]]);
    give(shown(edited(before, [{ key: "b", value: 1, instead_of: "a" }, { key: "x", value: 1, instead_of: "y" }, {
      key: "q", removed: true }], 7)));
    """
    assert evaluate(EDITS + body) == [["a", 1, 1], ["b", 2, 1]]


def test_edits_between_two_contents_lead_from_one_to_the_other(evaluate: Evaluate) -> None:
    """What they make of the first has the entries of the second; equal objects are no change."""
    body = """
    const one = content([["a", { x: 1, y: [1] }], ["b", 2]]);
    const other = content([["c", 3], ["a", { y: [1], x: 1 }]]);
    const edits = editsBetween(one.entries, other.entries);
    give([edits.map(({ key }) => key), shown(edited(one, edits, 2)).map(([key]) => key), sameValue([1], { 0: 1 }),
      sameValue(null, {})]);
    """
    assert evaluate(EDITS + body) == [["b", "c"], ["a", "c"], False, False]


def test_rows_are_searched_filtered_and_sorted(evaluate: Evaluate) -> None:
    """Without accents and case, every word; values of one column are alternatives; empty ones come last either way."""
    body = """
    const by = (column, down) => names(modelOf(PAIRS, { sort: { column, down } }));
    give([names(modelOf(PAIRS)), names(modelOf(PAIRS, { search: " GRUN b1" })), names(modelOf(PAIRS, { filters: {
      tags: ["", "y"] } })),
      by("name", false), by("text", false), by("text", true), modelOf(PAIRS).valuesOf(columns[2]),
        modelOf(PAIRS).total]);
    """
    own, searched, filtered, by_name, by_text, down, counts, total = evaluate(MODEL + body)
    assert own == ["b10", "b9", "a"]
    assert searched == ["b10"]
    assert filtered == ["b10", "a"]
    assert by_name == ["a", "b9", "b10"]
    assert by_text[-1] == down[-1] == "a"
    assert by_text[:2] == down[1::-1]
    assert (counts, total) == ([["x", 2], ["y", 1], ["", 1]], 3)


def test_a_held_row_stays_until_the_search_changes(evaluate: Evaluate) -> None:
    """And the view can be kept and given again; a column that is gone sorts nothing."""
    body = """
    const model = modelOf(PAIRS, { search: "green", filters: { tags: ["x"] }, sort: { column: "gone", down: true } });
    model.hold("a");
    model.update();
    const held = names(model);
    model.letGo();
    model.update();
    give([held, names(model), model.view, model.placeOf("b9"), model.placeOf("a")]);
    """
    held, after, view, place, missing = evaluate(MODEL + body)
    assert (held, after) == (["b9", "a"], ["b9"])
    assert view == {"search": "green", "sort": None, "filters": {"tags": ["x"]}}
    assert (place, missing) == (0, -1)


def test_unsent_edits_are_there_after_a_reload(evaluate: Evaluate) -> None:
    """Without those that had arrived; revisions of another draft are forgotten, the values that were seen are not."""
    body = """
    const first = new Unsent("/doc");
    first.steps.push({ edits: [{ key: "a", value: 2 }], seen: { a: 1 } }, { edits: [{ key: "n", value: 1, instead_of:
      "o" }], seen: { n: 0, o: 1 } });
    first.keep("one");
    const now = { a: [2, 5], o: [1, 1] };
    const same = new Unsent("/doc");
    const any = same.recover("one", entries(now));
    const other = new Unsent("/doc");
    first.keep("one");
    other.recover("two", entries({ a: [1, 1], o: [1, 1] }));
    const last = new Unsent("/last");
    last.steps.push({ edits: [{ key: "a", value: 2 }], seen: { a: 1 }, was: { a: 0 } });
    last.keep("one");
    last.steps = [];
    last.recover("two", entries({ a: [1, 7] }));
    const told = seenBy(last.steps[0], entries({ a: [1, 7] }));
    const none = new Unsent("/other");
    give([any, same.steps, other.steps.map(({ seen }) => seen), told,
      none.recover("one", entries({}))]);
    """
    found, same, seen, told, none = evaluate(UNSENT + body)
    assert found is True
    assert same == [{"edits": [{"key": "n", "value": 1, "instead_of": "o"}], "seen": {"n": 0, "o": 1}}]
    assert (seen, none) == ([{"a": None}, {"n": None, "o": None}], False)
    assert told == {"a": 0}


def test_a_step_tells_what_its_user_saw(evaluate: Evaluate) -> None:
    """The revision then, the one of now after an own step, or whether the text of a file is still the same."""
    body = """
    const now = entries({ a: ["x", 4], b: ["y", 1] });
    const step = (seen, was) => ({ edits: ["a", "b", "c"].map((key) => ({ key, value: 0 })), seen, was });
    give([seenBy(step({ a: 2, b: 1, c: 0 }), now), seenBy(step({ a: null, c: null }), now),
      seenBy(step({}, { a: "x", b: "was", c: null }), now), seenBy(step({}, { a: "x", b: "y", c: "gone" }), now)]);
    """
    told, follows, of_file, gone = evaluate(UNSENT + body)
    assert told == {"a": 2, "b": 1, "c": 0}
    assert follows == {"a": 4}
    assert of_file == {"a": 4, "b": 0, "c": 0}
    assert gone == {"a": 4, "b": 1, "c": 1}


def test_only_what_is_in_dispute_is_asked(evaluate: Evaluate) -> None:
    """Equal values are none; what is decided for them is left out, the rest goes with the revisions of now."""
    body = """
    import { disputed, settled } from "./web/library/texts/draft_conflicts.js";
    const step = { edits: [{ key: "a", value: 1 }, { key: "b", value: 2 }, { key: "c", value: 3 }], seen: { a: 1, b:
      1, c: 1 } };
    const current = { a: { value: 1, revision: 5 }, b: { value: 9, revision: 6 } };
    const rename = { edits: [{ key: "n", value: 1, instead_of: "o" }], seen: {} };
    give([disputed(step, current), settled(step, current, { b: "mine" }), settled(step, current, { b: "theirs" }).edits,
      disputed(rename, { o: null }), settled(rename, { o: null }, { o: "theirs" }).edits]);
    """
    asked, mine, theirs, renamed, dropped = evaluate(body)
    assert asked == {"current": {"b": 9}, "sent": {"b": 2}}
    assert [edit["key"] for edit in mine["edits"]] == ["b", "c"]
    assert mine["seen"] == {"a": 5, "b": 6, "c": 1}
    assert [edit["key"] for edit in theirs] == ["c"]
    assert (renamed, dropped) == ({"current": {"o": None}, "sent": {"o": 1}}, [])


@pytest.fixture
def diff(evaluate: Evaluate) -> Callable[[list[tuple[str, str]]], Any]:
    """The differences of pairs of texts."""
    import json

    head = 'import { wordDiff } from "./web/library/texts/word_diff.js";'
    return lambda pairs: evaluate(f"{head}\ngive({json.dumps(pairs)}.map(([one, other]) => wordDiff(one, other)));")


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_WORDS, _WORDS), min_size=60, max_size=80))
def test_differences_are_both_texts(diff: Callable[[list[tuple[str, str]]], Any], pairs: list[tuple[str, str]]) -> None:
    """Without what was added they are the one, without what was removed the other; what is the same is much of both."""
    for (before, after), parts in zip(pairs, diff(pairs), strict=True):
        assert "".join(part["text"] for part in parts if part["kind"] != "added") == before
        assert "".join(part["text"] for part in parts if part["kind"] != "removed") == after
        same = sum(len(part["text"]) for part in parts if part["kind"] == "same")
        if before == after:
            assert same == len(before)
        if not SequenceMatcher(None, before, after).find_longest_match().size:
            assert same == 0


def test_very_long_texts_are_compared_at_once(diff: Callable[[list[tuple[str, str]]], Any]) -> None:
    """The middle of texts that share little is one change; what they begin and end with is the same."""
    before, after = ("begin " + "one two " * 4000 + "end", "begin " + "three four " * 4000 + "end")
    kinds = [part["kind"] for part in diff([(before, after)])[0]]
    assert kinds == ["same", "removed", "added", "same"]
