"""scene.json: what it says, and what of it is kept."""

from typing import Any

import pytest

from penstock.core.errors import Invalid, TooLarge
from penstock.plugins.scenes.metadata import DEFAULTS, checked, decoded, encoded
from penstock.plugins.scenes.scene_json import Damaged, parsed, written


def test_an_empty_object_says_the_defaults() -> None:
    """And nothing is wrong with it."""
    found = decoded({})
    assert found.values == DEFAULTS
    assert (found.problems, found.read_only) == ((), False)


def test_what_is_odd_is_told_and_stays_until_it_is_changed() -> None:
    """An odd value has its default; saving something else writes it back as it was."""
    raw = {"resolution": "big", "depth_type": 5, "pose_name": "P", "later": {"x": 1}}
    found = decoded(raw)
    assert found.values["resolution"] == 0
    assert found.values["pose_name"] == "P"
    assert len(found.problems) == 2
    made = encoded(found, {**found.values, "description": "D"})
    assert made["resolution"] == "big"
    assert made["later"] == {"x": 1}
    assert (made["format"], made["description"]) == (1, "D")
    assert encoded(found, {**found.values, "resolution": 512})["resolution"] == 512


def test_a_newer_format_is_read_only() -> None:
    """Who does not know what it means must not write it."""
    found = decoded({"format": 2, "pose_name": "P"})
    assert found.read_only
    assert found.values["pose_name"] == "P"


@pytest.mark.parametrize("raw", [[], "x", None, 5])
def test_what_is_no_object_says_nothing(raw: Any) -> None:
    """It is told, and the defaults count."""
    assert decoded(raw).values == DEFAULTS
    assert decoded(raw).problems


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("resolution", -1),
        ("resolution", 15),
        ("resolution", 16_385),
        ("resolution", True),
        ("resolution", 1.5),
        ("resolution", "512"),
        ("resolution", None),
        ("depth_type", "deep"),
        ("pose_type", ""),
        ("pose_name", 5),
        ("description", ["x"]),
        ("description", "\ud800"),
    ],
)
def test_what_cannot_be_is_refused_and_named(key: str, value: Any) -> None:
    """The error says which field it is."""
    with pytest.raises(Invalid) as raised:
        checked(key, value)
    assert raised.value.field == key


def test_what_is_too_long_is_refused() -> None:
    """A description has 10,000 characters at most."""
    assert checked("description", "x" * 10_000)
    with pytest.raises(TooLarge):
        checked("description", "x" * 10_001)


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff\xfe", b'{"a": }', b"[" * 5000, b'{"a":' * 300 + b"1" + b"}" * 300, b"1" * 5000],
    ids=["empty", "half", "bytes", "value", "brackets", "deep", "digits"],
)
def test_bytes_that_are_no_json_are_damage(data: bytes) -> None:
    """Each is told as what it is, and none is a crash."""
    with pytest.raises(Damaged):
        parsed(data)


def test_numbers_that_json_does_not_have_are_nothing() -> None:
    """Python writes them; what reads them elsewhere would fail."""
    assert parsed(b'{"a": NaN, "b": [-Infinity, 1e999, 1.5]}') == {"a": None, "b": [None, None, 1.5]}


def test_a_byte_order_mark_and_half_a_character_are_no_damage() -> None:
    """What can be read is read, and can be written again."""
    assert parsed(b'\xef\xbb\xbf{"a": "\\ud800"}') == {"a": "\ud800"}
    assert parsed(written({"a": "\ud800"})) == {"a": "\ud800"}
    assert "é".encode() in written({"a": "é"})
