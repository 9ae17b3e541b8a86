"""Runs and batches in the sidebar of a real ComfyUI's page, in both renderers, from a value to its picture."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from browser.batch_page import Builder, View
from playwright.sync_api import expect

WAIT_MS = 90_000
TOGGLE = "tab => app.extensionManager.command.execute(`Workspace.ToggleSidebarTab.penstock-${tab}`)"
BUILD = """async ({ nodes, links }) => {
    app.graph.clear();
    const made = {};
    for (const [name, kind, values] of nodes) {
        const node = LiteGraph.createNode(kind);
        node.pos = [700 + 320 * Object.keys(made).length, 160];
        app.graph.add(node);
        for (const [key, value] of Object.entries(values)) node.widgets.find((one) => one.name === key).value = value;
        made[name] = node;
    }
    await new Promise(requestAnimationFrame);
    for (const [from, slot, to, input] of links) made[from].connect(slot, made[to], input);
    return Object.fromEntries(Object.entries(made).map(([name, node]) => [name, String(node.id)]));
}"""
TABS = {"workflows": "penstock-workflow-tab", "batches": "penstock-batch-tab", "gates": ".penstock-gate-sidebar"}
GONE = "async token => !(await (await fetch('/penstock/gates')).json()).gates.some((one) => one.token === token)"
PICTURE = ("picture", "EmptyImage", {"width": 64, "height": 32})
SAVE = ("save", "SaveImage", {"filename_prefix": "live"})


def build(page: Any, nodes: list[Any], links: list[Any]) -> dict[str, str]:
    """Put nodes on the canvas; their ids by name."""
    return dict(page.evaluate(BUILD, {"nodes": nodes, "links": links}))


def show(page: Any, tab: str) -> Any:
    """Open a tab of ours in the sidebar, where it is not open yet."""
    root = page.locator(TABS[tab])
    if not root.is_visible():
        page.evaluate(TOGGLE, tab)
    expect(root).to_be_visible(timeout=WAIT_MS)
    return root


def batch_of(page: Any, node: str, name: str, values: str) -> View:
    """The view of a batch of the open workflow that was begun with these values, one a line."""
    show(page, "batches").get_by_role("tab", name="New batch").click()
    builder = Builder(page)
    expect(builder.count).to_contain_text("1 run", timeout=WAIT_MS)
    builder.add(name, f"{node}.{name}")
    builder.values(f"{node}.{name}").fill(values)
    expect(builder.start).to_have_text(f"Start {len(values.split())} runs", timeout=WAIT_MS)
    builder.start.click()
    view = View(page)
    expect(view.status).to_be_visible(timeout=WAIT_MS)
    return view


def test_a_value_is_run_and_its_picture_is_seen(page: Any) -> None:
    """The value of the form is what runs; the run is followed in the sidebar until its picture shows."""
    ids = build(page, [PICTURE, SAVE], [("picture", 0, "save", "images")])
    form = show(page, "workflows")
    form.get_by_role("tab", name="Open workflow").click()
    row = form.locator(f"[data-address='{ids['picture']}.width']")
    field = row.locator("input:not([type=range], [type=checkbox], [type=file])").first
    expect(field).to_have_value("64", timeout=WAIT_MS)
    field.fill("48")
    field.press("Tab")
    form.locator(".penstock-workflow-run").click()
    toasts = page.locator(".penstock-toasts")
    expect(toasts).to_contain_text("Completed in", timeout=WAIT_MS)
    toasts.get_by_role("button", name="Show").first.click()
    run = page.locator("penstock-run-tab penstock-run-view")
    expect(run.locator(".penstock-run-status")).to_have_text("Completed", timeout=WAIT_MS)
    expect(run.locator(".penstock-run-picture img")).to_have_js_property("naturalWidth", 48, timeout=WAIT_MS)


def test_a_batch_is_stopped_and_retried_until_all_cells_are_seen(page: Any) -> None:
    """Stopped at once, its cells are cancelled and ComfyUI's queue is empty; retried, each has its picture."""
    nodes = [PICTURE, SAVE, ("slow", "LiveSlow", {"seconds": 1.0})]
    ids = build(page, nodes, [("picture", 0, "save", "images")])
    view = batch_of(page, ids["slow"], "seconds", "2.1\n2.2\n2.3\n2.4")
    expect(view.cells("running")).to_have_count(1, timeout=WAIT_MS)
    view.press("Stop")
    view.choose("Stop everything now")
    expect(view.status).to_have_text("Ended", timeout=WAIT_MS)
    expect(view.cells("cancelled").nth(2)).to_be_attached(timeout=WAIT_MS)
    queue = page.evaluate("async () => (await fetch('/queue')).json()")
    assert queue == {"queue_running": [], "queue_pending": []}
    view.root.get_by_role("button", name="Retry ").first.click()
    expect(view.summary).to_contain_text("All 4 runs completed.", timeout=WAIT_MS)
    expect(view.cells("completed").locator("img")).to_have_count(4, timeout=WAIT_MS)
    seen = "(images) => images.every((one) => one.complete && one.naturalWidth > 0)"
    page.wait_for_function(
        f"() => ({seen})([...document.querySelectorAll('penstock-batch-view .penstock-batch-cell img')])"
    )


def test_two_cells_are_compared(page: Any) -> None:
    """Two chosen cells stand beside each other, with what differs between them."""
    ids = build(page, [PICTURE, SAVE], [("picture", 0, "save", "images")])
    view = batch_of(page, ids["picture"], "width", "40\n56")
    expect(view.cells("completed").locator("img")).to_have_count(2, timeout=WAIT_MS)
    view.cell(0).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    view.press("Compare")
    compared = page.get_by_role("dialog", name="Comparison")
    expect(compared.locator("img")).to_have_count(2, timeout=WAIT_MS)
    expect(compared).to_contain_text("40")
    expect(compared).to_contain_text("56")


def test_a_gate_in_a_batch_waits_in_the_inbox_and_the_batch_goes_on(page: Any) -> None:
    """Each cell waits in the inbox for its answer; once the last is given, all have completed."""
    nodes = [PICTURE, ("gate", "ImageGate", {"routes": 1}), SAVE]
    ids = build(page, nodes, [("picture", 0, "gate", "image"), ("gate", 1, "save", "images")])
    view = batch_of(page, ids["picture"], "width", "72\n88")
    expect(view.cells("running")).to_have_count(1, timeout=WAIT_MS)
    for _cell in range(2):
        inbox = show(page, "gates")
        expect(inbox.locator(".penstock-inbox-row")).to_have_count(1, timeout=WAIT_MS)
        waiting = page.evaluate("async () => (await (await fetch('/penstock/gates')).json()).gates[0].token")
        inbox.get_by_role("button", name="1", exact=True).click()
        page.wait_for_function(GONE, arg=waiting, timeout=WAIT_MS)
    show(page, "batches")
    expect(view.summary).to_contain_text("All 2 runs completed.", timeout=WAIT_MS)
    expect(view.cells("completed").locator("img")).to_have_count(2, timeout=WAIT_MS)
