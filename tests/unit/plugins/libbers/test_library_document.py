"""What the file of a library holds: both spellings, odd entries, and that all of it comes back."""

import json
from typing import Any

import pytest

from penstock.core.contracts.libbers import Libber
from penstock.plugins.libbers.library_changes import changed
from penstock.plugins.libbers.library_document import MOST_TOLD, DamagedLibrary, Library, decode


def library(content: Any) -> Library:
    """The library that a file of this content holds."""
    return decode(content if isinstance(content, bytes) else json.dumps(content).encode())


def saved(content: Any, **changes: Any) -> Any:
    """What other programs read after a change of the snippets (None removes one), the delimiter or the depth."""
    was = library(content)
    libs = {**was.libber.libs, **changes.pop("libs", {})}
    kept = {key: text for key, text in libs.items() if text is not None}
    settings = {"delimiter": was.libber.delimiter, "max_depth": was.libber.max_depth, **changes}
    return json.loads(changed(was, Libber(libs=kept, **settings)).encode())


@pytest.mark.parametrize("spelling", ["libs", "lib_dict"])
def test_each_spelling_is_read_and_written_back(spelling: str) -> None:
    """A file keeps the spelling that it had, and the spelling of its keys."""
    content = {spelling: {"My Key": "a", "two": "b"}, "delimiter": "<<", "max_depth": 5}
    assert library(content).libber == Libber(libs={"my_key": "a", "two": "b"}, delimiter="<<", max_depth=5)
    assert saved(content, libs={"two": "B", "new": "c"}) == {
        "format": 1,
        spelling: {"My Key": "a", "two": "B", "new": "c"},
        "delimiter": "<<",
        "max_depth": 5,
    }


def test_both_spellings_at_once_are_one_library() -> None:
    """`libs` counts first; what is only in `lib_dict` is there too; both are written back."""
    content = {"lib_dict": {"a": "other", "b": "b"}, "libs": {"a": "a"}}
    assert library(content).libber.libs == {"a": "a", "b": "b"}
    assert "'a'" in library(content).problems[0]
    after = saved(content, libs={"b": "B", "c": "c"})
    assert (after["libs"], after["lib_dict"]) == ({"a": "a", "c": "c"}, {"a": "other", "b": "B"})


def test_doubles_that_say_the_same_follow_the_one_that_counts() -> None:
    """A file with the snippets twice stays one: nothing is told, and a change is made to both."""
    content = {"libs": {"a": "x"}, "lib_dict": {"A": "x"}}
    assert library(content).problems == ()
    after = saved(content, libs={"a": "y"})
    assert (after["libs"], after["lib_dict"]) == ({"a": "y"}, {"A": "y"})


def test_a_removed_snippet_does_not_rise_again() -> None:
    """With it goes every entry whose key becomes its key."""
    content = {"libs": {"My Key": "a", "my_key": "b", "my-key": "c", "z": "z"}, "lib_dict": {"MY KEY": "d"}}
    assert library(content).libber.libs == {"my_key": "a", "z": "z"}
    after = saved(content, libs={"my_key": None})
    assert (after["libs"], after["lib_dict"]) == ({"z": "z"}, {})


def test_what_cannot_be_used_is_told_and_kept() -> None:
    """Keys that no text can refer to and values that are no text stand in the file as they were."""
    odd = {"a.b": "x", "": "y", "été": "z", "n": 4, "l": ["x", {"q": None}], "long": "x" * 100_001}
    content = {"libs": {**odd, "good": "g"}}
    assert library(content).libber.libs == {"good": "g"}
    assert len(library(content).problems) == len(odd)
    assert saved(content, libs={"good": "G", "new": "n"})["libs"] == {**odd, "good": "G", "new": "n"}


def test_a_snippet_that_was_no_text_is_mended_by_giving_it_one() -> None:
    """The entry stays where it is and as it is spelt."""
    assert saved({"libs": {"My Key": None, "z": "z"}}, libs={"my_key": "text"})["libs"] == {"My Key": "text", "z": "z"}


def test_a_key_that_stands_there_twice_is_kept_twice() -> None:
    """Even of entries that are spelt alike nothing is lost."""
    content = b'{"libs": {"a": "1", "a": "2", "b": "3"}}'
    was = library(content)
    assert was.libber.libs == {"a": "1", "b": "3"} and not was.read_only and len(was.problems) == 1
    text = changed(was, Libber(libs={"a": "1", "b": "4"})).encode().decode()
    assert text.index('"a": "1"') < text.index('"a": "2"') < text.index('"b": "4"')


@pytest.mark.parametrize(
    "content",
    [
        b'{"libs": {"a": "x"}, "more": {"k": 1, "k": 2}}',
        b'{"libs": {"a": "x"}, "libs": {"a": "y"}}',
        b'{"libs": {"a": "x"}, "more": 1e999}',
        b'{"libs": {"a": "x"}, "more": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_could_not_be_written_back_is_not_changed(content: bytes) -> None:
    """It can be used, and says what would be lost."""
    found = library(content)
    assert found.read_only and "lost" in found.problems[0] and found.libber.libs


def test_unknown_fields_survive() -> None:
    """Whatever else is in the file stays, values that are odd for JSON included."""
    content = b'{"x": NaN, "libs": {}, "format": 1, "deep": {"a": [1.5, null, "\\ud800"]}, "delimiter": "$"}'
    after = changed(library(content), Libber(libs={"a": "b"}, delimiter="$")).encode()
    assert b'"x": NaN' in after and b'"\\ud800"' in after
    assert json.loads(after)["deep"] == {"a": [1.5, None, "\ud800"]}


@pytest.mark.parametrize("given", ["", "a b", 3, None, ["%"], "x" * 21])
def test_a_delimiter_that_cannot_be_one_is_told_and_kept(given: Any) -> None:
    """The usual one is used; the file keeps what it had until another is chosen."""
    content = {"libs": {"a": "x"}, "delimiter": given}
    assert library(content).libber.delimiter == "%" and len(library(content).problems) == 1
    assert saved(content, libs={"a": "y"})["delimiter"] == given
    assert saved(content, delimiter="<<")["delimiter"] == "<<"


@pytest.mark.parametrize("given", ["ten", -1, 101, True, 2.5, None])
def test_a_depth_that_cannot_be_one_is_told_and_kept(given: Any) -> None:
    """The usual one is used; the file keeps what it had until another is chosen."""
    content = {"libs": {"a": "x"}, "max_depth": given}
    assert library(content).libber.max_depth == 10 and len(library(content).problems) == 1
    assert saved(content, libs={"a": "y"})["max_depth"] == given
    assert saved(content, max_depth=3)["max_depth"] == 3


def test_the_order_of_the_snippets_is_stored() -> None:
    """Sorting is a change like others; what does not count stays behind the entry that it stood behind."""
    was = library({"libs": {"c": "1", "x.y": 0, "B": "2", "b": "9", "a": "3"}})
    text = changed(was, Libber(libs={"a": "3", "b": "2", "new": "n", "c": "1"})).encode()
    assert list(json.loads(text)["libs"].items()) == [
        ("a", "3"), ("B", "2"), ("b", "9"), ("new", "n"), ("c", "1"), ("x.y", 0)
    ]  # fmt: skip
    assert tuple(decode(text).libber.libs) == ("a", "b", "new", "c")


@pytest.mark.parametrize(
    "content",
    [b"", b"  ", b"\0" * 50, b"{", b"[]", b"null", b'"libs"', b"{}", b'{"libs": null}', b'{"libs": [1]}', b"\xff\xfe{",
     b'{"format": 1, "delimiter": "%"}', b'{"libs": {"a": "\xff"}}', b"[" * 100_000, b'{"libs": {}} x',
     b'{"libs": {"a": ' + b"[" * 200 + b"]" * 200 + b"}}"],
)  # fmt: skip
def test_what_is_no_library_is_damaged_and_not_empty(content: bytes) -> None:
    """Nothing of that is ever shown as a library without snippets."""
    with pytest.raises(DamagedLibrary):
        library(content)


def test_a_byte_order_mark_is_no_damage() -> None:
    """Editors on Windows write one."""
    assert library(b'\xef\xbb\xbf{"libs": {"a": "x"}}').libber.libs == {"a": "x"}


def test_problems_are_told_up_to_a_number() -> None:
    """A file with thousands of them is answered in few words."""
    told = library({"libs": {f"{n}.x": "" for n in range(5_000)}}).problems
    assert len(told) == MOST_TOLD + 1 and "4,900" in told[-1]
