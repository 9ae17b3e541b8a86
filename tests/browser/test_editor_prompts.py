"""The nodes of prompts in ComfyUI's real frontend, in both of its renderers: prompts kept in the workflow, and runs."""

import json
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .prompt_graph import PromptGraph
from .prompt_page import document

KEPT = json.dumps({**document(), "future": {"kept": True}})


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> PromptGraph:
    """An empty graph."""
    return PromptGraph(editor, name_of(request).removeprefix("test_"))


def test_prompts_are_written_in_the_node(graph: PromptGraph) -> None:
    """A prompt that is added in the table is kept in the workflow, the composer shows it at once, and a run has it."""
    source, _ = graph.pair()
    graph.add_prompt("face", "a friendly face")
    graph.add_prompt("10", "ten dogs")
    assert graph.kept(source)["prompts"] == {"face": {"value": "a friendly face"}, "10": {"value": "ten dogs"}}
    expect(graph.composed).to_have_text("a friendly face ten dogs")
    assert graph.run() == "a friendly face ten dogs"


def test_nothing_else_in_the_text_is_lost(graph: PromptGraph) -> None:
    """Renaming a prompt and changing its category keep its place, the compositions follow, and unknown fields stay."""
    source, _ = graph.pair(prompt_collection_json_in=KEPT)
    graph.write("face", "head", column="name")
    graph.write("head", "portraits", column="category")
    kept = graph.kept(source)
    assert list(kept["prompts"]) == ["head", "body", "light", "beast"]
    expected = {"value": "a friendly face", "category": "portraits", "tags": ["close", "warm"]}
    assert kept["prompts"]["head"] == {**expected, "processing_type": "raw"}
    assert kept["compositions"] == {"portrait": ["head", "light"], "zoo": ["beast", "gone"]}
    assert kept["future"] == {"kept": True}


def test_the_composer_shows_what_a_run_makes(graph: PromptGraph) -> None:
    """Whatever is chosen, the text shown is that of the run, and what is missing is marked and told."""
    _, composer = graph.pair(prompt_collection_json_in=KEPT)
    for wanted in ("portrait", "body\nface", '["light", "portrait"]', ""):
        graph.set(composer, composition=wanted)
        text = graph.run()
        expect(graph.composed).to_have_text(text)
    graph.set(composer, composition="zoo")
    expect(graph.chips).to_have_text(["beast", "gone"])
    expect(graph.chips.last).to_have_attribute("data-missing", "")
    expect(graph.page.get_by_text('There is no prompt "gone".')).to_be_visible()


def test_graph_undo_takes_an_edit_back(graph: PromptGraph) -> None:
    """ComfyUI's own undo takes back what was written in the table, and what is shown follows."""
    graph.pair(prompt_collection_json_in=KEPT)
    graph.editor.capture()
    graph.write("light", "hard light")
    expect(graph.composed).to_contain_text("hard light")
    graph.editor.capture()
    tracker = "app.extensionManager.workflow.activeWorkflow.changeTracker"
    text = "app.graph.nodes.find((node) => node.type === 'PromptCollectionEdit')?.widgets[0].value"
    # Vue nodes note sizes of their own, which may be steps in between.
    graph.editor.run(f"for (let step = 0; step < 4 && {text}.includes('hard'); step += 1) await {tracker}.undo();")
    expect(graph.composed).to_contain_text("a tall body soft light")
    expect(graph.cell("light", "value")).to_have_text("soft light")


def test_a_saved_workflow_has_the_prompts(graph: PromptGraph) -> None:
    """Loaded again, the nodes show the same prompts, the link is there, and a run makes the same text."""
    graph.pair(prompt_collection_json_in=KEPT)
    graph.write("light", "hard light")
    expect(graph.composed).to_contain_text("hard light")
    text = graph.composed.text_content()
    saved = graph.editor.run("return app.graph.serialize();")
    graph.editor.run("app.graph.clear(); await app.loadGraphData(argument);", saved)
    expect(graph.cell("light", "value")).to_have_text("hard light")
    expect(graph.composed).to_have_text(text)
    assert graph.run() == text


def test_what_a_link_brings_is_not_changed(graph: PromptGraph) -> None:
    """A second node shows the prompts that a link brings, and lets nobody edit them; unlinked, it has its own."""
    first = graph.add("PromptCollectionEdit", 60, prompt_collection_json_in=KEPT)
    second = graph.add("PromptCollectionEdit", 640)
    graph.link(first, second)
    expect(graph.table.get_by_role("rowheader", name="face")).to_be_visible()
    graph.cell("face", "value").dblclick()
    expect(graph.table.locator("textarea")).to_have_count(0)
    expect(graph.page.get_by_role("button", name="Add prompt", disabled=False)).to_have_count(1)
    graph.editor.run("app.graph.getNodeById(argument).disconnectInput(0);", second)
    expect(graph.table.get_by_role("button", name="Add prompt")).to_be_visible()
    expect(graph.table.get_by_role("rowheader", name="face")).to_have_count(0)


def test_a_change_on_the_way_needs_its_fields(graph: PromptGraph) -> None:
    """With another operation than list the node shows the inputs for it, and only a run knows what comes out."""
    source, _ = graph.pair(prompt_collection_json_in=KEPT)
    hidden = "return app.graph.getNodeById(argument).widgets.filter((one) => one.hidden).map((one) => one.name);"
    assert "prompt_value" in graph.editor.run(hidden, source)
    graph.set(source, operation="update", prompt_name="face", prompt_value="a stern face")
    expect(graph.composed).to_have_attribute("data-empty", "Known only during a run: what is linked decides then.")
    assert "prompt_value" not in graph.editor.run(hidden, source)
    assert graph.run().startswith("a stern face a tall body")
    graph.set(source, operation="list")
    expect(graph.composed).to_contain_text("a friendly face")
    assert "prompt_value" in graph.editor.run(hidden, source)


def test_copies_are_their_own(graph: PromptGraph) -> None:
    """A pasted node has the same prompts, and what is written there does not change the first."""
    source = graph.add("PromptCollectionEdit", 60, prompt_collection_json_in=KEPT)
    graph.editor.run(
        "const node = app.graph.getNodeById(argument); app.canvas.selectNode(node);"
        "app.canvas.copyToClipboard([node]); app.canvas.graph_mouse[0] = 700; app.canvas.graph_mouse[1] = 140;"
        "app.canvas.pasteFromClipboard();",
        source,
    )
    expect(graph.page.locator("penstock-prompt-editor")).to_have_count(2)
    graph.write("light", "hard light")
    texts = graph.editor.run(
        "return app.graph.nodes.map((node) => JSON.parse(node.widgets[0].value).prompts.light.value);"
    )
    assert sorted(texts) == ["hard light", "soft light"]


def test_version_1_text_is_migrated_with_the_first_edit(graph: PromptGraph) -> None:
    """Old JSON is shown as prompts; the first edit makes it version 2, and keeps the old object in it."""
    old = {"girl_pos": "a girl", "male_pos": "", "custom": "mine"}
    source = graph.add("PromptCollectionEdit", 60, prompt_collection_json_in=json.dumps(old))
    expect(graph.cell("custom", "value")).to_have_text("mine")
    assert graph.kept(source) == old
    graph.write("custom", "yours")
    kept = graph.kept(source)
    assert (kept["version"], kept["v1_backup"]) == (2, old)
    assert {name: one["value"] for name, one in kept["prompts"].items()} == {"girl_pos": "a girl", "custom": "yours"}


def test_text_that_is_no_collection_can_be_mended(graph: PromptGraph) -> None:
    """What cannot be read is told with the reason and left as it is; the JSON can be mended in a dialog."""
    source = graph.add("PromptCollectionEdit", 60, prompt_collection_json_in='{"prompts": ')
    node = graph.page.locator("[data-penstock-widget=penstock_prompts]")
    expect(node.locator(".penstock-texts-empty strong").last).to_be_visible()
    assert graph.editor.widget(source, "prompt_collection_json_in") == '{"prompts": '
    node.get_by_role("button", name="More actions").click()
    graph.page.get_by_role("menuitem", name="Edit the JSON").click()
    dialog = graph.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Use it").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("textbox").fill('{"version": 2, "prompts": {"sky": {"value": "blue"}}}')
    dialog.get_by_role("button", name="Use it").click()
    expect(graph.cell("sky", "value")).to_have_text("blue")
