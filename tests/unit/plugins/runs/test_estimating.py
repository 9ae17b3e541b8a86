"""How long a run takes still: as fast as its steps are now, whatever earlier runs with fewer steps took."""

import pytest

from penstock.core.contracts.runs import NodeProgress, NodeState, Run, RunStatus
from penstock.plugins.runs.driver_core import Submission
from penstock.plugins.runs.ports import Hint
from penstock.plugins.runs.progress import RunTrack, track_of
from penstock.plugins.runs.store_ports import Durations, Lease, Phase

GRAPH = {
    "3": {"class_type": "Sampler", "inputs": {}},
    "9": {"class_type": "Save", "inputs": {"images": ["3", 0]}},
}


def tracked(*steps: tuple[float, int], maximum: float = 40, node: str = "3") -> RunTrack:
    """The track of a run whose sampler told (step, time in ms)."""
    track = track_of(GRAPH, {}, {"Save"}, {"3": 2.4, "9": 0.5})
    for value, now in steps:
        one = NodeProgress(node=node, title="", class_type="", state=NodeState.RUNNING, value=value, maximum=maximum)
        track.heard(Hint(prompt_id="p", nodes=(one,)), now)
    return track


def test_the_rest_goes_as_fast_as_the_steps_so_far() -> None:
    """33 steps of 0.4 s, and the half second of what comes after them; loading before the first step counts nothing."""
    steps = [(0.0, 0), *((float(step), 9_000 + step * 400) for step in range(1, 8))]
    assert tracked(*steps).seconds_left == pytest.approx(33 * 0.4 + 0.5, abs=0.06)


@pytest.mark.parametrize("steps", [(), ((0, 0),), ((1, 400),), ((0, 0), (1, 400)), ((7, 0), (7, 900))])
def test_one_step_says_nothing(steps: tuple[tuple[float, int], ...]) -> None:
    """There is no time between two of them."""
    assert tracked(*steps).seconds_left is None


def test_another_node_or_a_new_round_is_measured_anew() -> None:
    """Its steps are others."""
    assert tracked((1, 0), (2, 400), (1, 800)).seconds_left is None
    track = tracked((1, 0), (2, 400))
    save = NodeProgress(node="9", title="", class_type="", state=NodeState.RUNNING)
    track.heard(Hint(prompt_id="p", nodes=(save,)), 900)
    assert track.seconds_left is None


def test_a_run_says_so() -> None:
    """Although runs of this document took 5 seconds."""
    run = Run(id="r", title="", status=RunStatus.RUNNING, document="d", prompt_id="p")
    one = Submission(run=run, lease=Lease("r", 1, "me"), phase=Phase.RUNNING, usual=Durations(seconds=5.0))
    one.began, one.track = 0.0, tracked((1, 400), (7, 2_800))
    assert one.progress(None, 3.0).seconds_left == pytest.approx(13.7)
