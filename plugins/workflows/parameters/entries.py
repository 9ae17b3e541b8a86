"""What a form is made of before it is one: each value that can be edited, with all that is known of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field, frozen

from ....core.contracts.workflows import Place
from ....core.parameter_rules import ParameterRules, WidgetRule
from ..documents.prompts import out_of_prompt
from ..documents.schemas import InputSchema, Schemas
from ..graph_model import Binding, Link, Node, Widget, WorkflowGraph


@frozen(kw_only=True)
class Entry:
    """A value that can be edited. `name` is the field where it ends up, without the parts of dynamic inputs.

    `node` is the node that it ends up in (the first of several), None where it goes nowhere. `schema` and `rule` are
    those of that node's input; `others` is what the schemas say of the other inputs that take the value.
    """

    place: Place
    name: str
    value: Any
    targets: tuple[Place, ...]
    node: Node | None
    schema: InputSchema | None
    rule: WidgetRule | None
    source: str
    control: str | None
    binding: Binding | None = None
    widget: Widget | None = None
    others: tuple[Mapping[str, Any], ...] = ()

    @property
    def promoted(self) -> bool:
        """Whether the author brought it out of a subgraph."""
        return self.binding is not None and self.binding.kind == "promoted"

    @property
    def class_type(self) -> str:
        """The class of the node that it ends up in, or empty."""
        return self.node.class_type if self.node else ""

    @property
    def options(self) -> Mapping[str, Any]:
        """What the schema says of the input."""
        return self.schema.options if self.schema else {}


@frozen
class Facts:
    """A graph, with what the servers and the plugins know of its classes. Looks inputs up once for each node."""

    graph: WorkflowGraph
    schemas: Schemas
    rules: ParameterRules
    _inputs: dict[str, Mapping[str, InputSchema]] = field(factory=dict, init=False)

    def inputs(self, node: Node) -> Mapping[str, InputSchema]:
        """The inputs of a node, by their names in the API graph; none where no server has its class."""
        if node.id not in self._inputs:
            schema = self.schemas.of(node.class_type)
            self._inputs[node.id] = schema.inputs(node.inputs) if schema else {}
        return self._inputs[node.id]

    def output_type(self, link: Link) -> str:
        """The type of what `link` brings, empty where unknown."""
        node = self.graph.nodes.get(link.node)
        schema = self.schemas.of(node.class_type) if node else None
        types = schema.outputs if schema else ()
        return types[link.output] if 0 <= link.output < len(types) else ""

    def display_name(self, class_type: str) -> str:
        """How the servers call a class; its own name where they do not know it."""
        schema = self.schemas.of(class_type)
        return (schema.display_name if schema else "") or class_type

    def rule(self, class_type: str, name: str) -> WidgetRule | None:
        """What plugins know of a widget."""
        rule = self.rules.of(class_type)
        return rule.widget(name) if rule else None


def entries_of(facts: Facts) -> list[Entry]:
    """Everything that can be edited, in the order of the graph; what a binding writes stands with the binding."""
    bound = {place: binding for binding in reversed(facts.graph.bindings) for place in binding.targets}
    given: set[Place] = set()
    entries: list[Entry] = []
    for node in facts.graph.nodes.values():
        widgets = {widget.name: widget for widget in node.widgets}
        for name in dict.fromkeys([*node.inputs, *widgets]):
            entry = _entry(facts, node, name, widgets.get(name), bound)
            if entry and entry.place not in given:
                given.add(entry.place)
                entries.append(entry)
    entries += [entry for entry in _unused(facts) if entry.place not in given]
    return [entry for entry in entries if not _hidden(entry)]


def _entry(facts: Facts, node: Node, name: str, widget: Widget | None, bound: Mapping[Place, Binding]) -> Entry | None:
    binding = bound.get(Place(node.id, name))
    if binding:
        return _bound(facts, binding)
    return _free(facts, node, widget) if widget else None


def _free(facts: Facts, node: Node, widget: Widget) -> Entry:
    place = Place(node.id, widget.name)
    return Entry(
        place=place,
        name=widget.name.rpartition(".")[2],
        value=out_of_prompt(widget.value),
        targets=(place,),
        node=node,
        schema=facts.inputs(node).get(widget.name),
        rule=facts.rule(node.class_type, widget.name),
        source=widget.source,
        control=widget.control,
        widget=widget,
    )


def _bound(facts: Facts, binding: Binding) -> Entry:
    place = next((one for one in binding.targets if one.node in facts.graph.nodes), None)
    node = facts.graph.nodes[place.node] if place else None
    field = place.field if place else binding.field
    widget = next((one for one in node.widgets if one.name == field), None) if node else None
    return Entry(
        place=Place(binding.node, binding.field),
        name=field.rpartition(".")[2],
        value=out_of_prompt(binding.value),
        targets=binding.targets,
        node=node,
        schema=facts.inputs(node).get(field) if node else None,
        rule=facts.rule(node.class_type, field) if node else None,
        source=widget.source if widget else "schema" if node and field in facts.inputs(node) else "workflow",
        control=binding.control or (widget.control if widget else None),
        binding=binding,
        widget=widget,
        others=tuple(_other_options(facts, binding, place)),
    )


def _other_options(facts: Facts, binding: Binding, first: Place | None) -> Iterator[Mapping[str, Any]]:
    for place in binding.targets:
        node = facts.graph.nodes.get(place.node) if place != first else None
        schema = facts.inputs(node).get(place.field) if node else None
        if schema is not None:
            yield schema.options


def _unused(facts: Facts) -> Iterator[Entry]:
    """Bindings that reach no node that runs: shown, folded away, since their author offered them."""
    for binding in facts.graph.bindings:
        if not any(place.node in facts.graph.nodes for place in binding.targets):
            yield _bound(facts, binding)


def _hidden(entry: Entry) -> bool:
    return bool(entry.rule and entry.rule.hidden) or entry.options.get("hidden") is True
