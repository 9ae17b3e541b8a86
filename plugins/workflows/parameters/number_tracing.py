"""What numbers of primitive nodes are for: by links, downstream, to the inputs that say so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from ....core.contracts.workflows import Place
from ..graph_model import Link, Node
from .entries import Facts
from .role_names import role_of_name

_HANDS_ON: Final = ("switch", "reroute", "primitive", "getnode", "setnode", "anyswitch", "convert")
_NAMELESS: Final = frozenset({"value", "int", "float", "number", "int_value", "float_value", "string", "boolean"})
_WHERE_STEPS_END: Final = frozenset({"end_step", "start_step"})
"""What a number of steps may be, too: the last of two samplers ends with the last step."""
_MOST_VISITS: Final = 100


class NumberTrace:
    """Finds the role of a number that only feeds other nodes."""

    def __init__(self, facts: Facts) -> None:
        self._nodes = facts.graph.nodes
        self._takers = _takers(facts.graph.nodes.values())

    def role(self, places: Iterable[Place]) -> str:
        """The one role that all inputs agree on which take the values of these places; else empty."""
        roles: set[str] = set()
        for place in places:
            if place.field.rpartition(".")[2].lower() in _NAMELESS:
                roles |= self._downstream(place.node)
        if "steps" in roles:
            roles -= _WHERE_STEPS_END
        return roles.pop() if len(roles) == 1 else ""

    def _downstream(self, start: str) -> set[str]:
        roles: set[str] = set()
        waiting, seen = [start], {start}
        while waiting and len(seen) < _MOST_VISITS:
            for place in self._takers.get(waiting.pop(), ()):
                role = role_of_name(place.field.rpartition(".")[2])
                if role:
                    roles.add(role)
                elif place.node not in seen and self._hands_on(place.node):
                    seen.add(place.node)
                    waiting.append(place.node)
        return roles

    def _hands_on(self, node: str) -> bool:
        return any(word in self._nodes[node].class_type.lower() for word in _HANDS_ON)


def _takers(nodes: Iterable[Node]) -> Mapping[str, list[Place]]:
    takers: dict[str, list[Place]] = defaultdict(list)
    for node in nodes:
        for name, value in node.inputs.items():
            if isinstance(value, Link) and len(takers[value.node]) < _MOST_VISITS:
                takers[value.node].append(Place(node.id, name))
    return takers
