"""A crash, a power cut, an error of the disk at every call of every operation on drafts."""

import contextlib
import errno
import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core import draft_files, draft_shelf
from penstock.core.draft_values import Edit
from penstock.core.drafts import Drafts
from penstock.core.errors import PenstockError
from penstock.core.files import FileCalls, Files, SystemCalls

Step = Callable[[Drafts, str], object]

OPERATIONS: dict[str, Step] = {
    "open": lambda drafts, _: drafts.open("prompts", "new", {"n": 1}, "r"),
    "join": lambda drafts, _: drafts.open("prompts", "one", {"n": 1}, "r"),
    "edit": lambda drafts, one: drafts.edit(one, [Edit("a", 9), Edit("b", removed=True), Edit("z", 1)]),
    "edit and gather": lambda drafts, one: [drafts.edit(one, [Edit("a", 10)]), drafts.edit(one, [Edit("a", 11)])][-1],
    "undo": lambda drafts, one: drafts.undo(one),
    "redo": lambda drafts, one: drafts.redo(one),
    "close": lambda drafts, one: drafts.close(one),
    "get": lambda drafts, one: drafts.get(one),
    "rename": lambda drafts, one: drafts.edit(one, [Edit("z", 9, instead_of="a")]),
    "rebase": lambda drafts, one: rebase(drafts, one),
}
"""Each is one change; where it is more, those before the last may show."""


def rebase(drafts: Drafts, one: str) -> None:
    """The draft was saved, merged with what was in the file, and goes on."""
    with drafts.holding(one) as held:
        held.keep_attempts([{"a": "3"}])
        texts = {"a": "3", "other": "4"}
        held.replace(held.state.rebased("saved", texts, texts))


BETWEEN = {"edit and gather": 10}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_files, "_MOST_STEP_FILES", 6)
    monkeypatch.setattr(draft_shelf, "MOST_DRAFTS", 3)


class Quick(SystemCalls):
    """What is forced to the disk is noted by the shim around it, and need not be."""

    def fsync(self, handle: int) -> None:
        """Nothing."""

    def sync_folder(self, path: Path) -> None:
        """Nothing."""


class Disk:
    """A prepared folder, copied for each try."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.number = itertools.count()
        self.clock = FakeClock()
        self.ids = CountingIds()
        drafts = self.process(base / "first")
        self.one = drafts.open("prompts", "one", {"a": 1, "b": {"c": 2}}, None).id
        for name in ("two", "three"):
            drafts.open("prompts", name, {"n": name}, None)
        for value in (2, 3, 4):
            drafts.edit(self.one, [Edit("a", value)])
        drafts.undo(self.one)

    def process(self, folder: Path, calls: FileCalls | None = None) -> Drafts:
        return Drafts(folder, Files(calls or Quick()), self.clock, self.ids)

    def copy(self) -> Path:
        folder = self.base / str(next(self.number))
        shutil.copytree(self.base / "first", folder)
        return folder

    def state(self, folder: Path) -> dict[str, Any]:
        """What a new process finds, by name: revision, entries, and what undo and redo make of them."""
        drafts = self.process(folder)
        found = {}
        for note in drafts.list("prompts"):
            draft = drafts.get(note.id)
            found[note.name] = (draft.base, draft.revision, dict(draft.entries), draft.can_undo, draft.can_redo)
        assert drafts.problems() == ()
        return found


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    return Disk(tmp_path)


def outcomes(disk: Disk, step: Step, between: int | None) -> tuple[list[dict[str, Any]], int]:
    """The states that may be found after a crash, the complete one last, and the calls that it takes."""
    found = [disk.state(disk.copy())]
    if between is not None:
        folder = disk.copy()
        disk.process(folder).edit(disk.one, [Edit("a", between)])
        found.append(disk.state(folder))
    folder, calls = disk.copy(), FaultyCalls(Quick())
    step(disk.process(folder, calls), disk.one)
    return [*found, disk.state(folder)], calls.count


def after_eviction(allowed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A draft that is not dirty may have made room although the new one did not come."""
    first, *_, last = allowed
    return [{name: value for name, value in first.items() if name in last}, *allowed]


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_crash_at_any_call_loses_nothing_that_was_answered(disk: Disk, name: str) -> None:
    """Before or after each call, with and without what was not synced: the state before, or the one after."""
    step = OPERATIONS[name]
    states, count = outcomes(disk, step, BETWEEN.get(name))
    assert count
    allowed = after_eviction(states)
    for call, after, power in itertools.product(range(1, count + 1), (False, True), (False, True)):
        folder = disk.copy()
        calls = FaultyCalls(Quick(), **{"crash_after" if after else "crash_before": call})
        with contextlib.suppress(Crash):
            step(disk.process(folder, calls), disk.one)
        if power:
            calls.power_loss()
        assert disk.state(folder) in allowed, (call, after, power, calls.log)
        draft = disk.process(folder).open("prompts", "one", {}, None)
        assert disk.process(folder).edit(draft.id, [Edit("on", 1)]).revision == draft.revision + 1


@pytest.mark.parametrize("name", ["open", "edit", "edit and gather"])
def test_a_torn_write_is_never_read(disk: Disk, name: str) -> None:
    """Half of a file's bytes and then nothing: it was never placed, so it counts for nothing."""
    states, count = outcomes(disk, OPERATIONS[name], BETWEEN.get(name))
    for call in range(1, count + 1):
        folder, calls = disk.copy(), FaultyCalls(Quick(), torn=(call, 0.5))
        with contextlib.suppress(Crash):
            OPERATIONS[name](disk.process(folder, calls), disk.one)
        assert disk.state(folder) in after_eviction(states)


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("name", OPERATIONS)
def test_an_error_of_the_disk_is_an_answer_and_changes_nothing(disk: Disk, name: str, error: int) -> None:
    """At each call, once: what is refused is as before, what is answered is there, and the store works on."""
    states, count = outcomes(disk, OPERATIONS[name], BETWEEN.get(name))
    for call in range(1, count + 1):
        folder, calls = disk.copy(), FaultyCalls(Quick(), fail=(call, error))
        drafts = disk.process(folder, calls)
        try:
            OPERATIONS[name](drafts, disk.one)
        except PenstockError as refused:
            assert refused.status in (403, 503, 507)
            assert disk.state(folder) in after_eviction(states)[:-1], (call, calls.log)
        else:
            assert disk.state(folder) == states[-1], (call, calls.log)
        seen = drafts.open("prompts", "one", {}, None)
        assert dict(disk.process(folder).get(seen.id).entries) == dict(seen.entries)


def test_reading_and_closing_work_on_a_full_disk(disk: Disk) -> None:
    """No call that needs room succeeds any more; renames and removals do."""
    folder = disk.copy()

    class Full(SystemCalls):
        def create(self, path: Path) -> int:
            raise OSError(errno.ENOSPC, "full", str(path))

        def mkdir(self, path: Path) -> None:
            raise OSError(errno.ENOSPC, "full", str(path))

    drafts = disk.process(folder, Full())
    assert drafts.get(disk.one).content()["a"] == 3
    with pytest.raises(PenstockError, match="disk is full"):
        drafts.edit(disk.one, [Edit("a", 5)])
    assert drafts.get(disk.one).content()["a"] == 3
    drafts.close(disk.one)
    assert disk.one not in {path.name for path in folder.iterdir()}
