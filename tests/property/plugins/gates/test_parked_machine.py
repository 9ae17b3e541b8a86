"""Parking, answers, discards, ends of runs, refusals and restarts in any order: the store does what the model says."""

import shutil
import tempfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from penstock.adapters.testing.fakes import FakeClock
from penstock.adapters.testing.run_queue import FakeRunQueue, Submitted
from penstock.core.contracts.gates import Gate, GateAnswer, GateKind, GateQuestion, GateState
from penstock.core.contracts.run_queue import RunState
from penstock.core.errors import Conflict, Invalid, NotFound
from penstock.core.files import Files
from penstock.core.ids import RandomIds
from penstock.plugins.gates.lanes import GateItem, Lanes
from penstock.plugins.gates.parked_folder import ParkedFolder
from penstock.plugins.gates.parked_rests import Rests
from penstock.plugins.gates.parked_store import DiskParkedRuns

from .parked_model import DECIDED, DISCARDED, OPEN, ModelGate, ModelRun

EDGES = {"g1": ("o1", "o2"), "g2": ("o2", "o3"), "g3": ("o3", "o4")}
OUTPUTS = ("o1", "o2", "o3", "o4")


def prompt() -> dict[str, Any]:
    """Three gates in a row, neighbours share an output."""
    nodes: dict[str, Any] = {node: {"class_type": "ImageGate", "inputs": {}} for node in EDGES}
    for output in OUTPUTS:
        inputs = {node: [node, 1] for node, fed in EDGES.items() if output in fed}
        nodes[output] = {"class_type": "SaveImage", "inputs": inputs}
    return nodes


class ParkedMachine(RuleBasedStateMachine):
    """See the module."""

    tokens = Bundle("tokens")

    @initialize(target=tokens, first=st.sets(st.tuples(st.sampled_from(sorted(EDGES)), st.integers(0, 1)), max_size=5))
    def begin(self, first: set[tuple[str, int]]) -> Any:
        """Two runs; the first has ended and left some gates behind."""
        self.folder = Path(tempfile.mkdtemp())
        self.queue = FakeRunQueue(output_classes=frozenset({"SaveImage"}))
        self.clock = FakeClock()
        self.runs = {name: ModelRun(prompt(), OUTPUTS) for name in ("p1", "p2")}
        for name in self.runs:
            self.queue.states[name] = RunState.QUEUED
        self.start()
        parked = [self._parked("p1", node, index) for node, index in sorted(first)]
        if parked:
            self.run_ends("p1", False)
        return multiple(*parked)

    @rule()
    def start(self) -> None:
        """The server is there again: nothing of the process before is known."""
        files = ParkedFolder(self.folder / "gates" / "parked", Files(), self.clock, RandomIds())
        self.store = DiskParkedRuns(files, Rests(files, self.queue, "host", lambda _process: True), lambda: 10**9)
        self.store.sweep()

    @rule(
        target=tokens, name=st.sampled_from(["p1", "p2"]), node=st.sampled_from(sorted(EDGES)), index=st.integers(0, 2)
    )
    def park(self, name: str, node: str, index: int) -> Any:
        """A gate of a run that goes on is parked."""
        if not self.runs[name].going or f"{name}_{node}_{index}" in self.runs[name].gates:
            return multiple()
        return self._parked(name, node, index)

    @rule(token=tokens, route=st.integers(1, 9), refused=st.booleans())
    def answer(self, token: str, route: int, refused: bool) -> None:
        """An answer counts once; one whose rest is refused does not count."""
        run = self.runs[token[:2]]
        gate = run.gates.get(token)
        self.queue.refusing = Invalid("no") if refused else None
        if gate is None or gate.status != OPEN:
            with pytest.raises((Conflict, NotFound)):
                self.store.answer(ask(token), GateAnswer(route=route))
            return
        gate.status, gate.route = DECIDED, route
        ready = run.ready()
        if refused and ready:
            gate.status = OPEN
            with pytest.raises(Invalid):
                self.store.answer(ask(token), GateAnswer(route=route))
            return
        run.queue(ready)
        run.settle()
        known = len(self.queue.submitted)
        found = self.store.answer(ask(token), GateAnswer(route=route))
        assert found.run_state == (run.run_state(token) if gate.status == DECIDED else "")
        for queued in self.queue.submitted[known:]:
            self._each_node_gets_its_own_answer(run, queued)

    @rule(token=tokens)
    def discard(self, token: str) -> None:
        """A gate is thrown away unless its answer is in the queue."""
        run = self.runs[token[:2]]
        gate = run.gates.get(token)
        if gate is None or gate.status not in (OPEN, DECIDED) or run.is_queued(token):
            with pytest.raises((Conflict, NotFound)):
                self.store.discard(token)
            return
        gate.status = DISCARDED
        run.settle()
        assert self.store.discard(token).state is GateState.CANCELLED

    @rule(token=tokens, refused=st.booleans())
    def requeue(self, token: str, refused: bool) -> None:
        """What failed or was lost is queued again, nothing else is."""
        run = self.runs[token[:2]]
        gate = run.gates.get(token)
        failed = run.failed(token) if gate is not None and gate.status == DECIDED else []
        self.queue.refusing = Invalid("no") if refused else None
        if not failed or refused:
            with pytest.raises((Conflict, NotFound, Invalid)):
                self.store.requeue(token)
            return
        self.store.requeue(token)
        run.queue(failed)

    @rule(state=st.sampled_from([RunState.DONE, RunState.DONE, RunState.FAILED, RunState.UNKNOWN]))
    def end(self, state: RunState) -> None:
        """Everything that is queued ends like this."""
        for name, known in self.queue.states.items():
            if known is RunState.QUEUED and name not in self.runs:
                self.queue.states[name] = state
        for run in self.runs.values():
            run.units = {key: state if known is RunState.QUEUED else known for key, known in run.units.items()}
        self.queue.refusing = None
        self.look()

    @rule(name=st.sampled_from(["p1", "p2"]), refused=st.booleans())
    def run_ends(self, name: str, refused: bool) -> None:
        """The run itself ends: what was answered meanwhile is queued, or refused and failed."""
        run = self.runs[name]
        self.queue.states[name] = RunState.DONE
        run.going = False
        self.queue.refusing = Invalid("no") if refused else None
        if any(gate.status == DECIDED for gate in run.gates.values()):
            run.queue(run.ready(), RunState.FAILED if refused else RunState.QUEUED)
        self.look()

    def look(self) -> None:
        """The watch looks, and tells what has ended."""
        for run in self.runs.values():
            run.settle()
        before = {gate.token: gate for gate in self.store.open()}
        changed = {gate.token: gate for gate in self.store.look()}
        for token, gate in before.items():
            if token not in {one.token for one in self.store.open()}:
                assert changed[token].state is GateState.ANSWERED, gate

    @invariant()
    def offered_is_what_is_open(self) -> None:
        """The list holds the open gates, each with its candidates, its answer and what became of it."""
        offered = {gate.token: gate for gate in self.store.open()}
        expected = {
            token: (run, gate)
            for run in self.runs.values()
            for token, gate in run.gates.items()
            if gate.status in (OPEN, DECIDED)
        }
        assert set(offered) == set(expected)
        for token, (run, gate) in expected.items():
            assert (offered[token].decided is not None) == (gate.status == DECIDED)
            assert offered[token].run_state == (run.run_state(token) if gate.status == DECIDED else "")
            assert np.array_equal(self.store.images(token), candidates(token))

    @invariant()
    def nothing_runs_more_often_than_it_should(self) -> None:
        """What was submitted is exactly what the model queued."""
        submitted = Counter(target for one in self.queue.submitted for target in one.targets)
        assert submitted == sum((run.submitted for run in self.runs.values()), Counter())

    @invariant()
    def nothing_is_left(self) -> None:
        """Where no gate is open there is no file."""
        root = self.folder / "gates" / "parked"
        if all(run.over() for run in self.runs.values()) and root.exists():
            assert [*root.iterdir()] == []

    def _parked(self, name: str, node: str, index: int) -> str:
        run, token = self.runs[name], f"{name}_{node}_{index}"
        if run.gates and run.over():
            run.forget()
        gate = Gate(token=token, kind=GateKind.IMAGE, title="", prompt_id=name, node_id=node, list_index=index)
        self.store.keep(gate, GateQuestion(kind=GateKind.IMAGE, images=candidates(token)), run.prompt, {})
        run.gates[token] = ModelGate(GateItem(token, node, index))
        return token

    def _each_node_gets_its_own_answer(self, run: ModelRun, queued: Submitted) -> None:
        lanes = Lanes(run.prompt, [gate.item for gate in run.gates.values()])
        for node, decision in decisions(queued).items():
            result = self.store.result(decision, node, queued.prompt_id)
            token = lanes.token(node, int(decision.rpartition(":")[2]))
            assert result is not None
            assert token is not None
            assert result.answer.route == run.gates[token].route
            assert np.array_equal(result.images, candidates(token))

    def teardown(self) -> None:
        """The folder goes."""
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)


def candidates(token: str) -> Any:
    """The images of a gate, different for each."""
    return np.full((1, 1, 2, 3), zlib.crc32(token.encode()) / 2**32, np.float32)


def ask(token: str) -> Gate:
    """Whoever answers knows the token."""
    return Gate(token=token, kind=GateKind.IMAGE, title="")


def decisions(queued: Submitted) -> dict[str, str]:
    """By node, the decisions that a queued run was given."""
    nodes = queued.prompt.items()
    return {node_id: node["inputs"]["decision"] for node_id, node in nodes if "decision" in node["inputs"]}


TestParked = ParkedMachine.TestCase
TestParked.settings = settings(stateful_step_count=25, max_examples=min(settings.default.max_examples, 500))
