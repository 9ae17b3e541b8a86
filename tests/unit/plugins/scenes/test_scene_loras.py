"""Lora stacks: lora_stack.json and the older loras.json, both ways."""

from typing import Any

import pytest

from penstock.core.contracts.scenes import Lora
from penstock.core.errors import Invalid, TooLarge
from penstock.plugins.scenes.loras import (
    HIGH,
    LOW,
    checked_stack,
    entries_of,
    entry_of,
    lora_of,
    pairs_of,
    stack_of,
    stack_of_pairs,
)

ENTRY = {
    "lora": "a/b.safetensors",
    "strength_model": 0.8,
    "strength_clip": 0.5,
    "model_target": "LTX2.3",
    "enabled": False,
    "audio_enabled": True,
}
PAIRS = {
    "high": [{"lora_name": "h.safetensors", "strength": 0.7, "blocks": {"1": True}, "low_mem_load": True}],
    "low": [{"lora_name": "l.safetensors"}, {"lora_name": "none"}, {"strength": 1}, "x"],
}


def test_an_entry_is_the_same_after_reading_and_writing() -> None:
    """Fields that nobody here knows included."""
    assert entry_of(lora_of(ENTRY)) == ENTRY


def test_what_is_no_lora_is_told_and_written_back_last() -> None:
    """An entry with odd fields is one all the same, and keeps them."""
    odd = {"lora": 5, "strength_model": "much", "model_target": "x"}
    stack = stack_of([ENTRY, "x", odd, None])
    assert len(stack.problems) == 1
    assert (stack.loras[1].lora, stack.loras[1].strength_model) == ("", 1.0)
    again = entries_of(stack.loras, stack.unread)
    assert again[0] == ENTRY
    assert again[1] == {**odd, "strength_clip": 1.0}
    assert again[2:] == ["x", None]


@pytest.mark.parametrize("raw", [{}, "x", None, 5])
def test_what_is_no_list_has_no_loras(raw: Any) -> None:
    """It is told."""
    assert stack_of(raw).problems
    assert stack_of(raw).loras == ()
    if not isinstance(raw, dict):
        assert stack_of_pairs(raw).problems


def test_the_older_file_becomes_a_stack_as_the_earlier_system_made_it() -> None:
    """Targets by side, `none` and what has no name left out, infrastructure fields kept."""
    high, low = stack_of_pairs(PAIRS).loras
    assert entry_of(high) == {
        "lora": "h.safetensors",
        "model_target": HIGH,
        "strength_model": 0.7,
        "strength_clip": 1.0,
        "enabled": True,
        "blocks": {"1": True},
        "layer_filter": "",
        "low_mem_load": True,
        "merge_loras": False,
    }
    assert (low.lora, low.model_target, low.strength_model) == ("l.safetensors", LOW, 1.0)


def test_a_stack_becomes_the_older_file_again() -> None:
    """The enabled loras of its two targets, its other fields kept."""
    made = pairs_of({"x": 1, **PAIRS}, (*stack_of_pairs(PAIRS).loras, lora_of({**ENTRY, "model_target": LOW})))
    assert made["x"] == 1
    assert [one["lora_name"] for one in made["high"]] == ["h.safetensors"]
    assert made["high"][0]["blocks"] == {"1": True}
    assert [one["lora_name"] for one in made["low"]] == ["l.safetensors"]
    assert pairs_of(None, ()) == {"high": [], "low": []}


@pytest.mark.parametrize(
    "sent",
    [
        {},
        "x",
        [5],
        [{"lora": 5}],
        [{"strength_model": "1"}],
        [{"strength_clip": True}],
        [{"lora": "x" * 1001}],
        [{"later": ["\ud800"]}],
    ],
)
def test_what_cannot_be_a_stack_is_refused(sent: Any) -> None:
    """Nothing of it is stored."""
    with pytest.raises(Invalid):
        checked_stack(sent)


def test_a_stack_has_an_end() -> None:
    """A thousand loras are enough for anyone."""
    assert len(checked_stack([{}] * 1000)) == 1000
    with pytest.raises(TooLarge):
        checked_stack([{}] * 1001)


def test_numbers_that_are_not_finite_are_refused() -> None:
    """JSON does not have them."""
    for number in (float("nan"), float("inf"), 10**400):
        with pytest.raises(Invalid):
            checked_stack([{"strength_model": number}])


def test_a_lora_is_a_value() -> None:
    """Two of the same fields are the same."""
    assert lora_of(ENTRY) == lora_of(dict(ENTRY))
    assert lora_of({"lora": "x"}) == Lora(lora="x")
