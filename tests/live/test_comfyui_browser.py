"""The sample workflows in a real browser on a real ComfyUI, in both of the frontend's renderers."""

import json
import os
import shutil

import numpy
import pytest
from live_client import LiveClient
from live_pools import LivePool, photographs, rgb
from live_server import CHECKOUT

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
EXAMPLES = CHECKOUT / "example_workflows"
PHOTOS = photographs()[:3]


@pytest.fixture(scope="module")
def chromium():
    """A browser; skips where Chromium is not installed."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not executable:
        pytest.skip("Chromium is not installed (or name it in CHROMIUM)")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(params=["classic", "vue"])
def page(request, server, frontend, chromium):
    """ComfyUI's page with its graph ready; an error of a script fails the test."""
    if frontend is not None:
        pytest.skip("this ComfyUI's interpreter has no comfyui-frontend-package")
    server.base.settings({"Comfy.VueNodes.Enabled": request.param == "vue", "Comfy.Minimap.Visible": False})
    made = chromium.new_page(viewport={"width": 1600, "height": 1000})
    problems = []
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.on("console", lambda said: problems.append(said.text) if "enstock" in said.text else None)
    made.goto(server.url)
    made.wait_for_function("window.app && window.app.graph && window.app.extensionManager", timeout=60_000)
    made.wait_for_function("() => !!LiteGraph.registered_node_types['GridImagePool']", timeout=60_000)
    yield made
    made.close()
    assert [problem for problem in problems if "Failed to fetch" not in problem] == []


def _load(page, name):
    """Load a sample workflow as ComfyUI's template dialog does."""
    workflow = json.loads((EXAMPLES / f"{name}.json").read_text())
    page.evaluate("workflow => app.loadGraphData(workflow)", workflow)


def _run(page, tab):
    """Queue what the canvas shows; ComfyUI's record of that run."""
    with page.expect_response(
        lambda answer: answer.url.endswith("/prompt") and answer.request.method == "POST"
    ) as sent:
        page.evaluate("app.queuePrompt(0)")
    prompt_id = sent.value.json()["prompt_id"]
    entry = tab.history(prompt_id)
    assert entry["status"]["status_str"] == "success", entry["status"]
    return entry


def _pictures(entry, tab):
    """The pixels that each preview of a run shows, by the kind of node that feeds it."""
    prompt = entry["prompt"][2]
    shown = {}
    for node, output in entry["outputs"].items():
        source = prompt[prompt[node]["inputs"]["images"][0]]["class_type"]
        shown[source] = numpy.asarray(tab.picture(output["images"][0]).convert("RGB"))
    return shown


def test_the_sample_workflow_runs_from_upload_to_output(page, tab):
    """Pictures chosen in the file dialog stand in the grid, and the clicked one is what the run puts out."""
    _load(page, "image_pool")
    grid = page.locator("penstock-pool-grid")
    expect(grid).to_contain_text("No images yet")
    with page.expect_file_chooser() as chooser:
        grid.get_by_role("button", name="Choose images").click()
    chooser.value.set_files(PHOTOS)
    tiles = grid.locator(".penstock-tile")
    expect(tiles).to_have_count(len(PHOTOS))
    for position in (1, 2):
        with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
            tiles.nth(position).click()
        expect(tiles.nth(position)).to_have_attribute("aria-pressed", "true")
        shown = _pictures(_run(page, tab), tab)
        assert numpy.array_equal(shown["GridImagePool"], rgb(PHOTOS[position]))
        assert not shown["MaskToImage"].any()


def test_the_sample_workflow_of_profiles_loads_and_shows_the_chosen_pool(page, server, tab):
    """The second sample shows its nodes; a chosen profile's pool stands in the grid and flows into the run."""
    _fill_profile(server, tab)
    _load(page, "pool_profile")
    picker = page.locator(".penstock-picker select")
    expect(picker.locator("option")).to_have_text(["No profile", "Faces"])
    picker.select_option(label="Faces")
    grid = page.locator("penstock-pool-grid")
    expect(grid).to_have_attribute("pool-id", "live_faces")
    expect(grid.locator(".penstock-tile")).to_have_count(1)
    assert numpy.array_equal(_pictures(_run(page, tab), tab)["GridImagePool"], rgb(PHOTOS[0]))


def _fill_profile(server, tab):
    """A profile with one photograph, as Dataset Gates would have left it."""
    registry = server.base.path / "input" / "grid_pool" / "profiles.json"
    registry.parent.mkdir(exist_ok=True)
    registry.write_text(json.dumps({"profiles": [{"id": "live_faces", "name": "Faces", "created": 0}]}))
    if tab.request("GET", "/penstock/pools/live_faces").status == 404:
        LivePool(tab, "live_faces").add(PHOTOS[0])


def test_changes_of_another_tab_show_up_by_themselves(page, server, tab):
    """What another tab labels stands in the grid without a reload."""
    _load(page, "image_pool")
    grid = page.locator("penstock-pool-grid")
    expect(grid).to_contain_text("No images yet")
    pool = LivePool(tab, grid.get_attribute("pool-id"))
    (slot,) = pool.add(PHOTOS[0])
    expect(grid.locator(".penstock-tile")).to_have_count(1)
    with LiveClient(server.url) as other:
        LivePool(other, pool.id).label(slot, "from elsewhere")
    expect(grid.locator("input.penstock-label")).to_have_value("from elsewhere")
