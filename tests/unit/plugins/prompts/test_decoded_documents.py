"""Documents are known by their bytes."""

import pytest

from penstock.plugins.prompts.decoded_documents import DecodedDocuments
from penstock.plugins.prompts.decoding import DamagedPrompts

ONE, TWO = b'{"prompts": {"a": "1"}}', b'{"prompts": {"a": "2"}}'


def test_the_same_bytes_are_decoded_once() -> None:
    """And other bytes are another document."""
    decoded = DecodedDocuments()
    assert decoded.of(ONE) is decoded.of(bytes(bytearray(ONE)))
    assert decoded.of(ONE) != decoded.of(TWO)
    assert decoded.of(None).revision is None


def test_what_was_used_longest_ago_is_forgotten() -> None:
    """Where the bytes together are too many; it is decoded again when it is wanted."""
    decoded = DecodedDocuments(most_bytes=len(ONE) + len(TWO))
    first, second = decoded.of(ONE), decoded.of(TWO)
    assert decoded.of(ONE) is first
    decoded.of(ONE + b" ")
    assert decoded.of(TWO) == second
    assert decoded.of(TWO) is not second


def test_what_alone_is_too_large_is_not_kept() -> None:
    """It is decoded each time."""
    decoded = DecodedDocuments(most_bytes=1)
    assert decoded.of(ONE) == decoded.of(ONE)
    assert decoded.of(ONE) is not decoded.of(ONE)


def test_damage_is_never_remembered() -> None:
    """It is raised each time, or is no document."""
    decoded = DecodedDocuments()
    for _ in range(2):
        with pytest.raises(DamagedPrompts):
            decoded.of(b"{")
        assert decoded.good(b"{") is None
    assert decoded.good(None) is None
