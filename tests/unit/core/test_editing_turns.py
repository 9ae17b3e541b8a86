"""Who waits for whom: for the same draft, and for no other one, however long its document takes."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core import draft_turns
from penstock.core.draft_values import Edit
from penstock.core.errors import Busy, Conflict, NotFound

from .conftest import EditingProcess

WAIT = 10.0


class Slow:
    """A step that begins and does not end before it is let."""

    def __init__(self) -> None:
        self.begun, self.let = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        assert self.let.wait(WAIT)


@contextmanager
def meanwhile(slow: Slow, work: Callable[[], object]) -> Iterator[None]:
    """The body runs while `work` is in the middle of its slow step."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        assert slow.begun.wait(WAIT)
        yield
    finally:
        slow.let.set()
        thread.join(WAIT)


def test_a_document_that_takes_long_keeps_nobody_from_the_others(
    here: EditingProcess, there: EditingProcess, papers: MemoryDocuments
) -> None:
    """While one is written, others are opened, edited, saved and listed, here and in another process."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    for name in ("two", "three"):
        papers.put(name, {"x": 1})
    papers.before_write = slow = Slow()
    with meanwhile(slow, lambda: here.editing.save("one", draft.id, 2)):
        papers.before_write = lambda: None
        for process, name in ((here, "two"), (there, "three")):
            other = process.editing.open(name).draft
            process.editing.edit(name, other.id, [Edit("x", 2)])
            assert not process.editing.save(name, other.id, 2).draft.dirty
            assert {note.name for note in process.editing.list()} >= {"one", name}
    assert papers.read("one").entries["a"] == 10


def test_no_edit_gets_between_a_file_and_its_draft(
    here: EditingProcess, there: EditingProcess, papers: MemoryDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a draft is saved no thread and no process can change it; what is too long for them is told as busy."""
    monkeypatch.setattr(draft_turns, "PATIENCE", 0.05)
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    papers.after_write = slow = Slow()
    with meanwhile(slow, lambda: here.editing.save("one", draft.id, 2)):
        for process in (here, there):
            with pytest.raises(Busy):
                process.editing.edit("one", draft.id, [Edit("a", 11)])
    assert (there.editing.get("one", draft.id).draft.dirty, papers.read("one").entries["a"]) == (False, 10)
    assert there.editing.edit("one", draft.id, [Edit("a", 11)]).draft.dirty


def test_an_edit_waits_for_the_save(here: EditingProcess, there: EditingProcess, papers: MemoryDocuments) -> None:
    """It is made on what was saved, and nothing of it is lost."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    edit = threading.Thread(target=lambda: there.editing.edit("one", draft.id, [Edit("b", 20)]))
    papers.after_write = slow = Slow()
    with meanwhile(slow, lambda: here.editing.save("one", draft.id, 2)):
        edit.start()
    edit.join(WAIT)
    found = here.editing.get("one", draft.id).draft
    assert (found.content()["b"], found.dirty, papers.read("one").entries["b"]) == (20, True, 2)


def test_a_save_that_takes_long_does_not_outlive_its_draft(
    here: EditingProcess, there: EditingProcess, papers: MemoryDocuments
) -> None:
    """Begun in the last second of the draft, it goes on for a minute; then the draft lives as long as ever."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    there.editing.list()
    clock = here.editing._drafts._shelf.clock
    clock.advance(1799.0)  # type: ignore[attr-defined]

    def long() -> None:
        clock.advance(60.0)  # type: ignore[attr-defined]
        assert len(there.editing.list()) == 1

    papers.before_write = long
    assert not here.editing.save("one", draft.id, 2).draft.dirty
    assert len(there.editing.list()) == 1


def test_a_document_is_not_saved_while_it_is_renamed(
    here: EditingProcess, there: EditingProcess, papers: MemoryDocuments, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it would be there under both names; and nothing is renamed while its draft is in use."""
    monkeypatch.setattr(draft_turns, "PATIENCE", 0.05)
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    with here.editing.renaming("one", "two"):
        papers.stored["two"] = papers.stored.pop("one")
        with pytest.raises(Busy):
            there.editing.save("one", draft.id, 2)
    with pytest.raises(NotFound):
        there.editing.save("one", draft.id, 3)
    papers.before_write = slow = Slow()
    saving = meanwhile(slow, lambda: there.editing.save("two", draft.id, 3))
    with saving, pytest.raises(Busy), here.editing.renaming("two", "three"):
        pytest.fail("it was renamed")
    assert list(papers.stored) == ["two"]


def test_unsaved_changes_of_a_document_that_is_gone_keep_its_name(
    here: EditingProcess, papers: MemoryDocuments
) -> None:
    """Another document does not get into them; without changes they are in nobody's way."""
    papers.put("two", {"x": 1})
    old = here.editing.open("two").draft
    here.editing.edit("two", old.id, [Edit("x", 2)])
    del papers.stored["two"]
    draft = here.editing.open("one").draft
    with pytest.raises(Conflict) as refused, here.editing.renaming("one", "two"):
        pytest.fail("it was renamed")
    assert refused.value.details == {"current": {"draft": old.id, "revision": 2}}
    here.editing.undo("two", old.id)
    with here.editing.renaming("one", "two"):
        papers.stored["two"] = papers.stored.pop("one")
    assert [(note.id, note.name) for note in here.editing.list()] == [(draft.id, "two")]


def test_a_document_that_is_not_renamed_after_all_keeps_its_draft(here: EditingProcess) -> None:
    """The name was taken, or the disk refused."""
    draft = here.editing.open("one").draft
    with pytest.raises(Conflict), here.editing.renaming("one", "two"):
        raise Conflict("taken")
    assert here.editing.get("one", draft.id).draft.revision == 1
