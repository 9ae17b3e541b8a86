"""Plugins that answer: asked once, in a thread of their own, while people may answer, and never believed blindly."""

import asyncio
import threading
import types
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from penstock.core.contracts.gates import AnsweredBy, GateAnswer, GateKind, Gates, PendingGate, Wait
from penstock.core.hooks import hookimpl
from penstock.core.registry import Registry

from .gate_world import Run, World, image_question, until


def test_a_plugin_answers_in_a_persons_place(make_world: Callable[..., World]) -> None:
    """It sees the gate and its pixels; the decision carries its name."""

    def route(gate: PendingGate) -> GateAnswer:
        return GateAnswer(route=2 if gate.images.mean() > 0.4 and gate.gate.routes == ("left", "right") else 1)

    world = make_world(bright=route)
    gate, waiting = world.arm()
    assert waiting.result(10).answer.route == 2
    decided = world.service.get(gate.token).decided
    assert decided is not None
    assert (decided.by, decided.plugin) == (AnsweredBy.PLUGIN, "bright")
    assert world.told() == ["gate_armed", "gate_answered"]


def test_the_first_answer_in_the_users_order_counts_and_none_leaves_it_to_people(
    make_world: Callable[..., World],
) -> None:
    """Those behind the one that answered are not asked; where none answers, people do."""
    asked: list[str] = []

    def leaves(gate: PendingGate) -> None:
        asked.append("leaves")

    def answers(gate: PendingGate) -> GateAnswer:
        asked.append("answers")
        return GateAnswer(route=1)

    world = make_world(one=leaves, two=answers, three=answers)
    assert world.arm()[1].result(10).answer.route == 1
    world.parts.workers.settle()
    assert asked == ["leaves", "answers"]
    quiet = make_world(one=leaves)
    gate, waiting = quiet.arm()
    quiet.parts.workers.settle()
    assert not waiting.done()
    quiet.service.answer(gate.token, GateAnswer(route=2))
    assert waiting.result(10).answer.route == 2


@pytest.mark.parametrize(
    "answer",
    [
        GateAnswer(route=9),
        GateAnswer(),
        GateAnswer(route=1, mask=np.zeros((9, 9))),
        GateAnswer(text="x"),
        "route 1",
        1,
        True,
    ],
)
def test_an_answer_that_does_not_fit_is_the_plugins_fault_and_counts_as_none(
    make_world: Callable[..., World], answer: Any
) -> None:
    """It is shown, the gate stays open, the next plugin is asked."""
    world = make_world(wrong=lambda gate: answer, right=lambda gate: GateAnswer(route=2))
    assert world.arm()[1].result(10).answer.route == 2
    (fault,) = world.faults.of("wrong")
    assert fault.where == "penstock_answer_gate"
    assert world.faults.of("right") == ()


@pytest.mark.parametrize("error", [RuntimeError("no model"), SystemExit("no model"), KeyboardInterrupt("no model")])
def test_a_plugin_that_raises_is_shown_and_passed_over(make_world: Callable[..., World], error: BaseException) -> None:
    """It costs nobody the gate, not even where it calls `sys.exit`."""

    def broken(gate: PendingGate) -> GateAnswer:
        raise error

    world = make_world(broken=broken)
    gate, waiting = world.arm()
    until(lambda: world.faults.of("broken"))
    assert "no model" in world.faults.of("broken")[0].message
    world.service.answer(gate.token, GateAnswer(route=1))
    assert waiting.result(10).answer.route == 1


def test_people_may_answer_while_a_plugin_thinks(make_world: Callable[..., World]) -> None:
    """The plugin's answer comes too late then, which is nobody's fault."""
    thinking, go_on = threading.Event(), threading.Event()

    def slow(gate: PendingGate) -> GateAnswer:
        thinking.set()
        assert go_on.wait(10)
        return GateAnswer(route=1)

    world = make_world(slow=slow)
    gate, waiting = world.arm()
    assert thinking.wait(10)
    world.service.answer(gate.token, GateAnswer(route=2))
    assert waiting.result(10).answer.route == 2
    go_on.set()
    assert world.parts.workers.settle()
    assert world.faults.of("slow") == ()
    assert world.told() == ["gate_armed", "gate_answered"]


def test_a_plugins_mask_goes_with_its_answer_and_is_not_kept(make_world: Callable[..., World]) -> None:
    """What a program painted is not a person's draft; one mask, or one for each image."""
    masks = {"whole": np.full((3, 4), 0.25, np.float32), "each": np.zeros((2, 3, 4), np.float32)}
    for mask in masks.values():
        world = make_world(painter=lambda gate, mask=mask: GateAnswer(route=1, mask=mask))
        _, waiting = world.arm(images=np.zeros((2, 3, 4, 3), np.float32))
        assert np.array_equal(waiting.result(10).mask, mask)
        place = world.last().place
        assert world.parts.drafts.draft(place, 4, 3) is None


def test_plugins_cannot_write_into_the_candidates(make_world: Callable[..., World]) -> None:
    """What passes through the gate is what came in."""
    seen: list[Any] = []
    world = make_world(looks=lambda gate: seen.append(gate.images))
    images = np.zeros((1, 3, 4, 3), np.float32)
    world.arm(images=images)
    until(lambda: seen)
    with pytest.raises(ValueError, match="read-only"):
        seen[0][0] = 1
    assert images.flags.writeable
    world.arm(kind=GateKind.TEXT, text="a cat", routes=())
    until(lambda: len(seen) == 2)
    assert seen[1].size == 0


def test_a_gate_that_is_to_be_parked_is_offered_to_plugins_first(make_world: Callable[..., World]) -> None:
    """A router decides without a detour over the disk; what it leaves to people is parked."""
    world = make_world(router=lambda gate: GateAnswer(route=1) if gate.gate.title == "easy" else None)
    assert world.arm(wait=Wait.PARK, title="easy")[1].result(10).answer.route == 1
    assert world.shelf.kept == {}
    assert world.arm(wait=Wait.PARK, title="hard")[1].result(10).parked
    assert world.told() == ["gate_armed", "gate_answered", "gate_armed", "gate_parked"]


def test_a_plugin_may_answer_a_gate_that_was_parked_meanwhile(make_world: Callable[..., World]) -> None:
    """It queues the rest, like a person's answer."""
    go_on = threading.Event()

    def slow(gate: PendingGate) -> GateAnswer:
        assert go_on.wait(10)
        return GateAnswer(route=2)

    world = make_world(slow=slow)
    gate, waiting = world.arm()
    world.service.park(gate.token)
    assert waiting.result(10).parked
    go_on.set()
    assert world.parts.workers.settle()
    ((token, answer, _, _),) = world.shelf.answers
    assert (token, answer.route) == (gate.token, 2)
    decided = world.service.get(gate.token).decided
    assert decided is not None
    assert decided.plugin == "slow"


def test_without_deciding_plugins_no_thread_is_started_for_them(world: World) -> None:
    """Nobody is asked where there is nobody to ask."""
    started: list[str] = []
    start = world.parts.workers.start

    def note(name: str, work: Callable[[], object]) -> None:
        started.append(name)
        start(name, work)

    world.parts.workers.start = note  # type: ignore[method-assign]
    world.arm()
    assert world.parts.workers.settle()
    assert started == ["arming"]


def test_the_hook_of_a_real_plugin_is_asked_and_its_faults_stand_in_the_plugin_list(
    penstock_application: Callable[..., Any],
) -> None:
    """Through the registry of a real host."""
    module = types.SimpleNamespace()

    def penstock_answer_gate(gate: PendingGate) -> GateAnswer:
        return GateAnswer(route=7 if gate.gate.title == "wrong" else 2)

    module.penstock_answer_gate = hookimpl(penstock_answer_gate)
    application = penstock_application(module)
    gates = application.services.get(Gates)
    run = Run(services=application.services)
    assert asyncio.run(gates.ask(run, image_question())).answer.route == 2

    waiting = threading.Thread(target=asyncio.run, args=(gates.ask(run, image_question(title="wrong")),))
    waiting.start()
    entries = application.services.get(Registry)
    until(lambda: entries.hooks.faults.of("tested_0"))
    gates.answer(gates.open()[0].token, GateAnswer(route=1))
    waiting.join(10)
    assert not waiting.is_alive()
    assert gates.open() == ()
