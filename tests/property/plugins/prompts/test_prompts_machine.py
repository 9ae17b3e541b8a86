"""Two processes and another program on the same prompts, with crashes and failing disks, against a model."""

import contextlib
import errno
import json
import tempfile
from pathlib import Path

import pytest
from attrs import define, field
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.contracts.prompts import Prompt, PromptCollection, PromptDocument
from penstock.core.errors import Conflict, Invalid, NotFound, PenstockError, ReadOnly
from penstock.core.files import Files
from penstock.plugins.prompts.collection import names, put, remove, rename
from penstock.plugins.prompts.compositions import put_composition
from penstock.plugins.prompts.decoding import Decoded, decode
from penstock.plugins.prompts.prompt_files import PromptFiles

FOLDERS = st.sampled_from(["cats", "dogs"])
WHO = st.sampled_from([0, 1])
WRITTEN = st.sampled_from(
    [
        b'{"girl_pos": "G", "male_pos": "", "n": [1]}',
        b'{"version": 1, "own": "mine", "own2": "\\ud800"}',
        b"{}",
        b'{"prompts": {"a": "A", "b": 5}, "owner": {"x": 1}}',
        b'{"version": 2, "prompts": {"a": {"value": "A", "weight": 2}}, "compositions": {"c": ["a"]}}',
        b'{"version": 3, "prompts": {"a": "A"}}',
    ]
)
DAMAGED = st.sampled_from([b"", b"{", b"[]", b'{"prompts": {"a"', b"\0\0"])
CHANGES = st.sampled_from(["put", "remove", "rename", "compose", "nothing"])


@define
class Model:
    """The bytes of the file, of its last good copy, of the version 1 files that were migrated, of damaged ones."""

    now: bytes | None = None
    good: bytes | None = None
    v1: list[bytes] = field(factory=list)
    aside: set[bytes] = field(factory=set)

    def found(self) -> Decoded | None:
        """What is read: of the last good copy where the file is damaged; None where there is none of either."""
        if self.now is None:
            return Decoded(collection=PromptCollection())
        with contextlib.suppress(ValueError):
            return decode(self.now)
        return decode(self.good) if self.good is not None else None


def changed(kind: str, collection: PromptCollection, count: int) -> PromptCollection:
    """A change of a person."""
    first = names(collection)[:1]
    if kind == "put":
        return put(collection, f"p{count % 3}", Prompt(value=str(count)))
    if kind == "compose":
        return put_composition(collection, "c", ["a", f"p{count % 3}"])
    if kind == "remove" and first:
        return remove(collection, first[0])
    if kind == "rename" and first:
        return rename(collection, first[0], f"r{count}")
    return collection


class PromptsMachine(RuleBasedStateMachine):
    """See the module."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None)
        self.clock = FakeClock()
        self.calls = [FaultyCalls(), FaultyCalls()]
        self.stores = [self.store(calls) for calls in self.calls]
        self.models = {"cats": Model(), "dogs": Model()}
        self.count = 0

    def teardown(self) -> None:
        self.folder.cleanup()

    def store(self, calls: FaultyCalls) -> PromptFiles:
        root = Path(self.folder.name)
        return PromptFiles(root / "root", root / "private", Files(calls, pause=lambda _: None), self.clock)

    def path(self, folder: str) -> Path:
        return Path(self.folder.name) / "root" / folder / "prompts.json"

    def bytes_of(self, folder: str) -> bytes | None:
        path = self.path(folder)
        return path.read_bytes() if path.is_file() else None

    # --- another program ---

    @rule(folder=FOLDERS, data=st.one_of(WRITTEN, DAMAGED))
    def another_program_writes(self, folder: str, data: bytes) -> None:
        self.path(folder).parent.mkdir(parents=True, exist_ok=True)
        self.path(folder).write_bytes(data)
        self.models[folder].now = data

    @rule(folder=FOLDERS)
    def another_program_removes(self, folder: str) -> None:
        self.path(folder).unlink(missing_ok=True)
        self.models[folder].now = None

    @rule(seconds=st.integers(-5, 5))
    def time_goes_or_is_turned_back(self, seconds: int) -> None:
        self.clock.set_wall(self.clock.wall_ms() + seconds * 1000)

    # --- Penstock ---

    @rule(folder=FOLDERS, who=WHO)
    def reads(self, folder: str, who: int) -> None:
        self.read(folder, who)

    def read(self, folder: str, who: int) -> PromptDocument | None:
        """The document, None where there is none but a damaged one."""
        model = self.models[folder]
        wanted = model.found()
        if wanted is None:
            with pytest.raises(Invalid):
                self.stores[who].read(folder)
            return None
        found = self.stores[who].read(folder)
        assert found.collection == wanted.collection
        assert (found.migrated, found.read_only) == (wanted.migrated, wanted.read_only)
        on_disk = self.bytes_of(folder)
        if on_disk != model.now and model.now is not None:
            model.aside.add(model.now)
            assert on_disk == model.good
        model.now = on_disk
        model.good = on_disk or model.good
        return found

    @rule(folder=FOLDERS, who=WHO, kind=CHANGES)
    def saves(self, folder: str, who: int, kind: str) -> None:
        seen = self.read(folder, who)
        if seen is None:
            return
        self.count += 1
        wanted = changed(kind, seen.collection, self.count)
        poor = PromptCollection(
            prompts=wanted.prompts, compositions=wanted.compositions, scene_flags=wanted.scene_flags
        )
        if seen.read_only:
            with pytest.raises(ReadOnly):
                self.stores[1 - who].save(folder, poor, seen.revision)
            return
        self.stored(folder, seen, wanted, self.stores[1 - who].save(folder, poor, seen.revision))

    def stored(self, folder: str, seen: PromptDocument, wanted: PromptCollection, made: PromptDocument) -> None:
        """Nothing that the caller left out is lost, and version 1 is beside it."""
        model = self.models[folder]
        assert made.collection == wanted
        if seen.migrated and model.now is not None:
            model.v1.append(model.now)
            assert made.collection.v1_backup == decode(model.now).collection.v1_backup
        model.now = model.good = self.bytes_of(folder)

    @rule(folder=FOLDERS, who=WHO, kind=CHANGES, data=WRITTEN)
    def saves_too_late(self, folder: str, who: int, kind: str, data: bytes) -> None:
        seen = self.read(folder, who)
        if seen is None or data == self.models[folder].now:
            return
        self.another_program_writes(folder, data)
        with pytest.raises((Conflict, ReadOnly)) as caught:
            self.stores[who].save(folder, changed(kind, seen.collection, self.count), seen.revision)
        assert json.dumps(caught.value.as_json())

    @rule(folder=FOLDERS, who=WHO)
    def goes_back_to_version_1(self, folder: str, who: int) -> None:
        model = self.models[folder]
        if not model.v1:
            with pytest.raises(NotFound):
                self.stores[who].restore_v1(folder)
            return
        try:
            newer = model.now is not None and decode(model.now).read_only
        except ValueError:
            newer = False
        if newer:
            with pytest.raises(ReadOnly):
                self.stores[who].restore_v1(folder)
            return
        assert self.stores[who].restore_v1(folder).migrated
        if model.now not in (None, model.v1[-1]):
            model.aside.add(model.now)
        model.now = model.good = model.v1[-1]

    # --- what goes wrong ---

    @rule(folder=FOLDERS, number=st.integers(1, 16), power=st.booleans(), kind=CHANGES)
    def dies_while_it_saves(self, folder: str, number: int, power: bool, kind: str) -> None:
        calls = FaultyCalls(crash_before=number)
        self.interrupted(folder, kind, calls)
        if power:
            calls.power_loss()
        self.found_whole(folder)

    @rule(folder=FOLDERS, number=st.integers(1, 16), error=st.sampled_from([errno.ENOSPC, errno.EIO]), kind=CHANGES)
    def fails_while_it_saves(self, folder: str, number: int, error: int, kind: str) -> None:
        if self.interrupted(folder, kind, FaultyCalls(fail=(number, error))):
            assert self.bytes_of(folder) == self.models[folder].now
        self.found_whole(folder)

    def interrupted(self, folder: str, kind: str, calls: FaultyCalls) -> bool:
        """Save on a bad disk; whether that raised."""
        self.before = self.read(folder, 0)
        self.wanted = PromptCollection()
        if self.before is None or self.before.read_only:
            return False
        self.count += 1
        self.wanted = changed(kind, self.before.collection, self.count)
        try:
            self.store(calls).save(folder, self.wanted, self.before.revision)
        except (Crash, PenstockError):
            return True
        return False

    def found_whole(self, folder: str) -> None:
        """As before or as it was to be, with version 1 beside it; the next process finds it so."""
        model = self.models[folder]
        kept = [path.read_bytes() for path in self.path(folder).parent.glob("*.v1.backup*")]
        if self.before is not None and self.before.migrated and model.now in kept and [model.now] != model.v1[-1:]:
            model.v1.append(model.now)
        data = self.bytes_of(folder)
        if data != model.now:
            assert data is not None
            assert decode(data).collection == self.wanted
            assert self.before is None or not self.before.migrated or model.now in kept
            model.now = data
        self.reads(folder, 1)

    # --- what always holds ---

    @invariant()
    def nothing_is_lost(self) -> None:
        for folder, model in self.models.items():
            assert self.bytes_of(folder) == model.now
            beside = {path.read_bytes() for path in self.path(folder).parent.glob("prompts.json.*")}
            assert {*model.v1, *model.aside} <= beside

    @invariant()
    def folders_are_listed(self) -> None:
        assert self.stores[0].folders() == tuple(name for name, model in self.models.items() if model.now is not None)


TestPrompts = PromptsMachine.TestCase
TestPrompts.settings = settings(stateful_step_count=30)
