"""Values that instances of subgraphs keep for widgets inside them, in both ways in which ComfyUI's page writes them.

Newer: the instance has an input for each promoted widget and keeps the values in their order (or by name). Older:
`properties.proxyWidgets` lists inner nodes and widgets, and the values stay inside unless the instance has some, too.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from attrs import frozen

from .instances import Instance
from .loose import identity, items, mappings, text
from .schemas import Schemas
from .tracing import leaves

OLD_PREFIX: Final = re.compile(r"^\s*(\d{1,15})\s*:\s*(.{1,500})$", re.DOTALL)
SELF: Final = "-1"
MOST_PROXIES: Final = 1000


@frozen
class Proxy:
    """An entry of `proxyWidgets`: the widget `name` of the inner node `source`; `owner` says which where names repeat.

    `index` is that of its value, if the instance keeps values.
    """

    source: str
    name: str
    owner: str
    index: int


def proxies(place: Instance) -> list[Proxy]:
    """The entries of `proxyWidgets` of an instance; wrong ones are left out."""
    told = place.host.properties.get("proxyWidgets") if place.host is not None else None
    if isinstance(told, str) and len(told) < 100_000:
        told = _unpacked(told)
    found = []
    for index, entry in enumerate(items(told)[:MOST_PROXIES]):
        parts = [identity(part) for part in items(entry)]
        if len(parts) not in (2, 3) or not all(parts) or parts[1].startswith("$$"):
            continue
        name, owner = _plain_name(parts[1])
        found.append(Proxy(parts[0], name, owner or (parts[2] if len(parts) == 3 else ""), index))
    return found


def _unpacked(told: str) -> Any:
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None


def _plain_name(name: str) -> tuple[str, str]:
    """A name without the ids that some versions put in front: `8: text`."""
    owner = ""
    while (match := OLD_PREFIX.match(name)) is not None:
        owner, name = match.group(1), match.group(2)
    return name, owner


@frozen(kw_only=True)
class Hosts:
    """Reads what instances keep."""

    schemas: Schemas

    def values(self, place: Instance) -> Mapping[str, Any]:
        """The values of an instance by the names of its inputs; empty where it keeps them inside."""
        host = place.host
        if host is None:
            return {}
        known = {boundary.name for boundary in place.scope.inputs}
        saved = items(host.values)
        if isinstance(host.values, dict):
            found = {name: value for name, value in host.values.items() if name in known}
        elif host.named:
            found = self._by_name(host.named, saved, known)
        elif proxies(place):
            found = {}
        else:
            found = self._in_order(place, saved)
        return found | _quarantined(host.properties, known)

    def _by_name(self, named: Mapping[str, Any], saved: Any, known: set[str]) -> dict[str, Any]:
        values = saved if len(saved) == len(named) else list(named.values())
        return {name: value for name, value in zip(named, values, strict=False) if name in known}

    def _in_order(self, place: Instance, saved: Any) -> dict[str, Any]:
        """By the order of the subgraph's inputs: those that end at widgets, as the document or the server tell."""
        for told in (self.marked(place), self.drawn(place)):
            if len(told) == len(saved):
                return dict(zip(told, saved, strict=True))
        drawn = self.drawn(place) or self.marked(place)
        return dict(zip(drawn, saved, strict=False))

    def marked(self, place: Instance) -> list[str]:
        """The inputs of a subgraph that end at widgets, as the document says."""
        return [
            boundary.name
            for index, boundary in enumerate(place.scope.inputs)
            if any(node.slots[slot].widget for _, node, slot in leaves(place, index))
        ]

    def drawn(self, place: Instance) -> list[str]:
        """The inputs of a subgraph that end at widgets, as the server's classes say where they are known."""
        found = []
        for index, boundary in enumerate(place.scope.inputs):
            for _, node, slot in leaves(place, index):
                schema = self.schemas.of(node.type)
                name = node.slots[slot].name
                entry = schema.inputs({}).get(name) if schema is not None else None
                if entry.widget if entry is not None else bool(node.slots[slot].widget):
                    found.append(boundary.name)
                    break
        return found


def _quarantined(properties: Mapping[str, Any], known: set[str]) -> dict[str, Any]:
    """Values that the page set aside because it could not place them, where they have a place after all."""
    found = {}
    for entry in reversed(list(mappings(properties.get("proxyWidgetErrorQuarantine")))):
        original = items(entry.get("originalEntry"))
        if len(original) >= 2 and original[0] == SELF and text(original[1]) in known and "hostValue" in entry:
            found[text(original[1])] = entry["hostValue"]
    return found


def kept(place: Instance, proxy: Proxy) -> tuple[bool, Any]:
    """Whether the instance keeps a value for that entry, and which."""
    saved = items(place.host.values) if place.host is not None else ()
    known = proxy.index < len(saved) and saved[proxy.index] is not None
    return known, (saved[proxy.index] if known else None)
