"""What runs before what in a graph."""

from collections import defaultdict
from collections.abc import Mapping

from ..graph_model import Link, Node


def depths_of(nodes: Mapping[str, Node]) -> Mapping[str, int]:
    """How many nodes come behind each one on the longest way to an end: what is needed first has most.

    Nodes on a circle, and those before it, have 0.
    """
    takes = {key: _taken(node, nodes) for key, node in nodes.items()}
    waits: dict[str, int] = defaultdict(int)
    for taken in takes.values():
        for key in taken:
            waits[key] += 1
    ready = [key for key in nodes if not waits[key]]
    depths = dict.fromkeys(nodes, 0)
    reached = dict.fromkeys(ready, 0)
    while ready:
        key = ready.pop()
        depths[key] = reached[key]
        for before in takes[key]:
            reached[before] = max(reached.get(before, 0), reached[key] + 1)
            waits[before] -= 1
            if not waits[before]:
                ready.append(before)
    return depths


def _taken(node: Node, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    links = (value.node for value in node.inputs.values() if isinstance(value, Link))
    return tuple(dict.fromkeys(key for key in links if key in nodes))
