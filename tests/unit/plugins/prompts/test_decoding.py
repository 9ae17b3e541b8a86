"""Files of every shape: what fits is read, what does not is kept and told."""

from typing import Any

import pytest

from penstock.core.contracts.prompts import ProcessingType, Prompt, thawed
from penstock.core.errors import TooLarge
from penstock.plugins.prompts.decoding import DEEPEST, DamagedPrompts, decode, decode_object
from penstock.plugins.prompts.encoding import bytes_of, encoded


def unread(found: Any) -> list[Any]:
    """What could not be read in an object; it is told, and what is written is read again with nothing more to say."""
    first = decode_object(found)
    again = decode(bytes_of(first.collection))
    assert again.collection == first.collection
    assert bytes_of(again.collection) == bytes_of(first.collection)
    assert first.problems
    return [(one["in"], one["name"], one["was"]) for one in encoded(first.collection)["unread"]]


@pytest.mark.parametrize(
    ("found", "is_v1"),
    [
        ({"version": 1, "a": "x"}, True),
        ({"version": 1, "prompts": {"a": "x"}}, True),
        ({"a": "x"}, True),
        ({}, True),
        ({"version": 2}, True),
        ({"a": "x", "prompts": "a text of that name"}, True),
        ({"a": "x", "compositions": ""}, True),
        ({"prompts": "a text of that name", "compositions": {}}, False),
        ({"prompts": {"a": "x"}}, False),
        ({"compositions": {}}, False),
        ({"version": 2, "prompts": {}}, False),
        ({"version": None, "prompts": {}}, False),
    ],
)
def test_versions_are_told_apart(found: dict[str, Any], is_v1: bool) -> None:
    """A file that has prompts and tells no version is of version 2: nothing vanishes into a backup."""
    assert decode_object(found).migrated is is_v1


def test_lists_and_objects_are_read_alike() -> None:
    """Prompts by `key`, compositions by `name` and `prompt_keys`."""
    wanted = decode_object({"prompts": {"a": {"value": "A", "x": 1}, "b": "B"}, "compositions": {"c": ["a", "b"]}})
    listed = {
        "prompts": [{"key": "a", "value": "A", "x": 1}, {"key": "b", "value": "B"}],
        "compositions": [{"name": "c", "prompt_keys": ["a", "b"]}],
    }
    assert decode_object(listed) == wanted
    assert wanted.collection.prompts == {"a": Prompt(value="A", unknown={"x": 1}), "b": Prompt(value="B")}
    assert not wanted.problems


def test_what_is_null_or_empty_is_not_there() -> None:
    """Optional fields that are not set; the processing type is raw then."""
    entry = {"value": "A", "category": "", "description": None, "tags": None, "processing_type": None}
    assert decode_object({"prompts": {"a": entry}, "scene_flags": None}).collection.prompts["a"] == Prompt(value="A")


def test_fields_of_wrong_types_stay_where_they_are() -> None:
    """The rest of the prompt is read; what is written holds them still."""
    entry = {
        "value": 5,
        "category": 1,
        "tags": ["x", 2],
        "processing_type": "wild",
        "libber_name": [],
        "later": {"a": 1},
    }
    decoded = decode_object({"prompts": {"a": entry, "b": {"value": "B", "processing_type": "libber"}}})
    assert decoded.collection.prompts["a"] == Prompt(unknown=entry)
    assert decoded.collection.prompts["b"].processing_type is ProcessingType.LIBBER
    assert encoded(decoded.collection)["prompts"]["a"] == entry
    assert len(decoded.problems) == 1
    assert "category, libber_name, processing_type, tags, value" in decoded.problems[0]


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (
            {"prompts": {"a": 5, "b": None, "c": []}},
            [("prompts", "a", 5), ("prompts", "b", None), ("prompts", "c", [])],
        ),
        ({"prompts": ["a", {"value": "x"}]}, [("prompts", None, "a"), ("prompts", None, {"value": "x"})]),
        ({"prompts": 5}, [("", "prompts", 5)]),
        ({"prompts": {}, "compositions": "x"}, [("", "compositions", "x")]),
        ({"compositions": {"c": "a"}}, [("compositions", "c", "a")]),
        ({"compositions": {"c": ["a", 5]}}, [("compositions", "c", ["a", 5])]),
        ({"compositions": [{"name": "c"}]}, [("compositions", "c", {})]),
        (
            {"compositions": [{"name": "c", "prompt_keys": [], "x": 1}]},
            [("compositions", "c", {"prompt_keys": [], "x": 1})],
        ),
        ({"prompts": {}, "v1_backup": 5, "scene_flags": "x"}, [("", "scene_flags", "x"), ("", "v1_backup", 5)]),
        ({"prompts": {}, "version": "two"}, [("", "version", "two")]),
        ({"prompts": {}, "version": 0}, [("", "version", 0)]),
        (
            {"prompts": [{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]},
            [("prompts", "a", {"value": "1"})],
        ),
    ],
)
def test_what_is_no_entry_is_kept_and_told(found: Any, kept: list[Any]) -> None:
    """Under "unread", once, however often it is saved."""
    assert unread(found) == kept


def test_two_fields_of_one_name_are_both_kept() -> None:
    """The last one counts, as in every program that reads JSON."""
    decoded = decode(b'{"prompts": {"a": "1", "a": "2"}, "compositions": {}, "x": 1, "x": 2}')
    assert decoded.collection.prompts["a"].value == "2"
    assert thawed(decoded.collection.unread) == [{"in": "", "name": "a", "was": "1"}, {"in": "", "name": "x", "was": 1}]
    assert len(decoded.problems) == 2
    again = decode(bytes_of(decoded.collection))
    assert again.collection == decoded.collection


@pytest.mark.parametrize("odd", [None, 5, [], [5, {"in": "x"}], {"was": 1}])
def test_whatever_stands_under_unread_stays(odd: Any) -> None:
    """It may be another program's."""
    made = decode_object({"prompts": {"a": 5}, "unread": odd}).collection
    before = [] if odd is None else odd if isinstance(odd, list) else [odd]
    assert thawed(made.unread) == [*before, {"in": "prompts", "name": "a", "was": 5}]


@pytest.mark.parametrize("version", [3, 2.5, 10**30, float("inf")])
def test_a_newer_version_is_read_only(version: float) -> None:
    """And stays newer."""
    decoded = decode_object({"version": version, "prompts": {"a": "x"}})
    assert decoded.read_only
    assert decoded.collection.version > 2
    assert decoded.collection.prompts["a"].value == "x"


@pytest.mark.parametrize(
    "data", [b"", b"  ", b"null", b"[]", b'"x"', b"{", b'{"a": "x"', b"\xff{}", b"{}{}", b"\0" * 40]
)
def test_what_is_no_object_is_damaged(data: bytes) -> None:
    """Never an empty collection."""
    with pytest.raises(DamagedPrompts):
        decode(data)


def test_every_beginning_of_a_file_is_damaged() -> None:
    """Whatever a program that died has left of it."""
    data = bytes_of(
        decode_object({"prompts": {"é": "x\n"}, "compositions": {"c": []}, "v1_backup": {"a": 1}}).collection
    )
    for end in range(len(data.rstrip())):
        with pytest.raises(DamagedPrompts):
            decode(data[:end])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_the_encodings_of_json_are_read(encoding: str) -> None:
    """With a mark or without one."""
    assert decode('{"é": "ü"}'.encode(encoding)).collection.prompts["é"].value == "ü"


def test_numbers_that_python_refuses_are_kept_as_text() -> None:
    """A file is not damaged by a number of ten thousand digits."""
    digits = "7" * 10_000
    made = decode(f'{{"prompts": {{}}, "n": {digits}, "i": [1e999, NaN]}}'.encode()).collection
    assert made.unknown["n"] == digits
    assert decode(bytes_of(made)).collection.unknown["n"] == digits


@pytest.mark.parametrize("place", ["v1", "unknown", "prompt", "unread", "twice"])
def test_what_is_read_can_be_saved_and_read(place: str) -> None:
    """The deepest that is taken goes deeper when it is kept, and is taken still; one level more is refused."""

    def data(levels: int) -> bytes:
        deep = "[" * levels + "]" * levels
        return {
            "v1": f'{{"a": {deep}}}',
            "unknown": f'{{"prompts": {{}}, "a": {deep}}}',
            "prompt": f'{{"prompts": {{"a": {{"x": {deep}}}}}}}',
            "unread": f'{{"prompts": {{"a": {deep}}}}}',
            "twice": f'{{"prompts": {{}}, "a": {deep}, "a": 1}}',
        }[place].encode()

    deepest = next(levels for levels in range(DEEPEST + 9, 0, -1) if _is_taken(data(levels)))
    assert deepest > DEEPEST - 5
    made = decode(data(deepest)).collection
    for _ in range(3):
        made = decode(bytes_of(made)).collection
    assert not _is_taken(data(deepest + 1))
    assert not _is_taken(data(100_000))


def _is_taken(data: bytes) -> bool:
    try:
        decode(data)
    except TooLarge:
        return False
    return True


def test_many_problems_are_told_in_few_words() -> None:
    """A list that a page can show."""
    decoded = decode_object({"prompts": {str(number): number for number in range(1000)}})
    assert len(decoded.problems) == 51
    assert "950 more" in decoded.problems[-1]
