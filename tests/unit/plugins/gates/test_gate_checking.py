"""What fits a gate, and what does not: every refusal names its field and says what would fit."""

from typing import Any

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.gates import Gate, GateAnswer, GateKind, GateQuestion
from penstock.core.errors import Invalid
from penstock.plugins.gates.checking import check_question, check_takes_mask, checked_answer, checked_array

IMAGE = Gate(token="t", kind=GateKind.IMAGE, title="", routes=("a", "b", "c"), count=2, width=4, height=3)
CHOOSER = evolve(IMAGE, kind=GateKind.CHOOSER, count=5)
TEXT = evolve(IMAGE, kind=GateKind.TEXT, count=0)


@pytest.mark.parametrize(
    "selection",
    [[], (), "12", b"12", "not json", 3, [5], [-1], [0, 0], [1.0], [True], ["1"], [None], [[1]], {"a": 1}, [10**30]],
)
def test_selections_that_do_not_fit_are_refused(selection: Any) -> None:
    """Nothing, no list, out of range, twice, no whole numbers."""
    with pytest.raises(Invalid) as error:
        checked_answer(CHOOSER, GateAnswer(selection=selection))
    assert error.value.field == "selection"
    assert error.value.hint


@given(st.lists(st.integers(0, 4), min_size=1, unique=True))
def test_selections_that_fit_are_put_into_input_order(selection: list[int]) -> None:
    """However they were clicked."""
    assert checked_answer(CHOOSER, GateAnswer(selection=tuple(selection))).selection == tuple(sorted(selection))


@pytest.mark.parametrize("route", [0, -3, 4, 99, 1.0, "1", True, None, [1], float("nan")])
def test_routes_that_do_not_fit_are_refused_and_never_clamped(route: Any) -> None:
    """99 is no route of three, and does not become the last one."""
    with pytest.raises(Invalid) as error:
        checked_answer(IMAGE, GateAnswer(route=route))
    assert error.value.field == "route"
    assert error.value.hint


def test_whole_numbers_of_numpy_fit_and_become_plain_ones() -> None:
    """A plugin's argmax is a number as good as any; what is kept is JSON."""
    found = checked_answer(IMAGE, GateAnswer(route=np.int64(2)))  # type: ignore[arg-type]
    assert type(found.route) is int
    chosen = checked_answer(CHOOSER, GateAnswer(selection=np.array([3, 1])))  # type: ignore[arg-type]
    assert chosen.selection == (1, 3)
    assert chosen.selection is not None
    assert {type(number) for number in chosen.selection} == {int}


@pytest.mark.parametrize("text", [3, b"bytes", "half a \ud83d pair", ["a"], "é" * ((1 << 19) + 1)])
def test_what_is_no_text_is_refused(text: Any) -> None:
    """Also a lone surrogate, which no file can hold."""
    with pytest.raises(Invalid) as error:
        checked_answer(TEXT, GateAnswer(text=text))
    assert error.value.field == "text"


def test_an_empty_text_is_a_text() -> None:
    """Somebody deleted it on purpose."""
    assert checked_answer(TEXT, GateAnswer(text="")).text == ""


@pytest.mark.parametrize(
    ("gate", "answer", "field"),
    [
        (IMAGE, GateAnswer(route=1, selection=(0,)), "selection"),
        (CHOOSER, GateAnswer(route=1, selection=(0,)), "route"),
        (TEXT, GateAnswer(text="x", selection=(0,)), "selection"),
        (TEXT, GateAnswer(route=1), "text"),
        (CHOOSER, GateAnswer(), "selection"),
    ],
)
def test_an_answer_to_another_kind_of_gate_is_refused(gate: Gate, answer: GateAnswer, field: str) -> None:
    """Whoever answers with the wrong field believes to see another gate."""
    with pytest.raises(Invalid) as error:
        checked_answer(gate, answer)
    assert error.value.field == field


@pytest.mark.parametrize(
    "mask",
    [
        np.zeros((4, 3)),
        np.zeros((1, 3, 4)),
        np.zeros((2, 3, 4, 1)),
        np.full((3, 4), 2.0),
        np.full((3, 4), -0.1),
        np.full((3, 4), np.nan),
        "garbage",
        [[1, 2], [3]],
        object(),
    ],
)
def test_masks_of_plugins_that_do_not_fit_are_refused(mask: Any) -> None:
    """Wrong shape, out of range, no numbers."""
    with pytest.raises(Invalid) as error:
        checked_array(IMAGE, mask)
    assert error.value.field == "mask"


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 4)])
def test_masks_of_plugins_that_fit_are_copied(shape: tuple[int, ...]) -> None:
    """What the plugin does to its array afterwards changes nothing."""
    mask = np.ones(shape, np.float32)
    taken = checked_array(IMAGE, mask)
    mask[...] = 0
    assert taken.min() == 1
    assert taken.dtype == np.float32


def test_only_image_gates_take_a_mask() -> None:
    """The others have no output for it."""
    check_takes_mask(IMAGE)
    for gate in (CHOOSER, TEXT):
        with pytest.raises(Invalid):
            check_takes_mask(gate)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (GateQuestion(kind=GateKind.IMAGE, routes=("a",)), "images"),
        (GateQuestion(kind=GateKind.CHOOSER, images=np.zeros((3, 4, 3))), "images"),
        (GateQuestion(kind=GateKind.CHOOSER, images=np.zeros((1, 0, 4, 3))), "images"),
        (GateQuestion(kind=GateKind.IMAGE, images=np.zeros((1, 3, 4, 3))), "routes"),
        (GateQuestion(kind=GateKind.IMAGE, images=np.zeros((1, 3, 4, 3)), routes=("a",) * 11), "routes"),
        (GateQuestion(kind=GateKind.TEXT, text=None), "text"),  # type: ignore[arg-type]
        (GateQuestion(kind=GateKind.TEXT, time_limit=-1), "time_limit"),
    ],
)
def test_questions_that_nobody_could_answer_are_refused(question: GateQuestion, field: str) -> None:
    """The node fails with the reason."""
    with pytest.raises(Invalid) as error:
        check_question(question)
    assert error.value.field == field


def test_a_text_that_no_answer_could_carry_is_refused_when_it_is_asked() -> None:
    """Else a run would wait at a gate that nobody can pass."""
    check_question(GateQuestion(kind=GateKind.TEXT, text="x" * (1 << 20)))
    with pytest.raises(Invalid) as error:
        check_question(GateQuestion(kind=GateKind.TEXT, text="x" * ((1 << 20) + 1)))
    assert error.value.field == "text"
