"""JSON from outside, within bounds."""

import json

import pytest

from penstock.core.errors import Invalid, TooLarge
from penstock.plugins.workflows.documents.decode import Limits, decoded


def test_big_seeds_stay_exact() -> None:
    """A seed of 64 bits comes out as it went in."""
    assert decoded(b'{"seed": 18446744073709551615}') == {"seed": 2**64 - 1}


def test_a_byte_order_mark_is_no_fault() -> None:
    """Files that begin with a mark are read."""
    assert decoded(b"\xef\xbb\xbf[1]") == [1]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[1,]", b"nothing"])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    """Bytes that are no JSON in UTF-8 are a 422."""
    with pytest.raises(Invalid):
        decoded(data)


@pytest.mark.parametrize("depth", [201, 5_000, 200_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    """However deep it nests, it is a 422 and no RecursionError."""
    with pytest.raises(Invalid):
        decoded(b"[" * depth + b"]" * depth)


def test_numbers_that_json_has_not_are_nothing() -> None:
    """NaN and infinite numbers are None, as ComfyUI's page reads them."""
    assert decoded(b"[NaN, Infinity, -Infinity, 1e999, 1.5]") == [None, None, None, None, 1.5]


def test_absurd_numbers_are_refused() -> None:
    """An integer of 10,000 digits is a 422."""
    with pytest.raises(Invalid):
        decoded(b"[" + b"9" * 10_000 + b"]")


def test_lone_surrogates_are_replaced() -> None:
    """All text that comes out can be written as UTF-8, and pairs stay what they are."""
    found = decoded(b'{"a\\ud800": ["\\uDC00x", "\\ud83d\\ude00"]}')
    assert json.dumps(found, ensure_ascii=False).encode() == '{"a�": ["�x", "😀"]}'.encode()


def test_large_files_are_refused_before_they_are_read() -> None:
    """More bytes than the limit are a 413."""
    with pytest.raises(TooLarge):
        decoded(b"[" * 101, Limits(bytes=100))


def test_myriads_of_empty_arrays_are_refused_before_they_are_read() -> None:
    """What would grow thirtyfold in memory is a 413."""
    with pytest.raises(TooLarge):
        decoded(b"[" + b"[]," * 2_000_000 + b"1]")
