"""The sample workflows in a real browser on a real ComfyUI, in both of the frontend's renderers."""

import numpy
import pytest
from live_client import LiveClient
from live_pools import LivePool, photographs, rgb

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from live_page import load, pictures, run
from playwright.sync_api import expect

PHOTOS = photographs()[:3]


def test_the_sample_workflow_runs_from_upload_to_output(page, tab):
    """Pictures chosen in the file dialog stand in the grid, and the clicked one is what the run puts out."""
    load(page, "image_pool")
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
        shown = pictures(run(page, tab), tab)
        assert numpy.array_equal(shown["GridImagePool"], rgb(PHOTOS[position]))
        assert not shown["MaskToImage"].any()


def test_changes_of_another_tab_show_up_by_themselves(page, server, tab):
    """What another tab labels stands in the grid without a reload."""
    load(page, "image_pool")
    grid = page.locator("penstock-pool-grid")
    expect(grid).to_contain_text("No images yet")
    pool = LivePool(tab, grid.get_attribute("pool-id"))
    (slot,) = pool.add(PHOTOS[0])
    expect(grid.locator(".penstock-tile")).to_have_count(1)
    with LiveClient(server.url) as other:
        LivePool(other, pool.id).label(slot, "from elsewhere")
    expect(grid.locator("input.penstock-label")).to_have_value("from elsewhere")
