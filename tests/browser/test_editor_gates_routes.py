"""An Image Gate's routes in ComfyUI's real frontend: how many outputs show, what they are called, what stays linked."""

import json
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

OUTPUTS = "app.graph.getNodeById(argument[0]).outputs.map(({ name }) => name)"
LABELS = "app.graph.getNodeById(argument[0]).outputs.map(({ label }) => label ?? '')"
LINKED = (
    "app.graph.getNodeById(argument[0]).outputs.map((_, slot, outputs) =>"
    " (app.graph.getNodeById(argument[0]).getOutputNodes(slot) ?? []).length)"
)


@pytest.fixture
def gate(editor: Any) -> str:
    """A new node Image Gate."""
    return str(editor.add("ImageGate"))


def set_routes(editor: Any, node: str, routes: int) -> None:
    """Change the number of routes as its widget does, and wait for the outputs."""
    change = (
        "const widget = app.graph.getNodeById(argument[0]).widgets.find(({ name }) => name === 'routes');"
        "widget.value = argument[1]; widget.callback?.(argument[1]);"
    )
    editor.run(change, [node, routes])
    editor.page.wait_for_function(f"(argument) => {OUTPUTS}.length === argument[1] + 1", arg=[node, routes])


def labels(editor: Any, node: str) -> list[str]:
    """The names beside the outputs; empty for those that go by their number."""
    return list(editor.run(f"return {LABELS};", [node]))


def expect_shown(editor: Any, node: str, names: list[str]) -> None:
    """Wait until a Vue node shows these outputs; those of 1.39 show no names that people gave."""
    outputs = editor.page.locator(f"[data-node-id='{node}'] .lg-slot--output")
    if outputs.count() and not editor.run("return window.__COMFYUI_FRONTEND_VERSION__;").startswith("1.3"):
        expect(outputs).to_contain_text(names)


def previews(editor: Any, node: str, *slots: int) -> list[str]:
    """A Preview Image linked to each of these outputs."""
    found = []
    for slot in slots:
        found.append(editor.add("PreviewImage", x=900, y=100 * slot))
        link = "app.graph.getNodeById(argument[0]).connect(argument[2], app.graph.getNodeById(argument[1]), 0);"
        editor.run(link, [node, found[-1], slot])
    return found


def test_a_new_gate_shows_its_routes_only(editor: Any, gate: str) -> None:
    """A new gate has the mask and two routes, and shows none of the widgets that it keeps hidden."""
    assert editor.run(f"return {OUTPUTS};", [gate]) == ["mask", "route_1", "route_2"]
    seen = editor.run(
        "return app.graph.getNodeById(argument).widgets.filter((one) => !one.hidden).map(({ name }) => name);", gate
    )
    assert seen == ["routes", "penstock_gate"]


def test_outputs_come_and_go_at_the_tail(editor: Any, gate: str) -> None:
    """More routes and fewer: the links of those that stay are untouched, and what went comes back linked."""
    set_routes(editor, gate, 5)
    previews(editor, gate, 1, 2, 5)
    set_routes(editor, gate, 3)
    assert editor.run(f"return {LINKED};", [gate]) == [0, 1, 1, 0]
    assert len(editor.run("return app.graph.serialize().links;")) == 2
    set_routes(editor, gate, 10)
    assert editor.run(f"return {LINKED};", [gate]) == [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    in_vue = editor.page.locator(f"[data-node-id='{gate}'] .lg-slot--output")
    if in_vue.count():
        expect(in_vue).to_have_count(11)


def test_names_are_saved_and_sent(editor: Any, gate: str) -> None:
    """A name stands beside its output, is saved with the workflow, comes back with it, and is sent with a run."""
    set_routes(editor, gate, 3)
    previews(editor, gate, 2)
    editor.run(
        "const widget = app.graph.getNodeById(argument[0]).widgets.find(({ name }) => name === 'route_names');"
        "widget.value = JSON.stringify(['', 'Keep']); app.graph.getNodeById(argument[0]).onConnectionsChange?.();",
        [gate],
    )
    editor.page.wait_for_function(f"(argument) => {LABELS}[2] === 'Keep'", arg=[gate])
    expect_shown(editor, gate, ["mask", "route_1", "Keep", "route_3"])
    saved = editor.run("return app.graph.serialize();")
    editor.run("await app.loadGraphData(argument);", saved)
    editor.page.wait_for_function(f"(argument) => {LABELS}[2] === 'Keep'", arg=[gate])
    assert editor.run(f"return {OUTPUTS};", [gate]) == ["mask", "route_1", "route_2", "route_3"]
    assert editor.run(f"return {LINKED};", [gate]) == [0, 0, 1, 0]
    sent = editor.run("return (await app.graphToPrompt()).output;")[gate]["inputs"]
    assert json.loads(sent["route_names"]) == ["", "Keep"]
    assert sent["decision"] == ""


def test_a_workflow_of_dataset_gates_keeps_its_labels(editor: Any) -> None:
    """A saved Image Gate of Dataset Gates has its routes, links and labels; the names are ours from then on."""
    outputs = [{"name": "mask", "type": "MASK", "links": None}]
    outputs += [{"name": f"route_{at}", "type": "IMAGE", "links": None} for at in range(1, 5)]
    outputs[3]["links"] = [1]
    inputs = [{"name": "image", "type": "IMAGE", "link": None}]
    node = {"id": 7, "type": "ImageGate", "pos": [200, 150], "size": [300, 400], "flags": {}, "order": 0, "mode": 0}
    node |= {"inputs": inputs, "outputs": outputs, "widgets_values": [4], "title": "Which?"}
    node["properties"] = {"Node name for S&R": "ImageGate", "routeLabels": ["faces", None, "hands"]}
    preview = {
        "id": 8,
        "type": "PreviewImage",
        "pos": [700, 150],
        "size": [200, 200],
        "flags": {},
        "order": 1,
        "mode": 0,
    }
    preview |= {"inputs": [{"name": "images", "type": "IMAGE", "link": 1}], "outputs": [], "properties": {}}
    workflow = {"last_node_id": 8, "last_link_id": 1, "nodes": [node, preview], "links": [[1, 7, 3, 8, 0, "IMAGE"]]}
    workflow |= {"groups": [], "config": {}, "extra": {}, "version": 0.4}
    editor.run("await app.loadGraphData(argument);", workflow)
    editor.page.wait_for_function(f"(argument) => {LABELS}[1] === 'faces'", arg=["7"])
    assert labels(editor, "7") == ["", "faces", "", "hands", ""]
    assert editor.run(f"return {LINKED};", ["7"]) == [0, 0, 0, 1, 0]
    assert json.loads(editor.widget("7", "route_names")) == ["faces", "", "hands"]
    assert [editor.widget("7", name) for name in ("routes", "wait", "repeat", "time_limit")] == [4, "wait", "ask", 0]
    set_routes(editor, "7", 2)
    set_routes(editor, "7", 3)
    assert labels(editor, "7") == ["", "faces", "", "hands"]


def test_a_text_gate_of_dataset_gates_keeps_its_text(editor: Any) -> None:
    """A saved Text Gate of Dataset Gates is protected with its text; what came later has its default."""
    inputs = [{"name": "text", "type": "STRING", "link": None}, {"name": "signal", "type": "*", "link": None}]
    outputs = [{"name": "text", "type": "STRING", "links": None}, {"name": "signal", "type": "*", "links": None}]
    node = {"id": 4, "type": "TextGate", "pos": [200, 150], "size": [300, 200], "flags": {}, "order": 0, "mode": 0}
    node |= {"inputs": inputs, "outputs": outputs, "widgets_values": [True, "my words"], "properties": {}}
    workflow = {"last_node_id": 4, "last_link_id": 0, "nodes": [node], "links": [], "version": 0.4}
    workflow |= {"groups": [], "config": {}, "extra": {}}
    editor.run("await app.loadGraphData(argument);", workflow)
    expect(editor.page.get_by_role("textbox", name="Text of the gate")).to_have_value("my words")
    names = ["protected", "stored_text", "wait", "repeat", "time_limit", "unanswered", "decision"]
    values = [editor.widget("4", name) for name in names]
    assert values == [True, "my words", "wait", "ask", 0, "default", ""]


def test_comfyui_can_rename_a_route(editor: Any, gate: str) -> None:
    """A name given by ComfyUI's own "Rename Slot" is the route's name."""
    editor.page.wait_for_function(f"(argument) => {OUTPUTS}.length === 3", arg=[gate])
    editor.run(
        "app.graph.getNodeById(argument).outputs[1].label = 'Good';"
        "window.comfyAPI.api.api.dispatchCustomEvent('graphChanged');",
        gate,
    )
    expected = "(id) => app.graph.getNodeById(id).widgets.find(({ name }) => name === 'route_names').value"
    editor.page.wait_for_function(f"{expected}.includes('Good')", arg=gate)
    assert json.loads(editor.widget(gate, "route_names")) == ["Good"]


def test_settings_are_written(editor: Any, gate: str) -> None:
    """The dialog says what is set for all, writes routes, names and how the gate waits; Escape writes nothing."""
    editor.page.get_by_role("button", name="Gate settings").click()
    dialog = editor.page.get_by_role("dialog", name="Gate settings")
    expect(dialog.get_by_label("When nobody answers")).to_contain_text("As set for all gates: Park it")
    dialog.get_by_label("Routes").fill("3")
    dialog.get_by_label("Name of route 3").fill("Later")
    dialog.get_by_label("While nobody has answered").select_option("park")
    dialog.get_by_label("In later runs").select_option("same input")
    dialog.get_by_label("Time limit").fill("1.5")
    dialog.get_by_label("Unit").select_option("hours")
    dialog.get_by_label("When nobody answers").select_option("stop")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()
    values = {name: editor.widget(gate, name) for name in ("wait", "repeat", "time_limit", "unanswered", "routes")}
    assert values == {"wait": "park", "repeat": "same input", "time_limit": 5400, "unanswered": "stop", "routes": 3}
    editor.page.wait_for_function(f"(argument) => {LABELS}[3] === 'Later'", arg=[gate])
    editor.page.get_by_role("button", name="Gate settings").click()
    expect(dialog.get_by_label("Time limit")).to_have_value("90")
    dialog.get_by_label("Name of route 3").fill("Never")
    editor.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert labels(editor, gate)[3] == "Later"


def test_a_double_click_renames(editor: Any, gate: str) -> None:
    """A double click on a route's name asks for another one; empty brings the number back."""
    for name, shown in (("Sharp", "Sharp"), ("", "")):
        point = editor.run(
            "const node = app.graph.getNodeById(argument);"
            "const slot = document.querySelector(`[data-node-id='${argument}'] [data-slot-key$='-out-2']`);"
            "const text = slot?.closest('.lg-slot--output').querySelector('span').getBoundingClientRect();"
            "if (text) return [text.x + text.width / 2, text.y + text.height / 2];"
            "const [x, y] = node.getOutputPos(2); return app.canvasPosToClientPos([x - 30, y]);",
            gate,
        )
        dialog = editor.page.get_by_role("dialog", name="Rename route 2")
        while not dialog.is_visible():  # a canvas that has just been opened is deaf for a moment
            editor.page.mouse.dblclick(*point)
            editor.page.evaluate("() => new Promise((done) => setTimeout(done, 100))")
        dialog.get_by_label("Name of route 2").fill(name)
        editor.page.keyboard.press("Enter")
        expect(dialog).to_be_hidden()
        editor.page.wait_for_function(f"(argument) => {LABELS}[2] === argument[1]", arg=[gate, shown])
        expect_shown(editor, gate, ["mask", "route_1", shown or "route_2"])
    assert editor.widget(gate, "route_names") == ""
