"""Any graph of nodes, reroutes and subgraphs is flattened as a slow, recursive reading of the same graph says."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from penstock.adapters.testing.workflow_documents import Sheet, node_class
from penstock.plugins.workflows.documents.decode import decoded
from penstock.plugins.workflows.documents.prompts import prompt_of
from penstock.plugins.workflows.documents.reading import read_graph
from penstock.plugins.workflows.documents.schemas import Schemas

CLASSES = {"Step": node_class({"in": ["*", {}], "text": ["STRING", {}]}, "*")}
RUNS, MUTED, BYPASSED = 0, 2, 4
Ref = tuple[str, int] | None
"""What feeds an input: `("item", index)`, `("input", index)` of the subgraph around, or nothing."""


@frozen
class Item:
    """A node, a reroute or a place of the subgraph `kind` (a number). `refs` feed `in` and `text`."""

    kind: str | int
    mode: int
    refs: tuple[Ref, Ref]
    value: str


@frozen
class Plan:
    """A graph: its items, and which of them comes out."""

    items: tuple[Item, ...]
    out: int


@frozen
class Env:
    """A plan where it runs: the item `host` of `outer`."""

    plan: Plan
    prefix: str = ""
    outer: Env | None = None
    host: Item | None = None


@st.composite
def plans(draw: st.DrawFn, level: int) -> Plan:
    """A graph whose items take from earlier items, or from the inputs of the subgraph (level 0 and up: inside one)."""
    made: list[Item] = []
    for index in range(draw(st.integers(1, 4))):
        kinds = ["Step", "Step", "Reroute", *range(max(level, 0))]
        sources: list[Ref] = [None, *(("item", one) for one in range(index))]
        if level < TOP:
            sources += [("input", 0), ("input", 1)]
        kind = draw(st.sampled_from(kinds))
        mode = draw(st.sampled_from([RUNS, RUNS, RUNS, MUTED, BYPASSED])) if kind != "Reroute" else RUNS
        refs = (draw(st.sampled_from(sources)), draw(st.sampled_from(sources)))
        made.append(Item(kind, mode, refs, draw(st.text(max_size=3))))
    return Plan(tuple(made), draw(st.integers(0, len(made) - 1)))


TOP = 2
ALL = st.tuples(plans(0), plans(1), plans(TOP))


def sheet_of(plan: Plan, level: int) -> Sheet:
    """The plan as ComfyUI's page would save it. Ids of items are their indexes plus one."""
    sheet = Sheet(id=f"s{level}")
    targets: dict[int, list[tuple[int, str]]] = {0: [], 1: []}
    for index, item in enumerate(plan.items):
        kind = item.kind if isinstance(item.kind, str) else f"s{item.kind}"
        slots = [":*"] if kind == "Reroute" else ["in:*", "=text:STRING"]
        values = None if kind == "Reroute" else [item.value]
        sheet.node(kind, values, *slots, id=index + 1, mode=item.mode, outputs=("*",))
    for index, item in enumerate(plan.items):
        names = [""] if item.kind == "Reroute" else ["in", "text"]
        for name, ref in zip(names, item.refs, strict=False):
            if ref is not None and ref[0] == "item":
                sheet.link(ref[1] + 1, 0, index + 1, name)
            elif ref is not None:
                targets[ref[1]].append((index + 1, name))
    if level < TOP:
        sheet.opens("in", *targets[0])
        sheet.opens("text", *targets[1], kind="STRING")
        sheet.closes("out", plan.out + 1)
    return sheet


def source(env: Env, ref: Ref, defs: tuple[Plan, ...]) -> Any:
    """`[id, 0]`, or a value in a tuple where a place keeps one, or None. The slow reference."""
    if ref is None:
        return None
    kind, index = ref
    if kind == "input":
        assert env.outer is not None and env.host is not None
        outer = env.host.refs[index]
        if outer is None:
            return (env.host.value,) if index == 1 else None
        return source(env.outer, outer, defs)
    item = env.plan.items[index]
    if item.mode == MUTED:
        return None
    if item.mode == BYPASSED or item.kind == "Reroute":
        return source(env, item.refs[0], defs)
    if item.kind == "Step":
        return [f"{env.prefix}{index + 1}", 0]
    inner = inside(env, index, defs)
    return source(inner, ("item", inner.plan.out), defs)


def inside(env: Env, index: int, defs: tuple[Plan, ...]) -> Env:
    """The plan inside the place that an item is."""
    item = env.plan.items[index]
    assert isinstance(item.kind, int)
    return Env(defs[item.kind], f"{env.prefix}{index + 1}:", env, item)


def expected(env: Env, defs: tuple[Plan, ...]) -> dict[str, Any]:
    """The prompt: the links of `in`, and the value or link of `text`."""
    found: dict[str, Any] = {}
    for index, item in enumerate(env.plan.items):
        if item.mode != RUNS or item.kind == "Reroute":
            continue
        if item.kind != "Step":
            found |= expected(inside(env, index, defs), defs)
            continue
        feeds, text = (source(env, ref, defs) for ref in item.refs)
        inputs = {"text": item.value if text is None else text[0] if isinstance(text, tuple) else text}
        if isinstance(feeds, list):
            inputs["in"] = feeds
        found[f"{env.prefix}{index + 1}"] = inputs
    return found


def is_simple(plans_: tuple[Plan, ...]) -> bool:
    """Whether no kept text meets a socket: it would go there, too, and the slow reading does not know of that."""
    for level, plan in enumerate(plans_):
        for item in plan.items:
            reaches_text = level < TOP and ("input", 1) in (item.refs[0],)
            if reaches_text or (level < TOP and item.refs[1] == ("input", 0)):
                return False
    return True


@settings(max_examples=60, deadline=None)
@given(ALL)
def test_graphs_are_flattened_as_the_slow_reading_says(defs: tuple[Plan, ...]) -> None:
    """The same nodes, the same links, every text where it belongs."""
    if not is_simple(defs):
        defs = tuple(straightened(plan) for plan in defs)
    inner = [sheet_of(plan, level) for level, plan in enumerate(defs[:-1])]
    document = sheet_of(defs[-1], TOP).document(*inner)
    graph = read_graph(decoded(json.dumps(document).encode()), Schemas(CLASSES))
    got = {name: node["inputs"] for name, node in prompt_of(graph).items()}
    assert got == expected(Env(defs[-1]), defs)
    bound = {target for binding in graph.bindings for target in binding.targets}
    own = {(node.id, widget.name) for node in graph.nodes.values() for widget in node.widgets}
    assert not {(place.node, place.field) for place in bound} & own
    texts = {name for name, inputs in got.items() if not isinstance(inputs["text"], list)}
    assert {name for name, _ in own} | {place.node for place in bound if place.field == "text"} == texts


def straightened(plan: Plan) -> Plan:
    """The same plan whose sockets take from sockets, and whose texts from texts."""
    made = []
    for item in plan.items:
        feeds, text = item.refs
        feeds = ("input", 0) if feeds == ("input", 1) else feeds
        text = ("input", 1) if text == ("input", 0) else text
        made.append(Item(item.kind, item.mode, (feeds, text), item.value))
    return Plan(tuple(made), plan.out)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
inputs = st.dictionaries(st.text(max_size=6), values, max_size=5)
api_nodes = st.fixed_dictionaries({"class_type": st.text(max_size=6), "inputs": inputs}, optional={"_meta": inputs})


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text(max_size=6), api_nodes, min_size=1, max_size=5))
def test_the_api_format_survives(prompt: dict[str, Any]) -> None:
    """Whatever the values are, a prompt that is read and written is the same."""
    if "nodes" not in prompt and not any(name in prompt for name in ("workflow", "prompt", "output")):
        assert prompt_of(read_graph(prompt, Schemas({}))) == prompt


@settings(max_examples=60, deadline=None)
@given(st.lists(values, max_size=6), st.text(max_size=4))
def test_every_saved_value_is_kept_or_counted(saved: list[Any], name: str) -> None:
    """A value that has a name stands in the graph unchanged; the others are counted."""
    sheet = Sheet()
    sheet.node("Unheard", saved, widgets_values_named={f"{name}{index}": 0 for index in range(len(saved))})
    sheet.node("Nameless", saved)
    graph = read_graph(sheet.document(), Schemas({}))
    assert [widget.value for widget in graph.nodes["1"].widgets] == saved
    assert graph.nodes["2"].unnamed <= len(saved)
    assert graph.nodes["2"].inputs == {}
