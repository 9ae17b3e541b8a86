"""The form of the open workflow in ComfyUI's sidebar, in both renderers: it and the canvas are always the same."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .graph_history import HAS_VALUE, undo_until
from .naming import name_of
from .workflow_panel import WAIT_MS, WorkflowPanel, blank

pytestmark = pytest.mark.one_renderer

PROMPTS = json.dumps({"version": 2, "prompts": {"name": {"value": "seeded"}}})


@pytest.fixture
def panel(editor: Any, request: pytest.FixtureRequest) -> Iterator[WorkflowPanel]:
    """An empty graph."""
    panel = WorkflowPanel(editor, name_of(request).removeprefix("test_"))
    yield panel
    panel.close()


def composed(panel: WorkflowPanel, save: str) -> str:
    """A node with a seed, whose text is the name of the file."""
    prompts = panel.add("PromptCollectionEdit", 20, prompt_collection_json_in=PROMPTS)
    composer = panel.add("PromptComposer", 60, seed=5)
    panel.link(prompts, composer, "prompt_collection_json_in")
    panel.link(composer, save, "filename_prefix")
    return composer


def test_the_tab_runs_what_its_form_says(panel: WorkflowPanel) -> None:
    """A value that is entered in the form is in the widget at once, and Run makes an image of it."""
    source, save = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    panel.write(f"{source}.width", "48")
    assert panel.editor.widget(source, "width") == 48
    (picture,) = panel.run()[save]["images"]
    answer = panel.page.request.get(f"{panel.editor.server.address}/view", params=picture)
    assert int.from_bytes(answer.body()[16:20], "big") == 48


def test_the_tab_follows_the_canvas(panel: WorkflowPanel) -> None:
    """Values, nodes and links that change on the canvas change in the form; what is linked is not offered."""
    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    panel.set(source, width=80)
    panel.expect_value(f"{source}.width", "80")
    loader = panel.add("SaveAnimatedWEBP", 840, fps=12.5)
    panel.link(source, loader, "images")
    panel.expect_value(f"{loader}.fps", "12.5")
    panel.editor.run("app.graph.remove(app.graph.getNodeById(argument));", loader)
    expect(panel.row(f"{loader}.fps")).to_have_count(0, timeout=WAIT_MS)
    panel.expect_value(f"{source}.width", "80")


def test_graph_undo_takes_an_edit_in_the_tab_back(panel: WorkflowPanel) -> None:
    """ComfyUI's own undo takes back what was entered in the form, and the form shows it."""
    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    panel.editor.capture()
    panel.write(f"{source}.width", "112")
    panel.editor.capture()
    undo_until(panel.page, HAS_VALUE.replace("argument", "64"), "")
    panel.expect_value(f"{source}.width", "64")


@pytest.mark.usefixtures("leave_no_subgraph")
def test_widgets_of_subgraphs_are_in_the_tab(panel: WorkflowPanel) -> None:
    """A subgraph's own widget is written at the subgraph, one inside where it is; both are in the graph that runs."""
    panel.load(blank())
    panel.open()
    panel.expect_value("5.width", "64")
    panel.write("5.width", "72")
    assert panel.prompt()["5:3"]["inputs"]["width"] == 72
    panel.root.get_by_role("button", name="Advanced").first.click()
    panel.write("5:3.height", "24")
    assert panel.prompt()["5:3"]["inputs"]["height"] == 24
    panel.row("5:3.height").get_by_role("button", name="Show").click()
    expect(panel.row("5:3.height")).to_be_visible()
    assert panel.editor.run("return app.canvas.graph.nodes.map((node) => node.type);") == ["EmptyImage"]


def test_every_kind_of_value_is_written(panel: WorkflowPanel) -> None:
    """Numbers, switches, choices and texts of the form are in the graph that runs, as ComfyUI's widgets hold them."""
    source, _ = panel.image()
    save = panel.add("SaveAnimatedWEBP", 840)
    panel.link(source, save, "images")
    panel.open()
    panel.write(f"{save}.fps", "7.25")
    panel.write(f"{save}.filename_prefix", "said/here")
    panel.row(f"{save}.lossless").get_by_role("switch").click()
    panel.row(f"{save}.method").get_by_role("combobox").click()
    panel.page.get_by_role("option", name="slowest").click()
    inputs = panel.prompt()[save]["inputs"]
    assert [inputs[name] for name in ("fps", "filename_prefix", "lossless", "method")] == [
        7.25,
        "said/here",
        False,
        "slowest",
    ]


def test_a_workflow_with_missing_nodes_has_a_form(panel: WorkflowPanel) -> None:
    """What is missing is named, the rest can be edited, and nothing is run."""
    document = blank()
    lost = {**document["nodes"][1], "id": 11, "type": "NodeThatNobodyHas", "inputs": [], "widgets_values": ["kept"]}
    document["nodes"].append(lost)
    panel.load(document)
    panel.open()
    expect(panel.root.get_by_role("note")).to_contain_text("NodeThatNobodyHas", timeout=WAIT_MS)
    expect(panel.root.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    panel.expect_value("5.width", "64")


def test_an_empty_canvas_says_so(panel: WorkflowPanel) -> None:
    """Without nodes the tab says what to do, and nothing can be run or kept."""
    panel.open()
    expect(panel.root.locator("strong", has_text="No workflow is open")).to_be_visible(timeout=WAIT_MS)
    for name in ("Run", "Add to library"):
        expect(panel.root.get_by_role("button", name=name, exact=True)).to_be_disabled()


def test_keys_in_the_tab_are_its_own(panel: WorkflowPanel) -> None:
    """Letters and Delete in the tab neither open ComfyUI's panels nor remove the selected node."""
    source, _ = panel.image()
    panel.open()
    panel.editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", source)
    field = panel.field(f"{source}.width")
    field.click()
    for key in ("Delete", "n", "w"):
        panel.page.keyboard.press(key)
    expect(panel.root).to_be_visible()
    assert panel.editor.nodes() == ["EmptyImage", "SaveImage"]


def test_what_becomes_of_seeds_is_chosen_in_the_tab(panel: WorkflowPanel) -> None:
    """The choice is that of the node's own widget, and after a run the form shows the next seed."""
    image, save = panel.image()
    composer = composed(panel, save)
    panel.open()
    panel.expect_value(f"{composer}.seed", "5")
    panel.row(f"{composer}.seed").get_by_role("button", name="After").click()
    panel.page.get_by_role("menuitemradio", name="Add 1").click()
    assert panel.editor.widget(composer, "control_after_generate") == "increment"
    panel.run()
    panel.expect_value(f"{composer}.seed", "6")
    panel.expect_value(f"{image}.width", "64")


def test_numbers_that_the_canvas_cannot_hold_are_told(panel: WorkflowPanel) -> None:
    """The largest seed becomes the nearest number that JavaScript has, the form shows that one and says why."""
    _, save = panel.image()
    composer = composed(panel, save)
    panel.open()
    panel.write(f"{composer}.seed", str(2**64 - 1))
    expect(panel.row(f"{composer}.seed")).to_contain_text("nearest number", timeout=WAIT_MS)
    shown = int(panel.field(f"{composer}.seed").input_value())
    assert 2**63 < shown < 2**64
    assert panel.prompt()[composer]["inputs"]["seed"] == shown


@pytest.mark.usefixtures("leave_no_subgraph")  # nor the dialog that older frontends open
def test_what_the_queue_refuses_is_shown_at_its_field(panel: WorkflowPanel) -> None:
    """A value that ComfyUI refuses is marked in the form, in its words."""
    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    panel.editor.run("app.graph.getNodeById(argument).widgets[0].value = 0;", source)
    panel.expect_value(f"{source}.width", "0")
    panel.root.get_by_role("button", name="Run", exact=True).click()
    expect(panel.row(f"{source}.width")).to_contain_text("smaller", timeout=WAIT_MS)
    said = [problem for problem in panel.editor.problems if "PromptExecutionError" not in problem]
    panel.editor.problems[:] = said  # ComfyUI tells its console, too
