"""Several gates in one run: what may run now, in which lane, and what waits for whom."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.core.contracts.gates import AnsweredBy, Decided, GateAnswer, GateState
from penstock.core.contracts.run_queue import RunState
from penstock.core.errors import Conflict, Invalid, Unavailable
from penstock.plugins.gates.parked_store import DiskParkedRuns

from .parked_world import ParkedWorld, answer_in, decisions, gate, graph, picture, question


@pytest.fixture
def world(tmp_path: Path) -> ParkedWorld:
    """An empty data folder."""
    return ParkedWorld(tmp_path)


def test_two_gates_that_feed_one_output_wait_for_each_other(world: ParkedWorld) -> None:
    """The first answer waits, the second queues one run with both decisions; both end with it."""
    world.prompt = graph("g1>o1 g2>o1")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")

    assert world.answer(store, one).run_state == "waiting"
    assert world.targets() == []
    assert world.answer(store, two).run_state == "queued"

    assert world.targets() == [("o1",)]
    assert set(decisions(world.queue.submitted[0])) == {"g1", "g2"}
    assert [(gate.token, gate.run_state) for gate in store.look()] == [(one, "queued")]
    world.queue.end()
    assert {gate.token for gate in store.look()} == {one, two}
    assert world.left() == []


def test_what_depends_on_one_gate_alone_does_not_wait(world: ParkedWorld) -> None:
    """Outputs below a decided gate run at once, those shared with an open one later; none runs twice."""
    world.prompt = graph("g1>o1 g1>o2 g2>o2 g2>o3")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")

    assert world.answer(store, one).run_state == "queued"
    world.queue.end()
    assert [(gate.token, gate.run_state) for gate in store.look()] == [(one, "waiting")]
    world.answer(store, two)

    assert world.targets() == [("o1",), ("o2", "o3")]


def test_a_discarded_sibling_keeps_what_it_feeds_from_running(world: ParkedWorld) -> None:
    """What a discarded gate feeds never runs; a gate that waited for nothing else has ended."""
    world.prompt = graph("g1>o1 g2>o1 g1>o2")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")
    world.answer(store, one)
    world.queue.end()

    store.discard(two)

    assert world.targets() == [("o2",)]
    assert store.get(one).run_state == "queued"
    assert [(gate.token, gate.state) for gate in store.look()] == [(one, GateState.ANSWERED)]
    assert world.left() == []


def test_what_is_queued_again_leaves_out_what_a_discarded_gate_feeds(world: ParkedWorld) -> None:
    """A run of two outputs failed, the gate of one was discarded since: only the other one is queued again."""
    world.prompt = graph("g1>o1 g1>o2 g2>o2")
    world.queue.states["p1"] = RunState.QUEUED
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")
    world.answer(store, one)
    world.answer(store, two)
    world.queue.states["p1"] = RunState.DONE
    store.look()
    world.queue.end(RunState.FAILED)
    store.look()
    store.discard(two)

    store.requeue(one)

    assert world.targets() == [("o1", "o2"), ("o1",)]


def test_a_gate_is_not_discarded_while_anything_of_it_is_queued(world: ParkedWorld) -> None:
    """One output failed, another one is queued and needs the candidates: Conflict."""
    world.prompt = graph("g1>o1 g1>o2 g2>o2")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")
    world.answer(store, one)
    world.queue.end(RunState.FAILED)
    store.look()
    world.answer(store, two)
    assert (store.get(one).run_state, world.targets()) == ("failed", [("o1",), ("o2",)])

    with pytest.raises(Conflict):
        store.discard(one)


def test_a_gate_that_waited_for_a_discarded_one_ends_answered(world: ParkedWorld) -> None:
    """Nothing can come of it any more, and it was answered."""
    world.prompt = graph("g1>o1 g2>o1")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")
    world.answer(store, one)

    store.discard(two)

    assert [(gate.token, gate.state) for gate in store.look()] == [(one, GateState.ANSWERED)]
    assert (world.targets(), world.left()) == ([], [])


def test_each_item_of_a_list_is_a_lane(world: ParkedWorld) -> None:
    """Answers to items queue one run each, whose decision gives that item's candidates."""
    store = world.start()
    tokens = [world.park(store, "g1", index) for index in range(3)]

    world.answer(store, tokens[2], route=1)
    world.answer(store, tokens[0], route=2)

    assert world.targets() == [("o1",), ("o1",)]
    results = [store.result(decisions(one)["g1"], "g1", one.prompt_id) for one in world.queue.submitted]
    assert [result.answer.route for result in results if result] == [1, 2]
    for token, result in zip((tokens[2], tokens[0]), results, strict=True):
        assert result is not None
        assert (result.images == store.images(token)).all()
    world.queue.end()
    assert len(store.look()) == 2
    assert [gate.token for gate in store.open()] == [tokens[1]]


def test_a_sibling_with_fewer_items_repeats_its_last_one(world: ParkedWorld) -> None:
    """Three items beside one: each lane has its own item and the same sibling, as ComfyUI maps lists."""
    world.prompt = graph("g1>o1 g2>o1")
    store = world.start()
    tokens = [world.park(store, "g1", index) for index in range(3)]
    sibling = world.park(store, "g2")
    for token in tokens[:2]:
        assert world.answer(store, token).run_state == "waiting"

    world.answer(store, sibling, route=2)

    assert world.targets() == [("o1",), ("o1",)]
    found = [store.result(decisions(one)["g2"], "g2", one.prompt_id) for one in world.queue.submitted]
    assert [result.answer.route for result in found if result] == [2, 2]
    assert world.answer(store, tokens[2]).run_state == "queued"
    assert len(world.targets()) == 3


def test_a_chain_keeps_the_first_run_until_the_second_gate_has_ended(world: ParkedWorld) -> None:
    """The rest of the first gate parks a second one, whose prompt still names the first answer."""
    world.prompt = graph("g1>b b>g2 g1>o1 g2>o1")
    store = world.start()
    first = world.park(store, "g1")
    world.answer(store, first, route=2)
    rest = world.queue.submitted[0]
    world.prompt = dict(rest.prompt)
    second = world.park(store, "g2", prompt_id=rest.prompt_id)
    world.queue.end()
    assert [(gate.token, gate.state) for gate in store.look()] == [(first, GateState.ANSWERED)]

    world.answer(store, second)

    asked = decisions(world.queue.submitted[1])
    assert set(asked) == {"g1", "g2"}
    result = store.result(asked["g1"], "g1", world.queue.submitted[1].prompt_id)
    assert result is not None
    assert result.answer.route == 2
    world.queue.end()
    assert [gate.token for gate in store.look()] == [second]
    assert world.left() == []


def test_nothing_is_queued_while_the_run_itself_goes_on(world: ParkedWorld) -> None:
    """Another gate of the run may still be parked: the answer waits, durably, and is queued when the run has ended."""
    world.prompt = graph("g1>o1 g2>o1 g1>o2")
    world.queue.states["p1"] = RunState.QUEUED
    store = world.start()
    one = world.park(store, "g1")
    assert world.answer(store, one).run_state == "waiting"
    assert store.look() == ()
    two = world.park(store, "g2")
    world.queue.states["p1"] = RunState.DONE

    changed = world.start().look()

    assert [(gate.token, gate.run_state) for gate in changed] == [(one, "queued")]
    assert world.targets() == [("o2",)]
    world.answer(store, two)
    assert world.targets() == [("o2",), ("o1",)]


def test_a_rest_that_is_refused_later_is_failed(world: ParkedWorld) -> None:
    """An answer that had to wait cannot be taken back: the gate says what the host said, and may be queued again."""
    world.queue.states["p1"] = RunState.QUEUED
    store = world.start()
    token = world.park(store)
    world.answer(store, token)
    world.queue.states["p1"] = RunState.DONE
    world.queue.refusing = Invalid("The model is missing.")

    assert [(gate.run_state, "model is missing" in gate.run_error) for gate in store.look()] == [("failed", True)]
    world.queue.refusing = None
    assert store.requeue(token).run_state == "queued"


def test_a_gate_that_feeds_nothing_ends_with_its_answer(world: ParkedWorld) -> None:
    """Nothing has to be queued: it is answered, and nothing stays."""
    world.prompt = graph("a>g1")
    store = world.start()

    assert world.answer(store, world.park(store)).state is GateState.ANSWERED
    assert (world.targets(), world.left()) == ([], [])


def test_only_what_the_run_was_asked_for_is_queued(world: ParkedWorld) -> None:
    """A run of one output leaves the others alone, also when it goes on later; without word from the host all run."""
    world.prompt = graph("g1>o1 g1>o2")
    world.queue.asked["p1"] = frozenset({"o2"})
    store = world.start()
    one = world.park(store, prompt_id="p1")
    world.queue.unreachable = Unavailable("Not now.")
    other = world.park(store, prompt_id="p2")
    world.queue.unreachable = None

    world.answer(store, one)
    world.answer(store, other)

    assert world.targets() == [("o2",), ("o1", "o2")]


def remembered(store: DiskParkedRuns, world: ParkedWorld, node_id: str, route: int, mask: Any = None) -> None:
    """A gate that waited was answered."""
    decided = Decided(by=AnsweredBy.USER, route=route)
    answered = evolve(gate(node_id), state=GateState.ANSWERED, decided=decided)
    store.remember(answered, question(answered.token), GateAnswer(route=route), mask, world.prompt)


@pytest.mark.parametrize("first", ["answered", "parked"])
def test_an_answer_given_while_the_run_waited_goes_along(world: ParkedWorld, first: str) -> None:
    """The rest of a parked gate gets the answers of its run's other gates, which are not asked a second time."""
    world.prompt = graph("g1>o1 g2>o1 g1>o2")
    world.queue.states["p1"] = RunState.QUEUED
    store = world.start()
    token = world.park(store, "g2") if first == "parked" else ""
    remembered(store, world, "g1", 3, np.ones((3, 4), np.float32))
    token = token or world.park(store, "g2")
    store.look()
    world.queue.states["p1"] = RunState.DONE
    store = world.start()

    world.answer(store, token)

    assert world.targets() == [("o1",)]
    result = answer_in(store, world.queue.submitted[0])
    assert result is not None
    assert (result.answer.route, float(result.mask.min())) == (3, 1.0)
    assert (result.images == picture("t_p1_g1_0")).all()
    assert [gate.token for gate in store.open()] == [token]
    world.queue.end()
    assert [gate.token for gate in store.look()] == [token]
    assert world.left() == []


def test_answers_of_runs_that_park_nothing_are_forgotten(world: ParkedWorld) -> None:
    """They are held while the run goes on, and nothing is written; a gate that is alone is not held at all."""
    store = world.start()
    remembered(store, world, "g1", 1)
    assert not store.busy()
    world.prompt = graph("g1>o1 g2>o1")
    world.queue.states["p1"] = RunState.QUEUED
    remembered(store, world, "g1", 1)
    store.look()
    assert store.busy()
    world.queue.states["p1"] = RunState.DONE

    store.look()

    assert (store.busy(), world.left()) == (False, [])


def test_a_drop_that_leaves_only_answers_leaves_nothing(world: ParkedWorld) -> None:
    """Answers beside a parked gate go with it."""
    world.prompt = graph("g1>o1 g2>o1")
    world.queue.states["p1"] = RunState.QUEUED
    store = world.start()
    token = world.park(store, "g2")
    remembered(store, world, "g1", 1)
    store.look()

    store.drop(token)

    assert world.left() == []


def test_two_runs_with_the_same_node_never_meet(world: ParkedWorld) -> None:
    """The same node in two prompts: each answer queues its own run with its own candidates."""
    store = world.start()
    one, two = world.park(store, prompt_id="p1"), world.park(store, prompt_id="p2")

    world.answer(store, one, route=1)
    world.answer(store, two, route=2)

    found = [answer_in(store, queued) for queued in world.queue.submitted]
    assert [result.answer.route for result in found if result] == [1, 2]
    assert not (found[0].images == found[1].images).all()  # type: ignore[union-attr]


def test_another_host_on_the_same_data_does_not_judge_what_it_did_not_queue(world: ParkedWorld) -> None:
    """A run that ComfyUI queued is not lost because the standalone host does not know it."""
    store = world.start("comfyui")
    token = world.park(store)
    world.answer(store, token)
    world.queue.end(RunState.UNKNOWN)

    other = world.start("standalone")

    assert (other.busy(), other.look(), other.get(token).run_state) == (False, (), "queued")


def test_a_decision_counts_in_no_prompt_that_was_copied_from_a_queued_one(world: ParkedWorld) -> None:
    """A saved picture carries the prompt it was made with: queued again, perhaps changed, it asks."""
    world.prompt = graph("g1>o1 g2>o2")
    store = world.start()
    one = world.park(store, "g1")
    world.park(store, "g2")
    world.answer(store, one)
    queued = world.queue.submitted[0]
    assert store.decided(decisions(queued)["g1"], "g1", queued.prompt_id)
    copied = decisions(queued)["g1"], "g1", "another prompt"
    assert (store.decided(*copied), store.result(*copied)) == (False, None)


def test_why_a_rest_failed_is_told(world: ParkedWorld) -> None:
    """Whoever decides whether to queue it again wants to know."""
    store = world.start()
    token = world.park(store)
    world.answer(store, token)
    queued = world.queue.submitted[0].prompt_id
    world.queue.states[queued] = RunState.FAILED
    world.queue.failures[queued] = "Out of memory (KSampler, node 3)."
    assert [gate.run_error for gate in store.look()] == ["Out of memory (KSampler, node 3)."]
