"""Substitution against a slow, obviously right one, over generated libraries."""

import random
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from penstock.core.contracts.libbers import Libber
from penstock.core.errors import TooLarge
from penstock.core.text_functions import TextFunction, TextFunctions
from penstock.plugins.libbers.draws import Draws
from penstock.plugins.libbers.substitution import Budget, substitute

from .slow_substitution import Functions, Slow

MARKS = ("%", "%%", "<<", "$", "a", ":", "*", "\\", "é", "|*|", "%:", "_")
KEYS = ("a", "b", "c", "long_key", "0", "a_1")
NAMED = (*KEYS, *KEYS, "unknown", "*", "A", "")
NUMBERS = ("", "", ":1", ":2", ":9", ":01")
CHAINS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "|up",
    "|twice",
    "|up|twice",
    "|none",
    "|none|up",
    "|raises",
    "|nobody",
    "|up|nobody",
    "|",
    "|u",
)
SMALL = Budget(characters=20_000, steps=5_000)


def loose(mark: str) -> list[str]:
    """What stands between references: half ones, escapes, words."""
    return [mark, "\\", "\\\\", ":", "*", " ", "word", "ä", "1", mark[:1], "a", "|", "|up"]


def raises(_text: str) -> str:
    """A function with a bug."""
    raise ValueError("a bug")


RIGHT: Functions = {
    "up": str.upper,
    "u": lambda text: text[::-1],
    "twice": lambda text: text + text,
    "none": lambda text: None,
    "raises": lambda text: None,
}
"""What the functions answer; None where they fail."""


FUNCTIONS = TextFunctions(
    ("plugin", TextFunction(name=name, run=run))  # type: ignore[arg-type]
    for name, run in {**RIGHT, "raises": raises}.items()
)
"""The same as plugins bring them."""


@st.composite
def texts(draw: st.DrawFn, mark: str) -> str:
    """Texts full of references, half references, escapes and chance."""
    named = st.tuples(st.sampled_from(NAMED), st.sampled_from(NUMBERS), st.sampled_from(CHAINS))
    whole = named.map(lambda found: f"{mark}{''.join(found)}{mark}")
    return "".join(draw(st.lists(st.one_of(whole, st.sampled_from(loose(mark))), max_size=8)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, list[Libber], str, int, int]:
    """A text, libraries, delimiter, depth and seed."""
    mark = draw(st.sampled_from(MARKS))
    libs = st.dictionaries(st.sampled_from(KEYS), texts(mark), max_size=5)
    libbers = draw(st.lists(libs.map(lambda found: Libber(libs=found, delimiter=mark)), min_size=0, max_size=3))
    return draw(texts(mark)), libbers, mark, draw(st.integers(0, 6)), draw(st.integers(0, 3))


def check(case: tuple[str, list[Libber], str, int, int]) -> str:
    """Both agree, or the budget was spent; which of these, and whether a snippet was used."""
    text, libbers, mark, depth, seed = case
    given: dict[str, Any] = {"delimiter": mark, "max_depth": depth, "seed": seed, "functions": FUNCTIONS}
    try:
        made = substitute(text, libbers, budget=SMALL, **given)
    except TooLarge:
        return "too large"
    assert made.text == Slow(libbers, mark, depth, Draws(libbers, seed).draw, RIGHT).replaced(text)
    assert made == substitute(text, libbers, budget=SMALL, **given)
    return "changed" if made.functions else "used" if made.used else "unused"


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_substitution_agrees_with_the_slow_one(case: tuple[str, list[Libber], str, int, int]) -> None:
    """Nesting, cycles, unknown keys, odd delimiters, escapes, chance: the same text, and the same one again."""
    event(check(case))


def random_case(number: int) -> tuple[str, list[Libber], str, int, int]:
    """The case of this number: far quicker to make than by Hypothesis, which looks for the small ones."""
    chance = random.Random(number)
    mark = chance.choice(MARKS)

    def text() -> str:
        return "".join(
            chance.choice(loose(mark)) if chance.random() < 0.4 else whole() for _ in range(2 + chance.randrange(8))
        )

    def whole() -> str:
        return f"{mark}{chance.choice(NAMED)}{chance.choice(NUMBERS)}{chance.choice(CHAINS)}{mark}"

    def libber() -> Libber:
        return Libber(libs={key: text() for key in chance.sample(KEYS, chance.randrange(len(KEYS)))}, delimiter=mark)

    return (
        text(),
        [libber() for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))],
        mark,
        chance.randrange(7),
        chance.randrange(4),
    )


def test_ten_thousand_libraries_agree_with_the_slow_one() -> None:
    """The same over ten thousand random libraries, most of which do use their snippets."""
    outcomes = Counter(check(random_case(number)) for number in range(10_000))
    assert outcomes["used"] + outcomes["changed"] > 2_500
    assert outcomes["changed"] > 1_000
    assert outcomes["too large"] < 2_000


@pytest.mark.parametrize("times", [2, 3])
def test_a_library_that_explodes_ends_in_an_error_at_once(times: int) -> None:
    """Each key holds the one before several times: the budget ends it, long before time or memory do."""
    libs = {"k0": "word "} | {f"k{number}": f"%k{number - 1}% " * times for number in range(1, 100)}
    started = time.perf_counter()
    with pytest.raises(TooLarge, match="would have more than 4,000,000 characters"):
        substitute("%k99%", [Libber(libs=libs, max_depth=100)])
    assert time.perf_counter() - started < 5


def test_chance_that_explodes_ends_in_an_error() -> None:
    """Snippets drawn at random are built anew each time: their number is limited, too."""
    libs = {"a": "%*%%*%"}
    with pytest.raises(TooLarge, match="references"):
        substitute("%*%", [Libber(libs=libs, max_depth=100)], budget=Budget(steps=2_000))
