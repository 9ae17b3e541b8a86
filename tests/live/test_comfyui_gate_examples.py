"""The sample workflows of gates in a real browser on a real ComfyUI, answered in their nodes, in both renderers."""

import numpy
import pytest
from live_gates import LiveGates
from live_pools import LivePool, photographs, rgb

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from live_page import load, pictures
from playwright.sync_api import expect

PHOTO = photographs()[0]


def queue(page):
    """Queue what the canvas shows; the id of the run, which then waits at its gate."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/prompt") and answer.request.method == "POST"
    ) as sent:
        page.evaluate("app.queuePrompt(0)")
    return sent.value.json()["prompt_id"]


def ended(tab, prompt_id):
    """ComfyUI's record of a run that ended well."""
    entry = tab.history(prompt_id)
    assert entry["status"]["status_str"] == "success", entry["status"]
    return entry


def fill(page, tab):
    """Put a labelled photograph into the workflow's pool."""
    grid = page.locator("penstock-pool-grid")
    expect(grid).to_contain_text("No images yet")
    pool = LivePool(tab, grid.get_attribute("pool-id"))
    (slot,) = pool.add(PHOTO)
    pool.label(slot, "a photograph")
    expect(grid.locator(".penstock-tile")).to_have_count(1)


@pytest.mark.parametrize(("route", "source"), [("keep", "ImageGate"), ("invert", "ImageInvert")])
def test_image_gate_runs_the_chosen_branch_alone(page, tab, route, source):
    """The button of a route lets the photograph through on that branch; the other preview stays empty."""
    load(page, "image_gate")
    fill(page, tab)
    prompt_id = queue(page)
    page.locator("penstock-gate").get_by_role("button", name=route).click()
    shown = pictures(ended(tab, prompt_id), tab)
    assert list(shown) == [source]
    wanted = rgb(PHOTO) if route == "keep" else 255 - rgb(PHOTO)
    assert numpy.abs(shown[source].astype(int) - wanted).max() <= 1


def test_image_chooser_gate_passes_what_was_chosen(page, tab):
    """Two of four images, clicked in the node, are what the run puts out."""
    load(page, "image_chooser_gate")
    prompt_id = queue(page)
    gate = page.locator("penstock-gate")
    for number in (2, 4):
        gate.locator(".penstock-gate-tile").nth(number - 1).click()
    gate.get_by_role("button", name="Pass selected (2)").click()
    (output,) = ended(tab, prompt_id)["outputs"].values()
    assert len(output["images"]) == 2


def test_text_gate_names_the_file(page, tab):
    """The label stands in the gate, and the text that passes names the saved picture."""
    load(page, "text_gate")
    fill(page, tab)
    prompt_id = queue(page)
    gate = page.locator("penstock-gate")
    expect(gate.get_by_role("textbox")).to_have_value("a photograph")
    gate.get_by_role("textbox").fill("an edited label")
    gate.get_by_role("button", name="Pass").click()
    (output,) = ended(tab, prompt_id)["outputs"].values()
    assert output["images"][0]["filename"].startswith("an edited label_")
    assert LiveGates(tab).open(prompt_id) == []
