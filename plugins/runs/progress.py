"""How far a run is: what its server says of single nodes, as one number over the whole graph that never falls."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from attrs import define, evolve, field

from ...core.contracts.runs import NodeProgress, NodeState
from .estimating import StepRate
from .ports import Hint
from .progress_nodes import PlannedNode, planned

_ENDED: Final = frozenset({NodeState.DONE, NodeState.CACHED})
_ALMOST: Final = 99.0
"""The most that is shown of a run that has not ended."""


@define
class RunTrack:
    """The nodes of one submission. Used on the driver's loop alone.

    `weights` are seconds that its nodes took before; a node without one counts as an average one.
    """

    plan: tuple[PlannedNode, ...]
    weights: Mapping[str, float] = field(factory=dict)
    nodes: dict[str, NodeProgress] = field(factory=dict)
    _order: list[str] = field(factory=list)
    _shown: float = 0.0
    current: str | None = None
    _rate: StepRate = field(factory=StepRate)

    def __attrs_post_init__(self) -> None:
        for one in self.plan:
            self.nodes[one.node] = NodeProgress(
                node=one.node, title=one.title, class_type=one.class_type, state=NodeState.WAITING
            )

    def heard(self, hint: Hint, now: int) -> bool:
        """Take in what the server says; whether anything is new. `now` is wall time in ms."""
        before = dict(self.nodes), self.current
        for node in hint.cached:
            self._put(node, state=NodeState.CACHED, started=now, ended=now)
        for one in hint.nodes:
            self._take(one, now)
        return (self.nodes, self.current) != before

    def close(self, failed: str, now: int) -> None:
        """The run has ended: what ran is done, but for the node that failed."""
        for node in [one.node for one in self.nodes.values() if one.state is NodeState.RUNNING]:
            self._put(node, state=NodeState.FAILED if node == failed else NodeState.DONE, ended=now)
        if failed in self.nodes:
            self._put(failed, state=NodeState.FAILED, ended=now)
        self.current = None

    def completed(self, cached: Collection[str], started: int | None, now: int) -> None:
        """All of it ran; what nobody told of ran too, or was cached."""
        for node, one in list(self.nodes.items()):
            if one.state not in _ENDED:
                state = NodeState.CACHED if node in cached else NodeState.DONE
                self._put(node, state=state, started=one.started or started, ended=now)
        self._shown, self.current = 100.0, None

    @property
    def percent(self) -> float:
        """0..100 over the whole graph; it never falls."""
        if self._shown < 100.0:
            total = sum(map(self._weight, self.nodes))
            done = sum(self._weight(node) * _fraction(one) for node, one in self.nodes.items())
            self._shown = max(self._shown, min(_ALMOST, 100.0 * done / total if total else 0.0))
        return round(self._shown, 2)

    @property
    def done(self) -> int:
        """How many nodes have ended."""
        return sum(one.state in _ENDED for one in self.nodes.values())

    @property
    def at(self) -> NodeProgress | None:
        """The node that runs."""
        return self.nodes.get(self.current) if self.current is not None else None

    @property
    def seconds_left(self) -> float | None:
        """By the steps of the node that runs, and what those after it took before; None where it tells no steps."""
        at = self.at
        left = self._rate.left if at is not None and at.node == self._rate.node else None
        if left is None:
            return None
        waiting = (node for node, one in self.nodes.items() if one.state is NodeState.WAITING)
        return round(left + sum(self.weights.get(node, 0.0) for node in waiting), 1)

    def timeline(self) -> tuple[NodeProgress, ...]:
        """The nodes in the order in which they ran, then those that wait as the graph has them."""
        ran = [self.nodes[node] for node in self._order]
        return (*ran, *(one for node, one in self.nodes.items() if node not in self._order))

    def _take(self, one: NodeProgress, now: int) -> None:
        node = self._known(one.node)
        before = self.nodes.get(node)
        if before is None or (before.state in _ENDED and one.state is not NodeState.FAILED):
            return  # a message that came late changes nothing
        if one.state is NodeState.RUNNING:
            self._leave(node, now)
            self.current = node
            if one.maximum > 0:
                self._rate.heard(node, one.value, one.maximum, now)
        if node != one.node and one.state in _ENDED:
            return  # a part of it is done, not the node itself
        self._put(
            node,
            state=one.state,
            value=one.value or before.value,
            maximum=one.maximum or before.maximum,
            started=before.started or (None if one.state is NodeState.WAITING else now),
            ended=now if one.state in _ENDED or one.state is NodeState.FAILED else None,
        )

    def _leave(self, node: str, now: int) -> None:
        """Servers execute one node after the other: another one that starts says that this one is done."""
        last = self.at
        if last is not None and last.node != node and last.state is NodeState.RUNNING:
            self._put(last.node, state=NodeState.DONE, ended=now)

    def _put(self, node: str, **changes: Any) -> None:
        before = self.nodes.get(node)
        if before is None:
            return
        made = evolve(before, **changes)
        if made.started is not None and made.ended is not None:  # two clocks: the server's and ours
            made = evolve(made, ended=max(made.started, made.ended))
        self.nodes[node] = made
        if node not in self._order and self.nodes[node].state is not NodeState.WAITING:
            self._order.append(node)

    def _known(self, node: str) -> str:
        """The node of the graph that a node of an expansion belongs to (`5.0.0.3` is a part of `5`)."""
        while node and node not in self.nodes:
            node = node.rpartition(".")[0] if "." in node else node.rpartition(":")[0]
        return node

    def _weight(self, node: str) -> float:
        if not self.weights:
            return 1.0
        mean = sum(self.weights.values()) / len(self.weights)
        return max(0.01, self.weights.get(node, mean))


def track_of(
    prompt: Mapping[str, Any],
    titles: Mapping[str, str],
    outputs: Collection[str] | None,
    weights: Mapping[str, float],
) -> RunTrack:
    """The track of a graph; `outputs` are the classes that make results, None where they are not known."""
    return RunTrack(plan=planned(prompt, titles, outputs), weights=weights)


def _fraction(one: NodeProgress) -> float:
    if one.state in _ENDED:
        return 1.0
    return min(1.0, max(0.0, one.value / one.maximum)) if one.maximum > 0 else 0.0
