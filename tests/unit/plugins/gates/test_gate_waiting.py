"""Waiting: woken at once, from any thread, once; the end of the loop is told and never invented."""

import asyncio
import gc
import threading
import time
import weakref
from typing import Any

import numpy as np
import pytest

from penstock.core.contracts.gates import CancelReason, GateAnswer, GateResult, GateState
from penstock.core.errors import Conflict
from penstock.core.nodes import Interrupted
from penstock.plugins.gates.waiting import Waiter
from penstock.plugins.gates.watcher import TICK

from .gate_world import Run, World, image_question, until


def test_what_was_decided_before_the_wait_is_there_at_once() -> None:
    """An answer may come before the node waits."""

    async def run() -> GateResult | None:
        waiter = Waiter()
        decided = GateResult(parked=True)
        waiter.decide(decided)
        assert waiter.wake()
        assert waiter.wake()  # twice is once
        return await waiter.wait()

    result = asyncio.run(run())
    assert result is not None
    assert result.parked


def test_a_loop_that_is_closed_is_no_error() -> None:
    """The run is over; whoever answers in that moment is told by the registry, not by an exception of asyncio."""

    async def make() -> Waiter:
        return Waiter()

    waiter = asyncio.run(make())
    assert waiter.abandoned
    assert not waiter.wake()


def test_the_answer_wakes_the_node_far_faster_than_any_polling(world: World) -> None:
    """The median of 50 wake-ups, each from another thread, is a fraction of the watcher's tick."""
    woken: list[float] = []
    answered: list[float] = []

    async def node(run: Run) -> None:
        await world.service.ask(run, image_question())
        woken.append(time.perf_counter())

    for number in range(50):
        thread = threading.Thread(target=asyncio.run, args=(node(Run(prompt_id=str(number))),))
        thread.start()
        until(world.service.open)
        answered.append(time.perf_counter())
        world.service.answer(world.service.open()[0].token, GateAnswer(route=1))
        thread.join(10)
    delays = sorted(after - before for before, after in zip(answered, woken, strict=True))
    assert delays[25] < TICK / 10


def test_other_branches_go_on_while_a_gate_waits(world: World) -> None:
    """The wait occupies neither the loop nor a thread of its executor."""

    async def run() -> list[str]:
        order: list[str] = []

        async def gate(number: int) -> None:
            await world.service.ask(Run(node_id=str(number)), image_question())
            order.append("gate")

        gates = [asyncio.create_task(gate(number)) for number in range(40)]
        while len(world.service.open()) < 40:  # noqa: ASYNC110 - the gates themselves are what is waited for
            await asyncio.sleep(0.001)
        await asyncio.to_thread(order.append, "branch")
        for one in world.service.open():
            await asyncio.to_thread(world.service.answer, one.token, GateAnswer(route=1))
        await asyncio.gather(*gates)
        return order

    assert asyncio.run(run()) == ["branch", *["gate"] * 40]


def test_a_gate_opens_while_other_nodes_keep_the_loop_busy(world: World) -> None:
    """A sampler in another branch blocks the loop of its run for minutes; people decide meanwhile."""

    async def run() -> GateResult:
        waiting = asyncio.create_task(world.service.ask(Run(), image_question()))
        await asyncio.sleep(0)
        until(world.service.open)  # blocks the loop, as a node does
        world.service.answer(world.service.open()[0].token, GateAnswer(route=2))
        return await waiting

    assert asyncio.run(run()).answer.route == 2


def test_a_node_that_leaves_before_its_gate_is_armed_leaves_none_behind(world: World) -> None:
    """The loop may end while the gate is still being prepared."""
    preparing, go_on = threading.Event(), threading.Event()

    def why_not(*_: Any) -> str:
        preparing.set()
        assert go_on.wait(10)
        return ""

    world.shelf.why_not = why_not  # type: ignore[method-assign]

    async def run() -> None:
        waiting = asyncio.create_task(world.service.ask(Run(), image_question()))
        await asyncio.sleep(0)
        assert preparing.wait(10)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())
    go_on.set()
    assert world.parts.workers.settle()
    assert world.service.open() == ()
    assert world.told() == []


def test_what_keeps_a_gate_from_opening_is_the_error_of_its_node(world: World) -> None:
    """Nobody waits for a gate that never opened."""

    def why_not(*_: Any) -> str:
        raise OSError("the disk is gone")

    world.shelf.why_not = why_not  # type: ignore[method-assign]
    with pytest.raises(OSError, match="the disk is gone"):
        world.ask(Run(), image_question()).result(10)


def test_the_end_of_the_loop_ends_the_gate_and_is_passed_on(world: World) -> None:
    """Another node failed: the gate is told as cancelled, an answer is too late, the task ends as cancelled."""

    async def run() -> str:
        waiting = asyncio.create_task(world.service.ask(Run(), image_question()))
        while not world.service.open():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        token = world.service.open()[0].token
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        return token

    token = asyncio.run(run())
    gate = world.service.get(token)
    assert (gate.state, gate.reason) == (GateState.CANCELLED, CancelReason.RUN_ENDED)
    with pytest.raises(Conflict):
        world.service.answer(token, GateAnswer(route=1))
    assert world.told() == ["gate_armed", "gate_cancelled"]


@pytest.mark.parametrize("end", ["stop", "interrupt", "expire"])
def test_a_gate_that_is_stopped_ends_as_interrupted_and_never_as_cancelled(world: World, end: str) -> None:
    """ComfyUI's worker would die of a task that is cancelled by itself."""
    run = Run()
    if end == "expire":
        world.settings.values["gates.unanswered"] = "stop"

    async def node() -> BaseException:
        task = asyncio.create_task(world.service.ask(run, image_question(time_limit=1 if end == "expire" else 0)))
        while not world.service.open():  # noqa: ASYNC110
            await asyncio.sleep(0.001)
        if end == "stop":
            await asyncio.to_thread(world.service.stop, world.service.open()[0].token)
        elif end == "interrupt":
            run.interrupts = True
        else:
            world.clock.advance(2)
        await asyncio.wait({task})
        assert not task.cancelled()
        error = task.exception()
        assert error is not None
        return error

    assert isinstance(asyncio.run(node()), Interrupted)


def test_a_run_that_is_thrown_away_unfinished_leaves_no_gate(world: World) -> None:
    """A loop that is closed without a word to its tasks: the watcher finds out."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(world.service.ask(Run(), image_question()))
    while not world.service.open():
        loop.run_until_complete(asyncio.sleep(0.001))
    token = world.service.open()[0].token
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()
    until(lambda: not world.service.open())
    assert world.service.get(token).reason is CancelReason.RUN_ENDED
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # this very test threw it away


def test_an_interrupt_frees_the_gate_within_a_quarter_of_a_second(world: World) -> None:
    """While nothing else runs, ComfyUI itself tells nobody: the watcher does. One question for each run."""
    asked: list[str] = []

    class Asked(Run):
        def interrupted(self) -> bool:
            asked.append(self.prompt_id)
            return self.interrupts

    first, second = Asked(prompt_id="a"), Asked(prompt_id="a", node_id="8")
    _, one = world.arm(first)
    _, two = world.arm(second)
    other, waiting = world.arm(Run(prompt_id="b"))
    first.interrupts = second.interrupts = True
    before = time.monotonic()
    for future in (one, two):
        with pytest.raises(Interrupted):
            future.result(10)
    assert time.monotonic() - before < 0.25
    assert {gate.token for gate in world.service.open()} == {other.token}
    assert [event.gate.reason for event in world.events[-2:]] == [CancelReason.INTERRUPTED] * 2  # type: ignore[attr-defined]
    assert (first.stops, second.stops) == (0, 0)
    world.service.answer(other.token, GateAnswer(route=1))
    waiting.result(10)


@pytest.mark.parametrize("end", ["answer", "stop", "park", "interrupt"])
def test_nothing_is_left_of_a_gate_that_ended(world: World, end: str) -> None:
    """Images, run, future and entry can be collected, however it ended."""
    run = Run()
    images = np.zeros((1, 3, 4, 3), np.float32).view(_Image)
    left: list[weakref.ref[Any]] = [weakref.ref(images), weakref.ref(run)]
    gate, waiting = world.arm(run, images=images)
    entry = world.parts.registry.entry(gate.token)
    assert entry is not None
    left.append(weakref.ref(entry))
    if end == "answer":
        world.service.answer(gate.token, GateAnswer(route=1))
    elif end == "stop":
        world.service.stop(gate.token)
    elif end == "park":
        world.service.park(gate.token)
    else:
        run.interrupts = True
    until(waiting.done)
    world.shelf.kept.clear()
    world.parts.workers.settle()
    del run, images, entry, waiting
    until(lambda: gc.collect() >= 0 and not [one for one in left if one() is not None])
    assert world.parts.registry.entries() == ()


def test_many_gates_leave_no_thread(world: World) -> None:
    """The watcher is one thread, whatever waits; nothing else stays."""
    before = set(threading.enumerate())
    for number in range(200):
        gate, waiting = world.arm(Run(prompt_id=str(number)))
        world.service.answer(gate.token, GateAnswer(route=1))
        waiting.result(10)
    world.parts.workers.settle()
    new = {thread for thread in set(threading.enumerate()) - before if not thread.name.startswith("asyncio_")}
    assert [thread.name for thread in new] == ["penstock-gates"]
    world.service.close()
    assert not new & set(threading.enumerate())


class _Image(np.ndarray):  # type: ignore[type-arg]
    """An array that can be watched: plain ones take no weak references in every version of numpy."""


def test_a_run_that_ends_before_its_gate_is_armed_tells_nothing(world: World) -> None:
    """While the disk is read another node fails: no gate comes up afterwards."""
    reading, go_on = threading.Event(), threading.Event()
    revision = world.parts.drafts.revision

    def slow(place: str) -> int:
        reading.set()
        assert go_on.wait(10)
        return revision(place)

    world.parts.drafts.revision = slow  # type: ignore[method-assign]

    async def run() -> None:
        waiting = asyncio.create_task(world.service.ask(Run(), image_question()))
        await asyncio.to_thread(reading.wait, 10)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        go_on.set()

    asyncio.run(run())
    assert world.told() == []
    assert world.service.open() == ()
