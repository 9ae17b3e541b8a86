"""Which pools can be chosen, and under which names."""

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

READ = """
import { byName, matches, named, readPools } from "./web/pools/pool_chooser_pools.js";
const pictured = { id: "b9", count: 2, pictures: [{ id: "s", image_tag: "t" }] };
const pools = [{ id: "b10", count: 1 }, pictured, { id: "aaa", count: 0 }];
const answers = { "/penstock/pools?pictures=4": { pools } };
const get = async (path) => answers[path];
const names = { get: (id) => (id === "b10" ? { name: "Zebra" } : null) };
"""


def test_pools_with_a_name_come_first(evaluate: Evaluate) -> None:
    """Profiles name their pools and stand first; the rest follow by id, numbers by value."""
    body = "give((await readPools({ get })).map((one) => named(one, names)).sort(byName).map(({ name }) => name));"
    assert evaluate(READ + body) == ["Zebra", "aaa", "b9"]


def test_pictures_come_with_the_pool(evaluate: Evaluate) -> None:
    """A pool has the pictures that the server tells; without any it has none."""
    pictures = evaluate(READ + "give((await readPools({ get })).map(({ pictures }) => pictures.length));")
    assert pictures == [0, 1, 0]


def test_switched_off_profiles_name_nothing(evaluate: Evaluate) -> None:
    """Where there are no profiles pools go by their ids."""
    body = "give((await readPools({ get })).map((one) => named(one, undefined)).sort(byName));"
    assert [(one["name"], one["isNamed"]) for one in evaluate(READ + body)] == [
        ("aaa", False),
        ("b9", False),
        ("b10", False),
    ]


@pytest.mark.parametrize(
    ("text", "found"), [("", True), ("ZEB", True), ("10 zebra", True), ("zebra 11", False), ("  b1  ", True)]
)
def test_search_finds_words_in_name_and_id(evaluate: Evaluate, text: str, found: bool) -> None:
    """Every word typed must be in the name or the id, in any order and case."""
    assert evaluate(f'{READ} give(matches({{ id: "b10", name: "Zebra" }}, {text!r}));') is found
