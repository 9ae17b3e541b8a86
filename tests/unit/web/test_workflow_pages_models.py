"""What the pages of workflows reckon with: exact graphs, what a form begins with, searches, tags and times."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

EXACT = """
import { indentedPart } from "./web/workflows/standalone/exact_json.js";
give(TEXTS.map((text) => indentedPart(text, "prompt")));
"""
FIRST = """
import { firstChoice } from "./web/workflows/preset_bar_choice.js";
give(DETAILS.map(firstChoice));
"""
ALL = """
import { tagsOf } from "./web/workflows/workflow_actions.js";
import { matching } from "./web/workflows/standalone/workflows_page.js";
import { ago } from "./web/workflows/standalone/times.js";
"""
NUMBERS = [
    "0",
    "-1",
    "1.0",
    "1e400",
    "18446744073709551615",
    "-9223372036854775808",
    "0.1",
    "1E-7",
    "1.50",
    "12345678901",
]
TEXTS = ['12345678901234567890 "quoted"', "\\", "a\\", "\u2028", "1.0", '"', "", "[1.0, 2]", "\U0001f600"]


def _value(chance: random.Random, depth: int = 0) -> str:
    """A JSON text, with numbers as Python and others write them."""
    kind = chance.randrange(6 if depth < 3 else 4)
    if kind == 0:
        return chance.choice(NUMBERS)
    if kind == 1:
        return str(chance.getrandbits(64))
    if kind == 2:
        return json.dumps(chance.choice(TEXTS), ensure_ascii=chance.random() < 0.5)
    if kind == 3:
        return chance.choice(["true", "false", "null"])
    inner = [_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 4:
        return f"[{', '.join(inner)}]"
    return "{" + ", ".join(f"{json.dumps(f'{at} 1.0')}: {one}" for at, one in enumerate(inner)) + "}"


def test_numbers_of_a_graph_stay_as_they_are_written(evaluate: Evaluate) -> None:
    """Whatever the numbers and texts of a graph, its indented copy has the same ones, digit by digit."""
    chance = random.Random(8)
    prompts = [_value(chance) for _ in range(400)]
    texts = [f'{{"values": {{}}, "prompt": {prompt}, "missing_classes": []}}' for prompt in prompts]
    found = evaluate(EXACT.replace("TEXTS", json.dumps(texts)))
    exact: dict[str, Any] = {"parse_float": str, "parse_int": str}
    assert [json.loads(one, **exact) for one in found] == [json.loads(prompt, **exact) for prompt in prompts]


def _detail(**fields: Any) -> dict[str, Any]:
    return {"presets": [], "default_parameters": {}, "last_parameters": None, **fields}


def test_a_form_begins_with_what_was_used_last(evaluate: Evaluate) -> None:
    """Last used values come first, by the name of the preset that has them; then the defaults, then the document."""
    preset = {"id": "p", "name": "Mine", "revision": 3, "values": {"1.a": 1, "2.b": "two"}}
    details = [
        _detail(),
        _detail(default_parameters={"1.a": 1}),
        _detail(default_parameters={"1.a": 1}, last_parameters={"1.a": 2}),
        _detail(presets=[preset], last_parameters={"2.b": "two", "1.a": 1}),
        _detail(default_parameters={"1.a": 1}, last_parameters={"1.a": 1}),
        _detail(last_parameters={}),
    ]
    wanted = [
        {"kind": "document"},
        {"kind": "defaults"},
        {"kind": "last"},
        {"kind": "preset", "preset": "p", "revision": 3},
        {"kind": "defaults"},
        {"kind": "last"},
    ]
    assert evaluate(FIRST.replace("DETAILS", json.dumps(details))) == wanted


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", []),
        (" a , b,,", ["a", "b"]),
        ("Sea, sea, #SEA, lake", ["Sea", "lake"]),
        ("two words\nmore", ["two words", "more"]),
    ],
)
def test_tags_are_read_from_a_line(evaluate: Evaluate, text: str, tags: list[str]) -> None:
    """Tags have commas between them; each counts once, whatever its capitals."""
    assert evaluate(f"{ALL} give(tagsOf({json.dumps(text)}));") == tags


def test_workflows_are_found_by_their_words(evaluate: Evaluate) -> None:
    """Every word must be found, in the name, the description or a tag; a tag is met whole, whatever its capitals."""
    workflows = [
        {"name": "Red fox", "description": "snow", "tags": ["Winter"]},
        {"name": "Sea", "description": "a red boat", "tags": []},
    ]
    searches = [("", ""), ("RED", ""), ("red snow", ""), ("wint", ""), ("red", "winter"), ("", "wint")]
    names = f"matching({json.dumps(workflows)}, ...one).map(({{ name }}) => name)"
    assert evaluate(f"{ALL} give({json.dumps(searches)}.map((one) => {names}));") == [
        ["Red fox", "Sea"],
        ["Red fox", "Sea"],
        ["Red fox"],
        ["Red fox"],
        ["Red fox"],
        [],
    ]


def test_times_are_told_in_words(evaluate: Evaluate) -> None:
    """A minute is just now; then minutes, hours and days; after a week it is the date."""
    body = (
        "const now = Date.UTC(2026, 5, 20, 12); const host = { t: (key) => key };"
        "give([59, 61, 3600 * 3, 86400 * 2, 86400 * 30].map((past) => ago(host, now - past * 1000, now)));"
    )
    found = evaluate(f"{ALL} {body}")
    assert found[:3] == ["workflows.just_now", "1 minute ago", "3 hours ago"]
    assert (found[3], "2026" in found[4]) == ("2 days ago", True)
