"""Libraries as documents that people edit: entries, what edits become, what is refused."""

from typing import Any

import pytest

from penstock.adapters.testing.libber_house import LibberHouse
from penstock.core.contracts.libbers import Libber
from penstock.core.draft_values import Edit
from penstock.core.errors import BadName, Conflict, Invalid, PenstockError, TooLarge
from penstock.plugins.libbers.documents import LibberDocuments, entries_of, libber_of

CATS = Libber(libs={"a": "x", "b": "%a%"}, delimiter="<<", max_depth=3)


@pytest.fixture
def documents(served: LibberHouse) -> LibberDocuments:
    """The documents of the service."""
    return LibberDocuments(lambda: served.libbers)


def test_entries_and_libraries_are_each_other(documents: LibberDocuments) -> None:
    """Every snippet in its order, the delimiter, the depth."""
    entries = entries_of(CATS)
    assert entries == {"lib:a": "x", "lib:b": "%a%", "delimiter": "<<", "max_depth": 3}
    assert libber_of(entries) == CATS
    assert libber_of({}) == Libber()
    assert list(libber_of({"lib:b": "", "lib:a": ""}).libs) == ["b", "a"]


def test_a_document_is_what_its_file_says(documents: LibberDocuments, served: LibberHouse) -> None:
    """Without a file it is an empty library; problems and whether it can be written come along."""
    none = documents.read("Cats")
    assert (dict(none.entries), none.revision) == ({"delimiter": "%", "max_depth": 10}, None)
    revision = documents.write("Cats", entries_of(CATS), None)
    found = documents.read("cats")
    assert (dict(found.entries), found.revision, found.read_only) == (entries_of(CATS), revision, False)
    served.put("New.json", {"libs": {"é": "x"}, "format": 2})
    newer = documents.read("New")
    assert newer.read_only
    assert len(newer.problems) == 2
    with pytest.raises(BadName):
        documents.read("../x")
    served.put("Broken.json", b"{")
    with pytest.raises(Invalid, match="damaged"):
        documents.read("Broken")


def test_a_write_keeps_what_no_draft_holds(documents: LibberDocuments, served: LibberHouse) -> None:
    """Fields that nobody knows and entries that cannot be used stay in the file; a stale write is refused."""
    served.put("Cats.json", {"lib_dict": {"A": "x", "no key!": "kept"}, "theirs": 1})
    found = documents.read("Cats")
    documents.write("Cats", {**found.entries, "lib:a": "y"}, found.revision)
    assert served.held("Cats.json") == {
        "format": 1,
        "lib_dict": {"A": "y", "no key!": "kept"},
        "delimiter": "%",
        "max_depth": 10,
        "theirs": 1,
    }
    with pytest.raises(Conflict):
        documents.write("Cats", found.entries, found.revision)


@pytest.mark.parametrize(
    ("sent", "become"),
    [
        (Edit("lib:My Key", "x"), Edit("lib:my_key", "x")),
        (Edit("lib: big-cat ", ""), Edit("lib:big_cat", "")),
        (Edit("lib:A", removed=True), Edit("lib:a", removed=True)),
        (Edit("lib:é", removed=True), Edit("lib:é", removed=True)),
        (Edit("lib:B", "x", instead_of="lib:A"), Edit("lib:b", "x", instead_of="lib:a")),
        (Edit("lib:My-Key", "x", instead_of="lib:my key"), Edit("lib:my_key", "x")),
        (Edit("delimiter", "%%"), Edit("delimiter", "%%")),
        (Edit("max_depth", 0), Edit("max_depth", 0)),
        (Edit("lib:a", "\x00\t🐱" * 100), Edit("lib:a", "\x00\t🐱" * 100)),
    ],
)
def test_keys_are_normalised(documents: LibberDocuments, sent: Edit, become: Edit) -> None:
    """As texts refer to them; a rename that changes nothing is none."""
    assert documents.checked("Cats", [sent], {}) == (become,)


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (Edit("a", "x"), "key"),
        (Edit("", "x"), "key"),
        (Edit("lib:", "x"), "key"),
        (Edit("lib:日本", "x"), "key"),
        (Edit("prompt:a", removed=True), "key"),
        (Edit("lib:a", "x", instead_of="b"), "instead_of"),
        (Edit("lib:a", "x", instead_of="delimiter"), "instead_of"),
        (Edit("lib:a"), "value"),
        (Edit("lib:a", 3), "value"),
        (Edit("lib:a", ["x"]), "value"),
        (Edit("lib:a", "\ud800"), "value"),
        (Edit("delimiter", ""), "value"),
        (Edit("delimiter", "a b"), "value"),
        (Edit("delimiter", 3), "value"),
        (Edit("delimiter", removed=True), "key"),
        (Edit("max_depth", True), "value"),
        (Edit("max_depth", 1.0), "value"),
        (Edit("max_depth", 101), "value"),
        (Edit("max_depth", "3"), "value"),
        (Edit("max_depth", removed=True), "key"),
        (Edit("max_depth", 3, instead_of="lib:a"), "key"),
    ],
)
def test_what_could_never_be_saved_is_refused(documents: LibberDocuments, edit: Edit, field: str) -> None:
    """With the field at fault, so that an editor can say it beside the cell."""
    with pytest.raises(Invalid) as refused:
        documents.checked("Cats", [Edit("lib:good", "x"), edit], {})
    assert refused.value.field == field
    assert refused.value.faults


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [("Été fou", "ete_fou"), ("a.b\tc", "a_b_c"), ("x" * 101, "x" * 100), ("%a%", "a"), ("ÅﬀB", "affb")],
)
def test_a_key_that_no_text_can_refer_to_is_answered_with_one_that_it_can(
    documents: LibberDocuments, key: str, suggestion: str
) -> None:
    """For people in the hint, for editors in the details; what is suggested is accepted."""
    with pytest.raises(Invalid) as refused:
        documents.checked("Cats", [Edit(f"lib:{key}", "x")], {})
    assert refused.value.details == {"suggestion": suggestion}
    assert repr(suggestion) in refused.value.hint
    assert documents.checked("Cats", [Edit(f"lib:{suggestion}", "x")], {})[0].key == f"lib:{suggestion}"


def test_a_snippet_has_a_largest_size(documents: LibberDocuments) -> None:
    """100,000 characters fit, one more does not."""
    assert documents.checked("Cats", [Edit("lib:a", "x" * 100_000)], {})
    with pytest.raises(TooLarge):
        documents.checked("Cats", [Edit("lib:a", "x" * 100_001)], {})


@pytest.mark.parametrize("value", [{"a": {}}, float("nan"), 10**400, [[[[]]]], b"x", object()])
def test_odd_values_are_faults_of_the_client(documents: LibberDocuments, value: Any) -> None:
    """Never a bug of ours."""
    for key in ("lib:a", "delimiter", "max_depth"):
        with pytest.raises(PenstockError) as refused:
            documents.checked("Cats", [Edit(key, value)], {})
        assert refused.value.status == 422
