"""Collections of prompts as the browser reads and writes them."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from penstock.core.contracts.prompts import Prompt, PromptCollection
from penstock.core.errors import PenstockError
from penstock.plugins.prompts.picking import picked

Evaluate = Callable[[str], Any]

TEXT = 'import { CollectionText } from "./web/prompts/collection_text.js";\n'
PICKED = 'import { pickedNames } from "./web/prompts/picked.js";\n'
ENTRIES = 'import { freeName, nameFault } from "./web/prompts/prompt_entries.js";\n'
NAMES = ("face", "10", "2", "a b", "[x]", "é\n", '"q"', "__proto__", "body ")


def document() -> dict[str, Any]:
    """A collection with everything that must survive."""
    return {
        "version": 2,
        "v1_backup": {"girl_pos": "old"},
        "prompts": {name: {"value": f"{name} {{}}", "colour": [1]} for name in NAMES},
        "compositions": {"10": ["face"], "all": ["2", "gone"], "2": []},
        "scene_flags": {"use_depth": True},
        "future": {"prompts": {"not": "one of ours"}},
    }


def test_a_text_is_written_as_it_was_read(evaluate: Evaluate) -> None:
    """Nothing is lost where nothing changed: unknown fields, flags, the old file, the order of names."""
    text = json.dumps(document())
    body = "give([Object.keys(read.entries()), read.with(read.entries())]);"
    keys, written = evaluate(f"{TEXT} const read = new CollectionText({json.dumps(text)}); {body}")
    assert json.loads(written) == document()
    assert list(json.loads(written)["prompts"]) == list(NAMES)
    assert keys == [
        *(f"prompt:{name}" for name in NAMES),
        "composition:10",
        "composition:all",
        "composition:2",
        "flags",
    ]


def test_what_changed_is_in_the_text(evaluate: Evaluate) -> None:
    """New prompts, other values and prompts that went are written; a text without any is empty."""
    body = """
    const empty = new CollectionText("");
    const entries = { "prompt:9": { value: "nine" }, "prompt:1": { value: "one" }, "composition:c": ["9"] };
    const again = new CollectionText(empty.with(entries));
    give([empty.with(entries), empty.with({}), again.with({ "prompt:1": { value: "uno" } })]);
    """
    first, nothing, second = evaluate(TEXT + body)
    assert list(json.loads(first)["prompts"]) == ["9", "1"]
    assert json.loads(first) == {
        "version": 2,
        "prompts": {"9": {"value": "nine"}, "1": {"value": "one"}},
        "compositions": {"c": ["9"]},
    }
    assert nothing == ""
    assert json.loads(second) == {"version": 2, "prompts": {"1": {"value": "uno"}}, "compositions": {}}


def test_the_page_picks_the_prompts_of_a_run(evaluate: Evaluate) -> None:
    """Whatever a composer is given, its page shows the names that a run takes."""
    chance = Random(6)
    names, compositions = ["b", "a", "10", "a b", "x", "[a]", "2"], {"x": ["a", "gone"], "pair": ["b", "a"], "none": []}
    words = [*names, *compositions, "gone", "constructor", "", " a ", '["b", "pair"]', '["a"]', "  ", "pair "]
    wanted = [*words, *("\n".join(chance.choices(words[:-4], k=chance.randint(1, 4))) for _ in range(120))]
    prompts = {name: Prompt(value=name) for name in names}
    collection = PromptCollection(prompts=prompts, compositions=compositions)
    order = {"prompts": names, "compositions": list(compositions)}
    shown = json.dumps({"prompts": {name: {} for name in names}, "compositions": compositions, "order": order})
    answers = evaluate(f"{PICKED} give({json.dumps(wanted)}.map((one) => pickedNames({shown}, one)));")
    for one, answer in zip(wanted, answers, strict=True):
        try:
            expected = list(picked(collection, one).names)
        except PenstockError:
            continue  # the run refuses it
        assert answer == expected, one


@pytest.mark.parametrize(
    ("given", "names"),
    [('{"out": ["b", "a"], "more": []}', ["b", "a"]), ("{}", []), ("no json", [])],
)
def test_compositions_as_json_come_first(evaluate: Evaluate, given: str, names: list[str]) -> None:
    """Where compositions are given as JSON the first of them counts, whatever is chosen."""
    shown = '{ prompts: { a: {}, b: {} }, compositions: { c: ["a"] } }'
    assert evaluate(f"{PICKED} give(pickedNames({shown}, 'c', {json.dumps(given)}));") == names


def test_names_are_checked_as_on_the_server(evaluate: Evaluate) -> None:
    """Names are free text of one line with 1 to 200 characters, each used once; a suggested one is free."""
    body = """
    give([["a", "", "🐈".repeat(200), "🐈".repeat(201), "a\\nb", "b"].map((name) => nameFault(name, ["b"])),
      freeName("c", ["b"]), freeName("b", ["b", "b 2"])]);
    """
    faults, free, numbered = evaluate(ENTRIES + body)
    assert faults == ["", "name_empty", "", "name_long", "name_control", "name_taken"]
    assert [free, numbered] == ["c", "b 3"]
