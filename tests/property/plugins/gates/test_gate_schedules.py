"""Exactly once: whatever tabs, plugins, clocks and runs do at the same time, each gate has one outcome."""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from penstock.core.contracts.gates import (
    AnsweredBy,
    CancelReason,
    Gate,
    GateAnswer,
    GateResult,
    GateState,
    PendingGate,
    Unanswered,
    Wait,
)
from penstock.core.errors import Conflict
from penstock.core.nodes import Interrupted

from ....unit.plugins.gates.gate_world import Run, World, image_question, until

SCHEDULES = max(500, settings.default.max_examples)
LOOPS = 2
TABS = 4
PLUGIN = {"answers": GateAnswer(route=3), "misfits": GateAnswer(route=99), "leaves": None}


@define
class Loops:
    """Loops of runs, each in a thread of its own, and threads of tabs."""

    loops: list[asyncio.AbstractEventLoop]
    tabs: ThreadPoolExecutor


@pytest.fixture(scope="module")
def loops() -> Iterator[Loops]:
    """For all schedules of this module; threads take turns far more often than usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    made = [asyncio.new_event_loop() for _ in range(LOOPS)]
    threads = [threading.Thread(target=loop.run_forever) for loop in made]
    for thread in threads:
        thread.start()
    with ThreadPoolExecutor(TABS) as tabs:
        yield Loops(made, tabs)
    for loop, thread in zip(made, threads, strict=True):
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    sys.setswitchinterval(before)


@define(eq=False)
class Node:
    """One node that asks: how its gate is set up, and what came of it."""

    number: int
    prompt: int
    unanswered: Unanswered
    parks: bool
    plugin: str
    run: Run = field(factory=Run)
    token: str = ""
    result: GateResult | None = None
    error: BaseException | None = None
    done: threading.Event = field(factory=threading.Event)
    task: "asyncio.Task[None] | None" = None

    async def ask(self, world: World) -> None:
        question = image_question(
            routes=("a", "b", "c"),
            title=self.plugin,
            time_limit=10,
            unanswered=self.unanswered,
            wait=Wait.PARK if self.parks else Wait.HOLD,
        )
        try:
            self.result = await world.service.ask(self.run, question)
        except BaseException as error:
            self.error = error
            if isinstance(error, asyncio.CancelledError):
                raise
        finally:
            self.done.set()


@define
class Told:
    """What a tab did, and what the server said: the gate as it then was, or the conflict."""

    action: str
    node: Node
    route: int
    gate: Gate | None = None
    conflict: Conflict | None = None


nodes_of_a_run = st.lists(
    st.builds(
        Node,
        number=st.just(0),
        prompt=st.integers(0, 1),
        unanswered=st.sampled_from([Unanswered.STOP, Unanswered.PARK, Unanswered.LET_THROUGH, Unanswered.WAIT]),
        parks=st.sampled_from([False, False, True]),
        plugin=st.sampled_from(["leaves", "leaves", "answers", "misfits", "raises"]),
    ),
    min_size=1,
    max_size=4,
)
ACTIONS = ("answer", "answer", "double click", "stop", "park", "interrupt", "timeout", "fail", "list")
actions = st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 3), st.integers(1, 2)), min_size=1, max_size=10)
schedules = st.lists(actions, min_size=1, max_size=TABS)


def decider(gate: PendingGate) -> GateAnswer | None:
    """Does what the title of the gate says."""
    if gate.gate.title == "raises":
        raise RuntimeError("as told")
    return PLUGIN[gate.gate.title]


@pytest.fixture(scope="module")
def fresh_world(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], World]:
    """A world of its own for each schedule."""

    def make() -> World:
        folder: Path = tmp_path_factory.mktemp("gates")
        return World(folder, {"decider": decider})

    return make


def test_each_gate_has_exactly_one_outcome(
    loops: Loops, fresh_world: Callable[[], World], figure: Callable[..., None]
) -> None:
    """Events, results of nodes, and what every tab was told agree on one outcome for each gate."""
    gates: list[int] = []

    @settings(max_examples=SCHEDULES, phases=[Phase.generate], database=None)  # threads cannot be replayed, nor shrunk
    @given(nodes=nodes_of_a_run, tabs=schedules)
    def plays(nodes: list[Node], tabs: list[Any]) -> None:
        play_all(loops, fresh_world(), nodes, tabs)
        gates.append(len(nodes))

    plays()
    figure(
        "G18",
        "schedules of answers, double clicks, stops, parks, interrupts, time limits and torn down runs",
        len(gates),
        "schedules",
        measured={"gates": sum(gates)},
    )


def play_all(loops: Loops, world: World, nodes: list[Node], tabs: list[Any]) -> None:
    """Arm the gates, let the tabs play side by side, end what is left, and look at all of it."""
    try:
        arm(world, loops, nodes)
        start = threading.Barrier(len(tabs))
        played = [loops.tabs.submit(play, world, loops, nodes, tab, start) for tab in tabs]
        told = [one for tab in played for one in tab.result(30)]
        assert world.parts.workers.settle()
        finish(world, loops, nodes)
        for node in nodes:
            check(world, node, [one for one in told if one.node is node], tabs)
        assert world.parts.registry.entries() == ()
        assert all(gate.state is GateState.PARKED for gate in world.service.open())
    finally:
        world.close()


def arm(world: World, loops: Loops, nodes: list[Node]) -> None:
    """Ask for every node, on the loop of its run, and wait until each gate was armed."""
    for number, node in enumerate(nodes):
        node.number = number
        node.run = Run(prompt_id=f"p{node.prompt}", node_id=str(number))
        loop = loops.loops[node.prompt]
        loop.call_soon_threadsafe(lambda node=node, loop=loop: setattr(node, "task", loop.create_task(node.ask(world))))

    def armed() -> dict[str, str]:
        gates = [event.gate for event in tuple(world.events) if event.name == "gate_armed"]  # type: ignore[attr-defined]
        return {gate.node_id: gate.token for gate in gates}

    until(lambda: len(armed()) == len(nodes))
    for node in nodes:
        node.token = armed()[node.run.node_id]


def play(world: World, loops: Loops, nodes: list[Node], tab: Any, start: threading.Barrier) -> list[Told]:
    """One tab: its actions one after the other, beside all the others."""
    start.wait(30)
    return [told for action, which, route in tab for told in act(world, loops, nodes, action, which, route)]


def act(world: World, loops: Loops, nodes: list[Node], action: str, which: int, route: int) -> Iterator[Told]:
    node = nodes[which % len(nodes)]
    service = world.service
    if action == "interrupt":
        for one in nodes:
            one.run.interrupts = one.run.interrupts or one.prompt == node.prompt
        service.watcher.look()
    elif action == "timeout":
        world.clock.advance(11)
        service.watcher.look()
    elif action == "fail":
        loops.loops[node.prompt].call_soon_threadsafe(lambda: node.task.cancel() if node.task else None)
    elif action == "list":
        assert service.get(node.token).token == node.token
        tokens = [gate.token for gate in service.open()]
        assert len(set(tokens)) == len(tokens)
    else:
        for _ in range(2 if action == "double click" else 1):
            yield attempt(Told(action, node, route), world)


def attempt(told: Told, world: World) -> Told:
    token = told.node.token
    try:
        if told.action == "stop":
            told.gate = world.service.stop(token)
        elif told.action == "park":
            told.gate = world.service.park(token)
        else:
            told.gate = world.service.answer(token, GateAnswer(route=told.route))
    except Conflict as error:
        told.conflict = error
    return told


def finish(world: World, loops: Loops, nodes: list[Node]) -> None:
    """Whatever nobody decided is still open, and takes an answer."""
    for loop in loops.loops:
        asyncio.run_coroutine_threadsafe(turns(), loop).result(30)
    for node in nodes:
        if world.parts.registry.entry(node.token) is not None:
            if node.parks:  # a plugin that leaves it, and then the disk
                until(lambda node=node: world.parts.registry.entry(node.token) is None)
            else:
                world.service.answer(node.token, GateAnswer(route=1))
    for node in nodes:
        assert node.done.wait(10)


async def turns() -> None:
    """A few turns of a loop: tasks that were cancelled have ended."""
    for _ in range(5):
        await asyncio.sleep(0)


def check(world: World, node: Node, told: list[Told], tabs: Any) -> None:
    events = [event for event in world.events if event.gate.token == node.token]  # type: ignore[attr-defined]
    names = [event.name for event in events]
    final = events[-1].gate  # type: ignore[attr-defined]
    assert names[0] == "gate_armed"
    assert names.count("gate_armed") == 1
    assert names[1:] in (
        ["gate_answered"],
        ["gate_cancelled"],
        ["gate_expired"],
        ["gate_parked"],
        ["gate_parked", "gate_parked"],  # and answered
        ["gate_parked", "gate_cancelled"],  # and discarded
    )
    assert world.service.get(node.token) == final
    left_the_run = events[1].gate  # type: ignore[attr-defined]
    check_node(node, left_the_run)
    check_tabs(told, events)
    check_reasons(node, final, told, tabs)


def check_node(node: Node, gate: Gate) -> None:
    """The node went on as the first outcome says, or its run was torn down meanwhile."""
    if isinstance(node.error, asyncio.CancelledError):
        return
    if gate.state is GateState.PARKED:
        assert node.result is not None
        assert node.result.parked
    elif gate.decided is not None:
        assert node.result is not None
        assert node.result.answer.route == gate.decided.route
    else:
        assert isinstance(node.error, Interrupted)


def check_tabs(told: list[Told], events: list[Any]) -> None:
    """As many wins as outcomes that tabs brought about; all others were told of a gate with this token."""
    for one in told:
        if one.conflict is not None:
            assert one.conflict.details["current"]["token"] == one.node.token  # type: ignore[index]
        else:
            assert one.gate in [event.gate for event in events]
    won = Counter("answer" if one.action == "double click" else one.action for one in told if one.gate is not None)
    gates = [event.gate for event in events[1:]]
    assert not [gate for gate in gates if gate.state is GateState.PARKED and decided_by(gate) is AnsweredBy.POLICY]
    by_user = [gate for gate in gates if decided_by(gate) is AnsweredBy.USER]
    routes = [one.route for one in told if one.gate is not None and one.action in ("answer", "double click")]
    assert won["answer"] <= len(by_user) <= 1
    assert routes in ([], [gate.decided.route for gate in by_user])
    ended = [gate for gate in gates if gate.reason in (CancelReason.STOPPED, CancelReason.DISCARDED)]
    assert won["stop"] == len(ended)
    assert won["park"] <= len([gate for gate in gates if gate.state is GateState.PARKED])


def decided_by(gate: Gate) -> AnsweredBy | None:
    return None if gate.decided is None else gate.decided.by


def check_reasons(node: Node, final: Gate, told: list[Told], tabs: Any) -> None:
    """Nobody but those who meant this gate, or its run, ended it."""
    stops = [one for one in told if one.action == "stop"]
    if final.reason in (CancelReason.STOPPED, CancelReason.DISCARDED):
        assert stops
    if final.reason is CancelReason.INTERRUPTED:
        assert node.run.interrupts
    if final.state is GateState.EXPIRED:
        assert any(action == "timeout" for tab in tabs for action, _, _ in tab)
        assert node.unanswered in (Unanswered.STOP, Unanswered.LET_THROUGH)
    expired = final.state is GateState.EXPIRED and final.decided is None
    assert node.run.stops == (1 if final.reason is CancelReason.STOPPED or expired else 0)
