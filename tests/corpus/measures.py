"""What is counted for one workflow, and added up."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import define, field

from penstock.core.contracts.workflows import Form, Parameter

from .raw_documents import RUNS, Document, Scope, linked
from .truths import editable, is_page_only, truth

MEDIA = frozenset({"image", "mask", "video", "audio"})


@define
class Share:
    """So many of so many."""

    hits: int = 0
    total: int = 0
    unjudged: int = 0
    missed: list[str] = field(factory=list)

    def add(self, hit: object, what: str = "") -> None:
        """One more, found or not."""
        self.total += 1
        self.hits += bool(hit)
        if not hit:
            self.missed.append(what)

    @property
    def percent(self) -> float:
        """0 to 100; of nothing all."""
        return 100.0 * self.hits / self.total if self.total else 100.0

    @property
    def judged(self) -> "Share":
        """Without those that were found and whose names nobody could judge."""
        return Share(hits=self.hits - self.unjudged, total=self.total - self.unjudged)


@define
class Found:
    """The parameters of a form by every address that leads to them."""

    by_place: dict[str, Parameter]

    @classmethod
    def of(cls, form: Form) -> "Found":
        """Of one form."""
        places = {place.address: one for one in reversed(form.parameters) for place in one.targets}
        return cls(places | {one.address: one for one in form.parameters})


def values(
    document: Document,
    form: Found,
    judge: Mapping[str, Any],
    classes: Mapping[str, Any],
    known: Share,
    everything: Share,
) -> None:
    """Are all saved values found, with the right names? `known`: of classes that the schema has."""
    shown = set(proxied(document))
    for here, node in document.running():
        told = truth(node, judge, classes)
        shares = [everything, known] if node["type"] in classes else [everything]
        if told is None and judge:
            _unjudged(form, here.id_of(node), node, shares)
        for name, value in (told or {}).items():
            feeds = linked(here, node, name)
            if feeds in ("node", "unclear"):
                continue
            address = f"{here.id_of(node)}.{name}"
            one = form.by_place.get(address)
            # What an instance keeps for its inside is judged with the promoted ones.
            right = one is not None and (bool(feeds) or address in shown or equal(one.value, value))
            _add(shares, right, f"{address} {node['type']} {value!r:.60} {'' if one is None else one.value!r:.60}")


def _unjudged(form: Found, address: str, node: Mapping[str, Any], shares: list[Share]) -> None:
    """No truth names these values: they count as found where the node offers them, whatever it calls them."""
    offered = [one.value for place, one in form.by_place.items() if place.startswith(f"{address}.")]
    for value in editable(node):
        found = next((one for one in offered if equal(one, value)), offered)
        if found is not offered:
            offered.remove(found)
        for share in shares:
            share.unjudged += found is not offered
        _add(shares, found is not offered, f"{address} {node['type']} {value!r:.60} (nobody names it)")


def _add(shares: list[Share], hit: object, what: str) -> None:
    for share in shares:
        share.add(hit, what)


def equal(one: Any, other: Any) -> bool:
    """Whether two values are the same number, text, truth or list."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def linked_offered(document: Document, form: Form, share: Share) -> None:
    """Counts parameters whose input takes the output of a node."""
    running = {here.id_of(node): (here, node) for here, node in document.running()}
    for one in form.parameters:
        for place in one.targets:
            if place.node in running:
                share.add(linked(*running[place.node], place.field) != "node", place.address)


def proxied(document: Document) -> Iterator[str]:
    """The addresses of inner widgets that instances show by `properties.proxyWidgets`."""
    for here, node in document.instances():
        for entry in (node.get("properties") or {}).get("proxyWidgets") or ():
            address = _shown(document, here, node, str(entry[0]), str(entry[1]))
            if address:
                yield address


def _shown(document: Document, here: Scope, node: Mapping[str, Any], source: str, name: str) -> str:
    """Where a shown widget is: the inner node of an inner instance, if need be. Empty where nothing takes it."""
    inside = document.inside(here, node)
    inner = inside.nodes.get(source) if inside else None
    if inside is None or is_page_only(name):
        return ""
    if inner is None:
        dead = source != "-1" or linked(here, node, name)
        return "" if dead or not _goes_on(inside, name) else f"{here.id_of(node)}.{name}"
    if inner.get("mode", 0) not in RUNS:
        return ""
    if document.inside(inside, inner):
        return _shown(document, inside, inner, *_deeper(inner, name))
    if inner["type"] == "PrimitiveNode":
        return f"{inside.id_of(inner)}.value" if _feeds(inside, inner) else ""
    return "" if linked(inside, inner, name) in ("node", "unclear") else f"{inside.id_of(inner)}.{name}"


def _feeds(inside: Scope, primitive: Mapping[str, Any]) -> bool:
    """Whether somebody that runs takes the value of a primitive node."""
    ends = [key for key, origin in inside.links.items() if str(origin[0]) == str(primitive["id"])]
    return any(
        slot.get("link") in ends
        for node in inside.nodes.values()
        if node.get("mode", 0) in RUNS
        for slot in node.get("inputs") or ()
    )


def _deeper(inner: Mapping[str, Any], name: str) -> tuple[str, str]:
    """The entry of an inner instance that is shown as `name`; the second of a name is `name_1`."""
    seen: Counter[str] = Counter()
    for source, widget, *_ in (inner.get("properties") or {}).get("proxyWidgets") or ():
        if name in (widget, f"{widget}_{seen[widget]}") and (name == widget or seen[widget]):
            return str(source), str(widget)
        seen[widget] += 1
    return "-1", name


def promoted(document: Document, form: Found, share: Share) -> None:
    """Is every widget found that a subgraph's author brought out of it, in both ways?"""
    for address in proxied(document):
        share.add(address in form.by_place, address)
    for here, node in document.instances():
        inside = document.inside(here, node)
        for slot in node.get("inputs") or ():
            if slot.get("widget") and not slot.get("link") and inside and _goes_on(inside, slot["name"]):
                address = f"{here.id_of(node)}.{slot['name']}"
                share.add(address in form.by_place, address)


def _goes_on(inside: Scope, name: str) -> bool:
    """Whether an input of a subgraph ends at a node in it that runs."""
    index = next((at for at, one in enumerate(inside.raw.get("inputs") or ()) if one["name"] == name), None)
    ends = [key for key, origin in inside.links.items() if str(origin[0]) == "-10" and origin[1] == index]
    return any(
        slot.get("link") in ends
        for node in inside.nodes.values()
        if node.get("mode", 0) in RUNS
        for slot in node.get("inputs") or ()
    )


def app_inputs(raw: Mapping[str, Any], document: Document) -> list[str]:
    """The addresses that the author chose for the app mode, in their order; choices of nodes that are gone left out."""
    entries = ((raw.get("extra") or {}).get("linearData") or {}).get("inputs") or ()
    found = [_app_address(document, str(entry[0]), str(entry[1])) for entry in entries]
    return [address for address in found if address]


def _app_address(document: Document, owner: str, name: str) -> str:
    """The page names a node at the top, a node inside a subgraph, or `<subgraph>:<node>:<input>`."""
    top = document.top.nodes
    if owner in top:
        return f"{owner}.{'value' if top[owner]['type'] == 'PrimitiveNode' else name}"
    subgraph, _, rest = owner.partition(":")
    for here, node in document.instances():
        inside = document.inside(here, node)
        inner = rest.split(":")[0] if rest else owner
        if inside and inner in inside.nodes and (not rest or node["type"] == subgraph):
            primitive = inside.nodes[inner]["type"] == "PrimitiveNode"
            return f"{inside.path}{inner}.{'value' if primitive else name}"
    return ""


def media(form: Form) -> Counter[str]:
    """The nodes that the form's media belong to, at the top of the document."""
    return Counter(one.node for one in form.parameters if one.type.value in MEDIA and ":" not in one.node)
