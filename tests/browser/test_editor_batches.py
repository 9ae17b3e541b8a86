"""The tab of batches in ComfyUI's sidebar, in both renderers: variations of the workflow that is open."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .batch_page import WAIT_MS, Builder, View
from .naming import name_of
from .standalone_page import ask
from .workflow_panel import WorkflowPanel

pytestmark = pytest.mark.one_renderer

TOGGLE = "await app.extensionManager.command.execute('Workspace.ToggleSidebarTab.penstock-batches');"


@pytest.fixture
def panel(editor: Any, request: pytest.FixtureRequest) -> Iterator[WorkflowPanel]:
    """An empty graph, with the tab of batches open."""
    panel = WorkflowPanel(editor, name_of(request).removeprefix("test_"))
    editor.run(TOGGLE)
    tab = editor.page.locator("penstock-batch-tab")
    expect(tab).to_be_visible(timeout=WAIT_MS)
    tab.get_by_role("tab", name="New batch").click()
    yield panel
    editor.run(TOGGLE)
    expect(tab).to_have_count(0)


def test_the_open_workflow_is_run_with_variations(panel: WorkflowPanel) -> None:
    """What is on the canvas now is run with each value; the cells show here, are compared, and one opens as a run."""
    source, _ = panel.image()
    builder = Builder(panel.page)
    expect(builder.count).to_contain_text("1 run", timeout=WAIT_MS)
    builder.add("width", f"{source}.width")
    builder.values(f"{source}.width").fill("32\n48\n96")
    panel.set(source, height=24)
    expect(builder.start).to_have_text("Start 3 runs", timeout=WAIT_MS)
    builder.start.click()
    view = View(panel.page)
    expect(view.summary).to_contain_text("All 3 runs completed.", timeout=2 * WAIT_MS)
    expect(view.cells("completed").locator("img")).to_have_count(3, timeout=WAIT_MS)
    newest = ask(panel.editor.server, "GET", "/penstock/batches")["batches"][0]["id"]
    cells = ask(panel.editor.server, "GET", f"/penstock/batches/{newest}/cells")["cells"]
    assert [(cell["outputs"]["width"], cell["outputs"]["height"]) for cell in cells] == [(32, 24), (48, 24), (96, 24)]
    for place in (0, 2):
        view.cell(place).focus()
        panel.page.keyboard.press("Space")
    view.press("Compare")
    comparison = panel.page.get_by_role("dialog", name="Comparison")
    expect(comparison.get_by_role("row").filter(has_text="32").get_by_role("cell")).to_have_text(["32", "96"])
    panel.page.keyboard.press("Escape")
    expect(comparison).to_have_count(0)
    view.cell(1).click()
    expect(panel.page.get_by_role("dialog", name="Run")).to_be_visible(timeout=WAIT_MS)
    panel.page.keyboard.press("Escape")
    panel.page.get_by_role("button", name="All batches").click()
    expect(panel.page.locator(".penstock-batch-row").first).to_contain_text("3 of 3 done")


def test_the_builder_follows_the_canvas(panel: WorkflowPanel) -> None:
    """Without nodes there is nothing to run; what is varied goes with its node; keys typed here stay here."""
    tab = panel.page.locator("penstock-batch-tab")
    expect(tab.get_by_text("No workflow is open")).to_be_visible(timeout=WAIT_MS)
    source, save = panel.image()
    builder = Builder(panel.page)
    builder.add("width", f"{source}.width")
    panel.page.keyboard.press("Control+a")
    panel.page.keyboard.type("48\n96\n")
    expect(builder.count).to_contain_text(re.compile("2 runs"), timeout=WAIT_MS)
    panel.page.keyboard.press("Delete")
    assert sorted(panel.editor.nodes()) == ["EmptyImage", "SaveImage"]
    panel.editor.run("app.graph.remove(app.graph.getNodeById(argument));", source)
    expect(builder.axis(f"{source}.width")).to_have_count(0, timeout=WAIT_MS)
    assert save
