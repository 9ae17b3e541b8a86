"""Kept workflows in ComfyUI's sidebar, in both of its renderers: kept from the canvas, opened on it, presets, drops."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .workflow_panel import WAIT_MS, WorkflowPanel, blank, flat

pytestmark = pytest.mark.one_renderer


@pytest.fixture
def panel(editor: Any, request: pytest.FixtureRequest) -> Iterator[WorkflowPanel]:
    """An empty graph, and nothing kept."""
    address = f"{editor.server.address}/penstock/workflows"
    for entry in editor.page.request.get(address).json()["workflows"]:
        assert editor.page.request.delete(f"{address}/{entry['id']}").ok
    panel = WorkflowPanel(editor, name_of(request).removeprefix("test_"))
    yield panel
    panel.close()


def named(panel: WorkflowPanel, width: int = 64) -> tuple[str, dict[str, Any]]:
    """A name of the test's own, and a document of that id."""
    return f"{panel.name} {uuid4().hex[:6]}", {**flat(width), "id": str(uuid4())}


def item(panel: WorkflowPanel, name: str) -> Any:
    """A row of the library."""
    return panel.root.get_by_role("button", name=f"Open {name} on the canvas")


def test_the_open_workflow_is_kept_with_versions(panel: WorkflowPanel) -> None:
    """What is on the canvas becomes a workflow of the library, and after an edit its second version."""
    name, document = named(panel)
    panel.load(document)
    panel.open()
    panel.root.get_by_role("button", name="Add to library").click()
    panel.page.get_by_role("dialog").get_by_role("textbox").fill(name)
    panel.page.keyboard.press("Enter")
    expect(panel.state).to_have_text(f"Version 1 of {name}", timeout=WAIT_MS)
    panel.write("5.width", "96")
    panel.root.get_by_role("button", name="Save version").click()
    expect(panel.state).to_have_text(f"Version 2 of {name}", timeout=WAIT_MS)
    panel.library()
    expect(panel.root.locator("[data-workflow][data-open]")).to_have_count(1)


@pytest.mark.usefixtures("leave_no_subgraph")
def test_a_dropped_file_is_kept_and_opened_on_the_canvas(panel: WorkflowPanel) -> None:
    """A workflow that is dropped on the tab goes into the library alone; from there it opens with its own values."""
    name, document = f"{panel.name} {uuid4().hex[:6]}", {**blank(80), "id": str(uuid4())}
    panel.image()
    panel.open()
    panel.drop(f"{name}.json", document)
    expect(item(panel, name)).to_be_visible(timeout=WAIT_MS)
    assert panel.editor.nodes() == ["EmptyImage", "SaveImage"]
    item(panel, name).click()
    panel.expect_value("5.width", "80")
    expect(panel.state).to_contain_text("version 1", timeout=WAIT_MS)
    assert panel.prompt()["5:3"]["inputs"]["width"] == 80


def test_a_graph_of_the_api_format_is_opened_on_the_canvas(panel: WorkflowPanel) -> None:
    """It has a form and runs there, and the tab knows which kept workflow it is."""
    name, _ = named(panel)
    image = {"class_type": "EmptyImage", "inputs": {"width": 40, "height": 32, "batch_size": 1, "color": 0}}
    save = {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "api"}}
    panel.library()
    panel.drop(f"{name}.json", {"1": image, "2": save})
    item(panel, name).click()
    panel.expect_value("1.width", "40")
    expect(panel.state).to_contain_text("version 1", timeout=WAIT_MS)
    panel.write("1.width", "48")
    assert panel.prompt()["1"]["inputs"]["width"] == 48


def test_presets_write_the_canvas(panel: WorkflowPanel) -> None:
    """A preset that is saved in the tab and chosen again puts its values into the widgets."""
    name, document = named(panel)
    panel.open()
    panel.drop(f"{name}.json", document)
    item(panel, name).click()
    panel.expect_value("5.width", "64")
    panel.write("5.width", "160")
    bar = panel.root.locator("penstock-preset-bar")
    bar.get_by_role("button", name="Save").first.click()
    dialog = panel.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("wide")
    dialog.get_by_role("textbox").press("Enter")
    expect(bar.get_by_text("wide")).to_be_visible(timeout=WAIT_MS)
    panel.write("5.width", "32")
    panel.expect_given("5", "width", 32)
    bar.get_by_role("button", name="wide").click()
    panel.page.get_by_role("menuitemradio", name="wide").click()
    panel.expect_value("5.width", "160")
    panel.expect_given("5", "width", 160)


def test_a_run_in_the_tab_is_the_last_used(panel: WorkflowPanel) -> None:
    """What ComfyUI ran of a kept workflow is kept with it, and offered after other values were entered."""
    name, document = named(panel)
    panel.open()
    panel.drop(f"{name}.json", document)
    item(panel, name).click()
    panel.expect_value("5.width", "64")
    panel.write("5.width", "40")
    with panel.page.expect_response("**/last_parameters") as kept:
        panel.run()
    assert kept.value.json()["last_parameters"] == {"5.width": 40}
    panel.write("5.width", "24")
    panel.root.locator("penstock-preset-bar").get_by_role("button").first.click()
    panel.page.get_by_role("menuitemradio", name="Last used").click()
    panel.expect_value("5.width", "40")
    assert panel.prompt()["5"]["inputs"]["width"] == 40


def test_a_deleted_workflow_comes_back(panel: WorkflowPanel) -> None:
    """Deleting in the tab is undone by its message; searching finds by name."""
    name, document = named(panel)
    panel.library()
    panel.drop(f"{name}.json", document)
    item(panel, name).wait_for()
    panel.root.get_by_role("searchbox").fill("nothing like it")
    expect(item(panel, name)).to_have_count(0)
    panel.root.get_by_role("searchbox").fill(name[-6:])
    panel.root.get_by_role("button", name=f"More about {name}").click()
    panel.page.get_by_role("menuitem", name="Delete", exact=True).click()
    expect(item(panel, name)).to_have_count(0)
    panel.page.get_by_role("button", name="Undo", exact=True).click()
    expect(item(panel, name)).to_be_visible(timeout=WAIT_MS)


def test_the_tab_has_no_accessibility_faults(panel: WorkflowPanel) -> None:
    """Axe finds nothing in the form and in the library."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from .test_accessibility import NO_REGIONS, faults

    source, _ = panel.image()
    panel.open()
    panel.expect_value(f"{source}.width", "64")
    found = faults(panel.page, ["penstock-workflow-tab"], NO_REGIONS)
    name, document = named(panel)
    panel.library()
    panel.drop(f"{name}.json", document)
    item(panel, name).wait_for()
    assert found + faults(panel.page, ["penstock-workflow-tab"], NO_REGIONS) == []
