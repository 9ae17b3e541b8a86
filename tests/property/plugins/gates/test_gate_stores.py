"""What is kept for places, under any sequence of changes, restarts, crashes, power cuts and disks that refuse."""

import errno
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.contracts.gates import Gate, GateAnswer, GateKind, GateState
from penstock.core.errors import ClientError
from penstock.core.files import Files
from penstock.plugins.gates.kept_answers import KeptAnswers
from penstock.plugins.gates.masks import MaskDrafts

PLACES = st.sampled_from(["a" * 32, "b" * 32, "c" * 32])
SIZES = st.sampled_from([(4, 2), (8, 4), (3, 3)])
CALLS = st.integers(1, 14)


class StoreMachine(RuleBasedStateMachine):
    """`model` is what must be there by place; `maybe` what else may be, after a change that was not acknowledged."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.calls = FaultyCalls()
        self.model: dict[str, Any] = {}
        self.maybe: dict[str, list[Any]] = {}
        self.revisions: dict[str, int] = {}
        self.starts = 0
        self.clean = True

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        self.restart()

    @rule()
    def restart(self) -> None:
        """The server starts again, later."""
        self.calls = FaultyCalls()
        self.starts += 1
        self.open(Path(self.folder.name) / "kept", Files(self.calls), self.starts * 1000)

    @rule(call=CALLS, power=st.booleans(), after=st.booleans())
    def crash_soon(self, call: int, power: bool, after: bool) -> None:
        """At some call of the next changes the process dies, perhaps with the power."""
        self.clean = False
        number = self.calls.count + call
        if after:
            self.calls.crash_after = number
        else:
            self.calls.crash_before = number
        self.power = power

    @rule(call=CALLS, error=st.sampled_from([errno.EIO, errno.ENOSPC, errno.EACCES]))
    def refuse_soon(self, call: int, error: int) -> None:
        """One call fails."""
        self.clean = False
        self.calls.fail = (self.calls.count + call, error)

    def open(self, folder: Path, files: Files, first: int) -> None:
        """Open the store."""
        raise NotImplementedError

    def seen(self, place: str) -> Any:
        """What the store has there, comparable."""
        raise NotImplementedError

    def revision(self, place: str) -> int:
        """The store's revision there."""
        raise NotImplementedError

    def change(self, place: str, value: Any, work: Any) -> None:
        """Do a change that makes `value` of a place; keep the model in step with what happened to it."""
        before = self.revision(place)
        try:
            work()
        except Crash:
            self.maybe.setdefault(place, []).append(value)
            self.calls.power_loss(lose_bytes=self.power, lose_entries=self.power)
            self.restart()
            self.settle(place)
            return
        except ClientError:
            self.calls.fail = None
            assert self.seen(place) == self.model.get(place), "a refused change changed something"
            return
        changed = value is not None or self.model.get(place) is not None
        assert (self.revision(place) > before) or not changed
        self.model[place] = value

    def settle(self, place: str) -> None:
        """After a crash one of the allowed values is there, and stays."""
        found = self.seen(place)
        allowed = [self.model.get(place), *self.maybe.pop(place, [])]
        assert found in allowed, (found, allowed)
        self.model[place] = found

    @invariant()
    def what_was_acknowledged_is_there(self) -> None:
        """Of every place, exactly."""
        if self.starts:
            for place, value in self.model.items():
                assert self.seen(place) == value

    @invariant()
    def nothing_is_left_behind(self) -> None:
        """As long as nothing crashed or failed there is one file for each place, and the lock."""
        folder = Path(self.folder.name) / "kept"
        if self.clean and folder.is_dir():
            held = sum(value is not None for value in self.model.values())
            assert len([path for path in folder.iterdir() if path.name != ".lock"]) == held


class DraftMachine(StoreMachine):
    """Draft masks; a value is `(width, height, levels)`."""

    def open(self, folder: Path, files: Files, first: int) -> None:
        self.store = MaskDrafts(folder, files, first)

    def seen(self, place: str) -> Any:
        known = self.model.get(place)
        sizes = [value[:2] for value in (known, *self.maybe.get(place, [])) if value] or [(4, 2)]
        for width, height in sizes:
            found = self.store.draft(place, width, height)
            if found is not None and self.stored_size(place) == (width, height):
                return width, height, found.array.tobytes()
        return None

    def stored_size(self, place: str) -> tuple[int, int] | None:
        """The size of the newest file of a place, read from its header."""
        found = sorted(
            (Path(self.folder.name) / "kept").glob(f"{place}.*.png"), key=lambda path: int(path.name.split(".")[1])
        )
        if not found:
            return None
        data = found[-1].read_bytes()
        return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])

    def revision(self, place: str) -> int:
        return self.store.revision(place)

    @rule(place=PLACES, size=SIZES, seed=st.integers(0, 5))
    def save(self, place: str, size: tuple[int, int], seed: int) -> None:
        width, height = size
        levels = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
        levels[0, 0] = 255
        self.change(place, (*size, levels.tobytes()), lambda: self.store.save(place, levels, width, height))

    @rule(place=PLACES, size=SIZES)
    def save_nothing(self, place: str, size: tuple[int, int]) -> None:
        width, height = size
        empty = np.zeros((height, width), np.uint8)
        self.change(place, None, lambda: self.store.save(place, empty, width, height))

    @rule(place=PLACES)
    def clear(self, place: str) -> None:
        self.change(place, None, lambda: self.store.clear(place))


class KeptMachine(StoreMachine):
    """Kept answers; a value is `(route, hash)`."""

    def open(self, folder: Path, files: Files, first: int) -> None:
        self.store = KeptAnswers(folder, files, first)

    def seen(self, place: str) -> Any:
        found = self.store.get(place)
        return None if found is None else (found.answer.route, found.input_hash)

    def revision(self, place: str) -> int:
        return self.store.revision(place)

    @rule(place=PLACES, route=st.integers(1, 10), input_hash=st.sampled_from(["0" * 64, "1" * 64]))
    def keep(self, place: str, route: int, input_hash: str) -> None:
        gate = Gate(token="t", kind=GateKind.IMAGE, title="Gate", state=GateState.ANSWERED, place=place)
        answer = GateAnswer(route=route)
        self.change(place, (route, input_hash), lambda: self.store.keep(place, gate, answer, input_hash))

    @rule(place=PLACES)
    def forget(self, place: str) -> None:
        self.change(place, None, lambda: self.store.forget(place))

    @invariant()
    @precondition(lambda self: self.starts > 0)
    def all_lists_each(self) -> None:
        """The list holds exactly the places with an answer."""
        assert set(self.store.all()) == {place for place, value in self.model.items() if value is not None}


TestDrafts = DraftMachine.TestCase
TestKeptAnswers = KeptMachine.TestCase
TestDrafts.settings = settings(stateful_step_count=25)
TestKeptAnswers.settings = settings(stateful_step_count=25)
