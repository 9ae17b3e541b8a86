"""Saved workflows with nodes of another pack, as the browser replaces them before the editor reads them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Evaluate = Callable[[str], Any]

MODULE = 'import { NodeReplacements } from "./web/library/comfyui/replacements.js";\n'
OURS = {
    "input": {
        "required": {"text": ["STRING", {"default": "t"}], "image": ["IMAGE", {}], "kind": [["a", "b"], {}]},
        "optional": {"seed": ["INT", {"default": 7}], "forced": ["INT", {"forceInput": True}]},
    },
    "input_order": {"required": ["kind", "text", "image"], "optional": ["seed", "forced"]},
    "output": ["IMAGE", "STRING"],
    "output_name": ["image", "report"],
}
REPLACEMENT = {
    "new_node_id": "Ours",
    "old_node_id": "old_Theirs",
    "old_widget_ids": ["folder", "words", "sort"],
    "input_mapping": [
        {"new_id": "text", "old_id": "words"},
        {"new_id": "image", "old_id": "picture"},
        {"new_id": "kind", "set_value": "b"},
    ],
    "output_mapping": [{"new_idx": 1, "old_idx": 0}, {"new_idx": 0, "old_idx": 2}],
}


def old_node(links: bool = True) -> dict[str, Any]:
    """The node of the other pack, with four links or none."""
    return {
        "id": 5,
        "type": "old_Theirs",
        "title": "Mine",
        "inputs": [
            {"name": "picture", "type": "IMAGE", "link": 1 if links else None},
            {"name": "folder", "type": "STRING", "widget": {"name": "folder"}, "link": 2 if links else None},
            {"name": "words", "type": "STRING", "widget": {"name": "words"}, "link": None},
        ],
        "outputs": [
            {"name": "report", "type": "STRING", "links": [3] if links else None},
            {"name": "gone", "type": "INT", "links": [4] if links else None},
            {"name": "image", "type": "IMAGE", "links": []},
        ],
        "properties": {"Node name for S&R": "old_Theirs", "cnr_id": "theirs", "ver": "1", "note": "kept"},
        "widgets_values": ["/somewhere", "hello", "x"],
    }


def others() -> list[dict[str, Any]]:
    """A node before and a node behind it."""
    return [
        {"id": 1, "type": "Load", "outputs": [{"links": [1]}, {"links": [2]}]},
        {"id": 9, "type": "Show", "inputs": [{"name": "a", "link": 3}, {"name": "b", "link": 4}]},
    ]


def apply(evaluate: Evaluate, workflow: dict[str, Any], registered: str = '["Ours"]') -> tuple[Any, Any]:
    """The workflow afterwards, and the report."""
    body = f"""
    const ours = {json.dumps(OURS)};
    const known = new Set({registered});
    const workflow = {json.dumps(workflow)};
    const list = {{ old_Theirs: [{json.dumps(REPLACEMENT)}] }};
    const all = new NodeReplacements(list, (type) => (known.has(type) ? ours : null));
    const report = all.apply(workflow);
    give([workflow, report]);
    """
    got = evaluate(MODULE + body)
    return got[0], got[1]


def test_slots_values_and_links_are_those_of_the_new_node(evaluate: Evaluate) -> None:
    """Values come over by name, links by the new slots; what has no like is gone at both ends, and is counted."""
    links = [[1, 1, 0, 5, 0, "IMAGE"], [2, 1, 1, 5, 1, "STRING"], [3, 5, 0, 9, 0, "STRING"], [4, 5, 1, 9, 1, "INT"]]
    workflow, report = apply(evaluate, {"nodes": [old_node(), *others()], "links": links})
    node, load, show = workflow["nodes"]
    assert (node["type"], node["title"]) == ("Ours", "Mine")
    assert node["widgets_values"] == ["b", "hello", 7, "fixed"]
    assert [(one["name"], one["link"]) for one in node["inputs"]] == [
        ("image", 1),
        ("forced", None),
        ("kind", None),
        ("text", None),
        ("seed", None),
    ]
    assert [(one["name"], one["links"]) for one in node["outputs"]] == [("image", []), ("report", [3])]
    assert node["properties"] == {"Node name for S&R": "Ours", "note": "kept"}
    assert workflow["links"] == [[1, 1, 0, 5, 0, "IMAGE"], [3, 5, 1, 9, 0, "STRING"]]
    assert [one["links"] for one in load["outputs"]] == [[1], []]
    assert [one["link"] for one in show["inputs"]] == [3, None]
    assert report == {"replaced": ["old_Theirs"], "lost": 2}


def test_subgraphs_and_what_they_show_outside(evaluate: Evaluate) -> None:
    """Inside a subgraph links are objects and may end at its edge; widgets shown outside keep pointing at theirs."""
    links = [
        {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 5, "target_slot": 0, "type": "IMAGE"},
        {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 5, "target_slot": 1, "type": "STRING"},
        {"id": 3, "origin_id": 5, "origin_slot": 0, "target_id": -20, "target_slot": 0, "type": "STRING"},
        {"id": 4, "origin_id": 5, "origin_slot": 1, "target_id": -20, "target_slot": 1, "type": "INT"},
    ]
    inside = {
        "id": "sub",
        "nodes": [old_node()],
        "links": links,
        "inputs": [{"name": "p", "linkIds": [1]}, {"name": "f", "linkIds": [2]}],
        "outputs": [{"name": "r", "linkIds": [3]}, {"name": "g", "linkIds": [4]}],
    }
    promoted = [["5", "words"], ["5", "folder"], ["6", "words"]]
    outside = {"id": 1, "type": "sub", "properties": {"proxyWidgets": promoted}}
    workflow, report = apply(evaluate, {"nodes": [outside], "links": [], "definitions": {"subgraphs": [inside]}})
    got = workflow["definitions"]["subgraphs"][0]
    assert [(one["id"], one["origin_slot"], one["target_slot"]) for one in got["links"]] == [(1, 0, 0), (3, 1, 0)]
    assert [one["linkIds"] for one in got["inputs"] + got["outputs"]] == [[1], [], [3], []]
    assert workflow["nodes"][0]["properties"]["proxyWidgets"] == [["5", "text"], ["6", "words"]]
    assert report["lost"] == 2


@pytest.mark.parametrize("registered", ['["Ours", "old_Theirs"]', "[]", '["old_Theirs"]'])
def test_nothing_is_touched_where_the_other_pack_is_there_or_ours_is_not(evaluate: Evaluate, registered: str) -> None:
    """The workflow is the same, to the last field."""
    workflow = {"nodes": [old_node(links=False), *others()], "links": []}
    assert apply(evaluate, workflow, registered) == (workflow, {"replaced": [], "lost": 0})


@pytest.mark.parametrize(
    "fields",
    [{"widgets_values": {"words": "by name", "folder": "x"}}, {"widgets_values": ["f", "by name"]}],
)
def test_values_by_name_and_short_lists_count(evaluate: Evaluate, fields: dict[str, Any]) -> None:
    """Some packs save values by name; older versions of a node had fewer of them."""
    workflow, _ = apply(evaluate, {"nodes": [{**old_node(links=False), **fields}], "links": []})
    assert workflow["nodes"][0]["widgets_values"] == ["b", "by name", 7, "fixed"]


@pytest.mark.parametrize("workflow", [{}, {"nodes": None}, {"nodes": [None, {}]}, {"nodes": [{"type": "old_Theirs"}]}])
def test_odd_workflows_are_survived(evaluate: Evaluate, workflow: dict[str, Any]) -> None:
    """A workflow with less than the editor writes is no reason to fail."""
    _, report = apply(evaluate, workflow)
    assert report["lost"] == 0
