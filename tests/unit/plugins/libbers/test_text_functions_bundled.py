"""The text functions that come with libbers: each of them said by example, and what holds for any text."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.plugins.libbers.functions import FUNCTIONS

RUN: dict[str, Callable[[str], str]] = {one.name: one.run for one in FUNCTIONS}
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from([*"ab ,()\\:1.2\n", "(a:1.2)", "cat"])).map("".join))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("upper", "A red fox, été", "A RED FOX, ÉTÉ"),
        ("lower", "A Red FOX, ÉTÉ", "a red fox, été"),
        ("title", "the dog's 2nd été in new-york", "The Dog's 2nd Été In New-York"),
        ("title", "ComfyUI’s NASA", "ComfyUI’s NASA"),  # noqa: RUF001 - as people's keyboards write it
        ("trim", " \n a  b\t\n", "a  b"),
        ("one_line", "a fox \n\n  at dusk\r\nalone ", "a fox at dusk alone"),
        ("tidy", " ,, a  red fox ,  , at\ndusk,", "a red fox, at dusk"),
        ("tidy", " , ", ""),
        ("unique_tags", "cat, Dog,cat , dog, ,bird", "cat, Dog, bird"),
        ("unique_tags", "(a, b:1.2), (a, c), (a, b:1.2)", "(a, b:1.2), (a, c)"),
        ("unique_tags", r"a \(b, c\), c\), d", r"a \(b, c\), d"),
        ("no_weights", "(cat:1.2), ((dog)), [bird], a (b:-.5) c", "cat, dog, [bird], a b c"),
        ("no_weights", r"miku \(vocaloid\), (open, :) and 1:2", r"miku \(vocaloid\), open, : and 1:2"),
        ("no_weights", "((a:1.1) b : 1.3 )", "a b "),
        ("no_weights", ") a (b", ") a (b"),
        ("no_weights", "<lora:detail:0.8>", "<lora:detail:0.8>"),
        ("escape", r"miku (vocaloid) \(x\)", r"miku \(vocaloid\) \(x\)"),
    ],
)
def test_each_does_what_its_summary_says(name: str, text: str, expected: str) -> None:
    """In the words of people who write prompts."""
    assert RUN[name](text) == expected


def test_each_says_what_it_does() -> None:
    """One sentence, shown where functions are chosen."""
    assert all(one.summary.endswith(".") and len(one.summary) < 80 for one in FUNCTIONS)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(sorted(RUN)), TEXTS)
def test_twice_is_once(name: str, text: str) -> None:
    """Each of them for any text: what was done needs no second time."""
    once = RUN[name](text)
    assert RUN[name](once) == once


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_what_is_left_out_is_nothing_else(text: str) -> None:
    """Only blanks, commas, brackets and weights go; nothing comes but backslashes and blanks."""
    assert RUN["tidy"](text).replace(" ", "").replace(",", "") == "".join(text.split()).replace(",", "")
    assert RUN["one_line"](text).split() == text.split()
    assert RUN["escape"](text).replace("\\", "") == text.replace("\\", "")
    letters = [character for character in text if character.isalpha()]
    assert [character for character in RUN["no_weights"](text) if character.isalpha()] == letters


@pytest.mark.parametrize("name", sorted(RUN))
@pytest.mark.parametrize("part", ["(", ")", "(a:1.2)", ", ", " ", "\\", ":1", "\n", "'a", "1."])
def test_none_grows_faster_than_its_text(name: str, part: str) -> None:
    """Ten times the text takes about ten times as long: generous room for a machine that does other things."""

    def took(length: int) -> float:
        text = part * (length // len(part))
        began = time.thread_time()
        RUN[name](text)
        return time.thread_time() - began

    small = min(took(30_000) for _ in range(3))
    assert took(300_000) < 60 * small + 0.2


@pytest.mark.parametrize("name", sorted(RUN))
@pytest.mark.parametrize(
    ("begin", "part"), [("(cat:", "1"), ("(cat:1.", "1"), ("(cat:.", "1"), ("(cat:", " "), ("(cat:1", " ")]
)
def test_no_beginning_makes_it_grow_faster(name: str, begin: str, part: str) -> None:
    """What only looks like a weight, however long, is looked at once."""

    def took(length: int) -> float:
        began = time.thread_time()
        RUN[name](begin + part * length)
        return time.thread_time() - began

    small = min(took(3_000) for _ in range(3))
    assert took(30_000) < 60 * small + 0.2
