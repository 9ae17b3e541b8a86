"""Whatever is sent as an edit or as a file: what is accepted can be saved, what is not is the client's fault."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.libber_house import LibberHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.draft_values import Edit
from penstock.core.errors import PenstockError
from penstock.core.wire import encode
from penstock.plugins.libbers.documents import entries_of
from penstock.plugins.libbers.free_names import free_name, name_from
from penstock.plugins.libbers.keys import check_key, suggested
from penstock.plugins.libbers.library_names import is_name

TEXTS = st.text(st.characters(codec=None), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)
KEYS = st.one_of(
    st.sampled_from(["delimiter", "max_depth", "lib:a", "lib:A", "lib:my key", "lib:", ""]),
    TEXTS.map("lib:".__add__),
    TEXTS,
)
EDITS = st.lists(
    st.builds(Edit, KEYS, st.one_of(TEXTS, JSON), st.booleans(), st.one_of(st.none(), st.none(), KEYS)),
    min_size=1,
    max_size=3,
)


@contextmanager
def house() -> Iterator[LibberHouse]:
    """The service on an empty folder."""
    folder = tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
    try:
        yield LibberHouse(Path(folder))
    finally:
        shutil.rmtree(folder)


@settings(max_examples=80, deadline=None)
@given(steps=st.lists(EDITS, max_size=4))
@example(steps=[[Edit("lib:b c", "1", instead_of="lib:A"), Edit("lib:a", "2")], [Edit("max_depth", 10**400)]])
def test_what_a_draft_accepts_can_be_saved(steps: list[list[Edit]]) -> None:
    """And the file holds it then, in its order; a step that is refused changes nothing."""
    with house() as made:
        made.libbers.save("Cats", Libber(libs={"a": "x", "b": "y"}), None)
        draft = made.editing.open("Cats").draft
        for edits in steps:
            try:
                draft = made.editing.edit("Cats", draft.id, edits).draft
            except PenstockError as error:
                assert error.status in (409, 413, 422)
                json.dumps(error.as_json()).encode()
                assert made.editing.get("Cats", draft.id).draft.content() == draft.content()
        draft = made.editing.save("Cats", draft.id, draft.revision).draft
        assert not draft.dirty
        held = entries_of(made.libbers.get("Cats").libber)
        assert held == draft.content()
        libs = [key for key in draft.entries if key.startswith("lib:")]
        assert libs == [key for key in held if key.startswith("lib:")]


FILES = st.one_of(
    st.binary(max_size=60),
    JSON.map(lambda value: json.dumps(value).encode()),
    st.fixed_dictionaries(
        {}, optional={"libs": JSON, "lib_dict": JSON, "delimiter": JSON, "max_depth": JSON, "x": JSON}
    )
    .map(lambda value: json.dumps(value))
    .flatmap(lambda text: st.sampled_from([text.encode(), text.encode("utf-16"), text.encode("utf-8-sig")])),
)


@settings(max_examples=200, deadline=None)
@given(data=FILES, edits=EDITS)
@example(data=b'{"libs": {"\\ud800": "\\ud800", "A": "x", "a": "y"}, "delimiter": "", "max_depth": 1e400}', edits=[])
def test_a_file_that_comes_in_stays_as_it_is_and_can_be_used(data: bytes, edits: list[Edit]) -> None:
    """Byte for byte until somebody saves; then what nobody edited is still there."""
    with house() as made:
        try:
            added: Any = made.libbers.add("Cats", data)
        except PenstockError as error:
            assert error.status in (413, 422)
            assert made.libbers.names() == ()
            return
        assert made.libbers.file("Cats").read_bytes() == data
        assert made.libbers.get("Cats") == added
        json.dumps(encode(added), allow_nan=False).encode()
        made.libbers.substitute("%a% %*%", ["Cats"])
        try:
            draft = made.editing.open("Cats").draft
            draft = made.editing.edit("Cats", draft.id, [*edits, Edit("lib:new", "x")]).draft
            made.editing.save("Cats", draft.id, draft.revision)
        except PenstockError as error:
            assert error.status in (403, 409, 413, 422)
            assert made.libbers.file("Cats").read_bytes() == data
            return
        assert made.libbers.get("Cats").libber.libs["new"] == "x"
        before, after = json.loads(data), made.held("Cats.json")
        assert {key: before[key] for key in before if key == "x"} == {key: after[key] for key in after if key == "x"}


@given(name=TEXTS, taken=st.lists(TEXTS.map(name_from), max_size=5))
def test_a_free_name_is_a_name_and_free(name: str, taken: list[str]) -> None:
    """Whatever the file is called, and whatever is there."""
    found = free_name(name_from(name), taken)
    assert is_name(found)
    assert found.lower() not in {other.lower() for other in taken}


@given(key=TEXTS)
def test_a_suggested_key_is_a_key(key: str) -> None:
    """Or nothing."""
    found = suggested(key)
    assert not found or check_key(found) == found
