"""Events about our prompts, in order and out of it."""

from typing import Any

import pytest

from penstock.core.contracts.runs import NodeProgress, NodeState
from penstock.plugins.runs.comfy.messages import Message, Preview
from penstock.plugins.runs.comfy.watching import Watching
from penstock.plugins.runs.ports import Hint

RUNNING, DONE, FAILED, CACHED = NodeState.RUNNING, NodeState.DONE, NodeState.FAILED, NodeState.CACHED
PROMPT = {
    "1": {"class_type": "KSampler", "inputs": {}, "_meta": {"title": "The sampler"}},
    "2": {"class_type": "SaveImage", "inputs": {}},
}


class TickingClock:
    """Each question takes a millisecond."""

    now = 0

    def wall_ms(self) -> int:
        self.now += 1
        return self.now

    def monotonic(self) -> float:
        return float(self.now)


@pytest.fixture
def watching() -> Watching:
    made = Watching(TickingClock())
    made.watch("p", PROMPT)
    return made


def tell(watching: Watching, name: str, **data: Any) -> list[Hint]:
    return list(watching.heard(Message(name, {"prompt_id": "p", **data})))


def nodes(hints: list[Hint]) -> list[tuple[Any, ...]]:
    return [(one.node, one.state, one.value, one.maximum) for hint in hints for one in hint.nodes]


def states(**said: tuple[str, float, float]) -> dict[str, Any]:
    return {node[1:]: {"state": state, "value": at, "max": of} for node, (state, at, of) in said.items()}


def test_a_run_from_its_start_to_its_end(watching: Watching) -> None:
    """Each change is told once, with title, class and times."""
    assert [hint.started for hint in tell(watching, "execution_start")] == [True]
    begun = tell(watching, "progress_state", nodes=states(_1=("running", 0, 4)))
    assert begun[0].nodes == (
        NodeProgress(
            node="1", title="The sampler", class_type="KSampler", state=RUNNING, value=0, maximum=4, started=1
        ),
    )
    assert tell(watching, "progress_state", nodes=states(_1=("running", 0, 4))) == []
    assert nodes(tell(watching, "progress", node="1", value=2, max=4)) == [("1", RUNNING, 2, 4)]
    both = states(_1=("finished", 4, 4), _2=("running", 0, 1))
    assert nodes(tell(watching, "progress_state", nodes=both)) == [("1", DONE, 4, 4), ("2", RUNNING, 0, 1)]
    (done,) = tell(watching, "executed", node="2")[0].nodes
    assert (done.state, done.value, done.title) == (DONE, 1, "SaveImage")
    assert done.started is not None
    assert done.ended is not None
    assert done.started < done.ended
    assert [hint.ended for hint in tell(watching, "execution_success")] == [True]


@pytest.mark.parametrize("name", ["execution_success", "execution_error", "execution_interrupted"])
def test_ends_are_hints_only(watching: Watching, name: str) -> None:
    """How it ended is not taken from an event."""
    assert tell(watching, name) == [Hint(prompt_id="p", ended=True)]
    assert tell(watching, "executing", node=None) == [Hint(prompt_id="p", ended=True)]


def test_an_end_without_a_prompt_may_be_that_of_each(watching: Watching) -> None:
    """Old servers do not say whose; a node without a prompt is of no use."""
    watching.watch("q", PROMPT)
    ends = watching.heard(Message("executing", {"node": None}))
    assert sorted(hint.prompt_id for hint in ends if hint.ended) == ["p", "q"]
    assert list(watching.heard(Message("executing", {"node": "1"}))) == []


def test_others_are_not_ours(watching: Watching) -> None:
    """Events of other prompts, nodes of other graphs, and previews of somebody else's run."""
    theirs = {"prompt_id": "other", "node": "1", "value": 1, "max": 2}
    assert list(watching.heard(Message("progress", theirs))) == []
    assert watching.pictured(Preview(b"x", "image/jpeg")) is None
    assert watching.pictured(Preview(b"x", "image/jpeg", "other")) is None
    assert tell(watching, "progress", node="99", value=1, max=2) == []
    assert watching.pictured(Preview(b"x", "image/jpeg")) is not None
    watching.forget("p")
    assert tell(watching, "execution_success") == []


def test_without_states_the_next_node_ends_the_one_before(watching: Watching) -> None:
    """As servers before 0.3.4x told it; steps without a node are of the one that runs."""
    assert nodes(tell(watching, "executing", node="1")) == [("1", RUNNING, 0, 0)]
    assert nodes(tell(watching, "progress", value=3, max=4)) == [("1", RUNNING, 3, 4)]
    assert nodes(tell(watching, "executing", node="2")) == [("1", DONE, 4, 4), ("2", RUNNING, 0, 0)]


def test_events_that_come_late_or_twice_change_nothing(watching: Watching) -> None:
    """A node that is done is not run again by an old word."""
    tell(watching, "progress_state", nodes=states(_1=("finished", 4, 4)))
    assert tell(watching, "progress_state", nodes=states(_1=("running", 3, 4))) == []
    assert tell(watching, "progress", node="1", value=1, max=4) == []
    assert tell(watching, "executing", node="1") == []


def test_cached_nodes_and_failed_ones(watching: Watching) -> None:
    """Both are over; a node that the graph does not have is left out."""
    (hint,) = tell(watching, "execution_cached", nodes=["1", "77", 5])
    assert hint.cached == {"1"}
    assert tell(watching, "executed", node="1") == []
    assert nodes(tell(watching, "progress_state", nodes=states(_2=("error", 0, 1)))) == [("2", FAILED, 0, 1)]


def test_what_a_node_expands_into_is_shown_at_it(watching: Watching) -> None:
    """Its inner steps are its own, its end is not theirs."""
    inner = {"state": "running", "value": 5, "max": 9, "display_node_id": "1"}
    told = {**states(_1=("running", 0, 1)), "1.0.0.5": inner}
    assert nodes(tell(watching, "progress_state", nodes=told)) == [("1", RUNNING, 5, 9)]
    assert tell(watching, "progress_state", nodes={**told, "1.0.0.5": {**inner, "state": "finished"}}) != []
    ended = {**states(_1=("finished", 1, 1)), "1.0.0.5": inner}
    assert nodes(tell(watching, "progress_state", nodes=ended)) == [("1", DONE, 1, 1)]


def test_a_prompt_that_was_adopted_has_no_titles(watching: Watching) -> None:
    """Its graph is not known here: its nodes are told as the server names them."""
    watching.watch("q")
    (hint,) = watching.heard(Message("progress", {"prompt_id": "q", "node": "9", "value": 1, "max": 2}))
    assert [(one.node, one.title) for one in hint.nodes] == [("9", "")]
    watching.watch("p")
    assert nodes(tell(watching, "progress", node="99", value=1, max=2)) == []
