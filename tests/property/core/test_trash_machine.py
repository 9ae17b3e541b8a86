"""The trash as a state machine: two processes delete, restore and expire, and die at any disk call; no byte is lost."""

import os
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from penstock.adapters.testing.fakes import CountingIds, FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.errors import Conflict
from penstock.core.files import FileCalls, Files
from penstock.core.trash import DAYS, Trash, Trashed

NAMES = ("a.png", "b.png", "c", "d e")
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"


class TrashMachine(RuleBasedStateMachine):
    """Files with bytes of their own, deleted alone or several at once; `alive` and `known` are what must be."""

    def __init__(self) -> None:
        super().__init__()
        self._temporary = tempfile.TemporaryDirectory()
        self._root = Path(self._temporary.name)
        self._things = self._root / "things"
        self._clock, self._ids = FakeClock(), CountingIds()
        self._count = 0
        self._made: set[bytes] = set()
        self._gone: set[bytes] = set()

    @initialize()
    def begin(self) -> None:
        """An empty folder."""
        self._things.mkdir()

    def teardown(self) -> None:
        """Nothing stays."""
        self._temporary.cleanup()

    def _trash(self, calls: FileCalls | None = None) -> Trash:
        files = Files(patience=0.0) if calls is None else Files(calls, patience=0.0)
        return Trash(self._root / "trash", self._things / ".trash", files, self._clock, self._ids)

    def _entries(self) -> list[Trashed]:
        return [one for kind in ("one", "many") for one in self._trash().deleted(kind)]

    def _there(self) -> list[str]:
        return [name for name in NAMES if (self._things / name).exists()]

    @rule(names=st.sets(st.sampled_from(NAMES), min_size=1))
    def make(self, names: set[str]) -> None:
        """Files with bytes that no others have, where the names are free."""
        for name in sorted(names - set(self._there())):
            self._count += 1
            data = f"file {self._count}".encode()
            (self._things / name).write_bytes(data)
            self._made.add(data)

    @rule(data=st.data(), crash=st.sampled_from([None, None, None, 1, 2, 3, 4, 5, 6, 8, 10]), after=st.booleans())
    @precondition(lambda self: self._there())
    def delete(self, data: st.DataObject, crash: int | None, after: bool) -> None:
        """One file, or several at once; the process may die in the middle of it."""
        names = data.draw(st.lists(st.sampled_from(self._there()), unique=True, min_size=1))
        paths = [self._things / name for name in names]
        place = {} if crash is None else {"crash_after" if after else "crash_before": crash}
        trash = self._trash(FaultyCalls(**place))
        try:
            if len(paths) == 1 and data.draw(st.booleans()):
                trash.put(paths[0], "one", names[0].replace(".", "_"), "note")
            else:
                trash.put_all(paths, "many", "note")
        except Crash:
            return
        assert not any(path.exists() for path in paths)

    @rule(data=st.data(), crash=st.sampled_from([None, None, None, 1, 2, 3, 4, 5, 6, 8, 10]), after=st.booleans())
    @precondition(lambda self: self._entries())
    def restore(self, data: st.DataObject, crash: int | None, after: bool) -> None:
        """All of an entry comes back, or nothing where one of its names is used by another file."""
        found = data.draw(st.sampled_from(self._entries()))
        place = {} if crash is None else {"crash_after" if after else "crash_before": crash}
        target = self._things if found.several else self._things / data.draw(st.sampled_from(NAMES))
        before = self._bytes(self._things)
        try:
            self._trash(FaultyCalls(**place)).restore(found, target)
        except Crash:
            return
        except Conflict:
            assert self._bytes(self._things) == before
            return
        assert {name: data for name, data in self._bytes(self._things).items() if name in before} == before
        assert found.id not in {one.id for one in self._entries()}

    @rule(days=st.sampled_from([1, 2, DAYS - 1, DAYS + 1]))
    def wait(self, days: int) -> None:
        """Time goes on; what is older than it is kept goes for good, and nothing else."""
        self._clock.advance(days * 24 * 3600)
        limit = self._clock.wall_ms() - DAYS * 24 * 3600 * 1000
        old = [one for one in self._entries() if one.deleted < limit]
        young = {one.id for one in self._entries() if one.deleted >= limit}
        outside = set(self._bytes(self._things).values())
        for one in old:
            self._gone |= {data for data in self._held(one) if data not in outside}
        for kind in ("one", "many"):
            self._trash().expire(kind)
        assert {one.id for one in self._entries()} == young

    @invariant()
    def no_byte_is_lost(self) -> None:
        """Every file that did not expire is at its place or can be restored."""
        if not self._things.exists():
            return
        kept = set(self._bytes(self._things).values())
        for one in self._entries():
            kept |= self._held(one)
        assert self._made - self._gone <= kept

    def _held(self, one: Trashed) -> set[bytes]:
        paths = [one.path / name for name in one.names] if one.several else [one.path]
        return {path.read_bytes() for path in paths}

    def _bytes(self, folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


TestTrash = TrashMachine.TestCase
TestTrash.settings = settings(
    max_examples=500 if NIGHTLY else 60, stateful_step_count=60 if NIGHTLY else 40, deadline=None
)
