"""Saved workflows of ComfyUI-FBTools in ComfyUI's real frontend, where that pack is not installed."""

import uuid
from typing import Any

import pytest

from penstock.adapters.testing.corpora.fbtools_nodes import libber_workflow

pytestmark = pytest.mark.one_renderer

LOAD = "await app.loadGraphData(argument); await new Promise(requestAnimationFrame);"
STATE = """
    const graph = app.graph.serialize();
    const values = Object.fromEntries(app.graph.nodes.map((node) =>
        [node.type, Object.fromEntries((node.widgets ?? []).map((one) => [one.name, one.value]))]));
    const links = [...graph.links].map((link) => Array.isArray(link) ? link.slice(1, 5) :
        [link.origin_id, link.origin_slot, link.target_id, link.target_slot]);
    const prompt = (await app.graphToPrompt()).output;
    return { types: app.graph.nodes.map((node) => node.type).sort(), values, links, prompt };
"""


@pytest.fixture
def opened(editor: Any) -> tuple[Any, str]:
    """The editor with the old workflow, and the name of the libber in it."""
    name = f"old words {uuid.uuid4().hex[:6]}"
    body = {"name": name, "libs": {"animal": "fox"}}
    assert editor.page.request.post(f"{editor.server.address}/penstock/libbers", data=body).status == 201
    editor.run(LOAD, libber_workflow(name, "a %animal%"))
    return editor, name


def test_the_nodes_are_ours_with_their_values_and_links(opened: tuple[Any, str]) -> None:
    """What was typed stands in the widgets, and the preview still hangs on the result."""
    editor, name = opened
    state = editor.run(STATE)
    assert state["types"] == ["LibberApply", "LibberManager", "PreviewAny"]
    assert state["values"]["LibberManager"]["libber_name"] == name
    assert state["values"]["LibberManager"]["delimiter"] == "%"
    assert state["values"]["LibberManager"]["max_depth"] == 10
    assert state["values"]["LibberManager"]["libber_dir"] == ""
    assert state["values"]["LibberApply"]["text"] == "a %animal%"
    assert state["values"]["LibberApply"]["seed"] == 0
    assert state["values"]["LibberApply"].get("control_after_generate", "fixed") == "fixed"
    assert state["links"] == [[2, 0, 3, 0]]
    assert state["prompt"]["3"]["inputs"]["source"] == ["2", 0]


def test_undo_never_brings_the_old_nodes_back(opened: tuple[Any, str]) -> None:
    """A node that is removed comes back by undo as the new one; what would be saved has no trace of the old pack."""
    editor, _ = opened
    editor.capture()
    editor.run("app.graph.remove(app.graph.nodes.find((node) => node.type === 'LibberApply'));")
    editor.capture()
    editor.undo_to("LibberApply", "LibberManager", "PreviewAny")
    state = editor.run(STATE)
    assert state["links"] == [[2, 0, 3, 0]]
    saved = editor.run("return JSON.stringify(app.graph.serialize());")
    assert "fbt_" not in saved
    assert "fbtools" not in saved


@pytest.mark.usefixtures("leave_no_subgraph")
def test_nodes_in_a_subgraph_are_replaced_too(editor: Any) -> None:
    """A subgraph that holds an old node: ours is in it, linked to the edge as the old one was."""
    workflow = libber_workflow("words", "some %text%")
    apply = {**workflow["nodes"][1], "id": 7}
    apply["outputs"] = [{**apply["outputs"][0], "links": [1]}, {**apply["outputs"][1], "links": [2]}]
    inside = {
        "id": "0f7c0f5e-2f0e-4d53-9d2a-6a1c6b9a3b77",
        "version": 1,
        "state": {"lastGroupId": 0, "lastNodeId": 7, "lastLinkId": 2, "lastRerouteId": 0},
        "revision": 0,
        "config": {},
        "name": "Old words",
        "inputNode": {"id": -10, "bounding": [0, 0, 120, 60]},
        "outputNode": {"id": -20, "bounding": [900, 0, 120, 60]},
        "inputs": [],
        "outputs": [
            {"id": "1f7c0f5e-2f0e-4d53-9d2a-6a1c6b9a3b77", "name": "text", "type": "STRING", "linkIds": [1]},
            {"id": "2f7c0f5e-2f0e-4d53-9d2a-6a1c6b9a3b77", "name": "info", "type": "STRING", "linkIds": [2]},
        ],
        "widgets": [],
        "nodes": [apply],
        "groups": [],
        "links": [
            {"id": at + 1, "origin_id": 7, "origin_slot": at, "target_id": -20, "target_slot": at, "type": "STRING"}
            for at in (0, 1)
        ],
        "extra": {},
    }
    outside = {**workflow["nodes"][2], "id": 2, "inputs": [{"name": "source", "type": "*", "link": 1}]}
    holder = {
        "id": 1,
        "type": inside["id"],
        "pos": [100, 100],
        "size": [300, 200],
        "flags": {},
        "order": 0,
        "mode": 0,
        "inputs": [],
        "outputs": [{"name": "text", "type": "STRING", "links": [1]}, {"name": "info", "type": "STRING", "links": []}],
        "properties": {},
        "widgets_values": [],
    }
    editor.run(
        LOAD,
        {
            **workflow,
            "nodes": [holder, outside],
            "links": [[1, 1, 0, 2, 0, "STRING"]],
            "definitions": {"subgraphs": [inside]},
        },
    )
    prompt = editor.run("return (await app.graphToPrompt()).output;")
    (inner,) = (node for node, one in prompt.items() if one["class_type"] == "LibberApply")
    assert prompt[inner]["inputs"]["text"] == "some %text%"
    assert prompt["2"]["inputs"]["source"] == [inner, 0]
