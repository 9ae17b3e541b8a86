"""Names of profiles, as the browser compares and suggests them."""

from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

NAMES = 'import { freeName, nameProblem, sameName } from "./web/profiles/profile_names.js";\n'


def test_suggested_names_are_free(evaluate: Evaluate) -> None:
    """A name in use gets a number, one with a number the next; the stem is cut so that the number fits."""
    body = """
    const long = "ü".repeat(200);
    const cut = freeName(long, [long]);
    give([freeName("Cats", []), freeName("Cats", ["cats"]), freeName("Cats (2)", ["Cats (2)"]),
      freeName("Cats", ["Cats", "CATS (2)"]), freeName("(2)", ["(2)"]),
      freeName("Cats (x)", ["Cats (x)"]), [...cut].length, cut.slice(-5)]);
    """
    expected = ["Cats", "Cats (2)", "Cats (3)", "Cats (3)", "(2) (2)", "Cats (x) (2)", 200, "ü (2)"]
    assert evaluate(NAMES + body) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Cats", "cATS", True), ("Caf\u00e9", "Cafe\u0301", True), ("Straße", "STRASSE", True), ("Cats", "Cat", False)],
)
def test_names_are_the_same_without_case(evaluate: Evaluate, one: str, other: str, same: bool) -> None:
    """Case and the way that accents are written make no other name."""
    assert evaluate(f"{NAMES} give(sameName({one!r}, {other!r}));") is same


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("Cats", ""),
        ("🐈" * 200, ""),
        ("", "profiles.name_empty"),
        ("x" * 201, "profiles.name_long"),
        ("a\\nb", "profiles.name_control"),
        ("a\\u2028b", "profiles.name_control"),
        ("a\\u0000b", "profiles.name_control"),
    ],
)
def test_what_is_no_name_is_said(evaluate: Evaluate, name: str, problem: str) -> None:
    """A name has 1 to 200 characters on one line."""
    assert evaluate(f'{NAMES} give(nameProblem("{name}"));') == problem
