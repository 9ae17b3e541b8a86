"""Gates that wait: armed, answered once, stopped, and told; what does not fit changes nothing."""

import asyncio
import threading
from collections.abc import Callable

import numpy as np
import pytest

from penstock.core.application import Application
from penstock.core.contracts.gates import CancelReason, Gate, GateAnswer, GateKind, Gates, GateState
from penstock.core.errors import Conflict, Invalid, NotFound
from penstock.core.nodes import Interrupted

from .gate_world import Run, World, image_question, until


def test_an_answer_wakes_the_node_with_its_own_images_and_the_route(world: World) -> None:
    """The node gets the very array that came in, and everybody is told what was decided."""
    images = np.zeros((2, 3, 4, 3), np.float32)
    gate, waiting = world.arm(images=images)
    assert gate.state is GateState.ARMED
    assert (gate.count, gate.width, gate.height, gate.routes) == (2, 4, 3, ("left", "right"))
    answered = world.service.answer(gate.token, GateAnswer(route=2))
    result = waiting.result(10)
    assert result.images is images
    assert result.answer.route == 2
    assert not result.parked
    assert answered.state is GateState.ANSWERED
    assert answered.decided is not None
    assert (answered.decided.by, answered.decided.route, answered.decided.masked) == ("user", 2, False)
    assert world.told() == ["gate_armed", "gate_answered"]


def test_the_second_answer_is_told_how_the_first_decided(world: World) -> None:
    """A double click, or another tab, gets 409 with the gate as it is; the first decision stands."""
    gate, waiting = world.arm()
    world.service.answer(gate.token, GateAnswer(route=1))
    with pytest.raises(Conflict) as error:
        world.service.answer(gate.token, GateAnswer(route=2))
    current = error.value.details["current"]
    assert isinstance(current, dict)
    assert (current["state"], current["decided"]["route"]) == ("answered", 1)
    assert waiting.result(10).answer.route == 1
    assert world.told() == ["gate_armed", "gate_answered"]


def test_a_chosen_subset_comes_in_input_order_and_a_text_as_it_was_edited(world: World) -> None:
    """Choosers give positions in the order of the batch, text gates the text that was sent."""
    chooser, choosing = world.arm(Run(node_id="1"), kind=GateKind.CHOOSER, images=np.zeros((4, 3, 4, 3)), routes=())
    world.service.answer(chooser.token, GateAnswer(selection=(3, 0)))
    assert choosing.result(10).answer.selection == (0, 3)
    text, editing = world.arm(Run(node_id="2"), kind=GateKind.TEXT, text="a cat", routes=())
    assert text.text == "a cat"
    world.service.answer(text.token, GateAnswer(text="a dog"))
    assert editing.result(10).answer.text == "a dog"


def test_stop_cancels_this_gate_stops_its_run_and_leaves_the_others(world: World) -> None:
    """Stop at 7 ends 7; 9 waits on and can be answered."""
    seven, nine = Run(node_id="7"), Run(node_id="9", prompt_id="p2")
    first, stopped = world.arm(seven)
    second, waiting = world.arm(nine)
    gone = world.service.stop(first.token)
    assert (gone.state, gone.reason) == (GateState.CANCELLED, CancelReason.STOPPED)
    with pytest.raises(Interrupted):
        stopped.result(10)
    assert (seven.stops, nine.stops) == (1, 0)
    assert [gate.token for gate in world.service.open()] == [second.token]
    world.service.answer(second.token, GateAnswer(route=1))
    assert waiting.result(10).answer.route == 1


def test_the_same_node_of_two_runs_and_two_items_of_a_list_are_gates_of_their_own(world: World) -> None:
    """Each key has its own token, and an answer reaches nobody else."""
    runs = [Run(prompt_id="a"), Run(prompt_id="b"), Run(prompt_id="b", list_index=1), Run(prompt_id="b", node_id="7:3")]
    gates = [world.arm(run) for run in runs]
    assert len({gate.token for gate, _ in gates}) == 4
    assert [gate.token for gate in world.service.open()] == [gate.token for gate, _ in gates]
    for number, (gate, _) in enumerate(reversed(gates)):
        world.service.answer(gate.token, GateAnswer(route=1 + number % 2))
    assert [waiting.result(10).answer.route for _, waiting in gates] == [2, 1, 2, 1]


def test_arming_the_same_key_again_ends_the_older_gate(world: World) -> None:
    """The run that it belonged to is over: whoever still waits there is let go, and told."""
    older, left = world.arm()
    newer = world.ask(Run(), image_question())
    with pytest.raises(Interrupted):
        left.result(10)
    assert world.service.get(older.token).reason is CancelReason.RUN_ENDED
    (open_gate,) = world.service.open()
    world.service.answer(open_gate.token, GateAnswer(route=1))
    assert newer.result(10).answer.route == 1


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (GateAnswer(), "route"),
        (GateAnswer(route=3), "route"),
        (GateAnswer(route=0), "route"),
        (GateAnswer(route="1"), "route"),  # type: ignore[arg-type]
        (GateAnswer(route=1, text="x"), "text"),
        (GateAnswer(selection=(0,)), "route"),
    ],
)
def test_an_answer_that_does_not_fit_leaves_the_gate_open(world: World, answer: GateAnswer, field: str) -> None:
    """422 with the field and what would fit; nobody is told anything, and a good answer still counts."""
    gate, waiting = world.arm()
    with pytest.raises(Invalid) as error:
        world.service.answer(gate.token, answer)
    assert error.value.field == field
    assert error.value.hint
    assert world.told() == ["gate_armed"]
    world.service.answer(gate.token, GateAnswer(route=2))
    assert waiting.result(10).answer.route == 2


def test_a_token_that_nobody_knows_is_not_found(world: World) -> None:
    """Every way to a gate says so."""
    for attempt in (
        lambda: world.service.answer("nobody", GateAnswer(route=1)),
        lambda: world.service.stop("nobody"),
        lambda: world.service.park("nobody"),
        lambda: world.service.requeue("nobody"),
        lambda: world.service.set_mask("nobody", None),
        lambda: world.service.mask_png("nobody"),
        lambda: world.service.picture("nobody", 0, 256),
        lambda: world.service.get("nobody"),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_pictures_are_those_of_an_open_gate(world: World) -> None:
    """A JPEG of the wished size, a PNG for 0; no such image, a wrong size and an ended gate are refused."""
    gate, _ = world.arm()
    assert world.service.picture(gate.token, 0, 64).startswith(b"\xff\xd8")
    assert world.service.picture(gate.token, 0, 0).startswith(b"\x89PNG")
    with pytest.raises(NotFound):
        world.service.picture(gate.token, 1, 64)
    with pytest.raises(Invalid):
        world.service.picture(gate.token, 0, 5)
    world.service.answer(gate.token, GateAnswer(route=1))
    with pytest.raises(NotFound):
        world.service.picture(gate.token, 0, 64)


def test_a_question_that_cannot_be_asked_is_refused_and_arms_nothing(world: World) -> None:
    """No images, no routes: the node fails with the reason instead of waiting."""
    for wrong in (
        image_question(images=None),
        image_question(routes=()),
        image_question(images=np.zeros((0, 3, 4, 3))),
    ):
        with pytest.raises(Invalid):
            world.ask(Run(), wrong).result(10)
    assert world.service.open() == ()
    assert world.told() == []


def test_events_reach_plugins_and_tabs_with_their_order(penstock_application: Callable[..., object]) -> None:
    """Through the dispatcher of a real host: armed before answered, numbered."""
    application = penstock_application()
    assert isinstance(application, Application)
    gates = application.services.get(Gates)
    seen: list[tuple[str, int]] = []
    application.dispatcher.listen(lambda event: seen.append((event.name, event.seq)))

    run = gates.ask(Run(services=application.services), image_question())
    thread = threading.Thread(target=asyncio.run, args=(run,))
    thread.start()
    until(gates.open)
    gates.answer(gates.open()[0].token, GateAnswer(route=1))
    thread.join(10)
    until(lambda: len(seen) == 2)
    assert [name for name, _ in seen] == ["gate_armed", "gate_answered"]
    assert seen[0][1] < seen[1][1]


def test_ended_gates_are_remembered_without_images_and_only_the_latest(world: World) -> None:
    """A late answer is told what happened; a thousand are enough."""
    first, waiting = world.arm()
    world.service.answer(first.token, GateAnswer(route=1))
    waiting.result(10)
    known = world.parts.registry.known(first.token)
    assert isinstance(known, Gate)
    for number in range(1_000):
        gate, _ = world.arm(Run(prompt_id=str(number)))
        world.service.answer(gate.token, GateAnswer(route=1))
    with pytest.raises(NotFound):
        world.service.answer(first.token, GateAnswer(route=1))


def test_closing_cancels_what_waits_and_arms_no_more(world: World) -> None:
    """The host stops: no node is left at a gate that nobody can answer."""
    gate, waiting = world.arm()
    world.service.close()
    with pytest.raises(Interrupted):
        waiting.result(10)
    assert world.service.get(gate.token).reason is CancelReason.RUN_ENDED
    with pytest.raises(Interrupted):
        world.ask(Run(), image_question()).result(10)
    assert world.told() == ["gate_armed", "gate_cancelled"]
