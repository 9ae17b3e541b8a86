"""The values of forms: exact integers, limits, steps, chance, and which numbers get a slider."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

Evaluate = Callable[[str], Any]

VALUES = """
import { afterRun, drawn, isSame, parse, stepped, toText } from "./web/workflows/form_values.js";
const range = (type, minimum = null, maximum = null, step = null) => ({ type, minimum, maximum, step });
const SEED = range("seed", 0, "18446744073709551615");
const filled = (byte) => (bytes) => void bytes.fill(byte);
"""
SLIDERS = """
import { sliderRange } from "./web/workflows/slider_range.js";
const number = (type, role, minimum, maximum, step) => ({ type, role, minimum, maximum, step });
"""
LARGEST = 2**64 - 1
SAFE = 2**53 - 1


def test_integers_are_exact(evaluate: Evaluate) -> None:
    """Numbers that JavaScript holds exactly are numbers, larger ones their digits; both read back the same."""
    body = """
    const texts = ["0", " 42 ", "+7", "-3", "9007199254740991", "9007199254740992", "18446744073709551615"];
    give(texts.map((text) => parse(range("integer"), text).value).flatMap((value) => [value, toText(SEED, value)]));
    """
    found = evaluate(VALUES + body)
    assert found[::2] == [0, 42, 7, -3, SAFE, str(SAFE + 1), str(LARGEST)]
    assert found[1::2] == ["0", "42", "7", "-3", str(SAFE), str(SAFE + 1), str(LARGEST)]


def test_what_is_no_integer_is_refused(evaluate: Evaluate) -> None:
    """Fractions, exponents, words, nothing, and what lies beyond the limits are faults that say which limit."""
    body = """
    const faults = ["1.5", "1e3", "", "seven", "0x10", "1 000", "9".repeat(500)].map((text) => parse(SEED, text).fault);
    give([faults, parse(SEED, "-1"), parse(SEED, "18446744073709551616"), parse(range("integer", 0.5, 3.5), "0"),
      parse(range("integer", 0.5, 3.5), "4"), parse(range("integer", 0.5, 3.5), "3")]);
    """
    faults, below, above, *rounded = evaluate(VALUES + body)
    assert set(faults) == {"not_integer"}
    assert below == {"fault": "too_small", "limit": "0"}
    assert above == {"fault": "too_large", "limit": str(LARGEST)}
    assert rounded == [{"fault": "too_small", "limit": "1"}, {"fault": "too_large", "limit": "3"}, {"value": 3}]


def test_floats_are_finite_and_within_their_limits(evaluate: Evaluate) -> None:
    """A comma counts as a point; Infinity, NaN and words are no numbers."""
    body = """
    const unit = range("float", 0, 1, 0.01);
    give([["0,5", ".25", "1.", "1e-3", "0"].map((text) => parse(unit, text).value), ["Infinity", "NaN", "", "1e999",
      "-", "0x1",
      "1,000,000"].map((text) => parse(unit, text).fault), parse(unit, "1.01"), parse(unit, "-0.1")]);
    """
    values, faults, above, below = evaluate(VALUES + body)
    assert values == [0.5, 0.25, 1, 0.001, 0]
    assert set(faults) == {"not_number"}
    assert above == {"fault": "too_large", "limit": "1"}
    assert below == {"fault": "too_small", "limit": "0"}


def test_other_values_are_json(evaluate: Evaluate) -> None:
    """What no field is for is read and shown as JSON, in one line where it is short."""
    body = """
    const other = range("other");
    const long = Array.from({ length: 60 }, (_, at) => at);
    give([parse(other, '{"a": [1, null]}').value, parse(other, "{a: 1}").fault, toText(other, [[0, 0], [1, 1]]),
      JSON.stringify(parse(other, toText(other, long)).value) === JSON.stringify(long), toText(other, undefined)]);
    """
    assert evaluate(VALUES + body) == [{"a": [1, None]}, "not_json", "[[0,0],[1,1]]", True, "null"]


def test_fractions_are_shown_without_noise(evaluate: Evaluate) -> None:
    """What arithmetic left behind the digits is not shown; digits that somebody typed are, however many."""
    body = """
    const shown = [0.9900000000000002, 0.1 + 0.2, 5.000000000000001, 0.5, 1234567890123.5, 0.1234567890123, -0, 1e-9];
    give(shown.map((value) => toText(range("float"), value)));
    """
    assert evaluate(VALUES + body) == ["0.99", "0.3", "5", "0.5", "1234567890123.5", "0.1234567890123", "0", "1e-9"]


def test_equal_values_are_told_from_different_ones(evaluate: Evaluate) -> None:
    """Digits and numbers are the same integer; text is compared as text, and lists by what is in them."""
    body = """
    give([isSame(SEED, 7, "7"), isSame(SEED, "18446744073709551615", "18446744073709551614"), isSame(range("text"),
      "7", 7),
      isSame(range("other"), [1, { a: 2 }], [1, { a: 2 }]), isSame(range("boolean"), false, 0), isSame(SEED, "x",
        "x")]);
    """
    assert evaluate(VALUES + body) == [True, False, False, True, False, True]


def test_steps_stay_exact_and_within_limits(evaluate: Evaluate) -> None:
    """A seed of 64 bits goes up by one exactly; tenths do not gather dust; limits hold."""
    body = """
    const tenths = range("float", 0, 1, 0.1);
    let value = 0;
    for (let at = 0; at < 7; at += 1) value = stepped(tenths, value, 1);
    give([stepped(SEED, "18446744073709551613", 1), stepped(SEED, "18446744073709551615", 1), stepped(SEED, 0, -1),
      value,
      stepped(tenths, 0.95, 1), stepped(range("integer", 16, 64, 8), 60, 1), stepped(range("integer"), null, 10),
      stepped(range("float"), 0.125, 1)]);
    """
    assert evaluate(VALUES + body) == [str(LARGEST - 1), str(LARGEST), 0, 0.7, 1, 64, 10, 0.135]


def test_seeds_are_drawn_within_their_limits(evaluate: Evaluate) -> None:
    """The ends of the range can be drawn; without limits what every page holds exactly; a range of one is that one."""
    body = """
    give([drawn(SEED, filled(0)), drawn(SEED, filled(255)) <= Number.MAX_SAFE_INTEGER, drawn(range("seed", 5, 5)),
      drawn(range("seed", 10, 12), filled(1)) >= 10, drawn(range("seed", "9007199254740993", "9007199254740999"),
        filled(0)),
      Array.from({ length: 300 }, () => drawn(range("integer", 1, 3))).every((one) => one >= 1 && one <= 3)]);
    """
    assert evaluate(VALUES + body) == [0, True, 5, True, "9007199254740993", True]


def test_after_a_run_a_seed_does_what_its_control_says(evaluate: Evaluate) -> None:
    """Kept, one more, one less, drawn: at the limits it stays."""
    body = """
    const controls = ["fixed", "increment", "decrement", null];
    give([controls.map((control) => afterRun(SEED, 41, control)), afterRun(SEED, 41, "randomize", filled(0)),
      afterRun(SEED, "18446744073709551615", "increment"), afterRun(SEED, 0, "decrement")]);
    """
    assert evaluate(VALUES + body) == [[41, 42, 40, 41], 0, str(LARGEST), 0]


@settings(max_examples=8)
@given(numbers=st.lists(st.integers(-(10**30), 10**30), min_size=20, max_size=80))
def test_every_integer_survives_the_form(evaluate: Evaluate, numbers: list[int]) -> None:
    """What is typed, shown and typed again is the same number, whatever its size."""
    texts = json.dumps([str(one) for one in numbers])
    body = f"give({texts}.map((text) => toText(SEED, parse(range('integer'), text).value)));"
    assert [int(one) for one in evaluate(VALUES + body)] == numbers


def test_sliders_are_where_people_slide(evaluate: Evaluate) -> None:
    """A range of few places gets its own slider; a silly one gets what is usual for its role, or none."""
    body = """
    give([
      sliderRange(number("float", "", 0, 1, 0.01), 0.5),
      sliderRange(number("integer", "steps", 1, 10000, 1), 20),
      sliderRange(number("integer", "steps", 1, 10000, 1), 100),
      sliderRange(number("float", "cfg", 0, 100, 0.1), 7),
      sliderRange(number("integer", "width", 16, 16384, 8), 1024),
      sliderRange(number("float", "lora_strength", -100, 100, 0.01), 1),
      sliderRange(number("integer", "", 0, 100000, 1), 5),
      sliderRange(number("float", "", null, null, null), 5),
      sliderRange(number("integer", "end_step", 0, 10000, 1), 10000),
      sliderRange(number("seed", "seed", 0, 10, 1), 5),
      sliderRange(number("integer", "steps", 1, 10000, 1), 9000),
      sliderRange(number("float", "denoise", 0, 1, 0.01), "words"),
    ]);
    """
    unit, steps, many, cfg, width, lora, *none = evaluate(SLIDERS + body)
    assert unit == {"minimum": 0, "maximum": 1, "step": 0.01}
    assert steps == {"minimum": 1, "maximum": 60, "step": 1}
    assert many == {"minimum": 1, "maximum": 150, "step": 1}
    assert cfg == {"minimum": 0, "maximum": 20, "step": 0.1}
    assert width == {"minimum": 64, "maximum": 2048, "step": 8}
    assert lora == {"minimum": -2, "maximum": 2, "step": 0.05}
    assert none == [None] * 6


def test_sliders_of_unknown_or_odd_limits(evaluate: Evaluate) -> None:
    """Sizes have sliders without a schema, too; places are those that the limits allow; strengths gather no dust."""
    body = """
    give([
      sliderRange(number("integer", "width", null, null, null), 1024),
      sliderRange(number("integer", "width", 16, 16384, 16), 1000),
      sliderRange(number("integer", "length", 1, 16384, 4), 81),
      sliderRange(number("integer", "batch_size", 1, 4096, 1), 1),
      sliderRange(number("integer", "width", 2, 16384, 8), 512),
      sliderRange(number("float", "lora_strength", -100.03, 100, 0.01), -3),
      sliderRange(number("float", "cfg", 0, 100, 0.5), 25),
    ].map((range) => Object.values(range)));
    """
    assert evaluate(SLIDERS + body) == [
        [64, 2048, 8],
        [64, 2048, 16],
        [1, 257, 4],
        [1, 16, 1],
        [58, 2048, 8],
        [-4.5, 2, 0.05],
        [0, 37.5, 0.5],
    ]
