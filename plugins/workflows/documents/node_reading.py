"""Reading one node of a UI document: its widgets by name, and what its linked inputs take."""

from collections.abc import Iterator
from typing import Any

from ....core.parameter_rules import ParameterRules
from ..graph_model import Node, Widget
from .bindings import Bindings
from .instances import Instance
from .page_widgets import hints, settled, unsaved_inputs
from .prompts import in_prompt
from .schemas import Schemas
from .scopes import RawNode
from .titles import own_title
from .tracing import Source, Tracer
from .widget_names import Named, name_widgets

MOST_NAMED = 10


class NodeReader:
    """Reads the nodes of one document, one after the other."""

    def __init__(self, schemas: Schemas, rules: ParameterRules, tracer: Tracer, bindings: Bindings) -> None:
        self._schemas = schemas
        self._rules = rules
        self._tracer = tracer
        self._bindings = bindings
        self._named: dict[int, Named] = {}
        self._drifted: dict[str, None] = {}
        self._unnamed: dict[str, int] = {}
        self._looped: dict[str, None] = {}

    def widgets(self, raw: RawNode) -> Named:
        """The widgets of a node by name, as it is written."""
        found = self._named.get(id(raw))
        if found is None:
            found = name_widgets(raw, self._schemas.of(raw.type), self._rules.of(raw.type))
            self._named[id(raw)] = found
        return found

    def read(self, place: Instance, raw: RawNode) -> Node:
        """The node as it runs. What is linked to a promoted input or a primitive is told to the bindings."""
        schema = self._schemas.of(raw.type)
        named = self.widgets(raw)
        self._note(raw, named)
        by_name = {widget.name: widget for widget in named.widgets}
        inputs: dict[str, Any] = {name: in_prompt(one.value) for name, one in by_name.items()}
        inputs |= {**named.fixed, **unsaved_inputs(schema, inputs)}
        for index, slot in enumerate(raw.slots):
            if not slot.link or not slot.name:
                continue
            source = self._tracer.source(place, raw, index)
            if source.link is not None:
                inputs[slot.name] = source.link
                by_name.pop(slot.name, None)
                by_name.pop(slot.widget, None)
            else:
                self._bind(place, raw, index, source, by_name.get(slot.widget or slot.name))
        self._told_labels(raw, by_name)
        return Node(
            id=place.id_of(raw),
            class_type=raw.type,
            title=own_title(raw.title, raw.type, schema, _kept_name(raw)),
            inputs=settled(raw.type, inputs),
            widgets=tuple(by_name.values()),
            inside=place.inside,
            unnamed=named.unnamed,
            hints=hints(raw.type, raw.properties),
            meta={"_meta": {"title": raw.title or (schema.display_name if schema else "") or raw.type}},
        )

    def is_linked(self, place: Instance, raw: RawNode, slot: int) -> bool:
        """Whether an input takes the output of a node; `slot` -1 is none."""
        return slot >= 0 and bool(raw.slots[slot].link) and self._tracer.source(place, raw, slot).link is not None

    def _bind(self, place: Instance, raw: RawNode, index: int, source: Source, widget: Widget | None) -> None:
        if source.looped:
            self._looped[place.id_of(raw)] = None
        slot = raw.slots[index]
        if source.primitive is not None and source.place is not None:
            self._bindings.primitive(source.place, source.primitive, place.id_of(raw), slot.name, widget)
        elif source.open:
            self._bindings.promoted(source.passed, place.id_of(raw), slot.name, widget if source.direct else None)

    def _told_labels(self, raw: RawNode, widgets: dict[str, Widget]) -> None:
        for slot in raw.slots:
            if slot.label and slot.name in widgets and slot.label != slot.name:
                one = widgets[slot.name]
                widgets[slot.name] = Widget(
                    name=one.name, value=one.value, source=one.source, control=one.control, label=slot.label
                )

    def _note(self, raw: RawNode, named: Named) -> None:
        if named.unnamed:
            self._unnamed[raw.type] = self._unnamed.get(raw.type, 0) + named.unnamed
        elif named.drifted:
            self._drifted[raw.type] = None

    def problems(self) -> Iterator[str]:
        """What was odd."""
        if self._unnamed:
            count = sum(self._unnamed.values())
            yield f"{count} values of {_listed(self._unnamed)} have no known name: they are not in the form."
        if self._drifted:
            yield f"Nodes were saved with another version of {_listed(self._drifted)} than the server has."
        if self._looped:
            yield f"Links go in a circle at {_listed(self._looped)}."


def _kept_name(raw: RawNode) -> str:
    name = raw.properties.get("Node name for S&R")
    return name if isinstance(name, str) else ""


def _listed(names: dict[str, Any]) -> str:
    shown = ", ".join(name[:60] for name in list(names)[:MOST_NAMED])
    return shown + (" and others" if len(names) > MOST_NAMED else "")
