"""The page of one workflow: its form runs, what is edited is kept, versions and what it says about itself change."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from PIL import Image
from playwright.sync_api import expect

from .naming import of_try
from .standalone_page import ask
from .workflow_page import PAINTING, PLAIN, answer, change, changed, clear, field, kept, presets, put_workflow

_SEED = "18446744073709551615"
# The clipboard needs a permission that a page over plain HTTP does not get.
_CLIPBOARD = """Object.defineProperty(navigator, "clipboard", {
  value: { writeText: async (text) => (window.copied = text) },
})"""


@pytest.fixture
def open_workflow(server: Any, open_page: Callable[..., Any]) -> Iterator[Callable[..., Any]]:
    """Opens the page of a workflow and waits for its form; whatever the test made is gone after it."""

    def opened(workflow: dict[str, Any], address: str, **look: Any) -> Any:
        page = open_page(f"{server.address}/#/workflows/{workflow['id']}", **look)
        expect(field(page, address)).to_be_visible()
        return page

    yield opened
    clear(server)


def test_a_run_uses_what_is_in_the_form(
    server: Any, open_workflow: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Run sends the edited values: the picture has the new width, and these are the last used values."""
    prefix = of_try(request, "edited in the form")
    workflow = put_workflow(server, "run it", changed(PLAIN, n2_filename_prefix=prefix))
    page = open_workflow(workflow, "1.width")
    field(page, "1.width").fill("80")
    field(page, "1.width").press("Enter")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".penstock-toasts")).to_contain_text("run it: Completed", timeout=30_000)
    with Image.open(server.data / "output" / f"{prefix}_00001_.png") as image:
        assert image.size == (80, 32)
    assert kept(server, workflow)["last_parameters"] == {"1.width": 80}
    page.reload()
    expect(field(page, "1.width")).to_have_value("80")


def test_what_is_edited_survives_a_reload(server: Any, open_workflow: Callable[..., Any]) -> None:
    """Edits that were neither run nor saved are in the form after a reload, and can be reset, and that undone."""
    page = open_workflow(put_workflow(server, "keep it"), "1.width")
    field(page, "1.width").fill("128")
    field(page, "1.width").press("Enter")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")
    page.reload()
    expect(field(page, "1.width")).to_have_value("128")
    presets(page).get_by_role("button", name="Reset what was edited").click()
    expect(field(page, "1.width")).to_have_value("64")
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(field(page, "1.width")).to_have_value("128")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")


def test_missing_nodes_are_told_before_and_by_the_run(server: Any, open_workflow: Callable[..., Any]) -> None:
    """A workflow with classes that the server lacks shows its form and names them; a run is refused, presets work."""
    lost = {str(key): {"class_type": f"Lost{key}", "inputs": {}} for key in range(20, 23)}
    workflow = put_workflow(server, "missing", {**PAINTING, **lost})
    page = open_workflow(workflow, "6.text")
    notice = page.get_by_role("note")
    expect(notice).to_contain_text("8 kinds of nodes of this workflow are not in Penstock itself")
    expect(notice.get_by_role("listitem")).to_have_count(4)
    notice.get_by_role("button", name="+4 more").click()
    expect(notice.get_by_role("listitem")).to_have_count(8)
    expect(notice.get_by_role("button", name="Show fewer")).to_be_focused()
    expect(notice.get_by_text("penstock serve --comfyui URL")).to_be_visible()
    expect(notice.get_by_text("KSampler")).to_be_visible()
    expect(page.get_by_role("button", name="Run", exact=True)).to_have_attribute("aria-disabled", "true")
    expect(field(page, "6.text")).to_have_value("a red fox in the snow at dawn")
    expect(field(page, "3.seed")).to_have_value(_SEED)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="KSampler")).to_be_visible()
    assert kept(server, workflow)["last_parameters"] is None


def test_the_graph_is_copied_with_exact_seeds(server: Any, open_workflow: Callable[..., Any]) -> None:
    """“Copy” and “Download API graph” give the graph with the edited values and a seed of 64 bits, digit by digit."""
    page = open_workflow(put_workflow(server, "copy", PAINTING), "6.text")
    page.evaluate(_CLIPBOARD)
    field(page, "6.text").fill("a grey fox")
    page.get_by_role("button", name="Menu of the workflow", exact=True).click()
    page.get_by_role("menuitem", name="Copy API graph").click()
    page.wait_for_function("() => window.copied")
    assert json.loads(page.evaluate("window.copied")) == changed(PAINTING, n6_text="a grey fox")
    page.get_by_role("button", name="Menu of the workflow", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Download API graph").click()
    assert download.value.suggested_filename == "copy.json"
    assert json.loads(Path(download.value.path()).read_text()) == changed(PAINTING, n6_text="a grey fox")


def test_description_tags_and_name_are_edited_in_place(server: Any, open_workflow: Callable[..., Any]) -> None:
    """The description is saved when its field is left; tags and the name by their dialogs; the title follows."""
    workflow = put_workflow(server, "plain name")
    page = open_workflow(workflow, "1.width")
    page.get_by_label("Description").fill("for postcards")
    page.get_by_label("Description").press("Control+Enter")
    page.get_by_role("button", name="Edit tags…").click()
    answer(page, "small, blue")
    expect(page.locator(".penstock-workflow-about .penstock-workflow-tag")).to_have_text(["small", "blue"])
    page.keyboard.press("F2")
    answer(page, "postcards")
    expect(page.get_by_role("heading", level=1)).to_have_text("postcards")
    expect(page).to_have_title("postcards · Penstock")
    now = kept(server, workflow)
    assert (now["name"], now["description"], now["tags"]) == ("postcards", "for postcards", ["small", "blue"])


def test_an_older_version_is_shown_and_restored(server: Any, open_workflow: Callable[..., Any]) -> None:
    """The form of an older version says which it is; it can be left, and made the newest again."""
    workflow = put_workflow(server, "versions")
    put_workflow(server, "versions", changed(PLAIN, n1_width=200), into=workflow["id"])
    page = open_workflow(workflow, "1.width")
    expect(field(page, "1.width")).to_have_value("200")
    page.get_by_role("button", name="Version 1", exact=False).first.click()
    expect(field(page, "1.width")).to_have_value("64")
    expect(page.get_by_text("This is version 1 of 2.")).to_be_visible()
    page.get_by_role("button", name="Show the newest").click()
    expect(field(page, "1.width")).to_have_value("200")
    page.get_by_role("button", name="Menu of version 1").click()
    page.get_by_role("menuitem", name="Make it the newest").click()
    expect(field(page, "1.width")).to_have_value("64")
    assert [one["number"] for one in kept(server, workflow)["history"]] == [3, 2, 1]
    with page.expect_download() as download:
        page.get_by_role("button", name="Menu of version 2").click()
        page.get_by_role("menuitem", name="Download the file").click()
    assert download.value.suggested_filename == "versions (version 2).json"


def test_a_workflow_that_goes_elsewhere_comes_back(server: Any, open_workflow: Callable[..., Any]) -> None:
    """One that is deleted elsewhere says so and is restored from its page; a rename elsewhere shows at once."""
    workflow = put_workflow(server, "to go")
    page = open_workflow(workflow, "1.width")
    change(server, workflow, name="gone soon")
    expect(page.get_by_role("heading", level=1)).to_have_text("gone soon")
    ask(server, "DELETE", f"/penstock/workflows/{workflow['id']}")
    expect(page.get_by_text("“gone soon” was deleted")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Restore", exact=True).click()
    expect(field(page, "1.width")).to_be_visible()
    page.goto(f"{server.address}/#/workflows/nobody")
    expect(page.get_by_text("There is no such workflow")).to_be_visible()
    page.get_by_role("link", name="All workflows").click()
    expect(page.get_by_role("heading", name="Workflows", level=1)).to_be_visible()


def test_values_that_cannot_be_used_are_told_at_their_fields(server: Any, open_workflow: Callable[..., Any]) -> None:
    """What is typed and is no number keeps a run from starting; what the server refuses stands at its field."""
    workflow = put_workflow(server, "faults")
    page = open_workflow(workflow, "1.width")
    fault = {"field": "1.height", "code": "ill_typed", "message": "The server wants less."}
    error = {"code": "ill_typed", "message": "One value does not fit.", "faults": [fault]}
    page.route("**/runs", lambda route: route.fulfill(status=422, json={"error": error}))
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-address='1.height']")).to_contain_text("The server wants less.")
    expect(page.get_by_role("alert").filter(has_text="One value does not fit.")).to_be_visible()
    page.unroute("**/runs")
    field(page, "1.width").fill("wide")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".penstock-toast").filter(has_text="1 value cannot be used as it is")).to_be_visible()
    assert kept(server, workflow)["last_parameters"] is None


def test_an_unknown_server_error_keeps_the_form(server: Any, open_workflow: Callable[..., Any]) -> None:
    """A form that cannot be read again says why and stays; trying again shows the new version."""
    workflow = put_workflow(server, "away")
    page = open_workflow(workflow, "1.width")
    page.route("**/form", lambda route: route.fulfill(status=503, json={"error": {"message": "Busy."}}))
    put_workflow(server, "away", changed(PLAIN, n1_width=72), into=workflow["id"])
    expect(page.get_by_text("Busy.")).to_be_visible()
    expect(field(page, "1.width")).to_have_value("64")
    page.unroute("**/form")
    page.get_by_role("button", name="Try again").click()
    expect(field(page, "1.width")).to_have_value("72")
    expect(page.get_by_text("Busy.")).to_have_count(0)
