"""Parked gates on disk: kept as they came, offered after a restart, answered once, gone when they have ended."""

import errno
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve

from penstock.core.contracts.gates import AnsweredBy, CancelReason, Decided, GateAnswer, GateQuestion, GateState
from penstock.core.contracts.run_queue import RunState
from penstock.core.errors import Conflict, Invalid, NotFound, Unavailable

from .parked_world import WORKFLOW, ParkedWorld, answer_in, decisions, gate, graph, picture, question


@pytest.fixture
def world(tmp_path: Path) -> ParkedWorld:
    """An empty data folder."""
    return ParkedWorld(tmp_path)


def test_a_parked_gate_is_offered_after_a_restart_with_its_candidates_at_full_precision(world: ParkedWorld) -> None:
    """Another process on the folder finds the gate, and the very floats that came in."""
    token = world.park(world.start())

    again = world.start()

    assert [(one.token, one.state) for one in again.open()] == [(token, GateState.PARKED)]
    found = again.images(token)
    assert found.dtype == np.float32
    assert np.array_equal(found, picture(token))
    assert not found.flags.writeable


def test_an_answer_queues_the_rest_with_the_decision_and_only_what_depends_on_the_gate(world: ParkedWorld) -> None:
    """One run is queued: the stored prompt, the decision in the gate's input, the outputs below it, the workflow."""
    world.prompt = graph("a>g1 g1>b b>o1 a>o2")
    store = world.start()
    token = world.park(store)

    answered = world.answer(store, token, route=2, mask=np.ones((3, 4), np.float32))

    assert (answered.state, answered.run_state) == (GateState.PARKED, "queued")
    assert answered.decided is not None
    assert (answered.decided.by, answered.decided.route, answered.decided.masked) == (AnsweredBy.USER, 2, True)
    queued = world.queue.submitted[0]
    assert (queued.prompt_id, queued.targets, queued.client_id) == (answered.run_id, ("o1",), "client")
    assert queued.extra_pnginfo == WORKFLOW
    assert list(decisions(queued)) == ["g1"]
    result = answer_in(store, queued)
    assert result is not None
    assert (result.answer.route, result.parked) == (2, False)
    assert np.array_equal(result.images, picture(token))
    assert np.array_equal(result.mask, np.ones((3, 4), np.float32))
    assert result.images.flags.writeable


def test_a_gate_whose_rest_ended_well_is_gone_with_all_its_files(world: ParkedWorld) -> None:
    """Nothing lies in the folder any more, and the change is told once."""
    store = world.start()
    token = world.park(store)
    world.answer(store, token)
    assert (store.busy(), store.look()) == (True, ())

    world.queue.end()

    changed = store.look()
    assert [(one.token, one.state, one.run_state) for one in changed] == [(token, GateState.ANSWERED, "")]
    assert changed[0].ended == world.clock.wall_ms()
    assert (store.open(), store.look(), store.busy(), world.left()) == ((), (), False, [])
    with pytest.raises(NotFound):
        store.get(token)


def test_what_passes_through_comes_back(world: ParkedWorld) -> None:
    """JSON values come back equal, arrays as float32 arrays of the same values."""
    store = world.start()
    array = picture(3)
    asked = question(1, signal=array, note={"a": [1, None, "ü"]}, half=array.astype(np.float16))
    store.keep(gate(), asked, world.prompt, {})
    store.answer(store.open()[0], GateAnswer(route=1))

    result = answer_in(store, world.queue.submitted[0])

    assert result is not None
    assert result.passing["note"] == {"a": [1, None, "ü"]}
    assert np.array_equal(result.passing["signal"], array)
    assert np.array_equal(result.passing["half"], array.astype(np.float16).astype(np.float32))


@pytest.mark.parametrize("value", [object(), {"samples": picture()}, (1, 2), np.arange(3), float("nan"), {1: "x"}])
def test_what_cannot_be_kept_is_said_and_nothing_is_written(world: ParkedWorld, value: Any) -> None:
    """A value that neither JSON nor float32 holds exactly keeps a gate from being parked, and is named."""
    store = world.start()
    asked = question(1, signal=value)

    assert "signal" in store.why_not(asked)
    with pytest.raises(Conflict, match="signal"):
        store.keep(gate(), asked, world.prompt, {})
    assert world.left() == []


def test_a_prompt_that_is_no_json_is_refused(world: ParkedWorld) -> None:
    """What could not be queued again is not parked, and nothing is written for it."""
    store = world.start()
    odd = {**world.prompt, "x": {"class_type": "Odd", "inputs": {"value": float("nan")}}}

    for prompt, metadata in ((odd, {}), (world.prompt, {"workflow": object()})):
        with pytest.raises(Invalid):
            store.keep(gate(), question(), prompt, metadata)

    assert world.left() == []


def test_what_comfyui_notes_while_it_runs_is_not_queued_again(world: ParkedWorld) -> None:
    """Fingerprints that ComfyUI writes into the prompt may be no JSON, and are of that run alone."""
    store = world.start()
    world.prompt["a"]["is_changed"] = float("nan")
    world.answer(store, world.park(store))

    assert world.queue.submitted[0].prompt["a"] == {"class_type": "ImageInvert", "inputs": {}}


def test_there_is_a_limit_to_what_is_kept(world: ParkedWorld) -> None:
    """A gate that does not fit into the quota is refused before anything is written; a free one fits again."""
    store = world.start()
    token = world.park(store)
    world.limit = store.bytes() + 100

    assert "room" in store.why_not(question())
    with pytest.raises(Conflict, match="room"):
        world.park(store, "g1", prompt_id="p2")
    store.discard(token)
    world.limit = 2_000
    assert store.why_not(question()) == ""


def test_a_node_that_no_later_run_would_have_is_not_parked(world: ParkedWorld) -> None:
    """A gate that another node added while the run went on says so."""
    assert "added" in world.start().why_not(question(), world.prompt, "7.0.0.1")


def test_a_second_answer_is_a_conflict_that_tells_the_first(world: ParkedWorld) -> None:
    """Answered is answered: the first decision stands, nothing is queued twice."""
    store = world.start()
    token = world.park(store)
    world.answer(store, token, route=2)

    with pytest.raises(Conflict) as caught:
        world.answer(store, token, route=1)

    current = caught.value.details["current"]
    assert current == store.get(token)
    assert store.get(token).decided is not None
    assert len(world.queue.submitted) == 1


@pytest.mark.parametrize("refusal", [Invalid("The image is missing."), Unavailable("Not now.")])
def test_a_refused_rest_leaves_the_gate_undecided(world: ParkedWorld, refusal: Any) -> None:
    """Where the host refuses, its error comes through, the gate is as before, and it can be answered later."""
    store = world.start()
    token = world.park(store)
    before, files = store.get(token), world.left()
    world.queue.refusing = refusal

    with pytest.raises(type(refusal)):
        world.answer(store, token, mask=np.ones((3, 4), np.float32))

    assert (store.get(token), world.left()) == (before, files)
    world.queue.refusing = None
    assert world.answer(store, token, route=2).run_state == "queued"


@pytest.mark.parametrize(("end", "state"), [(RunState.FAILED, "failed"), (RunState.UNKNOWN, "lost")])
def test_a_failed_or_lost_rest_is_kept_and_can_be_queued_again(world: ParkedWorld, end: RunState, state: str) -> None:
    """The gate stays listed with its decision and why; queued again and well, it ends."""
    store = world.start()
    token = world.park(store)
    first = world.answer(store, token, route=2)
    world.queue.end(end)

    assert [(one.run_state, one.run_id) for one in store.look()] == [(state, first.run_id)]
    assert store.get(token).run_error != ""
    again = store.requeue(token, "other")

    assert (again.run_state, again.decided, again.run_error) == ("queued", first.decided, "")
    assert again.run_id != first.run_id
    assert world.queue.submitted[1].client_id == "other"
    with pytest.raises(Conflict):
        store.requeue(token)
    world.queue.end()
    assert [one.state for one in store.look()] == [GateState.ANSWERED]
    assert world.left() == []


def test_a_queue_that_is_refused_again_leaves_the_gate_failed(world: ParkedWorld) -> None:
    """Queueing again that the host refuses changes nothing."""
    store = world.start()
    token = world.park(store)
    world.answer(store, token)
    world.queue.end(RunState.FAILED)
    store.look()
    world.queue.refusing = Invalid("No.")

    with pytest.raises(Invalid):
        store.requeue(token)

    assert store.get(token).run_state == "failed"


def test_a_queue_that_cannot_be_asked_loses_nothing(world: ParkedWorld) -> None:
    """While the host does not answer, a queued rest stays queued."""
    store = world.start()
    token = world.park(store)
    world.answer(store, token)
    world.queue.unreachable = Unavailable("Starting.")

    assert store.look() == ()
    assert store.get(token).run_state == "queued"


def test_a_discarded_gate_is_gone_and_cannot_be_answered(world: ParkedWorld) -> None:
    """Discarding removes the candidates; whoever answers then hears that there is no such gate."""
    store = world.start()
    token = world.park(store)

    gone = store.discard(token)

    assert (gone.state, gone.reason) == (GateState.CANCELLED, CancelReason.DISCARDED)
    assert (world.left(), store.open()) == ([], ())
    with pytest.raises(NotFound):
        store.answer(gone, GateAnswer(route=1))


def test_what_is_in_the_queue_is_not_discarded_and_what_failed_is(world: ParkedWorld) -> None:
    """A queued answer needs its candidates; a failed one may be thrown away."""
    store = world.start()
    token = world.park(store)
    world.answer(store, token)
    with pytest.raises(Conflict):
        store.discard(token)
    world.queue.end(RunState.FAILED)
    store.look()

    assert store.discard(token).state is GateState.CANCELLED
    assert world.left() == []


def test_a_gate_that_was_answered_while_it_was_kept_leaves_nothing(world: ParkedWorld) -> None:
    """Dropping one of two leaves the other; dropping the last leaves no folder; an unknown one is no error."""
    world.prompt = graph("g1>o1 g2>o2")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")

    store.drop(one)
    assert [gate.token for gate in store.open()] == [two]
    store.drop(two)
    store.drop("unknown")

    assert world.left() == []


def test_the_draft_mask_of_a_parked_gate_is_remembered(world: ParkedWorld) -> None:
    """Whether a mask is painted survives a restart, and ends with the answer."""
    store = world.start()
    token = world.park(store)

    store.set_mask(token, has_mask=True, mask_revision=7)

    found = world.start().get(token)
    assert (found.has_mask, found.mask_revision) == (True, 7)
    world.answer(store, token)
    with pytest.raises(Conflict):
        store.set_mask(token, has_mask=False, mask_revision=8)


def test_a_text_gate_has_no_images(world: ParkedWorld) -> None:
    """Its text is kept, pictures of it are not found."""
    store = world.start()
    asked = GateQuestion(kind=gate().kind, text="a\nü")
    token = store.keep(gate(), asked, world.prompt, {}).token

    with pytest.raises(NotFound):
        store.images(token)
    world.answer(store, token)
    result = answer_in(store, world.queue.submitted[0])
    assert result is not None
    assert (result.text, result.images) == ("a\nü", None)


def test_a_selection_and_a_plugins_decision_come_back(world: ParkedWorld) -> None:
    """What was chosen, by whom, is what the node gets and what everybody is told, also after a restart."""
    store = world.start()
    token = world.park(store)
    decided = Decided(by=AnsweredBy.PLUGIN, plugin="router", selection=(0, 2), at=5)

    store.answer(evolve(store.get(token), decided=decided), GateAnswer(selection=(0, 2)))

    again = world.start()
    assert again.get(token).decided == decided
    result = answer_in(again, world.queue.submitted[0])
    assert result is not None
    assert result.answer == GateAnswer(selection=(0, 2))


def test_text_that_could_not_be_read_again_is_refused(world: ParkedWorld) -> None:
    """A lone surrogate is no text: neither a question nor an answer with it is kept, and nothing is lost by trying."""
    store = world.start()
    with pytest.raises(Invalid):
        store.keep(gate(), GateQuestion(kind=gate().kind, text="\ud800"), world.prompt, {})
    assert world.left() == []
    token = world.park(store)
    before, files = store.get(token), world.left()

    with pytest.raises(Invalid):
        store.answer(before, GateAnswer(text="\udc00"))

    assert (store.get(token), world.left()) == (before, files)


def test_discarding_works_on_a_full_disk(world: ParkedWorld) -> None:
    """The candidates go first where there is no room for the word that they are gone."""
    world.prompt = graph("g1>o1 g2>o2")
    store = world.start()
    one, two = world.park(store, "g1"), world.park(store, "g2")
    world.calls.fail = (world.calls.count + 1, errno.ENOSPC)

    assert store.discard(one).state is GateState.CANCELLED

    assert [gate.token for gate in world.start().open()] == [two]
    assert not any(one in name for name in world.left())


@pytest.mark.parametrize("decision", ["", ":", "x", "x:0", "../x:0", "x:-1", "x:٣", "x:99999999", "a/b:0", "\0:0"])
def test_a_decision_that_nobody_made_decides_nothing(world: ParkedWorld, decision: str) -> None:
    """Any text may stand in a prompt: what is not known asks anew."""
    store = world.start()
    world.park(store)

    assert (store.decided(decision, "g1", "p1"), store.result(decision, "g1", "p1")) == (False, None)
