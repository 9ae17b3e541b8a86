"""Parking: written while the gate is open, one transition, answered later, and told."""

import threading
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.core.contracts.gates import (
    AnsweredBy,
    CancelReason,
    Decided,
    Gate,
    GateAnswer,
    GateKind,
    GateResult,
    GateState,
    Repeat,
    Unanswered,
    Wait,
)
from penstock.core.errors import Conflict, DiskFull, Invalid, NotFound, Unavailable

from .gate_world import Run, World, image_question, until


def parked(world: World, run: Run | None = None, **question: Any) -> Gate:
    gate, waiting = world.arm(run, wait=Wait.PARK, **question)
    assert waiting.result(10).parked
    return world.service.get(gate.token)


def test_the_mode_park_frees_the_run_and_keeps_the_gate_open(world: World) -> None:
    """Told as armed and parked; listed, with its pictures, without images in memory."""
    gate = parked(world, time_limit=60)
    assert gate.state is GateState.PARKED
    assert (gate.ended, gate.expires) == (None, None)
    assert world.told() == ["gate_armed", "gate_parked"]
    assert world.last() == gate
    assert world.service.open() == (gate,)
    assert world.parts.registry.entries() == ()
    assert world.service.picture(gate.token, 0, 64).startswith(b"\xff\xd8")


def test_the_button_parks_a_gate_that_waits(world: World) -> None:
    """And a second press is told that it is done."""
    gate, waiting = world.arm()
    assert world.service.park(gate.token).state is GateState.PARKED
    assert waiting.result(10).parked
    with pytest.raises(Conflict) as error:
        world.service.park(gate.token)
    assert error.value.details["current"]["state"] == "parked"  # type: ignore[index]


def test_what_cannot_be_parked_waits_and_says_why(world: World) -> None:
    """No room, or a value that cannot be written: the gate is held, and can be answered."""
    world.shelf.reason = "There is no room."
    gate, waiting = world.arm(wait=Wait.PARK)
    assert (gate.state, gate.why_not_parked) == (GateState.ARMED, "There is no room.")
    with pytest.raises(Conflict, match=r"There is no room\."):
        world.service.park(gate.token)
    world.service.answer(gate.token, GateAnswer(route=1))
    assert waiting.result(10).answer.route == 1


def test_a_disk_that_fails_leaves_the_gate_waiting_and_a_later_press_may_work(world: World) -> None:
    """The error of the disk is the answer to the press."""
    world.shelf.fault = DiskFull("The disk is full.")
    gate, waiting = world.arm(wait=Wait.PARK)
    until(lambda: world.service.get(gate.token).why_not_parked)
    assert world.service.get(gate.token).why_not_parked == "The disk is full."
    with pytest.raises(DiskFull):
        world.service.park(gate.token)
    world.shelf.fault = None
    assert world.service.park(gate.token).why_not_parked == ""
    assert waiting.result(10).parked


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), RuntimeError("a bug")])
def test_no_fault_leaves_a_gate_half_parked(world: World, fault: Exception) -> None:
    """Whatever keeping raises, the gate is armed as before."""
    world.shelf.fault = fault
    gate, waiting = world.arm()
    with pytest.raises((DiskFull, RuntimeError)):
        world.service.park(gate.token)
    world.shelf.fault = None
    world.service.park(gate.token)
    assert waiting.result(10).parked


def test_while_it_is_written_it_is_open_and_an_answer_wins(world: World) -> None:
    """Whoever parks is told, and what was written is removed."""
    world.shelf.writing.clear()
    gate, waiting = world.arm()
    refused: list[Conflict] = []
    listed: list[int] = []
    drop = world.shelf.drop

    def list_and_drop(token: str) -> None:
        listed.append(len(world.service.open()))
        drop(token)

    world.shelf.drop = list_and_drop  # type: ignore[method-assign]

    def press() -> None:
        try:
            world.service.park(gate.token)
        except Conflict as error:
            refused.append(error)

    thread = threading.Thread(target=press)
    thread.start()
    entry = world.parts.registry.entry(gate.token)
    assert entry is not None
    until(lambda: entry.parking)
    with pytest.raises(Conflict, match="being parked"):
        world.service.park(gate.token)
    world.service.answer(gate.token, GateAnswer(route=2))
    assert waiting.result(10).answer.route == 2
    world.shelf.writing.set()
    thread.join(10)
    assert refused[0].details["current"]["decided"]["route"] == 2  # type: ignore[index]
    assert world.shelf.dropped == [gate.token]
    assert world.shelf.kept == {}
    assert listed == [0]  # what is not dropped yet is open to nobody


def test_an_answer_to_a_parked_gate_is_recorded_with_its_mask_and_told(world: World) -> None:
    """It stays open until the rest has ended well; a second answer is too late."""
    gate = parked(world)
    answered = world.service.answer(gate.token, GateAnswer(route=2), mask=world.mask(), client_id="tab")
    assert answered.state is GateState.PARKED
    assert (answered.run_state, answered.run_id) == ("queued", "r1")
    assert answered.decided is not None
    assert (answered.decided.by, answered.decided.masked) == (AnsweredBy.USER, True)
    ((token, answer, mask, client),) = world.shelf.answers
    assert (token, answer.route, client) == (gate.token, 2, "tab")
    assert np.array_equal(mask, np.ones((3, 4), np.float32))
    with pytest.raises(Conflict) as error:
        world.service.answer(gate.token, GateAnswer(route=1))
    assert error.value.details["current"]["decided"]["route"] == 2  # type: ignore[index]
    assert world.told() == ["gate_armed", "gate_parked", "gate_parked"]


def test_the_draft_of_a_parked_gate_can_be_painted_and_goes_with_the_answer(world: World) -> None:
    """As at a gate that waits."""
    gate = parked(world)
    changed = world.service.set_mask(gate.token, world.mask())
    assert changed.has_mask
    assert world.service.get(gate.token).mask_revision == changed.mask_revision
    assert world.service.open()[0].has_mask
    assert world.service.mask_png(gate.token)
    world.service.answer(gate.token, GateAnswer(route=1))
    assert world.shelf.answers[0][2] is not None


def test_bad_answers_leave_a_parked_gate_undecided(world: World) -> None:
    """422, or the host's own refusal: it can be answered again."""
    gate = parked(world)
    with pytest.raises(Invalid):
        world.service.answer(gate.token, GateAnswer(route=9))
    world.shelf.fault = Unavailable("The queue does not answer.")
    with pytest.raises(Unavailable):
        world.service.answer(gate.token, GateAnswer(route=1))
    world.shelf.fault = None
    assert world.service.get(gate.token).decided is None
    assert world.service.answer(gate.token, GateAnswer(route=1)).run_state == "queued"


def test_stop_discards_a_parked_gate(world: World) -> None:
    """Cancelled as discarded; a late answer is told so; no run is stopped."""
    run = Run()
    gate = parked(world, run)
    gone = world.service.stop(gate.token)
    assert (gone.state, gone.reason) == (GateState.CANCELLED, CancelReason.DISCARDED)
    assert run.stops == 0
    assert world.service.open() == ()
    for late in (
        lambda: world.service.answer(gate.token, GateAnswer(route=1)),
        lambda: world.service.stop(gate.token),
        lambda: world.service.park(gate.token),
    ):
        with pytest.raises(Conflict) as error:
            late()
        assert error.value.details["current"]["reason"] == "discarded"  # type: ignore[index]
    assert world.told() == ["gate_armed", "gate_parked", "gate_cancelled"]
    with pytest.raises(NotFound):
        world.service.picture(gate.token, 0, 64)


def test_a_stop_that_knows_nothing_of_the_answer_leaves_it_alone(world: World) -> None:
    """A tab that never saw the answer cannot throw it away; one that did can."""
    gate = parked(world)
    world.service.answer(gate.token, GateAnswer(route=1))
    answered, asked = world.shelf.kept[gate.token]
    world.shelf.kept[gate.token] = evolve(answered, run_state="failed"), asked
    with pytest.raises(Conflict) as error:
        world.service.stop(gate.token)
    assert error.value.details["current"]["decided"] is not None  # type: ignore[index]
    assert world.service.stop(gate.token, answered=True).reason is CancelReason.DISCARDED


def test_what_becomes_of_the_rest_is_told_and_its_end_ends_the_gate(world: World) -> None:
    """Failed: told again as parked. Done: told once as answered, and remembered."""
    gate = parked(world)
    queued = world.service.answer(gate.token, GateAnswer(route=1))
    world.service.look_at_parked()
    failed = evolve(queued, run_state="failed", run_error="A node failed.")
    world.shelf.news = [failed]
    world.service.look_at_parked()
    done = evolve(queued, state=GateState.ANSWERED, run_state="", ended=1)
    world.shelf.news = [done]
    world.service.look_at_parked()
    world.shelf.news = [done]
    world.service.look_at_parked()
    assert world.told()[2:] == ["gate_parked", "gate_parked", "gate_answered"]
    assert world.service.get(gate.token) == done
    assert world.service.open() == ()
    with pytest.raises(Conflict):
        world.service.answer(gate.token, GateAnswer(route=1))


def test_a_rest_that_failed_is_queued_again_and_nothing_else(world: World) -> None:
    """By whoever asks for it; the conflict carries the gate as JSON."""
    gate = parked(world)
    with pytest.raises(Conflict) as error:
        world.service.requeue(gate.token)
    assert isinstance(error.value.details["current"], dict)
    queued = world.service.answer(gate.token, GateAnswer(route=1))
    world.shelf.kept[gate.token] = evolve(queued, run_state="failed"), image_question()
    again = world.service.requeue(gate.token, client_id="tab")
    assert (again.run_state, again.run_id) == ("queued", "again for tab")
    armed, _ = world.arm()
    with pytest.raises(Conflict):
        world.service.requeue(armed.token)


def test_a_question_with_a_known_decision_gets_what_was_kept_at_once(world: World) -> None:
    """No gate is armed, nothing is told, and the inputs are not looked at."""
    kept = GateResult(answer=GateAnswer(route=2), images=np.ones((1, 3, 4, 3), np.float32))
    world.shelf.results["folder:0", "7"] = kept
    assert world.service.decided("folder:0", Run())
    assert not world.service.decided("folder:0", Run(node_id="8"))
    assert not world.service.decided("", Run())
    assert world.ask(Run(), image_question(images=None, decision="folder:0")).result(10) is kept
    assert world.told() == []
    gate, _ = world.arm(Run(node_id="8"), decision="folder:0")
    assert gate.state is GateState.ARMED


def test_gates_are_listed_oldest_first_whatever_they_wait_for(world: World) -> None:
    """By the order in which they were armed, never by a clock that people turn."""
    first = parked(world, Run(node_id="1"))
    world.clock.set_wall(5)
    second, _ = world.arm(Run(node_id="2"))
    third = parked(world, Run(node_id="3"))
    assert [gate.token for gate in world.service.open()] == [first.token, second.token, third.token]


def test_twenty_answers_at_once_to_a_parked_gate_are_one(world: World) -> None:
    """One is recorded, the others are told."""
    gate = parked(world)
    outcomes: list[str] = []

    def press(route: int) -> None:
        try:
            world.service.answer(gate.token, GateAnswer(route=route))
            outcomes.append("won")
        except Conflict:
            outcomes.append("late")

    threads = [threading.Thread(target=press, args=(1 + number % 2,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes) == ["late"] * 19 + ["won"]
    assert len(world.shelf.answers) == 1


def test_text_gates_park_too(world: World) -> None:
    """Without pictures."""
    gate = parked(world, kind=GateKind.TEXT, text="a cat", routes=())
    with pytest.raises(NotFound):
        world.service.picture(gate.token, 0, 64)
    answered = world.service.answer(gate.token, GateAnswer(text="a dog"))
    assert isinstance(answered.decided, Decided)
    assert answered.decided.text == "a dog"


def test_a_press_that_comes_just_after_another_is_told_that_it_is_parked(world: World) -> None:
    """Between the look at the gate and the press somebody else parked it."""
    gate, _ = world.arm()
    start = world.parts.registry.start_parking

    def late(token: str) -> Any:
        world.parts.registry.start_parking = start  # type: ignore[method-assign]
        world.service.park(token)
        return start(token)

    world.parts.registry.start_parking = late  # type: ignore[method-assign]
    with pytest.raises(Conflict) as error:
        world.service.park(gate.token)
    assert error.value.details["current"]["state"] == "parked"  # type: ignore[index]


def test_answers_to_waiting_gates_are_there_for_the_rests_of_parked_ones(world: World) -> None:
    """Of people, policies and kept ones, before the run goes on; gates that were stopped have none."""
    first, waiting = world.arm(Run(node_id="1"), repeat=Repeat.ALWAYS)
    world.service.answer(first.token, GateAnswer(route=2))
    waiting.result(10)
    world.arm(Run(node_id="1"), repeat=Repeat.ALWAYS)[1].result(10)
    third, waiting = world.arm(Run(node_id="3"), time_limit=1, unanswered=Unanswered.LET_THROUGH)
    world.clock.advance(1)
    waiting.result(10)
    stopped, _ = world.arm(Run(node_id="4"))
    world.service.stop(stopped.token)
    assert [route for _, route in world.shelf.remembered] == [2, 2, 1]
    assert world.shelf.remembered[0][0] == first.token
    assert world.shelf.remembered[2][0] == third.token
