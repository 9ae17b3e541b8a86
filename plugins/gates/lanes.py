"""Which output nodes wait for which parked gates: pure reachability in a prompt, lane by lane.

A gate that is called once for each item of a list has a gate per item. Each item is a *lane*: what depends on it runs
in a queued run of its own. A node with fewer items repeats its last one, as ComfyUI does.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from ...core.values import frozen
from .places import is_link


@frozen
class GateItem:
    """One parked gate: its token, its node, and which item of a list it was asked about."""

    token: str
    node_id: str
    list_index: int


@frozen
class Unit:
    """One output node in one lane, and the gates that it waits for."""

    output: str
    lane: int
    tokens: frozenset[str]


def downstream(prompt: Mapping[str, Any], node_id: str) -> frozenset[str]:
    """Every node that `node_id` feeds, directly or through others, itself not included (unless it feeds itself)."""
    fed = _fed_by(prompt)
    seen: set[str] = set()
    todo = [node_id]
    while todo:
        for target in fed.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return frozenset(seen)


def _fed_by(prompt: Mapping[str, Any]) -> dict[str, set[str]]:
    """By node id, the nodes that take something from it. What is no node or no link is passed over."""
    fed: dict[str, set[str]] = {}
    for node_id, node in prompt.items():
        inputs = node.get("inputs") if isinstance(node, Mapping) else None
        for value in inputs.values() if isinstance(inputs, Mapping) else ():
            if is_link(value):
                fed.setdefault(value[0], set()).add(node_id)
    return fed


class Lanes:
    """The lanes of one run: its prompt and the gates that were parked in it."""

    def __init__(self, prompt: Mapping[str, Any], gates: Iterable[GateItem]) -> None:
        self._items: dict[str, dict[int, str]] = {}
        for gate in gates:
            self._items.setdefault(gate.node_id, {})[gate.list_index] = gate.token
        self._below = {node_id: downstream(prompt, node_id) for node_id in self._items}

    def items(self, node_id: str) -> int:
        """How many items a gate node has in this run, as far as parked gates tell; 0 where it has none.

        A gate below another one gets an item for each of that one's, also where those never came.
        """
        if node_id not in self._items:
            return 0
        above = [other for other, below in self._below.items() if node_id in below]
        return max(max(self._items[other], default=0) + 1 for other in (node_id, *above))

    def token(self, node_id: str, lane: int) -> str | None:
        """The parked gate of this node in this lane; None where it has none, or was not parked for that item."""
        count = self.items(node_id)
        return self._items[node_id].get(min(lane, count - 1)) if count else None

    def units(self, outputs: Collection[str]) -> tuple[Unit, ...]:
        """What waits for gates, in the order of `outputs`, lane by lane."""
        return tuple(unit for output in outputs for unit in self._units_of(output))

    def _units_of(self, output: str) -> Iterable[Unit]:
        gates = [node_id for node_id, below in self._below.items() if output in below]
        for lane in range(max((self.items(node_id) for node_id in gates), default=0)):
            tokens = frozenset(token for node_id in gates if (token := self.token(node_id, lane)))
            if tokens:
                yield Unit(output, lane, tokens)

    def decided_nodes(self, lane: int, decided: Collection[str]) -> tuple[str, ...]:
        """The gate nodes whose gate in this lane is one of the `decided` tokens."""
        return tuple(node_id for node_id in self._items if self.token(node_id, lane) in decided)
