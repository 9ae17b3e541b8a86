"""The scenes of a story in the browser: their order, edits, and edits that somebody else's were quicker than."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]

SCENES = """
import * as scenes from "./web/stories/story_scenes.js";
const entries = (values) => new Map(Object.entries(values).map(([key, value]) => [key, { value, revision: 1 }]));
const edited = (values) => ({ entries: entries(values), order: Object.keys(values) });
const STORY = edited({ "scene:a": { scene_name: "beach" }, order: ["b", "a"], "scene:b": { scene_name: "town" },
  "scene:c": { scene_name: "cave" }, description: "" });
"""
MERGING = 'import { merged, mergedOrder } from "./web/stories/story_merging.js";\n'

_IDS = [f"s{number}" for number in range(8)]


def test_scenes_that_no_order_names_stand_last(evaluate: Evaluate) -> None:
    """The order counts; scenes that it forgets follow, and what it names besides is no scene."""
    assert evaluate(f"{SCENES} give(scenes.sceneIds(STORY));") == ["b", "a", "c"]
    body = 'give(scenes.sceneIds(edited({ order: ["gone", "a", "a"], "scene:a": {} })));'
    assert evaluate(SCENES + body) == ["a"]


def test_added_scenes_tell_an_order_only_where_they_need_one(evaluate: Evaluate) -> None:
    """At the end nobody's order is in the way; elsewhere it names all of them. Every id is another one."""
    body = """
    const OWN = scenes.newScene("y", { source: "custom", key: "" });
    const at = (place) => scenes.added(STORY, [scenes.newScene("x", { source: "prompt", key: "a" }), OWN], place);
    const [end, first] = [at(3), at(0)];
    give({ keys: end.edits.map(({ key }) => key.slice(0, 6)), order: first.edits.at(-1).value.slice(2),
      ids: new Set([...end.ids, ...first.ids]).size,
      uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(end.ids[0]),
      sources: end.edits.map(({ value }) => value.prompt_source) });
    """
    assert evaluate(SCENES + body) == {
        "keys": ["scene:", "scene:"],
        "order": ["b", "a", "c"],
        "ids": 4,
        "uuid": True,
        "sources": ["prompt", "custom"],
    }


def test_removed_scenes_come_back_to_their_places(evaluate: Evaluate) -> None:
    """The order that brings one back has it where it was, or last where the story is shorter by now."""
    body = """
    const back = (at) => scenes.broughtBack(STORY, [{ id: "new", value: {}, at }]).at(-1).value;
    give([back(1), back(99), scenes.movedTo(["a", "b", "c"], ["c"], 0), scenes.movedTo(["a", "b", "c"], ["a"], 2)]);
    """
    assert evaluate(SCENES + body) == [["b", "new", "a", "c"], ["b", "a", "c", "new"], ["c", "a", "b"], ["b", "c", "a"]]


def test_nothing_is_sent_where_nothing_changes(evaluate: Evaluate) -> None:
    """A field that gets the value that it has is no edit."""
    body = 'give([scenes.patched(STORY, "a", { scene_name: "beach" }), scenes.patched(STORY, "gone", { a: 1 })]);'
    assert evaluate(SCENES + body) == [[], []]


def test_fields_of_a_scene_are_merged(evaluate: Evaluate) -> None:
    """Two people who change different fields both keep theirs; of one field that both changed the user decides."""
    body = """
    const base = { name: "x", text: "", mask: "", extra: { kept: 1 } };
    const merge = (mine, theirs) => merged("scene:a", base, { ...base, ...mine }, { ...base, ...theirs }) ?? "ask";
    give([merge({ text: "mine" }, { mask: "theirs" }), merge({ text: "mine" }, { text: "theirs" }),
      merge({ text: "same" }, { text: "same", mask: "m" }),
      merged("scene:a", base, null, { ...base, text: "t" }) ?? "ask", merged("scene:a", base, null, base)]);
    """
    base = {"name": "x", "text": "", "mask": "", "extra": {"kept": 1}}
    assert evaluate(MERGING + body) == [
        {**base, "text": "mine", "mask": "theirs"},
        "ask",
        {**base, "text": "same", "mask": "m"},
        "ask",
        None,
    ]


def test_a_move_is_made_again(evaluate: Evaluate) -> None:
    """What I moved stands behind the scene that I put it behind, in the order that others made meanwhile."""
    body = """give([
      mergedOrder(["a", "b", "c", "d"], ["d", "a", "b", "c"], ["b", "a", "c", "d"]),
      mergedOrder(["a", "b", "c"], ["a", "c", "b"], ["a", "b", "new", "c"]),
      mergedOrder(["a", "b", "c"], ["c", "a", "b"], ["a", "b"]),
      mergedOrder(["a", "b"], ["a", "x", "b"], ["b", "a"]),
    ]);"""
    assert evaluate(MERGING + body) == [
        ["d", "b", "a", "c"],
        ["a", "c", "b", "new"],
        ["a", "b"],
        ["b", "a", "x"],
    ]


_ORDERS = st.lists(
    st.tuples(st.permutations(_IDS[:5]), st.integers(0, 4), st.integers(0, 4), st.permutations(_IDS[:7])),
    min_size=25,
    max_size=25,
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ORDERS)
def test_merged_orders_lose_no_scene(evaluate: Evaluate, cases: list[tuple[list[str], int, int, list[str]]]) -> None:
    """However two orders differ, the merged one has every scene of theirs once; without moves of mine it is theirs."""
    given_cases = []
    for base, moved, to, theirs in cases:
        mine = [one for one in base if one != base[moved]]
        mine.insert(to, base[moved])
        given_cases.append([base, mine, theirs])
    body = (
        "give(CASES.map(([base, mine, theirs]) => [mergedOrder(base, mine, theirs), mergedOrder(base, base, theirs)]));"
    )
    for (_, _, theirs), (made, same) in zip(
        given_cases, evaluate(f"{MERGING} const CASES = {json.dumps(given_cases)}; {body}"), strict=True
    ):
        assert sorted(made) == sorted(theirs)
        assert same == theirs
