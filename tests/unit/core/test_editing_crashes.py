"""A save that ends in the middle: what it left in the file is the draft's own and never a conflict later."""

import contextlib
import errno
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import define

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.editing import DocumentEditing
from penstock.core.errors import Conflict, PenstockError
from penstock.core.files import FileCalls, Files, SystemCalls

OPENED = {"a": 1, "b": 2, "c": 3}


class Quick(SystemCalls):
    """What is forced to the disk is noted by the shim around it, and need not be."""

    def fsync(self, handle: int) -> None:
        """Nothing."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


@define
class House:
    """A folder of drafts and the documents, of which processes come and go."""

    folder: Path
    papers: MemoryDocuments
    clock: FakeClock
    ids: CountingIds

    def process(self, calls: FileCalls | None = None) -> DocumentEditing:
        """A new process."""
        return DocumentEditing(self.papers, Drafts(self.folder, Files(calls or Quick()), self.clock, self.ids))

    def content(self) -> Mapping[str, Any]:
        """What the file holds."""
        return self.papers.read("one").entries


@pytest.fixture
def house(tmp_path: Path) -> House:
    """`one` is open and a was changed from 1 to 10: at revision 2."""
    made = House(tmp_path / "drafts", MemoryDocuments(), FakeClock(), CountingIds())
    made.papers.put("one", OPENED)
    editing = made.process()
    editing.edit("one", editing.open("one").draft.id, [Edit("a", 10)])
    return made


def the_draft(house: House) -> str:
    found = house.process().find("one")
    assert found is not None
    return found.id


def die() -> None:
    raise Crash


def saved_and_not_noted(house: House) -> str:
    """The process dies when the file is written and the draft does not stand on it yet."""
    draft = the_draft(house)
    house.papers.after_write = die
    with pytest.raises(Crash):
        house.process().save("one", draft, 2)
    house.papers.after_write = lambda: None
    assert house.content()["a"] == 10
    return draft


def test_who_opens_it_again_finds_it_saved(house: House) -> None:
    """The draft stands on the file and is not dirty; its history is there."""
    saved_and_not_noted(house)
    found = house.process().open("one")
    assert (found.draft.dirty, found.draft.base, found.draft.can_undo) == (False, found.stored.revision, True)


def test_who_goes_on_editing_meets_no_conflict(house: House) -> None:
    """Another value for what was saved, and back to what it was at first, without looking before."""
    for value in (100, 1):
        draft = saved_and_not_noted(house)
        house.process().edit("one", draft, [Edit("a", value)])
        saved = house.process().save("one", draft, 3)
        assert (house.content()["a"], saved.merged) == (value, ())
        house.process().discard("one", draft)
        house.papers.put("one", OPENED)
        again = house.process()
        again.edit("one", again.open("one").draft.id, [Edit("a", 10)])


def test_an_undo_after_it_stands(house: House) -> None:
    """The draft is as it was opened, its file is not: that is a change to be saved, not a draft without changes."""
    draft = saved_and_not_noted(house)
    house.process().undo("one", draft)
    found = house.process().open("one").draft
    assert (found.content()["a"], found.dirty) == (1, True)
    house.process().save("one", draft, found.revision)
    assert house.content() == OPENED


def test_it_is_still_known_after_a_rename(house: House) -> None:
    """The draft went along with its document; what it left in the file is its own."""
    draft = saved_and_not_noted(house)
    editing = house.process()
    with editing.renaming("one", "two"):
        house.papers.stored["two"] = house.papers.stored["one"]
    revision = editing.edit("two", draft, [Edit("a", 100)]).draft.revision
    assert editing.save("two", draft, revision).draft.content()["a"] == 100


def test_what_others_saved_after_it_is_merged(house: House) -> None:
    """Theirs is taken, the own entry has the value that it got last."""
    draft = saved_and_not_noted(house)
    house.papers.put("one", {"a": 10, "b": 20, "c": 3})
    editing = house.process()
    assert editing.open("one").draft.dirty
    editing.edit("one", draft, [Edit("a", 100)])
    assert editing.save("one", draft, 3).merged == ("b",)
    assert house.content() == {"a": 100, "b": 20, "c": 3}


def test_a_real_conflict_is_still_one(house: House) -> None:
    """Somebody else has changed what was saved, and so has the draft."""
    draft = saved_and_not_noted(house)
    now = house.papers.put("one", {"a": 11, "b": 2, "c": 3})
    editing = house.process()
    editing.edit("one", draft, [Edit("a", 100)])
    with pytest.raises(Conflict) as refused:
        editing.save("one", draft, 3)
    assert refused.value.details == {"current": {"a": 11}, "sent": {"a": 100}, "file_revision": now}


def test_what_both_sides_had_removed_can_be_put_in_again(house: House) -> None:
    """The file and the draft agreed when it was saved: what comes after is the draft's alone."""
    draft = the_draft(house)
    house.process().edit("one", draft, [Edit("b", removed=True)])
    house.papers.put("one", {"a": 1, "c": 3})
    house.papers.after_write = die
    with pytest.raises(Crash):
        house.process().save("one", draft, 3)
    house.papers.after_write = lambda: None
    editing = house.process()
    editing.edit("one", draft, [Edit("b", 200)])
    editing.save("one", draft, 4)
    assert house.content() == {"a": 10, "c": 3, "b": 200}


def test_a_save_that_dies_again_and_again_is_no_conflict(house: House) -> None:
    """Several attempts, each with another value, others saving between: each value is known as the draft's own."""
    draft = saved_and_not_noted(house)
    for value in (11, 12, 13):
        editing = house.process()
        editing.edit("one", draft, [Edit("a", value)])
        house.papers.put("one", {**house.content(), "b": value})
        house.papers.after_write = die
        with pytest.raises(Crash):
            editing.save("one", draft, editing.get("one", draft).draft.revision)
        house.papers.after_write = lambda: None
    editing = house.process()
    revision = editing.edit("one", draft, [Edit("a", 14)]).draft.revision
    editing.save("one", draft, revision)
    assert house.content() == {"a": 14, "b": 13, "c": 3}


def test_a_save_that_never_wrote_knows_no_foreign_value(house: House) -> None:
    """It died before the file: what others write into it is theirs."""
    draft = the_draft(house)
    house.papers.before_write = die
    with pytest.raises(Crash):
        house.process().save("one", draft, 2)
    house.papers.before_write = lambda: None
    house.papers.put("one", {"a": 11, "b": 2, "c": 3})
    with pytest.raises(Conflict):
        house.process().save("one", draft, 2)
    editing = house.process()
    editing.save("one", draft, 2, {"a": "mine"})
    assert house.content()["a"] == 10


def faults(count: int) -> list[dict[str, Any]]:
    """Every way in which one of so many calls can go wrong."""
    kinds: list[dict[str, Any]] = []
    for call in range(1, count + 1):
        kinds += [{"crash_before": call}, {"crash_after": call}, {"fail": (call, errno.ENOSPC)}]
    return kinds


def test_whatever_fails_in_a_save_the_next_one_is_right(house: House, tmp_path: Path) -> None:
    """At each call to the disk: a crash before or after it, a full disk. Then an edit, others' changes, a save."""
    draft, counting = the_draft(house), FaultyCalls(Quick())
    shutil.copytree(house.folder, tmp_path / "first")
    house.process(counting).save("one", draft, 2)
    assert counting.count > 5
    for fault in faults(counting.count):
        shutil.rmtree(house.folder)
        shutil.copytree(tmp_path / "first", house.folder)
        house.papers.put("one", OPENED)
        with contextlib.suppress(Crash, PenstockError):
            house.process(FaultyCalls(Quick(), **fault)).save("one", draft, 2)
        editing = house.process()
        house.papers.put("one", {**house.content(), "b": 20})
        revision = editing.edit("one", draft, [Edit("a", 100)]).draft.revision
        saved = editing.save("one", draft, revision)
        assert house.content() == saved.draft.content() == {"a": 100, "b": 20, "c": 3}, fault
        assert not saved.draft.dirty


def test_what_an_earlier_save_wanted_is_foreign_once_the_file_was_seen_without_it(house: House) -> None:
    """A removal that never reached the file is no excuse for removing what somebody else removes later."""
    draft = the_draft(house)
    house.process().edit("one", draft, [Edit("a", removed=True)])
    house.papers.before_write = die
    with pytest.raises(Crash):
        house.process().save("one", draft, 3)
    house.papers.before_write = lambda: None
    house.papers.put("one", {**OPENED, "a": -3})
    house.process().edit("one", draft, [Edit("a", 5)])
    house.papers.after_write = die
    with pytest.raises(Crash):
        house.process().save("one", draft, 4, {"a": "mine"})
    house.papers.after_write = lambda: None
    house.papers.put("one", {"b": 2, "c": 3})
    with pytest.raises(Conflict) as asked:
        house.process().save("one", draft, 4)
    assert asked.value.details["current"] == {"a": None}
