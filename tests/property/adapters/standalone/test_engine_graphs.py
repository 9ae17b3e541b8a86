"""Random graphs: the engine against a few lines that say what a graph means, and random JSON as prompts."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parents[3]))

from engine_suite import suite_nodes

from penstock.adapters.standalone.engine import Engine
from penstock.core.host import HostPaths
from penstock.core.nodes import BLOCKED, InputSpec, NodeSpec
from penstock.core.services import Services

Prompt = dict[str, dict[str, Any]]
KINDS = {
    "SuiteText": ("text",),
    "SuiteUnique": ("text",),
    "SuiteAtOnce": ("text",),
    "SuiteJoin": ("left", "right"),
    "SuiteTwice": ("text",),
    "SuiteGather": ("text",),
    "SuiteBlock": ("text",),
}
WORDS = st.sampled_from(["a", "b", "c", "stop"])


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> HostPaths:
    """The four folders of a host."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("input", "output", "temp", "user")}
    return HostPaths(**folders)


def engine_in(paths: HostPaths) -> Engine:
    """A new engine with the nodes of the suite."""
    return Engine(suite_nodes.penstock_nodes(), Services(), paths)


@st.composite
def prompts(draw: st.DrawFn) -> Prompt:
    """A graph without cycles whose every node feeds an output of its own."""
    prompt: Prompt = {}
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(sorted(KINDS)))
        inputs: dict[str, Any] = {}
        for name in KINDS[kind]:
            source = draw(st.integers(-1, number - 1))
            inputs[name] = [str(source), 0] if source >= 0 else draw(WORDS)
        if kind == "SuiteBlock":
            inputs["when"] = "stop"
        prompt[str(number)] = {"class_type": kind, "inputs": inputs}
    shown = draw(st.permutations(sorted(prompt)))
    return prompt | {f"out{node}": {"class_type": "SuiteShow", "inputs": {"value": [node, 0]}} for node in shown}


def meaning(prompt: Prompt, node_id: str) -> list[Any]:
    """The items of a node's first output, by definition."""
    node = prompt[node_id]
    fed = {
        name: meaning(prompt, value[0]) if isinstance(value, list) else [value]
        for name, value in node["inputs"].items()
    }
    if node["class_type"] == "SuiteGather":
        return [BLOCKED if BLOCKED in fed["text"] else "|".join(fed["text"])]
    length = max(len(items) for items in fed.values())
    calls = [{name: items[min(index, len(items) - 1)] for name, items in fed.items()} for index in range(length)]
    return [item for call in calls for item in called(node["class_type"], call)]


def called(kind: str, call: Mapping[str, Any]) -> list[Any]:
    """What one call of a node adds to its output."""
    if BLOCKED in call.values():
        return [BLOCKED]
    if kind == "SuiteJoin":
        return [f"{call['left']}+{call['right']}"]
    if kind == "SuiteTwice":
        return [f"{call['text']}1", f"{call['text']}2"]
    if kind == "SuiteBlock" and call["text"] == call["when"]:
        return [BLOCKED]
    return [call["text"]]


def downstream(prompt: Prompt, start: str) -> set[str]:
    """`start` and everything that it feeds."""
    found = {start}
    for node_id, node in prompt.items():  # sources come before those that they feed
        if any(isinstance(value, list) and value[0] in found for value in node["inputs"].values()):
            found.add(node_id)
    return found


@given(prompts())
def test_a_graph_means_what_its_nodes_say(paths: HostPaths, prompt: Prompt) -> None:
    """Every output is what the definition gives, each node runs after what feeds it, and nothing runs twice."""
    engine = engine_in(paths)
    outcome = engine.run(prompt)
    assert outcome.ok, outcome.error
    for node_id in prompt:
        if not node_id.startswith("out"):
            assert list(outcome.outputs[node_id][0]) == meaning(prompt, node_id)
    place = {node_id: index for index, node_id in enumerate(outcome.executed)}
    assert len(place) == len(outcome.executed)
    for node_id in place:
        sources = [value[0] for value in prompt[node_id]["inputs"].values() if isinstance(value, list)]
        assert all(place[source] < place[node_id] for source in sources if source in place)
    again = engine.run(prompt)
    assert again.executed == ()
    assert set(again.cached) == set(prompt)
    assert again.ui == {node_id: ui for node_id, ui in outcome.ui.items() if node_id.startswith("out")}


@given(prompts(), st.data())
def test_a_change_runs_only_what_it_touches(paths: HostPaths, prompt: Prompt, data: st.DataObject) -> None:
    """After one constant changed the outputs are those of the new graph, and only what is downstream of it ran."""
    constants = [
        (node_id, name)
        for node_id, node in prompt.items()
        for name, value in node["inputs"].items()
        if not isinstance(value, list) and name != "when"
    ]
    node_id, name = data.draw(st.sampled_from(constants))
    changed = {key: {**node, "inputs": dict(node["inputs"])} for key, node in prompt.items()}
    changed[node_id]["inputs"][name] = data.draw(WORDS)
    engine = engine_in(paths)
    engine.run(prompt)
    outcome = engine.run(changed)
    assert set(outcome.executed) <= downstream(changed, node_id)
    for each in changed:
        if not each.startswith("out"):
            assert list(outcome.outputs[each][0]) == meaning(changed, each)


def json_values() -> st.SearchStrategy[Any]:
    """Any JSON."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))


def odd_nodes() -> st.SearchStrategy[Any]:
    """Nodes that are nearly right."""
    kinds = st.sampled_from(["SuiteShow", "SuiteValues", "SuiteChecked", "LoadImage", "SaveImage", "ImageScale", "No"])
    names = st.sampled_from(["value", "whole", "real", "text", "yes", "choice", "image", "images", "width"])
    links = st.tuples(st.sampled_from(["0", "1", "2", "x"]), st.integers(-1, 2)).map(list)
    inputs = st.dictionaries(names, json_values() | links, max_size=5)
    node = st.fixed_dictionaries({"class_type": kinds | json_values(), "inputs": inputs | json_values()})
    return node | json_values()


@given(st.dictionaries(st.sampled_from(["0", "1", "2"]), odd_nodes(), max_size=3) | json_values())
def test_any_json_gets_an_answer(paths: HostPaths, prompt: Any) -> None:
    """Whatever is submitted, the answer is either a queued prompt or an error in ComfyUI's shape."""
    answer = engine_in(paths).submit({"prompt": prompt})
    if "error" in answer:
        assert set(answer["error"]) == {"type", "message", "details", "extra_info"}
    else:
        assert set(answer) == {"prompt_id", "number", "node_errors"}
    assert all(entry["errors"] and entry["dependent_outputs"] for entry in answer["node_errors"].values())


def chains(length: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """A chain of lazy nodes."""
    yield "0", {"class_type": "SuiteText", "inputs": {"text": "end"}}
    for number in range(1, length):
        inputs = {"choice": "left", "left": [str(number - 1), 0], "right": [str(max(0, number - 2)), 0]}
        yield str(number), {"class_type": "SuiteSwitch", "inputs": inputs}


@given(st.integers(2, 30))
def test_a_chain_of_lazy_nodes_ends(paths: HostPaths, length: int) -> None:
    """Lazy nodes that feed lazy nodes all get what they need, each running once."""
    prompt = dict(chains(length)) | {"out": {"class_type": "SuiteShow", "inputs": {"value": [str(length - 1), 0]}}}
    outcome = engine_in(paths).run(prompt)
    assert outcome.ui["out"]["shown"] == ["end"]
    assert sorted(outcome.executed) == sorted(prompt)


def test_the_definition_knows_every_node_that_it_is_asked_about() -> None:
    """The random graphs use nodes that exist, by inputs that they have."""
    specs: dict[str, NodeSpec] = {spec.id: spec for spec in suite_nodes.penstock_nodes()}
    for kind, names in KINDS.items():
        inputs: tuple[InputSpec, ...] = specs[kind].inputs
        assert set(names) <= {item.id for item in inputs}
