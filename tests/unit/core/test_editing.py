"""Editing documents together: opening, editing, undoing, comparing, discarding."""

import time
from collections.abc import Mapping
from typing import Any

import pytest

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_values import Draft, DraftNote, Edit
from penstock.core.errors import Busy, Conflict, NotFound, ReadOnly

from .conftest import EditingProcess


def test_a_draft_begins_as_its_file(here: EditingProcess, papers: MemoryDocuments) -> None:
    """It stands on the file's revision, holds its entries and is not dirty."""
    found = here.editing.open("one")
    assert found.draft.content() == {"a": 1, "b": 2, "c": 3}
    assert found.draft.base == found.stored.revision == papers.read("one").revision
    assert (found.draft.kind, found.draft.name, found.draft.dirty) == ("papers", "one", False)


def test_a_document_without_a_file_is_opened_only_to_be_created(here: EditingProcess) -> None:
    """Then it can be joined by anybody, and nothing is written before it is saved."""
    with pytest.raises(NotFound):
        here.editing.open("new")
    made = here.editing.open("new", create=True)
    assert (made.draft.base, made.draft.content(), made.stored.revision) == (None, {}, None)
    assert here.editing.open("new").draft.id == made.draft.id


def test_a_draft_that_is_discarded_while_it_is_joined_is_opened_anew(
    here: EditingProcess, there: EditingProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens a document gets a draft; where others discard each at once it is told to try again."""
    first = here.editing.open("one").draft
    real, left = here.editing.find, [1]

    def find_and_lose(name: str) -> DraftNote | None:
        found = real(name)
        if found is not None and left:
            left.pop()
            there.editing.discard(name, found.id)
        return found

    monkeypatch.setattr(here.editing, "find", find_and_lose)
    second = here.editing.open("one").draft
    assert second.id != first.id
    opening = here.drafts.open

    def open_and_lose(kind: str, name: str, content: Mapping[str, Any], base: str | None) -> Draft:
        made = opening(kind, name, content, base)
        there.editing.discard(name, made.id)
        return made

    monkeypatch.setattr(here.drafts, "open", open_and_lose)
    here.editing.discard("one", second.id)
    with pytest.raises(Busy):
        here.editing.open("one")


def test_everybody_edits_the_same_draft(here: EditingProcess, there: EditingProcess) -> None:
    """Two processes see each other's edits, and undo each other's steps."""
    draft = here.editing.open("one").draft
    assert there.editing.open("one").draft.id == draft.id
    there.editing.edit("one", draft.id, [Edit("a", 10)])
    assert here.editing.get("one", draft.id).draft.content()["a"] == 10
    here.editing.undo("one", draft.id)
    assert there.editing.redo("one", draft.id).draft.content()["a"] == 10


def test_keys_become_what_the_document_makes_of_them(here: EditingProcess) -> None:
    """Also those under which the writer says what was seen."""
    draft = here.editing.open("one").draft
    changed = here.editing.edit("one", draft.id, [Edit("A", 5)], {"A": 1}).draft
    assert changed.content()["a"] == 5
    with pytest.raises(Conflict) as stale:
        here.editing.edit("one", draft.id, [Edit("A", 6)], {"A": 1})
    assert stale.value.details == {
        "current": {"a": {"value": 5, "revision": 2}},
        "sent": {"a": {"value": 6, "removed": False, "revision": 1}},
    }


def test_a_rename_of_what_was_changed_meanwhile_is_refused(here: EditingProcess) -> None:
    """The writer saw another value under the old key, however it is spelt."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 5)])
    with pytest.raises(Conflict) as stale:
        here.editing.edit("one", draft.id, [Edit("N", 1, instead_of="A")], {"A": 1, "N": 0})
    assert stale.value.details["current"] == {"a": {"value": 5, "revision": 2}}
    renamed = here.editing.edit("one", draft.id, [Edit("N", 1, instead_of="A")], {"A": 2, "N": 0}).draft
    assert list(renamed.content().items()) == [("n", 1), ("b", 2), ("c", 3)]


def test_a_draft_of_another_document_is_not_found(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Whatever is asked of it; it stays as it is."""
    papers.put("two", {})
    draft = here.editing.open("one").draft
    calls: list[Any] = [
        lambda: here.editing.get("two", draft.id),
        lambda: here.editing.edit("two", draft.id, [Edit("a", 2)]),
        lambda: here.editing.undo("two", draft.id),
        lambda: here.editing.redo("two", draft.id),
        lambda: here.editing.differences("two", draft.id),
        lambda: here.editing.save("two", draft.id, 1),
        lambda: here.editing.discard("two", draft.id),
        lambda: here.editing.get("one", "unknown"),
    ]
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert here.editing.get("one", draft.id).draft.revision == 1


def test_what_can_only_be_read_is_not_edited(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Neither edited nor saved: what a newer Penstock wrote; it can be looked at and put away."""
    papers.put("one", {"a": 1}, read_only=True, problems=("It is newer.",))
    draft = here.editing.open("one").draft
    for call in (
        lambda: here.editing.edit("one", draft.id, [Edit("a", 2)]),
        lambda: here.editing.undo("one", draft.id),
        lambda: here.editing.save("one", draft.id, 1),
    ):
        with pytest.raises(ReadOnly) as refused:
            call()
        assert refused.value.hint == "It is newer."
    here.editing.discard("one", draft.id)


def test_a_draft_without_changes_follows_its_file(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Whoever looks at it sees what another program wrote; the revisions of what stayed stay."""
    draft = here.editing.open("one").draft
    papers.put("one", {"a": 1, "b": 20, "n": 4})
    found = here.editing.get("one", draft.id)
    assert found.draft.content() == {"a": 1, "b": 20, "n": 4}
    assert (found.draft.dirty, found.draft.base) == (False, found.stored.revision)
    assert {key: entry.revision for key, entry in found.draft.entries.items()} == {"a": 1, "b": 2, "n": 2}
    assert here.editing.get("one", draft.id).draft.revision == 2


def test_a_draft_with_changes_does_not_follow(here: EditingProcess, papers: MemoryDocuments) -> None:
    """It stays on what it was made from, and can be seen to."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    papers.put("one", {"a": 1, "b": 20})
    found = here.editing.open("one")
    assert found.draft.content() == {"a": 10, "b": 2, "c": 3}
    assert found.draft.base == draft.base != found.stored.revision


def test_a_draft_outlives_its_file(here: EditingProcess, papers: MemoryDocuments) -> None:
    """The file is gone: the entries are not."""
    draft = here.editing.open("one").draft
    del papers.stored["one"]
    found = here.editing.open("one")
    assert (found.draft.id, found.draft.content(), found.stored.revision) == (draft.id, {"a": 1, "b": 2, "c": 3}, None)


def test_differences_say_what_saving_would_do(here: EditingProcess, papers: MemoryDocuments) -> None:
    """In the draft's order, what goes last; what others saved meanwhile is no difference."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("n", None), Edit("a", 10), Edit("b", removed=True)])
    papers.put("one", {"a": 1, "b": 2, "c": 30})
    found = here.editing.differences("one", draft.id)
    assert [(one.key, one.before, one.after, one.had, one.has) for one in found] == [
        ("a", 1, 10, True, True),
        ("n", None, None, False, True),
        ("b", 2, None, True, False),
    ]


def test_differences_show_a_migration(here: EditingProcess, papers: MemoryDocuments) -> None:
    """The file has another shape: it is that which is compared."""
    papers.put("one", {"a": 1, "b": 2}, before={"old": 1, "b": 2})
    draft = here.editing.open("one").draft
    found = here.editing.differences("one", draft.id)
    assert [(one.key, one.had, one.has) for one in found] == [("a", False, True), ("old", True, False)]


def test_a_discarded_draft_is_gone(here: EditingProcess) -> None:
    """Only at the revision that was seen; the next one begins as the file is."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    with pytest.raises(Conflict) as stale:
        here.editing.discard("one", draft.id, 1)
    assert stale.value.details == {"current": 2}
    here.editing.discard("one", draft.id, 2)
    assert here.editing.find("one") is None
    assert here.editing.open("one").draft.content()["a"] == 1


def test_looking_for_a_draft_is_no_use_of_it(here: EditingProcess, moving_clock: FakeClock) -> None:
    """Neither listing nor finding keeps one alive."""
    draft = here.editing.open("one").draft
    moving_clock.advance(1000)
    assert [note.id for note in here.editing.list()] == [draft.id]
    found = here.editing.find("one")
    assert found is not None
    assert found.expires_in == 800
    moving_clock.advance(801)
    assert here.editing.find("one") is None


def test_a_draft_goes_along_with_a_renamed_document(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Its id, changes and history stay; one that nobody edits may be renamed, too."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    with here.editing.renaming("one", "two"):
        papers.stored["two"] = papers.stored.pop("one")
    moved = here.editing.open("two").draft
    assert (moved.id, moved.content()["a"], moved.dirty) == (draft.id, 10, True)
    assert not here.editing.undo("two", draft.id).draft.dirty
    with here.editing.renaming("nobody", "four"):
        pass


def test_a_file_is_read_again_only_where_it_has_changed(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Not at each edit of thousands of entries; what another program wrote is seen at once."""
    draft = here.editing.open("one").draft
    reads = papers.reads
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    here.editing.undo("one", draft.id)
    here.editing.get("one", draft.id)
    assert papers.reads == reads
    papers.put("one", {"a": 1}, read_only=True)
    with pytest.raises(ReadOnly):
        here.editing.edit("one", draft.id, [Edit("a", 11)])
    assert here.editing.get("one", draft.id).stored.read_only


def test_an_edit_among_thousands_is_quick(here: EditingProcess, papers: MemoryDocuments) -> None:
    """5,000 entries: the median of some edits takes less than 50 ms."""
    papers.put("one", {f"key {number}": {"value": "x" * 100, "tags": ["a"]} for number in range(5_000)})
    draft = here.editing.open("one").draft
    times = []
    for number in range(9):
        begun = time.perf_counter()
        here.editing.edit("one", draft.id, [Edit(f"key {number}", {"value": "y"})], {f"key {number}": 1})
        times.append(time.perf_counter() - begun)
    assert sorted(times)[4] < 0.05
