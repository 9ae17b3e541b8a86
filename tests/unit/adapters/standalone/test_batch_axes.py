"""Axes and seeds as people write them on the command line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.adapters.standalone.batch_axes import groups_of, seeds_of
from penstock.core.contracts.batches import Axis, Range, SeedMode, SeedRule
from penstock.core.errors import Invalid


def axis(text: str) -> Axis:
    ((found,),) = (group.axes for group in groups_of([text]))
    return found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("steps=10..30+10", Range(start="10", stop="30", step="10")),
        ("cfg=1..8[5]", Range(start="1", stop="8", count=5)),
        ("steps=3..1", Range(start="3", stop="1", step="-1")),
        ("steps=1..3", Range(start="1", stop="3", step="1")),
        ("x=-1.5..1e1+0.25", Range(start="-1.5", stop="1e1", step="0.25")),
    ],
)
def test_ranges_are_two_numbers_with_a_step_or_a_count(text: str, wanted: Range) -> None:
    """A step follows a plus, a count stands in brackets; without either the step is one, towards the end."""
    assert axis(text).range == wanted


def test_a_list_stands_between_bars() -> None:
    """Values keep commas, equals signs and blanks."""
    assert axis("prompt=a cat, red|x=y| ").values == ("a cat, red", "x=y", " ")


def test_axes_in_one_text_go_side_by_side() -> None:
    """A semicolon joins axes to one group, each further text is another group."""
    groups = groups_of(["a=1|2;b=3|4", "c=5"])

    assert [[one.keys for one in group.axes] for group in groups] == [[("a",), ("b",)], [("c",)]]


@pytest.mark.parametrize("text", ["", "steps", "=1|2", "steps=", "a=1;;b=2"])
def test_what_is_no_axis_is_refused(text: str) -> None:
    """The message shows how one is written."""
    with pytest.raises(Invalid) as caught:
        groups_of([text])
    assert "--axis" in caught.value.hint


def test_seeds_have_a_mode_a_key_and_a_start() -> None:
    """The key is seed and the start open unless they are given."""
    assert seeds_of(["random", "noise=increment:100"]) == (
        SeedRule(mode=SeedMode.RANDOM),
        SeedRule(mode=SeedMode.INCREMENT, key="noise", start=100),
    )


@given(st.text(max_size=30))
def test_any_text_is_seeds_or_refused(text: str) -> None:
    """Nothing but a mode that exists passes."""
    try:
        (rule,) = seeds_of([text])
    except Invalid:
        return
    assert rule.mode.value in text
