"""Runs in ComfyUI's sidebar: the open workflow runs through Penstock, and is followed there."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .standalone_page import ask
from .workflow_panel import WAIT_MS, WorkflowPanel

pytestmark = pytest.mark.one_renderer

TOGGLE = "await app.extensionManager.command.execute('Workspace.ToggleSidebarTab.penstock-runs');"


@pytest.fixture
def panel(editor: Any, request: pytest.FixtureRequest) -> Iterator[WorkflowPanel]:
    """An empty graph; the sidebar is closed after the test."""
    panel = WorkflowPanel(editor, name_of(request).removeprefix("test_"))
    yield panel
    if tab(panel).is_visible():
        editor.run(TOGGLE)
    expect(tab(panel)).to_have_count(0)
    if panel.root.count():
        panel.close()


def tab(panel: WorkflowPanel) -> Any:
    """The tab of runs."""
    return panel.page.locator("penstock-run-tab")


def test_the_open_workflow_runs_and_is_shown_in_the_tab(panel: WorkflowPanel) -> None:
    """Run sends the graph with the form's values; the message leads to the run, with its picture and its values."""
    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    panel.write(f"{source}.width", "48")
    panel.root.locator(".penstock-workflow-run").click()
    toasts = panel.page.locator(".penstock-toasts")
    expect(toasts).to_contain_text("Completed in", timeout=WAIT_MS)
    toasts.get_by_role("button", name="Show").first.click()
    one = tab(panel).locator("penstock-run-view")
    expect(one.locator(".penstock-run-status")).to_have_text("Completed", timeout=WAIT_MS)
    expect(one.locator(".penstock-run-picture img")).to_have_js_property("naturalWidth", 48, timeout=WAIT_MS)
    tab(panel).get_by_role("button", name="All runs").click()
    expect(tab(panel)).to_contain_text("Runs of ComfyUI's own Queue button are in ComfyUI's own queue and history.")
    (last,) = ask(panel.editor.server, "GET", "/penstock/runs?limit=1")["runs"]
    recent = tab(panel).locator(f"[data-run={last['id']}] [data-focus]")
    expect(recent).to_be_focused()
    panel.page.keyboard.press("Delete")
    expect(recent).to_have_count(0, timeout=WAIT_MS)
    toasts.get_by_role("button", name="Undo").click()
    expect(recent).to_be_visible(timeout=WAIT_MS)


def test_runs_are_compared_without_leaving_the_editor(panel: WorkflowPanel) -> None:
    """C chooses runs of the tab; the comparison fills the screen, says what differs, and Escape leads back."""
    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    title = panel.name
    document = panel.editor.run("return app.graph.serialize();")
    for width in (24, 40):
        body = {"document": document, "title": f"{title} {width}", "values": {f"{source}.width": width}}
        ask(panel.editor.server, "POST", "/penstock/runs", body)
    panel.close()
    panel.editor.run(TOGGLE)
    rows = tab(panel).get_by_role("list", name="Recent").locator(".penstock-run-row").filter(has_text=title)
    expect(rows).to_have_count(2, timeout=WAIT_MS)
    compare = tab(panel).get_by_role("button", name="Compare", exact=True)
    rows.first.locator("[data-focus]").press("c")
    expect(compare).to_be_disabled()
    rows.last.locator("[data-focus]").press("c")
    compare.click()
    dialog = panel.page.get_by_role("dialog", name="Comparison")
    expect(dialog).to_contain_text("1 value differs.", timeout=WAIT_MS)
    expect(dialog.get_by_role("row").filter(has_text="width").get_by_role("cell")).to_have_text(["40", "24"])
    for image, width in zip(dialog.locator(".penstock-run-compare-side img").all(), (40, 24), strict=True):
        expect(image).to_have_js_property("naturalWidth", width, timeout=WAIT_MS)
        expect(image).to_be_in_viewport(ratio=1)
    panel.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(compare).to_be_focused()


def test_runs_of_the_open_workflow_are_listed_under_the_kept_one(panel: WorkflowPanel) -> None:
    """Two are asked for at once; both belong to the workflow that the canvas was added to the library as."""
    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    panel.root.get_by_role("button", name="Add to library").click()
    panel.page.get_by_role("dialog").get_by_role("textbox").fill(panel.name)
    panel.page.keyboard.press("Enter")
    expect(panel.state).to_contain_text("Version 1", timeout=WAIT_MS)
    kept = ask(panel.editor.server, "GET", "/penstock/workflows")["workflows"]
    (workflow,) = [one["id"] for one in kept if one["name"] == panel.name]
    panel.root.get_by_label("How often").fill("2")
    panel.root.locator(".penstock-workflow-run").click()
    toasts = panel.page.locator(".penstock-toasts")
    expect(toasts).to_contain_text("All 2 runs completed.", timeout=WAIT_MS)
    runs = ask(panel.editor.server, "GET", f"/penstock/runs?workflow={workflow}")["runs"]
    assert [run["status"] for run in runs] == ["completed", "completed"]
