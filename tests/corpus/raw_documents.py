"""Documents walked plainly: every node that runs, with its id in the API graph. Shares no code with the product."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

RUNS = 0, 1, 3
"""Modes of nodes that run; 2 is muted, 4 bypassed."""
VIRTUAL = frozenset({"PrimitiveNode", "Reroute", "Note", "MarkdownNote", "GetNode", "SetNode"})


@frozen
class Scope:
    """The document, or one place where a subgraph stands. `path` is in front of the ids of its nodes: `57:`."""

    raw: Mapping[str, Any]
    path: str = ""
    host: Mapping[str, Any] | None = None
    above: "Scope | None" = None
    links: Mapping[Any, tuple[Any, int]] = field(factory=dict)
    nodes: Mapping[str, Mapping[str, Any]] = field(factory=dict)

    def id_of(self, node: Mapping[str, Any]) -> str:
        """The id of a node in the API graph."""
        return f"{self.path}{node['id']}"


def scope(raw: Mapping[str, Any], path: str = "", host: Any = None, above: Scope | None = None) -> Scope:
    """A scope with its nodes by id, and the origin of each link."""
    links: dict[Any, tuple[Any, int]] = {}
    for link in raw.get("links") or ():
        if isinstance(link, dict):
            links[link["id"]] = (link["origin_id"], link["origin_slot"])
        elif link:
            links[link[0]] = (link[1], link[2])
    nodes = {str(node["id"]): node for node in raw["nodes"]}
    return Scope(raw, path, host, above, links, nodes)


class Document:
    """A workflow with its subgraphs."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        told = (raw.get("definitions") or {}).get("subgraphs") or ()
        self.subgraphs = {one["id"]: one for one in told}
        self.top = scope(raw)

    def running(self, here: Scope | None = None) -> Iterator[tuple[Scope, Mapping[str, Any]]]:
        """Every node that runs, with the place where it stands."""
        here = here or self.top
        for node in here.nodes.values():
            if node.get("mode", 0) not in RUNS or node["type"] in VIRTUAL:
                continue
            inside = self.inside(here, node)
            if inside:
                yield from self.running(inside)
            else:
                yield here, node

    def instances(self, here: Scope | None = None) -> Iterator[tuple[Scope, Mapping[str, Any]]]:
        """Every instance of a subgraph that runs."""
        here = here or self.top
        for node in here.nodes.values():
            inside = self.inside(here, node) if node.get("mode", 0) in RUNS else None
            if inside:
                yield here, node
                yield from self.instances(inside)

    def inside(self, here: Scope, node: Mapping[str, Any]) -> Scope | None:
        """The insides of an instance; None for other nodes."""
        raw = self.subgraphs.get(node["type"])
        return scope(raw, f"{here.id_of(node)}:", node, here) if raw else None


def linked(here: Scope, node: Mapping[str, Any], name: str) -> str:
    """What feeds an input: `node`, `primitive`, `promoted`, `unclear` (muted or virtual nodes), or empty."""
    slot = next((one for one in node.get("inputs") or () if _names(one, name)), None)
    return feeder(here, slot.get("link")) if slot else ""


def _names(slot: Mapping[str, Any], name: str) -> bool:
    widget = slot.get("widget") or {}
    return name in (slot.get("name"), widget.get("name"))


def feeder(here: Scope, link: Any) -> str:
    """What stands behind a link: as `linked`."""
    if link is None or link not in here.links:
        return ""
    origin, index = here.links[link]
    if str(origin) == "-10":
        return _outside(here, index)
    node = here.nodes.get(str(origin))
    if node is None:
        return ""
    if node["type"] == "PrimitiveNode":
        return "primitive"
    if node["type"] == "Reroute":
        return feeder(here, (node.get("inputs") or [{}])[0].get("link"))
    return "unclear" if node["type"] in VIRTUAL or node.get("mode", 0) not in RUNS else "node"


def _outside(here: Scope, index: int) -> str:
    name = here.raw["inputs"][index]["name"]
    slots = (here.host or {}).get("inputs") or ()
    slot = next((one for one in slots if one.get("name") == name), None)
    if slot is None or slot.get("link") is None or here.above is None:
        return "promoted"
    return feeder(here.above, slot["link"]) or "promoted"
