"""Which nodes of an API graph a server will execute, in an order in which it can."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ...core.values import frozen


@frozen
class PlannedNode:
    """A node of the graph."""

    node: str
    title: str
    class_type: str


def planned(
    prompt: Mapping[str, Any], titles: Mapping[str, str], outputs: Collection[str] | None
) -> tuple[PlannedNode, ...]:
    """The nodes that lead to an output, what comes first before what needs it; all where no output is known."""
    ends = [node for node, one in prompt.items() if outputs is not None and one.get("class_type") in outputs]
    order = _before(prompt, ends or list(prompt))
    return tuple(
        PlannedNode(node, titles.get(node, "") or str(prompt[node].get("class_type")), str(prompt[node]["class_type"]))
        for node in order
    )


def _before(prompt: Mapping[str, Any], ends: list[str]) -> list[str]:
    """`ends` and all that they need, each once and after what it needs; circles are survived."""
    found: dict[str, None] = {}
    entered: set[str] = set()
    waiting = [(node, False) for node in reversed(ends)]
    while waiting:
        node, ready = waiting.pop()
        if ready:
            found[node] = None
        elif node not in entered:
            entered.add(node)
            waiting.append((node, True))
            waiting.extend((source, False) for source in _sources(prompt, node) if source not in entered)
    return list(found)


def _sources(prompt: Mapping[str, Any], node: str) -> Iterator[str]:
    inputs = prompt[node].get("inputs")
    for value in inputs.values() if isinstance(inputs, Mapping) else ():
        if isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str) and value[0] in prompt:
            yield value[0]
