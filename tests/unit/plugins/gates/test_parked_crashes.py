"""A crash, a loss of power or an error at every call that changes the disk: what was acknowledged is kept."""

import contextlib
import errno
import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.adapters.testing.file_faults import Crash, FaultyCalls
from penstock.core.contracts.gates import GateAnswer, GateState
from penstock.core.contracts.run_queue import RunState
from penstock.core.errors import PenstockError
from penstock.plugins.gates.parked_store import DiskParkedRuns

from .parked_world import ParkedWorld, decisions, gate, graph, picture, question

Step = Callable[[ParkedWorld, DiskParkedRuns], Any]

ONE, TWO = "t_p1_g1_0", "t_p1_g2_0"


def _answered(token: str) -> Step:
    return lambda world, store: world.answer(store, token, route=2, mask=np.ones((3, 4), np.float32))


def _remember(world: ParkedWorld, store: DiskParkedRuns) -> None:
    """The run goes on, and its first gate was answered while it waited."""
    world.queue.states["p1"] = RunState.QUEUED
    answered = evolve(gate("g1"), state=GateState.ANSWERED)
    store.remember(answered, question(ONE), GateAnswer(route=2), np.ones((3, 4), np.float32), world.prompt)


def _ended(world: ParkedWorld, store: DiskParkedRuns) -> Any:
    world.queue.end()
    return store.look()


OPERATIONS: dict[str, tuple[tuple[Step, ...], Step]] = {
    "keep the first": ((), lambda world, store: world.park(store, "g1")),
    "keep the second": ((lambda world, store: world.park(store, "g1"),), lambda world, store: world.park(store, "g2")),
    "keep beside an answer": (
        (lambda world, store: _remember(world, store),),
        lambda world, store: world.park(store, "g2"),
    ),
    "drop": ((lambda world, store: world.park(store, "g1"),), lambda world, store: store.drop(ONE)),
    "answer": ((lambda world, store: world.park(store, "g1"),), _answered(ONE)),
    "answer the second": (
        (
            lambda world, store: world.park(store, "g1"),
            lambda world, store: world.park(store, "g2"),
            _answered(ONE),
        ),
        _answered(TWO),
    ),
    "discard": (
        (lambda world, store: world.park(store, "g1"), lambda world, store: world.park(store, "g2")),
        lambda world, store: store.discard(ONE),
    ),
    "discard the last": ((lambda world, store: world.park(store, "g1"),), lambda world, store: store.discard(ONE)),
    "end": ((lambda world, store: world.park(store, "g1"), _answered(ONE)), _ended),
    "draft": (
        (lambda world, store: world.park(store, "g1"),),
        lambda world, store: store.set_mask(ONE, has_mask=True, mask_revision=3),
    ),
}


REMOVING = {"drop", "discard", "discard the last"}
"""They remove files after what they decide is durable."""

LATER = {"end"}
"""What the watch cannot write it tries again at its next look."""

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MODES = ["power", "torn", *(["before", "after", "bytes", "entries"] if NIGHTLY else [])]


@pytest.fixture
def worlds(tmp_path: Path) -> Callable[[], ParkedWorld]:
    """As many empty data folders as wanted."""
    numbers = itertools.count()

    def make() -> ParkedWorld:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return ParkedWorld(folder, prompt=graph("a>g1 g1>o1 g2>o1"))

    return make


def seen(store: DiskParkedRuns) -> list[tuple[Any, ...]]:
    """What a person sees of the open gates; how the rest stands is told apart, as it may be lost."""
    return [(gate.token, gate.has_mask, gate.decided and gate.decided.route) for gate in store.open()]


def prepared(world: ParkedWorld, steps: tuple[Step, ...]) -> DiskParkedRuns:
    store = world.start()
    for step in steps:
        step(world, store)
    store.look()
    return store


def check_whole(world: ParkedWorld, store: DiskParkedRuns) -> None:
    """Every open gate has its candidates, every decision its answer; when all has ended, nothing is left."""
    for one in store.open():
        assert np.array_equal(store.images(one.token), picture(one.token))
    for queued in world.queue.submitted:
        for node_id, decision in decisions(queued).items():
            result = store.result(decision, node_id, queued.prompt_id)
            assert result is None or (result.answer.route, float(result.mask.min())) == (2, 1.0)
    store.look()
    for one in store.open():
        if store.get(one.token).decided is None:
            store.answer(one, GateAnswer(route=1))
    world.queue.end()
    store.look()
    for one in store.open():
        if one.run_state in ("lost", "failed"):
            with contextlib.suppress(PenstockError):
                store.requeue(one.token)
    world.queue.end()
    store.look()
    assert (store.open(), world.left(), world.told) == ((), [], [])


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("mode", MODES)
def test_a_crash_at_every_call_leaves_all_or_nothing(name: str, mode: str, worlds: Callable[[], ParkedWorld]) -> None:
    """After a crash everything is as before or as after, each gate with its candidates, and all can go on."""
    steps, operation = OPERATIONS[name]
    world = worlds()
    store = prepared(world, steps)
    before = seen(store)
    operation(world, store)
    after = seen(store)
    for number in itertools.count(1):
        world = worlds()
        store = prepared(world, steps)
        calls, start = world.calls, world.calls.count
        arm(calls, mode, start + number)
        acknowledged = False
        with contextlib.suppress(Crash):
            operation(world, store)
            acknowledged = True
        what = f"{mode} {number}: {calls.log[start:]}"
        calls.power_loss(lose_bytes=mode in ("power", "bytes"), lose_entries=mode in ("power", "entries"))
        again = world.start()
        assert seen(again) in ([after] if acknowledged else [before, after]), what
        check_whole(world, again)
        if calls.count < start + number:
            return


def arm(calls: FaultyCalls, mode: str, number: int) -> None:
    """Let the process die at that call."""
    if mode == "torn":
        calls.torn = (number, 0.5)
    elif mode == "before":
        calls.crash_before = number
    else:
        calls.crash_after = number


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("error", [errno.ENOSPC, *([errno.EIO] if NIGHTLY else [])])
def test_a_failing_call_changes_nothing_that_is_seen(name: str, error: int, worlds: Callable[[], ParkedWorld]) -> None:
    """An error at any call is answered, or does not matter: the gate is as before or as after, in this process too."""
    steps, operation = OPERATIONS[name]
    world = worlds()
    store = prepared(world, steps)
    before = seen(store)
    operation(world, store)
    after = seen(store)
    for number in itertools.count(1):
        world = worlds()
        store = prepared(world, steps)
        world.calls.fail = (world.calls.count + number, error)
        failed = world.calls.count + number
        try:
            operation(world, store)
        except PenstockError as answer:
            assert answer.status in (503, 507), answer
            assert seen(store) in ([before, after] if name in REMOVING else [before])
        else:
            assert seen(store) in ([before, after] if name in LATER else [after])
        reached = world.calls.count >= failed
        world.calls.fail = None
        check_whole(world, world.start())
        if not reached:
            return
