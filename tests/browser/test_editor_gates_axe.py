"""What axe says of the gate nodes, their settings and the side bar, in ComfyUI's own page."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .gate_graphs import GateGraph, chooser_nodes, image_nodes, text_nodes
from .test_accessibility import NO_REGIONS, faults

TAB = ".penstock-gates-tab-button, [data-testid=penstock-gates-tab-button]"


@pytest.mark.nightly
def test_gate_nodes_have_no_faults(editor: Any) -> None:
    """Each node, idle and asking; the settings; the inbox in the side bar."""
    graph, found = GateGraph(editor), {}

    def look(state: str, element: str = ".penstock-gate-node") -> None:
        found[state] = faults(editor.page, {"include": [[element]]}, NO_REGIONS)

    for name, nodes in {"image": image_nodes(3), "chooser": chooser_nodes(), "text": text_nodes()}.items():
        editor.run("app.graph.clear();")
        graph.build(nodes)
        expect(editor.page.locator(".penstock-gate-node").first).to_be_visible()
        look(f"{name}, idle")
        graph.queue()
        graph.view.get_by_role("button", name="Stop the run").wait_for()
        look(f"{name}, asking")
        graph.clear()
    editor.page.get_by_role("button", name="Gate settings").last.click()
    look("settings", ".penstock-dialog")
    editor.page.keyboard.press("Escape")
    graph.queue()
    graph.expect_gates(1)
    editor.page.locator(TAB).click()
    editor.page.locator(".penstock-gate-sidebar").wait_for()
    look("inbox", ".penstock-gate-sidebar")
    editor.page.locator(TAB).click()
    graph.clear()
    assert {state: some for state, some in found.items() if some} == {}
