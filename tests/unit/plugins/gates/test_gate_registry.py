"""The registry: one lock, one outcome, events in the order of the changes, a stop that hits its own run only."""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.fakes import FakeClock
from penstock.core.contracts.gates import CancelReason, Gate, GateAnswer, GateKind, GateQuestion, GateResult, GateState
from penstock.core.errors import Conflict, NotFound
from penstock.core.events import event_types
from penstock.core.events.base import Event
from penstock.core.events.gates import GateEvent
from penstock.core.nodes import Interrupted
from penstock.plugins.gates.entries import Entry
from penstock.plugins.gates.registry import GateRegistry, conflict
from penstock.plugins.gates.waiting import Waiter

from .gate_world import Run, World, image_question, until

GATE = Gate(token="t", kind=GateKind.TEXT, title="Ok?", prompt_id="p", node_id="7")


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that stands still."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


@pytest.fixture
def enter(loop: asyncio.AbstractEventLoop) -> Callable[..., Entry]:
    """An entry for a gate with these values."""

    async def make(values: dict[str, Any]) -> Entry:
        gate = evolve(GATE, **values)
        run = Run(prompt_id=gate.prompt_id, node_id=gate.node_id)
        return Entry(gate=gate, question=GateQuestion(kind=gate.kind), call=run, waiter=Waiter(), since=0.0)

    return lambda **values: loop.run_until_complete(make(values))


@pytest.fixture
def events() -> list[Event]:
    """What was published."""
    return []


@pytest.fixture
def registry(events: list[Event]) -> GateRegistry:
    """Remembers three ended gates."""
    return GateRegistry(FakeClock(), events.append, first_order=5, remembered=3)


ENDINGS: dict[str, dict[str, Any]] = {
    "gate_answered": {"state": GateState.ANSWERED},
    "gate_cancelled": {"state": GateState.CANCELLED, "reason": CancelReason.INTERRUPTED},
    "gate_expired": {"state": GateState.EXPIRED},
    "gate_parked": {"state": GateState.PARKED},
}


@pytest.mark.parametrize("name", ENDINGS)
def test_each_way_to_end_is_told_by_its_own_event(
    registry: GateRegistry, events: list[Event], enter: Callable[..., Entry], name: str
) -> None:
    """Armed first, then what became of it, once; the time of its end is told unless it stays open."""
    armed = registry.arm(enter())
    assert armed.order == 5
    ended = registry.end("t", None, **ENDINGS[name])
    assert [event.name for event in events] == ["gate_armed", name]
    assert [event.gate for event in events] == [armed, ended]  # type: ignore[attr-defined]
    assert (ended.ended is None) == (name == "gate_parked")


def test_every_event_of_gates_is_published_here() -> None:
    """None is declared that nobody tells."""
    declared = {kind.name for kind in event_types() if issubclass(kind, GateEvent) and kind is not GateEvent}
    assert declared == {*ENDINGS, "gate_armed"}


def test_the_second_end_is_refused_with_the_first(registry: GateRegistry, enter: Callable[..., Entry]) -> None:
    """And tells nobody."""
    registry.arm(enter())
    ended = registry.end("t", None, state=GateState.ANSWERED)
    with pytest.raises(Conflict) as error:
        registry.end("t", None, state=GateState.CANCELLED, reason=CancelReason.STOPPED)
    assert error.value.details["current"]["state"] == "answered"  # type: ignore[index]
    assert registry.known("t") == ended
    assert not registry.cancel("t", CancelReason.RUN_ENDED)


def test_only_the_latest_ended_gates_are_remembered(registry: GateRegistry, enter: Callable[..., Entry]) -> None:
    """The rest is as good as never seen."""
    for number in range(4):
        registry.arm(enter(token=str(number)))
        registry.end(str(number), None, state=GateState.ANSWERED)
    with pytest.raises(NotFound):
        registry.end("0", None, state=GateState.ANSWERED)
    for number in range(1, 4):
        with pytest.raises(Conflict):
            registry.end(str(number), None, state=GateState.ANSWERED)


def test_a_gate_that_is_decided_already_is_never_open(
    registry: GateRegistry, events: list[Event], enter: Callable[..., Entry]
) -> None:
    """Told as armed and answered, in one step."""
    seen: list[int] = []
    registry._publish = lambda event: seen.append(len(registry._armed))  # type: ignore[misc, assignment]
    registry.arm_decided(enter(), state=GateState.ANSWERED)
    assert seen == [1, 0]
    assert registry.entries() == ()


def test_what_became_of_a_parked_gate_is_told_and_its_end_once(registry: GateRegistry, events: list[Event]) -> None:
    """An end that two looks report is one event."""
    parked = evolve(GATE, state=GateState.PARKED, run_state="queued")
    registry.tell(parked)
    registry.tell(evolve(parked, run_state="failed"))
    registry.tell(evolve(parked, state=GateState.ANSWERED))
    registry.tell(evolve(parked, state=GateState.ANSWERED))
    registry.tell(parked)
    assert [event.name for event in events] == ["gate_parked", "gate_parked", "gate_answered"]


@pytest.mark.parametrize("state", list(GateState))
def test_every_conflict_says_what_happened_and_what_to_do(state: GateState) -> None:
    """For people, in one sentence each."""
    error = conflict(evolve(GATE, state=state))
    assert error.message.endswith(".")
    assert error.hint.endswith(".")
    assert error.details["current"]["token"] == "t"  # type: ignore[index]


def test_a_run_is_asked_to_stop_while_it_cannot_leave_the_gate(world: World) -> None:
    """ComfyUI's interrupt is one flag for all runs: set a moment too late it would stop the next one."""
    left_too_early: list[bool] = []
    waiting: list[Any] = []
    tasks: list[asyncio.Task[GateResult]] = []

    class Stopped(Run):
        def stop(self) -> None:
            tasks[0].get_loop().call_soon_threadsafe(tasks[0].cancel)  # another node fails in this very moment
            threading.Event().wait(0.05)
            left_too_early.append(tasks[0].done())

    async def node() -> None:
        tasks.append(asyncio.create_task(world.service.ask(Stopped(), image_question())))
        await asyncio.wait(tasks)

    waiting.append(asyncio.run_coroutine_threadsafe(node(), world._loop))
    until(world.service.open)
    world.service.stop(world.service.open()[0].token)
    waiting[0].result(10)
    assert left_too_early == [False]


def test_a_stop_that_fails_still_wakes_the_node(world: World) -> None:
    """A bug of the host's costs the host an error, and the gate is over."""

    class Broken(Run):
        def stop(self) -> None:
            raise RuntimeError("no such run")

    gate, waiting = world.arm(Broken())
    with pytest.raises(RuntimeError):
        world.service.stop(gate.token)
    with pytest.raises(Interrupted):
        waiting.result(10)
    assert world.told() == ["gate_armed", "gate_cancelled"]


def test_a_hundred_tabs_press_at_once_and_one_wins(world: World) -> None:
    """All buttons of one gate, from many threads that take turns all the time."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    gate, waiting = world.arm()
    wins: list[str] = []
    start = threading.Barrier(24)

    def press(number: int) -> None:
        start.wait(10)
        try:
            if number % 3:
                world.service.answer(gate.token, GateAnswer(route=number % 3))
            else:
                world.service.stop(gate.token)
            wins.append("stop" if number % 3 == 0 else str(number % 3))
        except Conflict:
            return

    threads = [threading.Thread(target=press, args=(number,)) for number in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    sys.setswitchinterval(before)
    assert len(wins) == 1
    until(waiting.done)
    if wins == ["stop"]:
        assert isinstance(waiting.exception(), Interrupted)
    else:
        assert str(waiting.result().answer.route) == wins[0]
    assert len(world.told()) == 2
