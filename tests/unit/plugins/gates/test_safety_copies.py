"""Gates that wait are copied after a second, and their copies go when they end, however they do."""

import errno
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import define, evolve, field

from penstock.adapters.testing.run_queue import FakeRunQueue
from penstock.core.contracts.gates import Gate, GateAnswer, GateState, Unanswered
from penstock.core.files import Files, SystemCalls
from penstock.plugins.gates.adopting import adopt_waiting
from penstock.plugins.gates.copies_on_disk import CopiesOnDisk, copies_on_disk
from penstock.plugins.gates.parked_folder import ParkedFolder
from penstock.plugins.gates.parked_rests import Rests
from penstock.plugins.gates.parked_store import DiskParkedRuns
from penstock.plugins.gates.registry import GateRegistry
from penstock.plugins.gates.safety_copies import SafetyCopies
from penstock.plugins.gates.service import GateService

from .gate_world import Run, World, until
from .parked_world import graph


@define(slots=False)
class SlowDisk(SystemCalls):
    """A disk that fails with `error`, and holds up every write until it `goes`; `threads` are those that wrote."""

    error: int = 0
    goes: threading.Event = field(factory=threading.Event)
    writing: threading.Event = field(factory=threading.Event)
    threads: set[int] = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.goes.set()

    def create(self, path: Path) -> int:
        self.threads.add(threading.get_ident())
        self.writing.set()
        assert self.goes.wait(10)
        if self.error:
            raise OSError(self.error, "it fails")
        return super().create(path)

    def unlink(self, path: Path) -> None:
        self.threads.add(threading.get_ident())
        super().unlink(path)


class CopyingWorld:
    """A world of gates with safety copies on a disk of its own; `wished` is the setting."""

    def __init__(self, world: World, folder: Path, limit: int = 10**9) -> None:
        self.world, self.disk, self.wished = world, SlowDisk(), True
        self.gates = folder / "gates"
        parked = ParkedFolder(self.gates / "parked", Files(self.disk), world.clock, world.parts.ids)
        self.parked = DiskParkedRuns(
            parked, Rests(parked, FakeRunQueue(), "standalone-a", lambda _host: True), lambda: limit
        )
        self.copies = SafetyCopies(copies_on_disk(self.parked), world.parts.workers.start, lambda: self.wished)
        registry = GateRegistry(world.clock, world.events.append, ended=self.copies.ended)
        world.service.close()
        world.parts = evolve(world.parts, registry=registry, copies=self.copies)
        world.service = GateService(world.parts, world.settings)  # type: ignore[arg-type]

    def arm(self, node_id: str = "g1", list_index: int = 0, run: Run | None = None, **question: Any) -> Any:
        """A gate of a run that has output nodes."""
        made = run or Run(node_id=node_id, list_index=list_index, prompt=graph("a>g1 g1>o1 a>g2 g2>o2"))
        return self.world.arm(made, **question)

    def wait(self, seconds: float = 1.0) -> None:
        """Let time pass, look, and let the workers finish."""
        self.world.clock.advance(seconds)
        self.world.service.watcher.look()
        self.settle()

    def settle(self) -> None:
        assert self.world.parts.workers.settle()

    def tokens(self) -> set[str]:
        """The gates that lie on the disk as copies, by what a store reads there."""
        home = self.gates / "waiting" / "standalone-a"
        runs = ParkedFolder(home, Files(), self.world.clock, self.world.parts.ids).runs()
        return {one.token for run in runs for one in run.gates}

    def left(self) -> list[str]:
        """Every file and folder that is there for copies."""
        home = self.gates / "waiting" / "standalone-a"
        while True:
            try:
                return sorted(str(path.relative_to(home)) for path in home.rglob("*"))
            except FileNotFoundError:  # a folder went while it was being looked through
                continue


@pytest.fixture
def copying(world: World, tmp_path: Path) -> CopyingWorld:
    """Gates that are copied."""
    return CopyingWorld(world, tmp_path)


def test_a_gate_is_copied_once_when_it_has_waited_for_a_second(copying: CopyingWorld) -> None:
    """Not sooner; then whole, as a parked gate without an end, and never again."""
    gate, _ = copying.arm(time_limit=600)
    copying.wait(0.9)
    assert copying.left() == []
    copying.wait(0.1)
    assert copying.tokens() == {gate.token}
    (run,) = copying.copies._disk._store.folder.runs()  # type: ignore[attr-defined]
    (kept,) = run.gates
    assert kept.gate == evolve(gate, state=GateState.PARKED, expires=None)
    assert np.array_equal(copying.copies._disk._store.images(gate.token), np.full((1, 3, 4, 3), 0.5))  # type: ignore[attr-defined]
    before = copying.left()
    copying.wait(10)
    assert copying.left() == before
    assert copying.parked.open() == ()


ENDINGS: dict[str, Callable[[CopyingWorld, Gate, Run], object]] = {
    "answered": lambda copying, gate, _run: copying.world.service.answer(gate.token, GateAnswer(route=1)),
    "stopped": lambda copying, gate, _run: copying.world.service.stop(gate.token),
    "parked": lambda copying, gate, _run: copying.world.service.park(gate.token),
    "interrupted": lambda _copying, _gate, run: setattr(run, "interrupts", True),
    "expired": lambda copying, _gate, _run: copying.world.clock.advance(600),
    "armed anew": lambda copying, _gate, run: copying.arm(run=run),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_however_a_gate_ends_its_copy_goes_with_all_its_files(copying: CopyingWorld, ending: str) -> None:
    """In a thread of its own: neither whoever answers nor the loop of the run waits for the disk."""
    run = Run(node_id="g1", prompt=graph("a>g1 g1>o1"))
    gate, _ = copying.arm(run=run, time_limit=60, unanswered=Unanswered.STOP)
    copying.wait()
    assert copying.tokens() == {gate.token}
    ENDINGS[ending](copying, gate, run)
    until(lambda: copying.left() == [])
    copying.settle()
    assert copying.copies._copies == {}
    assert copying.disk.threads.isdisjoint({threading.get_ident(), copying.world._thread.ident})


def test_a_run_that_ends_by_itself_takes_its_copies_along(copying: CopyingWorld) -> None:
    """Another node failed, say: the loop throws the waiting node away."""
    _, waiting = copying.arm()
    copying.wait()
    assert copying.tokens()
    waiting.cancel()
    until(lambda: copying.left() == [])


def test_a_gate_that_ends_while_it_is_being_copied_leaves_nothing(copying: CopyingWorld) -> None:
    """The answer does not wait for the disk; the copy goes right after it was written."""
    copying.disk.goes.clear()
    gate, waiting = copying.arm()
    copying.world.clock.advance(1)
    copying.world.service.watcher.look()
    assert copying.disk.writing.wait(10)
    copying.world.service.answer(gate.token, GateAnswer(route=2))
    assert waiting.result(10).answer.route == 2
    copying.disk.goes.set()
    copying.settle()
    assert copying.left() == []
    assert copying.copies._copies == {}


def test_a_gate_that_ended_before_its_turn_is_not_copied(copying: CopyingWorld) -> None:
    """It waited for its turn behind another one; nor is one that ended in the very moment of the look."""
    copying.disk.goes.clear()
    first, _ = copying.arm("g1")
    second, _ = copying.arm("g2")
    entry = copying.world.parts.registry.entry(second.token)
    copying.world.clock.advance(1)
    copying.world.service.watcher.look()
    assert copying.disk.writing.wait(10)
    copying.world.service.answer(second.token, GateAnswer(route=1))
    copying.copies.look([entry], copying.world.clock.monotonic())  # type: ignore[list-item]
    copying.disk.goes.set()
    copying.settle()
    assert copying.tokens() == {first.token}
    assert set(copying.copies._copies) == {first.token}


def test_a_gate_that_was_answered_is_not_offered_again_whatever_its_copy_waits_for(copying: CopyingWorld) -> None:
    """The process may die before a slow disk has dropped the copy: what followed the answer is never done twice."""
    gates = [copying.arm(node)[0] for node in ("g1", "g2")]
    copying.wait()
    copying.copies._start = lambda _name, _work: None  # type: ignore[misc]
    copying.world.service.answer(gates[0].token, GateAnswer(route=1))
    assert copying.tokens() == {gate.token for gate in gates}
    parked = copying.parked.folder
    adopt_waiting(parked, lambda _process: False)
    assert [one.token for one in copying.parked.open()] == [gates[1].token]


def test_items_of_a_list_stay_until_all_are_answered(copying: CopyingWorld) -> None:
    """The run goes on with all of them together: an answer alone has had no effect yet when the process dies."""
    gates = [copying.arm("g1", index)[0] for index in range(3)]
    other, _ = copying.arm("g2")
    copying.wait()
    for gate in gates[:2]:
        copying.world.service.answer(gate.token, GateAnswer(route=1))
    copying.world.service.answer(other.token, GateAnswer(route=1))
    copying.settle()
    assert copying.tokens() == {gate.token for gate in gates}
    copying.world.service.answer(gates[2].token, GateAnswer(route=1))
    copying.settle()
    assert copying.left() == []


def test_with_the_setting_off_nothing_is_written(copying: CopyingWorld) -> None:
    """Switched on again, it holds for the gates that wait."""
    copying.wished = False
    gate, _ = copying.arm()
    copying.wait(100)
    assert not copying.gates.exists()
    copying.wished = True
    copying.wait(0)
    assert copying.tokens() == {gate.token}


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_disk_that_fails_changes_nothing_for_the_gates(
    copying: CopyingWorld, error: int, caplog: pytest.LogCaptureFixture
) -> None:
    """They wait on and are answered; it is said once, and not tried again and again."""
    copying.disk.error = error
    caplog.set_level(logging.INFO, "penstock.gates")
    gates = [copying.arm(node_id) for node_id in ("g1", "g2")]
    for _ in range(3):
        copying.wait()
    assert copying.left() == []
    told = [record for record in caplog.records if "Safety copies" in record.message]
    assert [record.levelno for record in told] == [logging.INFO]
    for gate, waiting in gates:
        assert copying.world.service.get(gate.token).why_not_parked == ""
        copying.world.service.answer(gate.token, GateAnswer(route=2))
        assert waiting.result(10).answer.route == 2
    assert copying.copies._copies == {}


def test_without_room_for_parked_gates_nothing_is_copied(world: World, tmp_path: Path) -> None:
    """Copies take only what parked gates leave free."""
    copying = CopyingWorld(world, tmp_path, limit=100)
    gate, _ = copying.arm()
    copying.wait()
    assert copying.left() == []
    copying.world.service.answer(gate.token, GateAnswer(route=1))


def test_what_cannot_be_parked_or_is_being_parked_is_not_copied(copying: CopyingWorld) -> None:
    """The one could not be offered later, the other will be on disk in a moment."""
    gate, _ = copying.arm("g1")
    copying.world.parts.registry.start_parking(gate.token)
    copying.world.shelf.reason = "There is no room."
    copying.arm("g2")
    copying.wait()
    assert not copying.gates.exists()


def test_nothing_is_left_when_the_host_stops(copying: CopyingWorld) -> None:
    """No copy and no folder: an ordinary stop ends the runs."""
    copying.arm("g1")
    copying.arm("g2")
    copying.wait()
    copying.world.service.close()
    assert [*(copying.gates / "waiting").iterdir()] == []


def test_a_copy_that_is_being_written_when_the_host_stops_goes_too(copying: CopyingWorld) -> None:
    """The stop waits for that one, and begins no other."""
    copying.disk.goes.clear()
    copying.arm("g1")
    copying.arm("g2")
    copying.world.clock.advance(1)
    copying.world.service.watcher.look()
    assert copying.disk.writing.wait(10)
    threading.Timer(0.05, copying.disk.goes.set).start()
    copying.world.service.close()
    assert [*(copying.gates / "waiting").iterdir()] == []


def test_no_thread_to_spare_costs_no_answer(copying: CopyingWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine is at its limit: the gate is answered, and the copy goes with the next one that can."""
    gate, waiting = copying.arm()
    copying.wait()
    start = copying.copies._start

    def refuse(_name: str, _work: object) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(copying.copies, "_start", refuse)
    copying.world.service.answer(gate.token, GateAnswer(route=1))
    assert waiting.result(10).answer.route == 1
    assert copying.tokens() == {gate.token}
    monkeypatch.setattr(copying.copies, "_start", start)
    copying.wait(0)
    assert copying.left() == []


def test_a_copy_that_cannot_be_dropped_stops_nothing(
    copying: CopyingWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said, and the folder goes when the host stops."""
    gate, _ = copying.arm()
    copying.wait()

    def fail(_disk: CopiesOnDisk, _tokens: object) -> None:
        raise OSError(errno.EIO, "it fails")

    caplog.set_level(logging.INFO, "penstock.gates")
    with monkeypatch.context() as broken:
        broken.setattr(CopiesOnDisk, "drop", fail)
        copying.world.service.answer(gate.token, GateAnswer(route=1))
        copying.settle()
    assert "it fails" in caplog.text
    copying.world.service.close()
    assert [*(copying.gates / "waiting").iterdir()] == []
