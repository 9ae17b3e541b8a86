"""What happens at a gate that nobody answers: the time limit, nobody there, and each policy."""

import threading
from collections.abc import Callable

import numpy as np
import pytest

from penstock.core.contracts.gates import AnsweredBy, GateAnswer, GateKind, GateState, Unanswered
from penstock.core.errors import Conflict, DiskFull
from penstock.core.nodes import Interrupted
from penstock.plugins.gates.policies import let_through

from .gate_world import Run, World, until


def test_the_time_limit_lets_an_image_through_route_1_with_its_painted_mask(world: World) -> None:
    """It is told as expired, decided by the policy; the run goes on."""
    gate, waiting = world.arm(time_limit=5, unanswered=Unanswered.LET_THROUGH)
    assert gate.expires == gate.armed + 5_000
    world.service.set_mask(gate.token, world.mask())
    world.clock.advance(4.9)
    world.service.watcher.look()
    assert not waiting.done()
    world.clock.advance(0.1)
    result = waiting.result(10)
    assert result.answer.route == 1
    assert np.array_equal(result.mask, np.ones((3, 4), np.float32))
    ended = world.service.get(gate.token)
    assert ended.state is GateState.EXPIRED
    assert ended.decided is not None
    assert (ended.decided.by, ended.decided.masked) == (AnsweredBy.POLICY, True)
    assert world.told() == ["gate_armed", "gate_expired"]


@pytest.mark.parametrize("kind", [GateKind.CHOOSER, GateKind.TEXT])
def test_nobody_chooses_the_whole_batch_and_the_text_as_it_came(world: World, kind: GateKind) -> None:
    """What a person would pass without a look."""
    given = {"text": "a cat"} if kind is GateKind.TEXT else {"images": np.zeros((3, 3, 4, 3), np.float32)}
    _, waiting = world.arm(kind=kind, routes=(), time_limit=1, unanswered=Unanswered.LET_THROUGH, **given)
    world.clock.advance(1)
    answer = waiting.result(10).answer
    assert (answer.text, answer.selection) == (("a cat", None) if kind is GateKind.TEXT else (None, (0, 1, 2)))


def test_stop_ends_the_run_when_nobody_answers(world: World) -> None:
    """Told as expired without a decision; the node raises, its run is asked to stop, others are not."""
    run, other = Run(), Run(prompt_id="other")
    gate, waiting = world.arm(run, time_limit=1, unanswered=Unanswered.STOP)
    world.arm(other, time_limit=9, unanswered=Unanswered.STOP)
    world.clock.advance(1)
    with pytest.raises(Interrupted):
        waiting.result(10)
    ended = world.service.get(gate.token)
    assert (ended.state, ended.decided) == (GateState.EXPIRED, None)
    assert (run.stops, other.stops) == (1, 0)


def test_park_keeps_the_gate_and_frees_the_run(world: World) -> None:
    """The default of the setting: nothing is lost, the queue goes on."""
    gate, waiting = world.arm(time_limit=1, unanswered=Unanswered.PARK)
    world.clock.advance(1)
    assert waiting.result(10).parked
    assert world.service.get(gate.token).state is GateState.PARKED
    assert world.told() == ["gate_armed", "gate_parked"]


def test_what_cannot_be_parked_is_stopped_when_nobody_answers(world: World) -> None:
    """A run without a browser never hangs for ever."""
    run = Run()
    world.shelf.reason = "There is no room."
    gate, waiting = world.arm(run, time_limit=1, unanswered=Unanswered.PARK)
    assert gate.why_not_parked == "There is no room."
    world.clock.advance(1)
    with pytest.raises(Interrupted):
        waiting.result(10)
    assert world.service.get(gate.token).state is GateState.EXPIRED
    assert run.stops == 1


def test_a_disk_that_fails_while_parking_stops_the_run_too(world: World) -> None:
    """The reason is in the log; nothing is left on the shelf."""
    world.shelf.fault = DiskFull("No room.")
    _, waiting = world.arm(time_limit=1, unanswered=Unanswered.PARK)
    world.clock.advance(1)
    with pytest.raises(Interrupted):
        waiting.result(10)
    assert world.shelf.kept == {}


def test_wait_waits_for_ever(world: World) -> None:
    """Only where it was asked for."""
    gate, waiting = world.arm(time_limit=1, unanswered=Unanswered.WAIT)
    world.clock.advance(1_000_000)
    world.service.watcher.look()
    assert not waiting.done()
    world.service.answer(gate.token, GateAnswer(route=1))
    assert waiting.result(10).answer.route == 1


def test_the_default_is_the_setting(world: World) -> None:
    """Changed in the settings, it holds at once, also for gates that wait already."""
    _, waiting = world.arm(time_limit=1)
    world.clock.advance(1)
    world.service.watcher.look()
    assert not waiting.done()
    world.settings.values["gates.unanswered"] = "pass"
    assert waiting.result(10).answer.route == 1


def test_a_gate_that_no_page_asks_about_counts_as_unattended(world: World) -> None:
    """Every look of a page begins the time anew."""
    world.settings.values["gates.unattended_after"] = 100
    _, waiting = world.arm(unanswered=Unanswered.LET_THROUGH)
    for _ in range(3):
        world.clock.advance(99)
        world.service.looked()
    world.service.watcher.look()
    assert not waiting.done()
    world.clock.advance(100)
    assert waiting.result(10).answer.route == 1


def test_a_gate_that_was_armed_lately_is_not_unattended(world: World) -> None:
    """Nobody looked for an hour, and then something came up: people get their time."""
    world.clock.advance(3_600)
    _, waiting = world.arm(unanswered=Unanswered.LET_THROUGH)
    world.service.watcher.look()
    assert not waiting.done()
    world.clock.advance(180)
    waiting.result(10)


def test_an_answer_while_the_policy_writes_counts_and_the_files_go(world: World) -> None:
    """The gate stays open while its candidates are written; there is one outcome."""
    world.shelf.writing.clear()
    gate, waiting = world.arm(time_limit=1, unanswered=Unanswered.PARK)
    world.clock.advance(1)
    entry = world.parts.registry.entry(gate.token)
    assert entry is not None
    until(lambda: entry.parking)
    with pytest.raises(Conflict):
        world.service.park(gate.token)
    world.service.answer(gate.token, GateAnswer(route=2))
    assert waiting.result(10).answer.route == 2
    world.shelf.writing.set()
    assert world.parts.workers.settle()
    assert world.shelf.dropped == [gate.token]
    assert world.told() == ["gate_armed", "gate_answered"]


def test_a_gate_that_was_parked_in_that_very_moment_is_left_to_people(world: World) -> None:
    """Somebody wants to answer it later: what holds for a run that waits does not hold any more."""
    gate, _ = world.arm(time_limit=1, unanswered=Unanswered.WAIT)
    entry = world.parts.registry.entry(gate.token)
    assert entry is not None
    world.service.park(gate.token)
    for choice in (Unanswered.LET_THROUGH, Unanswered.STOP, Unanswered.PARK):
        world.service._leave(entry, choice)
    assert world.service.get(gate.token).decided is None
    assert world.told() == ["gate_armed", "gate_parked"]


def test_the_watcher_sleeps_while_no_gate_is_armed(make_world: Callable[..., World]) -> None:
    """No thread before the first gate, and no look at all after the last one ended."""
    world = make_world()
    assert world.service.watcher._thread is None
    looks: list[float] = []
    settings = world.settings

    class Counting:
        def get(self, setting_id: str) -> object:
            looks.append(0)
            return settings.values[setting_id]

    world.service.watcher._settings = Counting()  # type: ignore[misc, assignment]
    gate, waiting = world.arm()
    until(lambda: looks)
    world.service.answer(gate.token, GateAnswer(route=1))
    waiting.result(10)
    idle = threading.Event()
    until(lambda: _stands(looks, idle))


def _stands(looks: list[float], idle: threading.Event) -> bool:
    before = len(looks)
    idle.wait(0.35)  # three ticks
    return len(looks) == before


def test_letting_through_is_an_answer_that_fits(world: World) -> None:
    """Of each kind, whatever came in."""
    from penstock.plugins.gates.checking import checked_answer

    for kind in GateKind:
        gate, _ = world.arm(Run(node_id=kind.value), kind=kind, text="x", routes=("a",))
        assert checked_answer(gate, let_through(gate)) == let_through(gate)
