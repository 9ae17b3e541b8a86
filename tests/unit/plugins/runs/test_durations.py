"""How long runs took: what the server had from before teaches nothing about a run that must do its work."""

from typing import Any

from penstock.core.contracts.runs import NodeProgress, NodeState, RunStatus
from penstock.plugins.runs.durations import durations_of, learned
from penstock.plugins.runs.store_ports import RunEnd

USUAL = {"1": 1.0, "3": 4.0, "9": 0.1}


def ended(**seconds: float | None) -> RunEnd:
    """A run whose nodes took so long; None for one that was cached."""
    nodes = tuple(
        NodeProgress(
            node=node,
            title="",
            class_type="",
            state=NodeState.CACHED if took is None else NodeState.DONE,
            started=0,
            ended=0 if took is None else round(took * 1000),
        )
        for node, took in seconds.items()
    )
    whole = sum(took or 0.0 for took in seconds.values()) + 0.01
    return RunEnd(status=RunStatus.COMPLETED, ended=1, seconds=whole, timeline=nodes)


def seconds_after(*runs: RunEnd) -> float | None:
    """What is usual after these."""
    means: dict[str, list[Any]] = {}
    for one in runs:
        means = learned(means, one)
    return durations_of(means).seconds


def test_runs_that_were_cached_teach_nothing_of_the_whole() -> None:
    """Whether all of it was, or all but what takes no time."""
    assert seconds_after(ended(**USUAL), *[ended(**dict.fromkeys(USUAL))] * 5) == 5.11
    assert seconds_after(ended(**USUAL), *[ended(**{**dict.fromkeys(USUAL), "9": 0.1})] * 20) == 5.11


def test_a_first_run_that_was_cached_says_nothing() -> None:
    """The server had it from before Penstock."""
    assert seconds_after(ended(**dict.fromkeys(USUAL))) is None
    assert seconds_after(ended(**{**dict.fromkeys("abcdef"), "9": 0.1})) is None


def test_a_loader_that_ran_once_does_not_keep_later_runs_out() -> None:
    """Models stay loaded: the runs after the first are what is usual."""
    later = ended(**{"1": None, "3": 4.0, "9": 0.1})
    found = seconds_after(ended(**{**USUAL, "1": 60.0}), *[later] * 40)
    assert found is not None
    assert found < 10


def test_without_a_timeline_the_time_counts() -> None:
    """A server that tells nothing of nodes."""
    assert seconds_after(RunEnd(status=RunStatus.COMPLETED, ended=1, seconds=3.0)) == 3.0
