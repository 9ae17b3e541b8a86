"""The wire: strict in, plain out."""

from typing import Any, Literal

import pytest
from attrs import frozen
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.pools import Slot
from penstock.core.errors import Invalid
from penstock.core.events import SlotAdded, event_types
from penstock.core.wire import decode, encode, message_of


@frozen(kw_only=True)
class Choice:
    kind: Literal["png", "jpg"]


@pytest.mark.parametrize("value", ["gif", 7, None, ["png"]])
def test_a_word_that_is_none_of_those_taken_is_told_with_them(value: object) -> None:
    """In words of the field, not of Python's types."""
    with pytest.raises(Invalid) as caught:
        decode(Choice, {"kind": value})
    assert caught.value.message == "The body does not fit: expected one of png, jpg @ $.kind"
    assert caught.value.field == "kind"
    assert decode(Choice, {"kind": "jpg"}) == Choice(kind="jpg")


@frozen(kw_only=True)
class Body:
    label: str
    revision: int | None = None
    slots: tuple[str, ...] = ()
    empty: bool = False
    scale: float = 1.0


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({}, "label"),
        ({"label": 7}, "label"),
        ({"label": "a", "revision": "1"}, "revision"),
        ({"label": "a", "revision": True}, "revision"),
        ({"label": "a", "revision": 1.0}, "revision"),
        ({"label": "a", "slots": [1]}, "slots"),
        ({"label": "a", "slots": "abc"}, "slots"),
        ({"label": "a", "empty": "false"}, "empty"),
        ({"label": "a", "other": 1}, "other"),
        ({"label": "\ud800"}, "label"),
        ([], ""),
        (None, ""),
        ("x", ""),
    ],
    ids=repr,
)
def test_a_body_that_does_not_fit_lists_its_faults(data: object, path: str) -> None:
    """Wrong types, missing and unknown keys are a 422 that names the place; nothing is coerced."""
    with pytest.raises(Invalid) as caught:
        decode(Body, data)
    assert path in str(caught.value.faults) + caught.value.message


def test_a_body_that_fits_is_taken() -> None:
    """Every field arrives with its type; a whole number is a float where a float is asked for."""
    data = {"label": "a", "revision": 3, "slots": ["x"], "empty": True, "scale": 2}
    assert decode(Body, data) == Body(label="a", revision=3, slots=("x",), empty=True, scale=2.0)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
def test_no_json_value_is_a_bug(data: Any) -> None:
    """Whatever JSON arrives is decoded or refused with Invalid, never another exception."""
    try:
        assert isinstance(decode(Body, data), Body)
    except Invalid as error:
        assert error.faults or error.message


@given(st.builds(Slot, id=st.text(), image=st.text(), label=st.text(), width=st.integers(0, 9)))
def test_slots_survive_the_round_trip(slot: Slot) -> None:
    """What is encoded decodes to the same value."""
    assert decode(Slot, encode(slot)) == slot


def test_a_message_is_named_and_plain() -> None:
    """An event becomes `penstock.<name>` and JSON data with epoch and seq."""
    event = SlotAdded(pool_id="p", revision=2, slot=Slot(id="s", image="s.png"), position=0, epoch="e", seq=4)
    name, data = message_of(event)
    assert name == "penstock.slot_added"
    assert (data["slot"]["id"], data["epoch"], data["seq"]) == ("s", "e", 4)


def test_every_event_has_its_own_name() -> None:
    """Event names are unique and in the past tense by convention of their classes."""
    names = [kind.name for kind in event_types()]
    assert len(names) == len(set(names))
    assert "slots_reordered" in names
