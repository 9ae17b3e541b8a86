"""Graphs in API format, read into values: which inputs are links, which are constants, who feeds whom."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field

from ....core.nodes import NodeSpec
from ....core.values import frozen


@frozen
class Link:
    """An input that is fed by output number `output` of the node `source`."""

    source: str
    output: int


def as_link(value: object) -> Link | None:
    """The link that a JSON value stands for (`["3", 0]`), None where it is none."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    source, output = value
    if not isinstance(source, str) or type(output) not in (int, float) or output != output // 1 or output < 0:
        return None
    return Link(source, int(output))


@frozen(kw_only=True)
class GraphNode:
    """One node of a checked graph: its declared inputs, split into coerced constants and links."""

    id: str
    spec: NodeSpec
    constants: Mapping[str, Any] = field(factory=dict)
    links: Mapping[str, Link] = field(factory=dict)

    def eager_sources(self) -> Iterator[str]:
        """The nodes that must have run before this one, lazy inputs left out."""
        lazy = {spec.id for spec in self.spec.inputs if spec.lazy}
        return (link.source for name, link in self.links.items() if name not in lazy)


@frozen(kw_only=True)
class Graph:
    """A checked graph without cycles. `outputs` are the output nodes to run; `prompt` is the JSON as it was sent."""

    nodes: Mapping[str, GraphNode]
    outputs: tuple[str, ...]
    prompt: Mapping[str, Any]
