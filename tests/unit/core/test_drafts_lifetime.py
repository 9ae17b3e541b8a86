"""How long drafts live, how many and how large they may be, and how fast they are."""

import threading
import time
from pathlib import Path

import pytest
from filelock import FileLock

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import FaultyCalls
from penstock.core import draft_steps
from penstock.core import drafts as module
from penstock.core.clock import SystemClock
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.errors import BadName, Busy, Conflict, Invalid, NotFound, TooLarge
from penstock.core.files import Files, SystemCalls


class House:
    """One folder, one clock, as many processes as are wanted. `calls` neither fail nor wait for the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FakeClock()
        self.ids = CountingIds()
        self.calls = NoSync()

    def process(self) -> Drafts:
        return Drafts(self.folder, Files(self.calls), self.clock, self.ids)


class NoSync(SystemCalls):
    def fsync(self, handle: int) -> None:
        """Nothing: no power is lost here."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "drafts")


def test_a_draft_goes_when_nobody_uses_it(house: House) -> None:
    """After 1800 s without use; the wall clock does not matter."""
    drafts = house.process()
    draft = drafts.open("prompts", "one", {"a": 1}, None)
    house.clock.set_wall(0)
    house.clock.advance(1799.5)
    assert drafts.list("prompts")[0].expires_in == 0.5
    house.clock.advance(0.5)
    with pytest.raises(NotFound):
        drafts.get(draft.id)
    assert {path.name for path in house.folder.iterdir()} == {".lock", ".turns"}


@pytest.mark.parametrize("use", ["open", "get", "edit", "no edit", "undo"])
def test_every_use_begins_the_time_anew(house: House, use: str) -> None:
    """Reading and joining count, looking at the list does not."""
    drafts = house.process()
    draft = drafts.open("prompts", "one", {"a": 1}, None)
    drafts.edit(draft.id, [Edit("a", 2)])
    uses = {
        "open": lambda: drafts.open("prompts", "one", {}, None),
        "get": lambda: drafts.get(draft.id),
        "edit": lambda: drafts.edit(draft.id, [Edit("a", 3)]),
        "no edit": lambda: drafts.edit(draft.id, []),
        "undo": lambda: drafts.undo(draft.id),
    }
    house.clock.advance(1000)
    assert uses[use]().expires_in == 1800
    house.clock.advance(1000)
    assert drafts.list("prompts")[0].expires_in == 800
    house.clock.advance(800)
    assert drafts.list("prompts") == ()


def test_a_restart_grants_the_full_time_again(house: House) -> None:
    """Counted from when the new process first sees the draft."""
    draft = house.process().open("prompts", "one", {"a": 1}, None)
    house.clock.advance(5000)
    started = house.process()
    assert started.sweep() == 1
    house.clock.advance(1799)
    assert started.get(draft.id).expires_in == 1800
    house.clock.advance(1800)
    assert started.sweep() == 0


def test_what_another_process_uses_is_not_removed(house: House) -> None:
    """Neither its edits nor its mere reads are missed, and a draft that neither uses goes."""
    ours, theirs = house.process(), house.process()
    draft = ours.open("prompts", "one", {"a": 1}, None)
    theirs.get(draft.id)
    for use in (lambda: theirs.get(draft.id), lambda: theirs.edit(draft.id, [Edit("a", 2)])):
        house.clock.advance(1200)
        use()
        house.clock.advance(1200)
        assert ours.sweep() == 1
        theirs.get(draft.id)
    house.clock.advance(1800)
    ours.sweep()
    house.clock.advance(1800)
    assert (ours.sweep(), theirs.sweep()) == (0, 0)


def test_with_200_open_the_one_that_is_not_dirty_and_was_used_longest_ago_goes(house: House) -> None:
    """Unsaved work stays; where all is unsaved work the new one is refused and nothing changed."""
    drafts = house.process()
    made = [drafts.open("prompts", f"n{number}", {"a": 1}, None) for number in range(200)]
    drafts.edit(made[0].id, [Edit("a", 2)])
    drafts.get(made[1].id)
    drafts.open("prompts", "new", {}, None)
    names = [note.name for note in drafts.list("prompts")]
    assert len(names) == 200
    assert "n2" not in names
    assert names[:3] == ["new", "n1", "n0"]
    for note in drafts.list("prompts"):
        drafts.edit(note.id, [Edit("b", 1)])
    with pytest.raises(Busy, match="200 drafts"):
        drafts.open("prompts", "newer", {}, None)
    assert drafts.sweep() == 200
    assert drafts.open("prompts", "n7", {}, None).id == made[7].id


def test_a_draft_has_10_100_entries_at_most(house: House) -> None:
    """One more is refused, at its opening and later, and the draft is as it was."""
    drafts = house.process()
    draft = drafts.open("libbers", "many", {str(number): "" for number in range(10_100)}, None)
    for refused in (
        lambda: drafts.edit(draft.id, [Edit("more", 1)]),
        lambda: drafts.edit(draft.id, [Edit("0", 1)] * 10_101),
        lambda: drafts.open("libbers", "more", {str(number): "" for number in range(10_101)}, None),
    ):
        with pytest.raises(TooLarge):
            refused()
    assert drafts.edit(draft.id, [Edit("more", 1), Edit("7", removed=True)]).revision == 2


def test_a_draft_has_a_largest_size(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of all entries together and of one, in any form, and keys are short."""
    monkeypatch.setattr(draft_steps, "MOST_BYTES", 10_000_000)
    drafts = house.process()
    draft = drafts.open("libbers", "large", {"a": "x" * 6_000_000}, None)
    for edit in (Edit("b", "x" * 4_100_000), Edit("b", "x" * 10_000_000)):
        with pytest.raises(TooLarge):
            drafts.edit(draft.id, [edit])
    with pytest.raises(Invalid):
        drafts.edit(draft.id, [Edit("k" * 1001, 1)])
    assert drafts.edit(draft.id, [Edit("b", "x" * 3_000_000)]).revision == 2
    for letter in "fgh":  # the history of large steps is shorter, but never empty
        draft = drafts.edit(draft.id, [Edit("a", letter * 6_000_000)])
    assert house.process().undo(draft.id).content()["a"][0] == "g"


@pytest.mark.parametrize(
    ("kind", "name", "base"),
    [("a/b", "n", None), ("", "n", None), ("a", "", None), ("a", "n" * 501, None), ("a", 5, None), ("a", "n", 5)],
)
def test_a_document_has_a_kind_and_a_name(house: House, kind: str, name: str, base: str | None) -> None:
    """What cannot be one is a client's error."""
    with pytest.raises((Invalid, BadName)):
        house.process().open(kind, name, {}, base)


def test_a_folder_that_is_held_is_busy(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that holds the lock gets its time, then it is 423 and nothing was changed."""
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    drafts = house.process()
    draft = drafts.open("prompts", "one", {"a": 1}, None)
    with FileLock(house.folder / ".lock"), pytest.raises(Busy):
        drafts.edit(draft.id, [Edit("a", 2)])
    assert drafts.get(draft.id).entries == draft.entries


def test_threads_of_two_processes_lose_no_edit(house: House) -> None:
    """Four threads count one entry up, each with what it saw: every success is one more, and none is lost."""
    stores = [house.process(), house.process()]
    draft = stores[0].open("prompts", "one", {"n": 0}, None)
    done: list[int] = []

    def count(store: Drafts) -> None:
        for _ in range(10):
            while True:
                seen = store.get(draft.id).entries["n"]
                try:
                    store.edit(draft.id, [Edit("n", seen.value + 1)], {"n": seen.revision})
                except Conflict:
                    continue
                done.append(1)
                break

    threads = [threading.Thread(target=count, args=(stores[number % 2],)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(done) == 40
    assert stores[1].get(draft.id).content() == {"n": 40}


def test_an_edit_of_a_large_draft_is_quick(tmp_path: Path) -> None:
    """5,000 entries, durable: half of all edits take well under 50 ms, and they write what changed, not everything."""
    calls = FaultyCalls()
    drafts = Drafts(tmp_path, Files(calls), SystemClock(), CountingIds())
    draft = drafts.open("libbers", "big", {f"key {number}": "x" * 200 for number in range(5_000)}, None)
    before = calls.count
    times = []
    for number in range(21):
        started = time.perf_counter()
        drafts.edit(draft.id, [Edit(f"key {number}", "y")], {f"key {number}": 1})
        times.append(time.perf_counter() - started)
    assert sorted(times)[10] < 0.05
    assert calls.count - before <= 21 * 8
    folder = tmp_path / draft.id
    assert sum(path.stat().st_size for path in folder.glob("*.step")) < 21 * 300
