"""Answers that are used again: opt-in for each gate, only where they fit, told like every decision."""

from typing import Any

import numpy as np
import pytest

from penstock.core.contracts.gates import AnsweredBy, GateAnswer, GateKind, Repeat, Unanswered
from penstock.core.errors import StorageFailed

from .gate_world import Run, World

OTHER = np.full((1, 3, 4, 3), 0.7, np.float32)


def decided_by(world: World, **question: Any) -> tuple[AnsweredBy, int | None]:
    """Ask, answer with route 1 where it asks, and say who decided, and what."""
    gate, waiting = world.arm(**question)
    if not waiting.done() and world.parts.registry.entry(gate.token) is not None:
        world.service.answer(gate.token, GateAnswer(route=1))
    waiting.result(10)
    decided = world.last().decided
    assert decided is not None
    return decided.by, decided.route


def answered(world: World, route: int, **question: Any) -> None:
    gate, waiting = world.arm(**question)
    world.service.answer(gate.token, GateAnswer(route=route))
    waiting.result(10)


def test_by_default_every_run_asks_again(world: World) -> None:
    """Also for the same input; nothing is kept."""
    answered(world, 2)
    assert world.service.kept_answers() == {}
    assert decided_by(world) == ("user", 1)


def test_the_same_input_gets_the_same_answer_and_another_asks(world: World) -> None:
    """Told as armed and answered, by kept; the run does not wait."""
    answered(world, 2, repeat=Repeat.SAME_INPUT)
    world.events.clear()
    assert decided_by(world, repeat=Repeat.SAME_INPUT) == ("kept", 2)
    assert world.told() == ["gate_armed", "gate_answered"]
    assert decided_by(world, repeat=Repeat.SAME_INPUT, images=OTHER) == ("user", 1)


def test_always_uses_it_wherever_it_fits(world: World) -> None:
    """Other pixels do not matter; a route that is gone does."""
    answered(world, 2, repeat=Repeat.ALWAYS)
    assert decided_by(world, repeat=Repeat.ALWAYS, images=OTHER) == ("kept", 2)
    assert decided_by(world, repeat=Repeat.ALWAYS, routes=("only",)) == ("user", 1)


def test_a_selection_that_is_out_of_range_asks_again(world: World) -> None:
    """The batch became smaller."""
    chooser = {"kind": GateKind.CHOOSER, "routes": (), "repeat": Repeat.ALWAYS}
    gate, _ = world.arm(images=np.zeros((4, 3, 4, 3)), **chooser)
    world.service.answer(gate.token, GateAnswer(selection=(3,)))
    _, again = world.arm(images=np.zeros((4, 3, 4, 3)), **chooser)
    assert again.result(10).answer.selection == (3,)
    smaller, waiting = world.arm(images=np.zeros((2, 3, 4, 3)), **chooser)
    world.service.answer(smaller.token, GateAnswer(selection=(0,)))
    assert waiting.result(10).answer.selection == (0,)


def test_forgetting_asks_again(world: World) -> None:
    """By place, as the list of kept answers names it."""
    answered(world, 2, repeat=Repeat.ALWAYS)
    ((place, gate),) = world.service.kept_answers().items()
    assert gate.decided is not None
    assert (gate.place, gate.decided.route) == (place, 2)
    world.service.forget_answer(place)
    world.service.forget_answer(place)
    assert decided_by(world, repeat=Repeat.ALWAYS) == ("user", 1)


def test_a_replay_takes_the_mask_of_the_place(world: World) -> None:
    """The draft is sticky, and part of what goes on."""
    gate, _ = world.arm(repeat=Repeat.ALWAYS)
    world.service.answer(gate.token, GateAnswer(route=1), mask=world.mask())
    _, again = world.arm(repeat=Repeat.ALWAYS)
    assert again.result(10).mask.min() == 1


def test_answers_of_policies_and_replays_are_not_kept(world: World) -> None:
    """Only what somebody decided is worth repeating."""
    _, waiting = world.arm(repeat=Repeat.ALWAYS, time_limit=1, unanswered=Unanswered.LET_THROUGH)
    world.clock.advance(1)
    waiting.result(10)
    assert world.service.kept_answers() == {}
    answered(world, 2, repeat=Repeat.SAME_INPUT)
    kept = world.parts.kept.get(world.last().place)
    assert kept is not None
    decided_by(world, repeat=Repeat.ALWAYS, images=OTHER)
    assert world.parts.kept.get(world.last().place) == kept


def test_a_text_is_kept_as_it_was_edited(world: World) -> None:
    """Equal for the same text that came in, asked for another."""
    text = {"kind": GateKind.TEXT, "routes": (), "repeat": Repeat.SAME_INPUT}
    gate, _ = world.arm(text="a cat", **text)
    world.service.answer(gate.token, GateAnswer(text="a dog"))
    assert world.arm(text="a cat", **text)[1].result(10).answer.text == "a dog"
    other, waiting = world.arm(text="a bird", **text)
    assert not waiting.done()
    world.service.answer(other.token, GateAnswer(text="a bird"))


def test_every_node_keeps_its_own(world: World) -> None:
    """Another node of the same workflow asks."""
    answered(world, 2, repeat=Repeat.ALWAYS)
    gate, waiting = world.arm(Run(node_id="8"), repeat=Repeat.ALWAYS)
    assert not waiting.done()
    world.service.answer(gate.token, GateAnswer(route=1))
    assert waiting.result(10).answer.route == 1


def test_an_answer_that_cannot_be_kept_still_counts(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """The run goes on, the log says why the next one asks again."""

    def failing(*_arguments: object) -> None:
        raise StorageFailed("The disk failed.")

    world.parts.kept.keep = failing  # type: ignore[method-assign, assignment]
    answered(world, 2, repeat=Repeat.ALWAYS)
    assert "The disk failed." in caplog.text
    assert world.told() == ["gate_armed", "gate_answered"]


def test_what_is_kept_is_there_before_the_run_goes_on(world: World) -> None:
    """The next run of a full queue starts in that very moment, and finds it."""
    order: list[str] = []
    keep = world.parts.kept.keep

    def slowly(*arguments: Any) -> None:
        keep(*arguments)
        order.append("kept")

    world.parts.kept.keep = slowly  # type: ignore[method-assign]
    gate, waiting = world.arm(repeat=Repeat.ALWAYS)
    waiting.add_done_callback(lambda _: order.append("woken"))
    world.service.answer(gate.token, GateAnswer(route=1))
    waiting.result(10)
    assert order == ["kept", "woken"]
