"""Answers to parked gates that are used again."""

import numpy as np
import pytest

from penstock.core.contracts.gates import GateAnswer, GateKind, GateState, Repeat

from .gate_world import Run, World, image_question

SAME = {Repeat.SAME_INPUT: True, Repeat.ALWAYS: True, Repeat.ASK: False}


@pytest.mark.parametrize("repeat", Repeat)
def test_the_answer_to_a_parked_gate_is_used_again_where_that_is_wished(world: World, repeat: Repeat) -> None:
    """Parked or not, an answer is an answer: the next run neither waits nor parks."""
    gate, waiting = world.arm(repeat=repeat)
    assert world.service.park(gate.token).state is GateState.PARKED
    assert waiting.result(10).parked
    world.service.answer(gate.token, GateAnswer(route=2))
    assert bool(world.service.kept_answers()) is SAME[repeat]
    if SAME[repeat]:
        again = world.ask(Run(prompt_id="p2"), image_question(repeat=repeat)).result(10)
        assert (again.answer.route, again.replayed) == (2, True)


def test_the_answer_to_a_parked_gate_is_used_again_only_for_the_same_images(world: World) -> None:
    """What was kept on disk counts as what came in."""
    gate, _ = world.arm(repeat=Repeat.SAME_INPUT)
    world.service.park(gate.token)
    world.service.answer(gate.token, GateAnswer(route=2))
    other = np.full((1, 3, 4, 3), 0.25, np.float32)
    asked, _ = world.arm(Run(prompt_id="p2"), repeat=Repeat.SAME_INPUT, images=other)
    assert asked.state is GateState.ARMED


def test_a_text_that_was_parked_is_used_again(world: World) -> None:
    """Text gates have no images: their text is what came in."""
    question = {"kind": GateKind.TEXT, "routes": (), "text": "came in", "repeat": Repeat.SAME_INPUT}
    gate, _ = world.arm(**question)
    world.service.park(gate.token)
    world.service.answer(gate.token, GateAnswer(text="edited"))
    again = world.ask(Run(prompt_id="p2"), image_question(**question)).result(10)
    assert (again.answer.text, again.replayed) == ("edited", True)
