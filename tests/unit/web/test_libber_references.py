"""References in texts, read in the browser as on the server; and keys as they are typed."""

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from penstock.plugins.libbers.references import Reference, Stranger, pieces

Evaluate = Callable[[str], Any]

READ = """
import { piecesOf } from "./web/libbers/references.js";
give(TEXTS.map(([text, delimiter]) => {
  const found = piecesOf(text, delimiter, FUNCTIONS);
  const all = found.map(({ start, end }) => text.slice(start, end)).join("");
  const one = ({ start, end }) => text.slice(start + delimiter.length, end - delimiter.length);
  const references = found.filter(({ kind }) => kind === "reference").map(one);
  return [all === text, references, found.filter(({ kind }) => kind === "stranger").map(({ key }) => key)];
}));
"""
FUNCTIONS = ["up", "u", "upper", "no_weights"]
DELIMITERS = ["%", "%%", "<<>>", "*", ":", "\\", "a", "|", "[", "%*", "\u00e9", "\U0001f600", "-"]
PARTS = [
    "a",
    "key",
    "b_2",
    "*",
    ":1",
    ":12",
    ":0",
    " ",
    "\n",
    "\\",
    "\\\\",
    "A",
    "\u00e9",
    "\U0001f600",
    "1",
    "_",
    "|up",
    "|upper",
    "|u",
    "|nobody",
    "|",
]


def _texts(count: int) -> list[tuple[str, str]]:
    chance = random.Random(6)
    made = []
    for _ in range(count):
        delimiter = chance.choice(DELIMITERS)
        parts = [chance.choice([delimiter, *chance.choices(PARTS, k=2)]) for _ in range(chance.randint(0, 14))]
        made.append(("".join(parts), delimiter))
    return made


def test_texts_are_read_as_on_the_server(evaluate: Evaluate) -> None:
    """The browser finds the references that the server replaces, and nothing of the text is lost between them."""
    texts = _texts(3000)
    found = evaluate(READ.replace("TEXTS", json.dumps(texts)).replace("FUNCTIONS", json.dumps(FUNCTIONS)))
    read = [list(pieces(*text, FUNCTIONS)) for text in texts]
    wanted = [[str(one) for one in parts if isinstance(one, Reference)] for parts in read]
    assert sum(bool(names) for names in wanted) > 300
    assert sum("|" in name for names in wanted for name in names) > 25
    assert [whole for whole, _, _ in found] == [True] * len(texts)
    assert [names for _, names, _ in found] == wanted
    for (_, _, strangers), parts in zip(found, read, strict=True):
        told = [one.reference.key for one in parts if isinstance(one, Stranger)]
        assert not strangers or set(strangers) <= set(told)
        assert bool(strangers) == bool(told)


@pytest.mark.parametrize(
    ("text", "delimiter", "found"),
    [
        ("A %", "%", {"start": 2, "typed": ""}),
        ("A %ca", "%", {"start": 2, "typed": "ca"}),
        ("%a%b", "%", None),
        ("%a%b%c", "%", {"start": 4, "typed": "c"}),
        ("50 % of", "%", None),
        ("\\%ca", "%", None),
        ("%a\nca", "%", None),
        ("line\n<<Ca", "<<", {"start": 5, "typed": "Ca"}),
        ("%a:", "%", None),
        ("", "%", None),
        ("A %ca|", "%", {"start": 5, "typed": "", "of": "function"}),
        ("A %ca:2|up|No_", "%", {"start": 10, "typed": "No_", "of": "function"}),
        ("%*|", "%", {"start": 2, "typed": "", "of": "function"}),
        ("%a|up%", "%", None),
        ("%a|up%c", "%", None),
        ("|||a", "|", {"start": 2, "typed": "a"}),
        ("|a|u", "||", None),
        ("50% |u", "%", None),
        ("%Ca|u", "%", None),
    ],
)
def test_a_reference_that_is_being_typed(
    evaluate: Evaluate, text: str, delimiter: str, found: dict[str, Any] | None
) -> None:
    """Keys behind a delimiter that begins a reference, in its line; behind a key and `|` functions."""
    asked = ", ".join(map(json.dumps, (text, len(text), delimiter, FUNCTIONS)))
    source = 'import { unfinished } from "./web/libbers/references.js";'
    assert evaluate(f"{source} give(unfinished({asked}));") == found


def test_which_references_are_known(evaluate: Evaluate) -> None:
    """A key is known to any libber, `:2` only to the second and not where its snippet is empty; `*` to any."""
    body = """
    import { isKnown, piecesOf } from "./web/libbers/references.js";
    const libraries = [new Map([["a", "A"]]), new Map([["b", ""], ["c", "C"]])];
    const known = (text, given) => piecesOf(text, "%").map((one) => isKnown(one, given));
    give([known("%a%%b%%c:2%%b:2%%c:1%%a:9%%*%%*:3%", libraries), known("%*%", [])]);
    """
    assert evaluate(body) == [[True, True, True, False, False, False, True, False], [False]]


def test_old_texts_with_a_pipe_are_read_as_before(evaluate: Evaluate) -> None:
    """What names no function is no reference, and the delimiter at its end may begin one; it is only marked."""
    body = """
    import { piecesOf } from "./web/libbers/references.js";
    const shown = (text) => ({ kind, start, end }) => [kind, text.slice(start, end)];
    const read = (text, functions) => piecesOf(text, "%", functions).map(shown(text));
    give([read("%a|b%c% x", ["up"]), read("%a|b%c% x", []), read("%a|b% %a|up%", ["up"])]);
    """
    assert evaluate(body) == [
        [["stranger", "%a|b"], ["reference", "%c%"], ["text", " x"]],
        [["text", "%a|b"], ["reference", "%c%"], ["text", " x"]],
        [["stranger", "%a|b%"], ["text", " "], ["reference", "%a|up%"]],
    ]


def test_renaming_a_key_keeps_its_functions(evaluate: Evaluate) -> None:
    """Snippets that refer to the old key follow, with what they make of it."""
    body = """
    import { following } from "./web/libbers/snippet_references.js";
    const value = "%old|up|u% %old:2|up% %old|nobody%";
    const entries = new Map([["lib:a", { value }], ["delimiter", { value: "%" }]]);
    give(following({ order: ["lib:a", "delimiter"], entries }, "old", "new", ["up", "u"]));
    """
    assert evaluate(body) == [{"key": "lib:a", "value": "%new|up|u% %old:2|up% %old|nobody%"}]


def test_the_best_keys_come_first(evaluate: Evaluate) -> None:
    """Keys that begin with what is typed come before those that hold it, each key once, numbers in their order."""
    body = """
    import { matching } from "./web/libbers/completion.js";
    const first = new Map([["cat_10", ""], ["cat_9", ""], ["wildcat", ""]]);
    const libraries = [first, new Map([["cat_9", ""], ["dog", ""]])];
    give([matching(libraries, "cat"), matching(libraries, ""), matching([], "a")]);
    """
    assert evaluate(body) == [["cat_9", "cat_10", "wildcat"], ["cat_9", "cat_10", "dog", "wildcat"], []]


def test_keys_and_files(evaluate: Evaluate) -> None:
    """Typed keys are normalised, copies get free keys, and both shapes of files are read, odd entries left out."""
    body = """
    import { freeKey, keyTyped, libsIn, isDelimiter, isDepth } from "./web/libbers/snippet_keys.js";
    const taken = new Set(["cat", "cat_2"]);
    const libs = (text) => { const found = libsIn(text); return found && [[...found.libs], found.skipped]; };
    give({
      keys: ["My Key", "a-b", "", "caf\u00e9", "x".repeat(101)].map(keyTyped),
      free: [freeKey("cat", (key) => taken.has(key)), freeKey("dog", () => false)],
      files: [
        '{"libs": {"A b": "x", "\u00e9": "y", "n": 5}}',
        '{"lib_dict": {"a": "x"}}', '{"a": "x"}', '{"libs": {}}', "[1]", "no", '{"a": 1}',
      ].map(libs),
      delimiters: ["%", "<<", "", "a b", "\\n", "x".repeat(21)].map(isDelimiter),
      depths: ["0", "100", "101", "-1", "1.5", ""].map(isDepth),
    });
    """
    assert evaluate(body) == {
        "keys": ["my_key", "a_b", None, None, None],
        "free": ["cat_3", "dog"],
        "files": [
            [[["a_b", "x"]], ["\u00e9", "n"]],
            [[["a", "x"]], []],
            [[["a", "x"]], []],
            [[], []],
            None,
            None,
            None,
        ],
        "delimiters": [True, True, False, False, False, False],
        "depths": [True, True, False, False, False, False],
    }


def test_names_of_libraries(evaluate: Evaluate) -> None:
    """Names follow the server's list of letters, and copies get the next free number in any case."""
    body = """
    import { freeLibberName, libberNameProblem } from "./web/libbers/libber_names.js";
    const taken = ["Cats", "cats 2"];
    const problems = ["a", "Cats 2", "", "a/b", "caf\u00e9", ".a"].map(libberNameProblem);
    give([problems, [freeLibberName("cats", taken), freeLibberName("dogs", taken)]]);
    """
    assert evaluate(body) == [
        ["", "", "libbers.name_empty", "libbers.name_bad", "libbers.name_bad", "libbers.name_bad"],
        ["cats 3", "dogs"],
    ]
