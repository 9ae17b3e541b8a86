"""Values that are kept in one place and go to others: promoted widgets and primitives, found while nodes are read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, field

from ....core.contracts.workflows import Place
from ..graph_model import Binding, Widget
from .instances import Instance, places
from .loose import items
from .promotions import SELF, Hosts, Proxy, kept, proxies
from .saved_order import is_control
from .schemas import Schemas
from .scopes import RawNode
from .tracing import PRIMITIVE, Step

if TYPE_CHECKING:
    from .node_reading import NodeReader


@define(kw_only=True)
class _Kept:
    """A binding in the making."""

    place: Place
    kind: str
    value: Any
    label: str = ""
    title: str = ""
    inside: tuple[str, ...] = ()
    control: str | None = None
    promoted: bool = False
    targets: dict[Place, None] = field(factory=dict)

    def done(self) -> Binding:
        return Binding(
            node=self.place.node,
            field=self.place.field,
            kind=self.kind,
            value=self.value,
            targets=tuple(self.targets),
            label=self.label,
            title=self.title,
            inside=self.inside,
            control=self.control,
        )


class Bindings:
    """The bindings of one document. `shown`: at which address is what an instance shows by `proxyWidgets`."""

    def __init__(self, schemas: Schemas) -> None:
        self._hosts = Hosts(schemas=schemas)
        self._kept: dict[Place, _Kept] = {}
        self._by_target: dict[Place, Place] = {}
        self._values: dict[str, Any] = {}
        self._waiting: dict[Place, dict[Place, None]] = {}
        self.shown: dict[Place, Place] = {}

    def found(self) -> tuple[Binding, ...]:
        """All of them that go anywhere. Sockets take a value that a widget elsewhere brought, too."""
        for address, targets in self._waiting.items():
            if address in self._kept:
                self._kept[address].targets |= targets
        return tuple(one.done() for one in self._kept.values() if one.targets)

    def _values_of(self, place: Instance) -> Any:
        if place.prefix not in self._values:
            self._values[place.prefix] = self._hosts.values(place)
        return self._values[place.prefix]

    def primitive(self, place: Instance, raw: RawNode, node: str, name: str, widget: Widget | None) -> None:
        """An input that takes the value of a PrimitiveNode."""
        address = Place(place.id_of(raw), "value")
        saved = items(raw.values)
        if address not in self._kept and not saved and widget is None:
            self._waiting.setdefault(address, {})[Place(node, name)] = None
            return
        if address not in self._kept:
            control = saved[1] if len(saved) > 1 and is_control(saved[1]) else None
            value = saved[0] if saved else widget.value if widget is not None else None
            title = "" if raw.title in {"", PRIMITIVE, "Primitive"} else raw.title
            self._kept[address] = _Kept(
                place=address, kind="primitive", value=value, title=title, inside=place.inside, control=control
            )
        self._aim(address, Place(node, name))

    def promoted(self, passed: Sequence[Step], node: str, name: str, widget: Widget | None) -> None:
        """An input that takes what a subgraph's input keeps; `passed` are all the inputs on the way, inner first."""
        outer = passed[-1]
        address = Place(outer.place.id, outer.name)
        if address not in self._kept:
            told = [
                values[step.name] for step in reversed(passed) if step.name in (values := self._values_of(step.place))
            ]
            if not told and widget is None:
                self._waiting.setdefault(address, {})[Place(node, name)] = None
                return
            value = told[0] if told else widget.value if widget is not None else None
            self._kept[address] = self._new_promoted(outer, address, value)
        one = self._kept[address]
        one.control = one.control or (widget.control if widget is not None else None)
        self._aim(address, Place(node, name))

    def _new_promoted(self, outer: Step, address: Place, value: Any) -> _Kept:
        place = outer.place
        index = place.scope.at.get(outer.name, -1)
        label = place.scope.inputs[index].label if index >= 0 else ""
        parts = place.inside
        return _Kept(
            place=address,
            kind="promoted",
            value=value,
            label=label or outer.name,
            title=parts[-1] if parts else "",
            inside=parts[:-1],
        )

    def _aim(self, address: Place, target: Place) -> None:
        self._kept[address].targets[target] = None
        self._by_target.setdefault(target, address)

    def take_proxies(self, top: Instance, reader: "NodeReader") -> None:
        """What instances show of their insides by `proxyWidgets`: inner ones first, so the outermost value wins."""
        for place in reversed(list(places(top))):
            for proxy in proxies(place):
                self._take(place, proxy, reader)

    def _take(self, place: Instance, proxy: Proxy, reader: "NodeReader") -> None:
        address = self._address(place, proxy, reader)
        if address is None:
            return
        self.shown[Place(place.id, proxy.name)] = address
        known, value = kept(place, proxy)
        if known:
            self._kept[address].value = value

    def _address(self, place: Instance, proxy: Proxy, reader: "NodeReader") -> Place | None:
        """The binding that an entry stands for; one is made where it is a plain widget inside."""
        if proxy.source == SELF:
            mine = Place(place.id, proxy.name)
            return mine if mine in self._kept else None
        if proxy.source in place.children:
            return self._in_child(place.children[proxy.source], proxy)
        raw = place.scope.nodes.get(proxy.source)
        if raw is None:
            return None
        inner = Place(place.id_of(raw), proxy.name)
        if raw.type == PRIMITIVE:
            primitive = Place(inner.node, "value")
            return primitive if primitive in self._kept else None
        return self._by_target.get(inner) or self._plain(place, raw, inner, reader)

    def _in_child(self, child: Instance, proxy: Proxy) -> Place | None:
        mine = Place(child.id, proxy.name)
        if mine in self._kept:
            return mine
        if proxy.owner:
            inner = Place(f"{child.prefix}{proxy.owner}", proxy.name)
            if inner in self._by_target:
                return self._by_target[inner]
        return self.shown.get(mine)

    def _plain(self, place: Instance, raw: RawNode, inner: Place, reader: "NodeReader") -> Place | None:
        widget = next((one for one in reader.widgets(raw).widgets if one.name == inner.field), None)
        slot = raw.slot(inner.field)
        if widget is None or reader.is_linked(place, raw, slot):
            return None
        self._kept[inner] = _Kept(
            place=inner,
            kind="promoted",
            value=widget.value,
            label=raw.slots[slot].label if slot >= 0 else "",
            title=raw.title if raw.title != raw.type else "",
            inside=place.inside,
            control=widget.control,
        )
        self._aim(inner, inner)
        return inner
