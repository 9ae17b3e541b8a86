"""Files of libraries, however odd: reading and writing keeps everything, and what was saved is what is read."""

import json
from collections import Counter
from typing import Any

from attrs import evolve
from hypothesis import event, given
from hypothesis import strategies as st

from penstock.core.contracts.libbers import Libber
from penstock.core.errors import Invalid
from penstock.plugins.libbers.keys import check_key
from penstock.plugins.libbers.library_changes import changed, is_same
from penstock.plugins.libbers.library_document import DamagedLibrary, Library, decode, is_usable

ANY_TEXT = st.text(st.characters(), max_size=8)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
KEYS = st.sampled_from(["a", "b", "c", "my_key", "0"])
SPELT = st.one_of(st.sampled_from(["a", "A", " a", "b", "My Key", "my-key", "my_key", "a.b", "", "é"]), ANY_TEXT)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), ANY_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(ANY_TEXT, inner, max_size=3)),
    max_leaves=5,
)
PAIRS = st.lists(st.tuples(SPELT, st.one_of(TEXT, TEXT, TEXT, JSON)), max_size=8)
LIBBERS = st.builds(
    Libber,
    libs=st.dictionaries(KEYS, TEXT, max_size=5),
    delimiter=st.sampled_from(["%", "<<", "é"]),
    max_depth=st.integers(0, 100),
)


def text_of(pairs: list[tuple[str, Any]]) -> str:
    """An object as JSON, keys that stand twice included."""
    return "{" + ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in pairs) + "}"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """The bytes of a file with one or both spellings among other fields, in any order."""
    spellings = draw(st.sampled_from([["libs"], ["lib_dict"], ["libs", "lib_dict"]]))
    fields = {name: text_of(draw(PAIRS)) for name in spellings}
    settings = st.fixed_dictionaries(
        {},
        optional={"delimiter": st.one_of(st.just("<<"), JSON), "max_depth": st.one_of(st.just(3), JSON)},
    )
    others = {**draw(settings), **draw(st.dictionaries(ANY_TEXT, JSON, max_size=3))}
    fields |= {name: json.dumps(value) for name, value in others.items() if name not in (*fields, "format")}
    order = draw(st.permutations(list(fields)))
    return ("{" + ", ".join(f"{json.dumps(name)}: {fields[name]}" for name in order) + "}").encode()


def entries(library: Library, name: str) -> Counter[str]:
    """The entries of a group, each with how often it stands there."""
    return Counter(repr(pair) for group, pairs in library.groups for pair in pairs if group == name)


def others(library: Library) -> dict[str, str]:
    """The fields that are neither snippets nor settings; told apart by type too."""
    return {name: repr(value) for name, value in library.fields.items() if name not in SETTINGS}


SETTINGS = ("format", "delimiter", "max_depth")


@given(files())
def test_writing_back_keeps_everything(data: bytes) -> None:
    """Without a change every entry and every field is there again, in its order, and stands for the same library."""
    was = decode(data)
    again = decode(was.encode())
    assert again.groups == was.groups and others(again) == others(was)
    assert is_same(again.libber, was.libber) and again.problems == was.problems
    assert again.encode() == was.encode()


@given(files(), LIBBERS)
def test_what_is_saved_is_what_is_read(data: bytes, libber: Libber) -> None:
    """Whatever a file held, the library that was put into it comes out; its order too where there is one group."""
    was = decode(data)
    after = decode(changed(was, libber).encode())
    assert after.libber == libber
    if len(was.groups) == 1:
        assert is_same(after.libber, libber)
    assert others(after) == others(was)
    assert [name for name, _ in after.groups] == [name for name, _ in was.groups]
    assert decode(changed(after, libber).encode()).groups == after.groups


@given(files(), st.data())
def test_a_change_of_one_snippet_touches_nothing_else(data: bytes, chosen: st.DataObject) -> None:
    """Entries of other keys stay as they are spelt; what cannot be used stays too, but for what is given a text."""
    was = decode(data)
    key, text = chosen.draw(st.tuples(st.sampled_from([*was.libber.libs, "a", "new"]), TEXT))
    after = changed(was, evolve(was.libber, libs={**was.libber.libs, key: text}))
    for name, pairs in was.groups:
        others_then = Counter(repr(pair) for pair in pairs if _key(pair[0]) != key)
        assert others_then - entries(after, name) == Counter()
    event("known" if key in was.libber.libs else "new")


@given(files(), st.data())
def test_a_removed_snippet_takes_only_its_own_entries(data: bytes, chosen: st.DataObject) -> None:
    """Every other entry is still there, and nothing takes the place of what is gone."""
    was = decode(data)
    if not was.libber.libs:
        return
    key = chosen.draw(st.sampled_from(list(was.libber.libs)))
    left = {name: text for name, text in was.libber.libs.items() if name != key}
    after = changed(was, evolve(was.libber, libs=left))
    assert decode(after.encode()).libber.libs == left
    for name, pairs in was.groups:
        kept = Counter(repr(pair) for pair in pairs if not (_key(pair[0]) == key and is_usable(*pair)))
        assert entries(after, name) == kept


@given(files(), st.data())
def test_no_truncation_of_a_file_is_a_library(data: bytes, chosen: st.DataObject) -> None:
    """What was cut short is damaged, never a smaller library."""
    whole = decode(data).encode()
    try:
        decode(whole[: chosen.draw(st.integers(0, len(whole) - 2))])
    except DamagedLibrary:
        return
    raise AssertionError("a part was taken for the whole")


@given(st.one_of(st.binary(max_size=60), JSON.map(lambda value: json.dumps(value).encode())))
def test_any_bytes_are_a_library_or_damaged(data: bytes) -> None:
    """Nothing else ever happens to a reader."""
    try:
        assert decode(data).groups or decode(data).read_only
    except DamagedLibrary as damage:
        assert str(damage)


def _key(spelling: str) -> str | None:
    try:
        return check_key(spelling)
    except Invalid:
        return None
