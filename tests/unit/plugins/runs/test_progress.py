"""How far a run is: over the whole graph, never back, and at its end only when it has ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from penstock.core.contracts.runs import NodeProgress, NodeState
from penstock.plugins.runs.estimating import seconds_left, seconds_queued
from penstock.plugins.runs.ports import Hint
from penstock.plugins.runs.progress import RunTrack, track_of
from penstock.plugins.runs.progress_nodes import planned

GRAPH = {
    "9": {"class_type": "Save", "inputs": {"images": ["3", 0]}},
    "3": {"class_type": "Sampler", "inputs": {"model": ["1", 0], "seed": 5}},
    "1": {"class_type": "Loader", "inputs": {"name": "a.safetensors"}},
    "7": {"class_type": "Loader", "inputs": {"name": "nobody needs it"}},
}
STATES = (NodeState.WAITING, NodeState.RUNNING, NodeState.DONE, NodeState.CACHED)


def track(**weights: float) -> RunTrack:
    """The track of the graph."""
    return track_of(GRAPH, {"3": "My sampler"}, {"Save"}, weights)


def hint(node: str, state: NodeState, value: float = 0, maximum: float = 0) -> Hint:
    """What a server says of one node."""
    one = NodeProgress(node=node, title="", class_type="", state=state, value=value, maximum=maximum)
    return Hint(prompt_id="p", nodes=(one,))


def test_only_nodes_that_lead_to_an_output_count_in_the_order_in_which_they_can_run() -> None:
    """What nobody needs never runs; where no output is known all may."""
    assert [one.node for one in planned(GRAPH, {}, {"Save"})] == ["1", "3", "9"]
    assert {one.node for one in planned(GRAPH, {}, None)} == {"1", "3", "7", "9"}
    assert [one.title for one in planned(GRAPH, {"3": "My sampler"}, {"Save"})] == ["Loader", "My sampler", "Save"]


def test_a_graph_in_a_circle_is_survived() -> None:
    """A server refuses it; we must not hang before."""
    circle = {"1": {"class_type": "A", "inputs": {"x": ["2", 0]}}, "2": {"class_type": "A", "inputs": {"x": ["1", 0]}}}
    assert {one.node for one in planned(circle, {}, {"A"})} == {"1", "2"}


def test_steps_and_nodes_add_up() -> None:
    """One node of three done and half of the second is half; the end alone is 100."""
    found = track()
    found.heard(hint("1", NodeState.DONE), 1)
    found.heard(hint("3", NodeState.RUNNING, 10, 20), 2)
    assert (found.percent, found.done, found.current) == (50.0, 1, "3")
    found.heard(hint("3", NodeState.DONE), 3)
    found.heard(hint("9", NodeState.DONE), 4)
    assert found.percent == 99.0
    found.completed(frozenset(), 1, 5)
    assert found.percent == 100.0


def test_earlier_durations_weigh_the_nodes() -> None:
    """A sampler that took nine of ten seconds is nine tenths; a node that is not known counts as an average one."""
    found = track(**{"1": 1.0, "3": 9.0})
    found.heard(hint("1", NodeState.DONE), 1)
    assert found.percent == pytest.approx(100 / 15, abs=0.01)


def test_cached_nodes_are_done() -> None:
    """They never run."""
    found = track()
    found.heard(Hint(prompt_id="p", cached=frozenset({"1", "3"})), 1)
    assert found.done == 2
    assert found.timeline()[0].state is NodeState.CACHED


def test_a_part_of_a_node_shows_as_that_node() -> None:
    """Nodes that expand have ids such as 3.0.1; the end of a part is not the end of the whole."""
    found = track()
    found.heard(hint("3.0.1", NodeState.RUNNING, 1, 2), 1)
    found.heard(hint("3.0.1", NodeState.DONE), 2)
    assert found.at is not None
    assert (found.at.node, found.at.state) == ("3", NodeState.RUNNING)


def test_a_node_that_failed_is_marked() -> None:
    """The others that ran are done."""
    found = track()
    found.heard(hint("1", NodeState.RUNNING), 1)
    found.heard(hint("3", NodeState.RUNNING), 2)
    found.close("3", 3)
    assert {one.node: one.state for one in found.timeline()} == {
        "1": NodeState.DONE,
        "3": NodeState.FAILED,
        "9": NodeState.WAITING,
    }


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "3", "9", "3.1", "nobody"]),
            st.sampled_from(STATES),
            st.floats(-1, 30),
            st.floats(-1, 30),
        )
    )
)
def test_progress_never_falls_whatever_a_server_says(
    said: list[tuple[str, NodeState, float, float]],
) -> None:
    """Messages may come twice, late, in another order and with another maximum."""
    found, before = track(), 0.0
    for number, (node, state, value, maximum) in enumerate(said):
        found.heard(hint(node, state, value, maximum), number)
        assert before <= found.percent <= 99.0
        before = found.percent


def test_estimates_follow_the_runs_own_speed_the_further_it_is() -> None:
    """Nothing is said where nothing is known."""
    assert seconds_left(0, 0, None) is None
    assert seconds_left(2, 1, None) is None
    assert seconds_left(50, 10, None) == 10.0
    assert seconds_left(0, 3, 10.0) == 7.0
    assert seconds_left(50, 20, 10.0) == pytest.approx(12.5)
    assert seconds_left(100, 20, 10.0) == 0.0
    assert seconds_queued(4, 10.0, 2) == 30.0
    assert seconds_queued(4, None, 2) is None
