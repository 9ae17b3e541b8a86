"""Reading a UI document into the graph that ComfyUI's page would queue."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve

from ....core.contracts.workflows import Place, WorkflowFormat
from ....core.parameter_rules import ParameterRules
from ..graph_model import Binding, Node, WorkflowGraph
from .bindings import Bindings
from .decode import Limits
from .instances import Instance, places, runs, unfold
from .loose import identity, items, mapping
from .node_reading import NodeReader
from .page_widgets import settled
from .prompts import in_prompt
from .schemas import Schemas
from .scopes import Scope, read_scope, read_subgraphs
from .tracing import NOTES, Tracer

GROUP_NODES: Final = ("workflow>", "workflow/")


def read_ui(document: Mapping[str, Any], schemas: Schemas, rules: ParameterRules, limits: Limits) -> WorkflowGraph:
    """The graph of a document in UI format."""
    root = read_scope(document)
    subgraphs = read_subgraphs(document)
    top, size = unfold(evolve(root, id=""), subgraphs, limits)
    return _Reading(top, schemas, rules).graph(document, size, [root, *subgraphs.values()])


class _Reading:
    """One document being read."""

    def __init__(self, top: Instance, schemas: Schemas, rules: ParameterRules) -> None:
        self.top = top
        self.tracer = Tracer(schemas=schemas)
        self.bindings = Bindings(schemas)
        self.reader = NodeReader(schemas, rules, self.tracer, self.bindings)
        self.skipped = 0

    def graph(self, document: Mapping[str, Any], size: int, scopes: list[Scope]) -> WorkflowGraph:
        nodes = {node.id: node for place in places(self.top) for node in self._nodes_of(place)}
        self.bindings.take_proxies(self.top, self.reader)
        bindings = self.bindings.found()
        nodes = self._with_values(nodes, bindings)
        return WorkflowGraph(
            format=WorkflowFormat.UI,
            nodes=nodes,
            bindings=bindings,
            app_inputs=self._app_inputs(document, nodes, bindings),
            skipped=self.skipped,
            size=size,
            problems=self._problems(scopes),
        )

    def _nodes_of(self, place: Instance) -> list[Node]:
        found = []
        for raw in place.scope.nodes.values():
            if not runs(raw):
                self.skipped += 0 if raw.type in NOTES else 1
            elif raw.id not in place.children and not self.tracer.virtual(raw):
                found.append(self.reader.read(place, raw))
        return found

    def _with_values(self, nodes: dict[str, Node], bindings: tuple[Binding, ...]) -> dict[str, Node]:
        """The same nodes with the values of bindings at their targets, which are no widgets of their own then."""
        bound: dict[str, dict[str, Any]] = {}
        for binding in bindings:
            for target in binding.targets:
                bound.setdefault(target.node, {})[target.field] = binding.value
        for name, values in bound.items():
            node = nodes.get(name)
            if node is not None:
                written = {field: in_prompt(value) for field, value in values.items()}
                left = tuple(widget for widget in node.widgets if widget.name not in values)
                nodes[name] = evolve(node, inputs=settled(node.class_type, {**node.inputs, **written}), widgets=left)
        return nodes

    def _app_inputs(
        self, document: Mapping[str, Any], nodes: Mapping[str, Node], bindings: tuple[Binding, ...]
    ) -> tuple[Place, ...]:
        """The author's choice, by address: a widget that is bound stands for its binding."""
        told = items(mapping(mapping(document.get("extra")).get("linearData")).get("inputs"))
        by_target = {target: Place(one.node, one.field) for one in bindings for target in one.targets}
        own = {Place(one.node, one.field) for one in bindings}
        found = []
        for entry in items(told):
            parts = items(entry)
            place = Place(identity(parts[0]), identity(parts[1])) if len(parts) >= 2 else Place("", "")
            place = place if place in own else by_target.get(place, place)
            place = self._promoted_inside(place, own)
            if place.node and place.field:
                found.append(place)
        return tuple(dict.fromkeys(found))

    def _promoted_inside(self, place: Place, own: set[Place]) -> Place:
        """An instance and a widget that it only shows: the inner place of that widget."""
        if place in own or self.top.children.get(place.node) is None:
            return place
        return self.bindings.shown.get(place, place)

    def _problems(self, scopes: list[Scope]) -> tuple[str, ...]:
        found = list(self.reader.problems())
        twins = sum(scope.twins for scope in scopes)
        if twins:
            found.append(f"{twins} nodes have no id or class, or the id of another node, and are left out.")
        if any(node.type.startswith(GROUP_NODES) for scope in scopes for node in scope.nodes.values()):
            found.append("Group nodes are of an older ComfyUI: open it there and save it, they become subgraphs then.")
        return tuple(found)
