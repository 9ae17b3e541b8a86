"""Large texts do not stop the process: they are written in pieces, and what nobody needs is not read."""

import asyncio
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.plugins.runs.comfy.answers import Answer
from penstock.plugins.runs.comfy.submitting import in_pieces

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=6), inner, max_size=4)
        | st.dictionaries(st.integers(), inner, max_size=2)
    ),
    max_leaves=20,
)
REST = b', "workflow": {'
PADDING = "x" * (64 << 10)


@given(JSON)
def test_pieces_are_the_same_text(value: object) -> None:
    """Character by character what the standard library writes."""
    assert "".join(in_pieces(value)) == json.dumps(value)


def test_no_piece_is_large() -> None:
    """Each node of a document is a piece of its own, or several."""
    document = {"nodes": [{"id": number, "widgets_values": ["text"] * 50} for number in range(5_000)]}
    assert max(map(len, in_pieces({"extra_data": {"extra_pnginfo": {"workflow": document}}}))) < 1_000


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), {1, 2}])
def test_what_json_has_not_is_an_error(value: object) -> None:
    """At any depth."""
    for inside in (value, [value], {"a": {"b": [value]}}):
        with pytest.raises((ValueError, TypeError)):
            "".join(in_pieces(inside))


def begun(said: object) -> object:
    return asyncio.run(Answer(200, json.dumps(said).encode()).beginning(REST))


def test_what_nobody_reads_is_left_out_of_a_large_answer() -> None:
    """Only the last member, and only where it stands in the structure of the answer itself."""
    told = {"id": "p", "outputs": {"1": [', "workflow": {']}, "workflow": {"prompt": PADDING}}
    assert begun(told) == {"id": "p", "outputs": {"1": [', "workflow": {']}}
    small = {"id": "p", "workflow": {"prompt": 1}}
    assert begun(small) == small
    deep = {"id": "p", "outputs": {"1": {"a": 1, "workflow": {"b": 1}}}, "more": PADDING}
    assert begun(deep) == deep
    assert begun([1, PADDING]) is None
    assert asyncio.run(Answer(200, b"{" + REST + PADDING.encode()).beginning(REST)) is None
