"""Where the value of an input comes from: through reroutes, bypassed nodes and the walls of subgraphs.

Resolved as ComfyUI's page does when it queues a graph. Nothing here recurses; a loop of links ends without a source.
"""

from collections import deque
from collections.abc import Iterator
from typing import Final

from attrs import define, field, frozen

from ....core.errors import Invalid
from ..graph_model import Link
from .instances import Instance
from .schemas import Schemas
from .scopes import BYPASSED, GETTERS, INPUT_NODE, MUTED, SETTERS, RawNode, variable

REROUTES: Final = frozenset({"Reroute", "Reroute (rgthree)"})
NOTES: Final = frozenset(
    {
        "Note",
        "MarkdownNote",
        "Label (rgthree)",
        "Bookmark (rgthree)",
        "Fast Groups Bypasser (rgthree)",
        "Fast Groups Muter (rgthree)",
        "Note Plus (mtb)",
    }
)
PRIMITIVE: Final = "PrimitiveNode"
ANY: Final = frozenset({"*", ""})


@frozen
class Step:
    """A place on the way up: the input `name` of the subgraph at `place`, to which nothing is linked."""

    place: Instance
    name: str


@frozen(kw_only=True)
class Source:
    """Where an input ends: at `link`, at the `primitive` node inside `place`, or open. `passed` are walls on the way.

    `passed` holds, inner first, the inputs of subgraphs that the way went out through since the last node; the last one
    is open where there is neither link nor primitive. `direct`: nothing but such walls was on the way.
    """

    link: Link | None = None
    place: Instance | None = None
    primitive: RawNode | None = None
    passed: tuple[Step, ...] = field(default=(), repr=False)
    open: bool = False
    direct: bool = False
    looped: bool = False


def types_fit(one: str, other: str) -> bool:
    """Whether a link may join them; types may be lists with commas, `*` fits all."""
    if one in ANY or other in ANY or one.lower() == other.lower():
        return True
    return bool(set(one.lower().split(",")) & set(other.lower().split(",")))


def bypass_slot(node: RawNode, output: int, wanted: str) -> int:
    """Through which input a bypassed node passes for one of its outputs; -1 where none fits."""
    slots = node.slots
    if wanted in ANY:
        return (output if len(slots) > output else 0) if slots else -1
    given = node.outputs[output] if 0 <= output < len(node.outputs) else ""
    if output < len(slots) and types_fit(slots[output].type, given) and types_fit(slots[output].type, wanted):
        return output
    for index, slot in enumerate(slots):
        if slot.type == wanted:
            return index
    for index, slot in enumerate(slots):
        if types_fit(slot.type, given) and types_fit(slot.type, wanted):
            return index
    return -1


_SHORT: Final = 8
"""Turns of a way that count as nothing: so many has each of many inputs in a large workflow."""


@define(kw_only=True)
class Tracer:
    """Follows links. `schemas` tell which classes are the server's: those are never virtual.

    `steps` are those that it may still take on long ways: no true workflow comes near, and a tangle of reroutes ends
    here within seconds.
    """

    schemas: Schemas
    steps: int = 150_000

    def virtual(self, node: RawNode) -> bool:
        """Whether a node lives in the page only."""
        named = node.type in REROUTES | NOTES | SETTERS | GETTERS or node.type == PRIMITIVE
        return named and node.type not in self.schemas

    def source(self, place: Instance, node: RawNode, slot: int) -> Source:
        """What feeds an input."""
        walk = _Walk(self, place, node, slot)
        end = walk.to_its_end()
        self.steps -= max(0, len(walk.seen) - _SHORT)
        if self.steps < 0:
            raise Invalid("Its links go round too many corners.", hint="Remove reroutes.", field="file")
        return end


class _Walk:
    """One way up from an input. At each turn it stands at an input (`node`, `slot`) inside `place`."""

    def __init__(self, tracer: Tracer, place: Instance, node: RawNode, slot: int) -> None:
        self.tracer, self.place, self.node, self.slot = tracer, place, node, slot
        self.wanted = ""
        self.outside = False
        self.direct = True
        self.passed: list[Step] = []
        self.seen: set[tuple[str, str, int]] = set()

    def to_its_end(self) -> Source:
        """Turn until there is an end."""
        while True:
            here = (self.place.prefix, self.node.id, self.slot)
            if here in self.seen or not 0 <= self.slot < len(self.node.slots):
                return Source(passed=tuple(self.passed), looped=here in self.seen)
            self.seen.add(here)
            end = self._turn()
            if end is not None:
                return end

    def _turn(self) -> Source | None:
        slot = self.node.slots[self.slot]
        link = self.place.scope.links.get(slot.link) if slot.link else None
        if link is None:
            return Source(passed=tuple(self.passed), open=self.outside, direct=self.direct)
        self.wanted = self.wanted or slot.type or "*"
        if link.origin == INPUT_NODE and self.place.host is not None:
            return self._through_the_wall(link.origin_slot)
        return self._at_output(link.origin, link.origin_slot)

    def _through_the_wall(self, index: int) -> Source | None:
        place = self.place
        if place.host is None or place.parent is None or not 0 <= index < len(place.scope.inputs):
            return Source(passed=tuple(self.passed))
        name = place.scope.inputs[index].name
        self.passed.append(Step(place, name))
        slot = place.host.slot(name)
        if slot < 0:  # an instance that was saved before the subgraph had this input
            return Source(passed=tuple(self.passed), open=True, direct=self.direct)
        self.place, self.node, self.slot, self.wanted = place.parent, place.host, slot, ""
        self.outside = True
        return None

    def _at_output(self, node_id: str, output: int) -> Source | None:
        self.direct = False
        self.passed.clear()
        for _ in range(10_000):  # as deep as subgraphs nest, at most
            node = self.place.scope.nodes.get(node_id)
            if node is None or node.mode == MUTED:
                return Source(passed=tuple(self.passed))
            if node.mode == BYPASSED:
                return self._go_on(node, bypass_slot(node, output, self.wanted))
            child = self.place.children.get(node.id)
            if child is None:
                return self._at_node(node, output)
            inner = child.scope.exits.get(output)
            if inner is None:
                return Source(passed=tuple(self.passed))
            self.place, (node_id, output) = child, inner
            if node_id == INPUT_NODE:
                return self._through_the_wall(output)
        return Source(passed=tuple(self.passed), looped=True)

    def _go_on(self, node: RawNode, slot: int) -> Source | None:
        if slot < 0:
            return Source(passed=tuple(self.passed))
        self.node, self.slot, self.wanted, self.outside = node, slot, "", False
        return None

    def _at_node(self, node: RawNode, output: int) -> Source | None:
        if not self.tracer.virtual(node):
            return Source(link=Link(self.place.id_of(node), output), passed=tuple(self.passed))
        if node.type == PRIMITIVE:
            return Source(place=self.place, primitive=node, passed=tuple(self.passed))
        if node.type in GETTERS:
            return self._at_setter(node)
        return self._keep_type(node)

    def _keep_type(self, node: RawNode) -> Source | None:
        wanted = self.wanted
        end = self._go_on(node, 0 if node.slots else -1)
        self.wanted = wanted
        return end

    def _at_setter(self, getter: RawNode) -> Source | None:
        name = variable(getter)
        place: Instance | None = self.place
        while place is not None and name:
            if name in place.scope.setters:
                self.place = place
                return self._keep_type(place.scope.setters[name])
            place = place.parent
        return Source(passed=tuple(self.passed))


def leaves(place: Instance, index: int) -> Iterator[tuple[Instance, RawNode, int]]:
    """The inputs of nodes, however deep, that the input `index` of a subgraph goes to directly."""
    waiting: deque[tuple[Instance, int]] = deque([(place, index)])
    seen: set[tuple[str, int]] = set()
    while waiting:
        here, number = waiting.popleft()
        if (here.prefix, number) in seen:
            continue
        seen.add((here.prefix, number))
        for node, slot in here.scope.entries.get(number, ()):
            child = here.children.get(node.id)
            if child is None:
                yield here, node, slot
                continue
            name = node.slots[slot].name
            inner = child.scope.at.get(name, -1)
            if inner >= 0:
                waiting.append((child, inner))
