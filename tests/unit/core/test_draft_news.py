"""What is told of drafts: each change once, with its keys where this process made it."""

from pathlib import Path

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.memory_documents import MemoryDocuments
from penstock.core.clock import SystemClock
from penstock.core.draft_values import Draft, Edit
from penstock.core.draft_watch import DraftWatch, shared_drafts
from penstock.core.drafts import Drafts
from penstock.core.errors import NotFound
from penstock.core.events.base import Event
from penstock.core.events.drafts import DraftChanged
from penstock.core.files import Files
from penstock.core.host import HostPaths

from .conftest import EditingProcess


def test_each_own_step_is_told_once_with_its_keys(here: EditingProcess, papers: MemoryDocuments) -> None:
    """Opened, edited, undone, made again, saved, discarded; looking tells none of it again."""
    draft = here.editing.open("one").draft
    here.editing.open("one")
    here.editing.edit("one", draft.id, [Edit("a", 10), Edit("n", 1, instead_of="b")])
    here.drafts.look()
    here.editing.undo("one", draft.id)
    here.editing.redo("one", draft.id)
    papers.put("one", {"a": 1, "b": 2, "c": 30})
    here.editing.save("one", draft.id, 4)
    here.editing.discard("one", draft.id)
    here.drafts.look()
    told = here.told()
    assert told[0] == ("draft_changed", "one", ())
    assert [(name, keys if isinstance(keys, bool) else set(keys)) for name, _, keys in told[1:]] == [
        ("draft_changed", {"a", "n", "b"}),
        ("draft_changed", {"a", "n", "b"}),
        ("draft_changed", {"a", "n", "b"}),
        ("draft_changed", {"c"}),
        ("draft_closed", False),
    ]


def test_what_changes_nothing_is_not_told(here: EditingProcess) -> None:
    """The same value, a look, a save of what is saved, a refused edit."""
    draft = here.editing.open("one").draft
    here.told()
    here.editing.edit("one", draft.id, [Edit("a", 1)])
    here.editing.get("one", draft.id)
    here.editing.save("one", draft.id, 1)
    with pytest.raises(NotFound):
        here.editing.edit("one", "unknown", [Edit("a", 2)])
    here.drafts.look()
    assert here.told() == []


def test_an_event_carries_no_entries(here: EditingProcess) -> None:
    """It says that a draft has unsaved changes, not which."""
    draft = here.editing.open("one").draft
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    event = here.events[-1]
    assert isinstance(event, DraftChanged)
    assert not isinstance(event.draft, Draft)
    assert (event.draft.id, event.draft.revision, event.draft.dirty) == (draft.id, 2, True)


def test_what_another_process_does_is_told_at_the_next_look(here: EditingProcess, there: EditingProcess) -> None:
    """Opened, edited, discarded: once each, without keys."""
    draft = there.editing.open("one").draft
    here.drafts.look()
    assert here.told() == [("draft_changed", "one", ())]
    there.editing.edit("one", draft.id, [Edit("a", 10)])
    here.drafts.look()
    here.drafts.look()
    assert here.told() == [("draft_changed", "one", ())]
    there.editing.discard("one", draft.id)
    here.drafts.look()
    assert here.told() == [("draft_closed", "one", False)]
    there.drafts.look()
    assert [name for name, _, _ in there.told()] == ["draft_changed", "draft_changed", "draft_closed"]


def test_a_step_after_one_that_nobody_told_has_no_keys(here: EditingProcess, there: EditingProcess) -> None:
    """Another process has edited just before: any entry may be another."""
    draft = here.editing.open("one").draft
    there.editing.edit("one", draft.id, [Edit("b", 20)])
    here.told()
    here.editing.edit("one", draft.id, [Edit("a", 10)])
    here.drafts.look()
    assert here.told() == [("draft_changed", "one", ())]


def test_a_draft_that_nobody_uses_is_told_as_expired(
    here: EditingProcess, there: EditingProcess, moving_clock: FakeClock
) -> None:
    """By each process, whichever of them removes it; a use by the other one begins its time anew."""
    draft = here.editing.open("one").draft
    there.drafts.look()
    moving_clock.advance(1000)
    there.editing.get("one", draft.id)
    here.drafts.look()
    moving_clock.advance(1000)
    here.drafts.look()
    there.drafts.look()
    here.told()
    there.told()
    moving_clock.advance(801)
    here.drafts.look()
    there.drafts.look()
    assert here.told() == there.told() == [("draft_closed", "one", True)]


def test_what_was_there_before_a_process_is_not_told(
    here: EditingProcess, tmp_path: Path, moving_clock: FakeClock
) -> None:
    """A restart finds drafts and says nothing, also when they are joined; it does when they change."""
    draft = here.editing.open("one").draft
    told: list[Event] = []
    paths = HostPaths(input=tmp_path, output=tmp_path, temp=tmp_path, user=tmp_path)
    drafts = shared_drafts(paths, Files(), moving_clock, CountingIds(), told.append)
    (tmp_path / "__penstock").mkdir()
    (tmp_path / "drafts").rename(tmp_path / "__penstock" / "drafts")
    watch = DraftWatch(drafts, tmp_path / "__penstock" / "drafts", moving_clock)
    watch.look()
    drafts.open("papers", "one", {}, None)
    assert told == []
    drafts.edit(draft.id, [Edit("a", 10)])
    assert len(told) == 1


def test_a_watcher_tells_within_a_second(tmp_path: Path, papers: MemoryDocuments) -> None:
    """Of a draft of another process, by its own thread; before there is a folder it makes none."""
    clock, folder, told = SystemClock(), tmp_path / "__penstock" / "drafts", list[Event]()
    paths = HostPaths(input=tmp_path, output=tmp_path, temp=tmp_path, user=tmp_path)
    drafts = shared_drafts(paths, Files(), clock, CountingIds(), told.append)
    watch = DraftWatch(drafts, folder, clock, interval=0.02)
    watch.start()
    try:
        assert not folder.exists()
        other = Drafts(folder, Files(), clock, CountingIds())
        draft = other.open("papers", "one", {"a": 1}, None)
        begun = clock.monotonic()
        while not told and clock.monotonic() - begun < 5:
            watch._background.pause(0.01)
        other.edit(draft.id, [Edit("a", 2)])
        while len(told) < 2 and clock.monotonic() - begun < 10:
            watch._background.pause(0.01)
    finally:
        watch.stop()
    assert [event.draft.revision for event in told if isinstance(event, DraftChanged)] == [1, 2]


def test_a_watcher_looks_only_where_something_happened(
    here: EditingProcess,
    there: EditingProcess,
    tmp_path: Path,
    moving_clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It takes no lock while nothing changes; every few seconds it does, since drafts expire."""
    looks: list[int] = []
    watch = DraftWatch(here.drafts, tmp_path / "drafts", moving_clock)
    there.editing.open("one")
    watch.look()
    real = here.drafts.look
    monkeypatch.setattr(here.drafts, "look", lambda: (looks.append(1), real()))
    watch.look()
    assert looks == []
    there.editing.edit("one", there.editing.open("one").draft.id, [Edit("a", 5)])
    watch.look()
    assert len(looks) == 1
    moving_clock.advance(6)
    watch.look()
    assert len(looks) == 2
