"""Subgraphs and the places where they stand: counted before they are unfolded, so that a small file stays small."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from attrs import define, field, frozen

from ....core.errors import Invalid, TooLarge
from .decode import Limits
from .scopes import BYPASSED, MUTED, RawNode, Scope

DEEPEST_NESTING: Final = 50


@define(eq=False, kw_only=True)
class Instance:
    """A graph where it stands: the document itself (no `host`), or a subgraph at its node `host` inside `parent`."""

    scope: Scope
    host: RawNode | None = None
    parent: Instance | None = None
    prefix: str = ""
    inside: tuple[str, ...] = ()
    children: dict[str, Instance] = field(factory=dict, repr=False)

    def id_of(self, node: RawNode) -> str:
        """The id of a node in the API graph: `57:8`."""
        return self.prefix + node.id

    @property
    def id(self) -> str:
        """The id of the place itself: `57`; empty for the document."""
        return self.prefix[:-1]


@frozen
class Size:
    """How many nodes a graph has, and inputs and values, with those inside subgraphs; how deep these nest."""

    nodes: int
    values: int
    depth: int


def size_of(root: Scope, subgraphs: Mapping[str, Scope]) -> Size:
    """The size of a document, with the insides of subgraphs once for each place where one stands.

    `Invalid` where a subgraph contains itself, or where they nest too deep.
    """
    known: dict[str, Size] = {}
    for scope in _inner_first(root, subgraphs):
        nodes = scope.nodes.values()
        inner = [known[node.type] for node in nodes if node.type in subgraphs]
        size = Size(
            len(nodes) + sum(one.nodes for one in inner),
            len(scope.inputs) + sum(node.weight for node in nodes) + sum(one.values for one in inner),
            1 + max((one.depth for one in inner), default=0),
        )
        if size.depth > DEEPEST_NESTING:
            raise Invalid(f"Its subgraphs nest deeper than {DEEPEST_NESTING} levels.", field="file")
        if scope is root:
            return size
        known[scope.id] = size
    return Size(0, 0, 0)


def _inner_first(root: Scope, subgraphs: Mapping[str, Scope]) -> Iterator[Scope]:
    """Every subgraph that is used after those inside it, the document last."""
    done: set[str] = set()
    open_ones: set[str] = set()
    waiting: list[tuple[Scope, bool]] = [(root, False)]
    while waiting:
        scope, ready = waiting.pop()
        if ready:
            open_ones.discard(scope.id)
            if scope is root or scope.id not in done:
                done.add(scope.id)
                yield scope
            continue
        if scope is not root and scope.id in done:
            continue
        if scope is not root:
            open_ones.add(scope.id)
        waiting.append((scope, True))
        for name in {node.type for node in scope.nodes.values() if node.type in subgraphs}:
            if name in open_ones and name not in done and _on_the_way(name, waiting):
                raise Invalid("A subgraph of it contains itself.", hint="Save it again in ComfyUI.", field="file")
            waiting.append((subgraphs[name], False))


def _on_the_way(name: str, waiting: list[tuple[Scope, bool]]) -> bool:
    return any(ready and scope.id == name for scope, ready in waiting)


def runs(node: RawNode) -> bool:
    """Whether a node is neither muted nor bypassed."""
    return node.mode not in (MUTED, BYPASSED)


def check_size(nodes: int, values: int, limits: Limits) -> None:
    """`TooLarge` beyond the limits."""
    for count, most, what in ((nodes, limits.nodes, "nodes"), (values, limits.values, "inputs and values")):
        if count > most:
            raise TooLarge(
                f"The workflow has {count} {what} with those inside its subgraphs; {most} are accepted.",
                hint="The setting workflows.max_nodes allows more.",
                field="file",
            )


def unfold(root: Scope, subgraphs: Mapping[str, Scope], limits: Limits) -> tuple[Instance, int]:
    """The document with every subgraph that runs in its place, and how many nodes there are in all."""
    size = size_of(root, subgraphs)
    check_size(size.nodes, size.values, limits)
    top = Instance(scope=root)
    waiting = [top]
    while waiting:
        place = waiting.pop()
        for node in place.scope.nodes.values():
            scope = subgraphs.get(node.type)
            if scope is None:
                continue
            title = node.title or scope.name
            child = Instance(
                scope=scope,
                host=node,
                parent=place,
                prefix=f"{place.prefix}{node.id}:",
                inside=(*place.inside, title),
            )
            place.children[node.id] = child
            if runs(node):
                waiting.append(child)
    return top, size.nodes


def places(top: Instance) -> Iterator[Instance]:
    """Every place that runs, in the order of the document, outer ones first."""
    waiting = [top]
    while waiting:
        place = waiting.pop()
        yield place
        running = [child for child in place.children.values() if child.host is not None and runs(child.host)]
        waiting.extend(reversed(running))
