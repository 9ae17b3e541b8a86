"""The graph of a UI document as it is written: nodes, slots and links of the document itself or of one subgraph."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from attrs import Factory, field, frozen

from .loose import NOTHING, identity, items, mapping, mappings, text, whole

INPUT_NODE: Final = "-10"
OUTPUT_NODE: Final = "-20"
MUTED: Final = 2
BYPASSED: Final = 4
SETTERS: Final = frozenset({"SetNode"})
GETTERS: Final = frozenset({"GetNode"})
LINK_FIELDS: Final = ("id", "origin_id", "origin_slot", "target_id", "target_slot", "type")


@frozen
class RawLink:
    """A link: from an output of a node to an input of another."""

    origin: str
    origin_slot: int
    target: str
    target_slot: int


@frozen
class RawSlot:
    """An input of a node. `link` is empty where nothing is linked; `widget` names the widget that it stands for."""

    name: str
    type: str
    link: str = ""
    widget: str = ""
    label: str = ""


@frozen
class Boundary:
    """An input or output of a subgraph: what its instances show."""

    name: str
    type: str
    label: str = ""


def first_at(named: Iterable[RawSlot | Boundary]) -> dict[str, int]:
    """The index of the first of each name."""
    found: dict[str, int] = {}
    for index, one in enumerate(named):
        found.setdefault(one.name, index)
    return found


@frozen(kw_only=True)
class RawNode:
    """A node as the document writes it."""

    id: str
    type: str
    mode: int = 0
    title: str = ""
    slots: tuple[RawSlot, ...] = field(default=(), repr=False)
    outputs: tuple[str, ...] = field(default=(), repr=False)
    values: Any = field(default=None, repr=False)
    named: Mapping[str, Any] = field(default=NOTHING, repr=False)
    properties: Mapping[str, Any] = field(default=NOTHING, repr=False)

    at: Mapping[str, int] = field(
        init=False, repr=False, default=Factory(lambda self: first_at(self.slots), takes_self=True)
    )

    @property
    def weight(self) -> int:
        """How many inputs, saved values and shown widgets it has."""
        saved = len(self.values) if isinstance(self.values, list | dict) else 0
        return len(self.slots) + max(saved, len(self.named)) + len(items(self.properties.get("proxyWidgets")))

    def slot(self, name: str) -> int:
        """The index of the input of that name, -1 without one."""
        return self.at.get(name, -1)


@frozen(kw_only=True)
class Scope:
    """The document, or the inside of a subgraph.

    `ends`: at which input (node, index) a link arrives. `entries`: where inside each input of the subgraph goes, by its
    index; `exits`: which output inside comes out of each of its outputs. `setters`: the Set nodes by their variable.
    """

    id: str = ""
    name: str = ""
    nodes: Mapping[str, RawNode] = field(factory=dict, repr=False)
    links: Mapping[str, RawLink] = field(factory=dict, repr=False)
    ends: Mapping[str, tuple[RawNode, int]] = field(factory=dict, repr=False)
    entries: Mapping[int, Sequence[tuple[RawNode, int]]] = field(factory=dict, repr=False)
    exits: Mapping[int, tuple[str, int]] = field(factory=dict, repr=False)
    setters: Mapping[str, RawNode] = field(factory=dict, repr=False)
    inputs: tuple[Boundary, ...] = ()
    outputs: tuple[Boundary, ...] = ()
    twins: int = 0
    at: Mapping[str, int] = field(
        init=False, repr=False, default=Factory(lambda self: first_at(self.inputs), takes_self=True)
    )


def _type(told: Any) -> str:
    return "COMBO" if isinstance(told, list) else text(told) or ("*" if told in (0, "0", "") else "")


def _slot(told: Mapping[str, Any]) -> RawSlot:
    name = text(told.get("name"))
    return RawSlot(
        name=name,
        type=_type(told.get("type")),
        link=identity(told.get("link")),
        widget=text(mapping(told.get("widget")).get("name")),
        label=text(told.get("label")),
    )


def _node(told: Mapping[str, Any]) -> RawNode:
    return RawNode(
        id=identity(told.get("id")),
        type=text(told.get("type")),
        mode=whole(told.get("mode"), 0),
        title=text(told.get("title")),
        slots=tuple(_slot(slot) for slot in mappings(told.get("inputs"))),
        outputs=tuple(_type(slot.get("type")) for slot in mappings(told.get("outputs"))),
        values=told.get("widgets_values"),
        named=mapping(told.get("widgets_values_named")),
        properties=mapping(told.get("properties")),
    )


def _link(told: Any) -> tuple[str, RawLink] | None:
    parts = [told.get(name) for name in LINK_FIELDS] if isinstance(told, dict) else list(items(told))
    if len(parts) < 5:
        return None
    found = RawLink(identity(parts[1]), whole(parts[2], 0), identity(parts[3]), whole(parts[4], 0))
    name = identity(parts[0])
    return (name, found) if name and found.origin else None


def _boundary(told: Mapping[str, Any]) -> Boundary:
    return Boundary(text(told.get("name")), _type(told.get("type")), text(told.get("label")))


def read_scope(told: Mapping[str, Any]) -> Scope:
    """The nodes and links of the document or of one subgraph. Of nodes with one id the first counts."""
    written = [_node(node) for node in mappings(told.get("nodes"))]
    nodes: dict[str, RawNode] = {}
    for node in written:
        if node.id and node.type:
            nodes.setdefault(node.id, node)
    links = dict(named for one in items(told.get("links")) if (named := _link(one)) is not None)
    ends = {slot.link: (node, index) for node in nodes.values() for index, slot in enumerate(node.slots) if slot.link}
    entries: dict[int, list[tuple[RawNode, int]]] = {}
    exits: dict[int, tuple[str, int]] = {}
    for link_id, link in links.items():
        if link.origin == INPUT_NODE and link_id in ends:
            entries.setdefault(link.origin_slot, []).append(ends[link_id])
        if link.target == OUTPUT_NODE:
            exits.setdefault(link.target_slot, (link.origin, link.origin_slot))
    return Scope(
        id=identity(told.get("id")),
        name=text(told.get("name")),
        nodes=nodes,
        links=links,
        ends=ends,
        entries=entries,
        exits=exits,
        setters={variable(node): node for node in reversed(nodes.values()) if node.type in SETTERS},
        inputs=tuple(_boundary(one) for one in mappings(told.get("inputs"))),
        outputs=tuple(_boundary(one) for one in mappings(told.get("outputs"))),
        twins=len(written) - len(nodes),
    )


def variable(node: RawNode) -> str:
    """The name under which a Set node keeps a value and a Get node takes it."""
    return next((text(value) for value in items(node.values)[:1]), "")


def read_subgraphs(document: Mapping[str, Any]) -> Mapping[str, Scope]:
    """The subgraphs that a document defines, by their ids (the type of their instances), those inside others, too."""
    found: dict[str, Scope] = {}
    waiting = deque([document])
    while waiting:
        for told in mappings(mapping(waiting.popleft().get("definitions")).get("subgraphs")):
            scope = read_scope(told)
            if scope.id:
                found.setdefault(scope.id, scope)
            waiting.append(told)
    return found
