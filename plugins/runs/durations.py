"""How long runs took: means that follow the latest ones, of a whole run (under "") and of each node."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ...core.contracts.runs import NodeProgress, NodeState
from ...core.stored_rows import LARGEST, DamagedRow
from .store_ports import Durations, RunEnd

_FOLLOWS: Final = 10
"""A new run counts for a tenth at least, so that a mean follows another model or machine."""

_GOOD_PART: Final = 1 / 3
"""Of the work of a run: one that did less than that was mostly cached, and its time is no measure."""

Means = Mapping[str, Sequence[Any]]
"""(count, mean seconds) by node."""


def means_of(found: Mapping[str, Any]) -> Means:
    """What was stored; `DamagedRow` where it is none."""
    for mean in found.values():
        if not (isinstance(mean, list) and len(mean) == 2 and all(_is_number(one) for one in mean)):
            raise DamagedRow("How long runs took is damaged in the database.")
    return found


def learned(means: Means, how: RunEnd) -> dict[str, list[Any]]:
    """The means with one more run."""
    made = {node: list(mean) for node, mean in means.items()}
    for node, seconds in _measured(how, means):
        count, mean = made.get(node, (0, 0.0))
        count = min(count + 1, _FOLLOWS)
        made[node] = [count, round(mean + (seconds - mean) / count, 4)]
    return made


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and 0 <= value <= LARGEST


def durations_of(means: Means | None) -> Durations:
    """What they tell."""
    if not means:
        return Durations()
    nodes = {node: float(mean[1]) for node, mean in means.items() if node}
    return Durations(seconds=float(means[""][1]) if "" in means else None, nodes=nodes)


def _measured(how: RunEnd, means: Means) -> Iterator[tuple[str, float]]:
    """What a run tells; a node that was cached took no time of its own."""
    if how.seconds > 0 and _did_its_work(how.timeline, means):
        yield "", how.seconds
    yield from _taken(how.timeline).items()


def _did_its_work(timeline: Sequence[NodeProgress], means: Means) -> bool:
    """Whether the nodes that ran are a good part of what runs usually have to do: a cached run is no measure.

    A node weighs what it takes, times how often it ran: a model that was loaded once soon weighs nothing.
    """
    taken = _taken(timeline)
    known = {node: min(count, _FOLLOWS) * mean for node, (count, mean) in means.items() if node}
    weights = taken | known
    average = sum(weights.values()) / len(weights) if weights else 0.0
    ran = sum(weights[node] for node in taken)
    spared = sum(weights.get(node.node, average) for node in timeline if node.state is NodeState.CACHED)
    return not timeline or (bool(taken) and ran >= _GOOD_PART * (ran + spared))


def _taken(timeline: Sequence[NodeProgress]) -> dict[str, float]:
    """Seconds of the nodes that ran."""
    return {
        one.node: max(0.0, (one.ended - one.started) / 1000)
        for one in timeline
        if one.state is NodeState.DONE and one.started is not None and one.ended is not None
    }
