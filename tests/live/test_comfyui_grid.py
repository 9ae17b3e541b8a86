"""The grid in a real ComfyUI: mark, reorder, label, remove and undo, paint in both editors, paste."""

import io
import re

import numpy
import pytest
from live_pools import LivePool, photographs, stripes
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from browser.painter_page import open_painter
from live_page import load, pictures, run
from playwright.sync_api import expect

PHOTOS = photographs()[:3]
EDITOR = '[data-testid="mask-editor-root"], .maskEditor-dialog-root'
PAINTABLE = f"""(width) => [...document.querySelectorAll('{EDITOR}')].some((root) =>
    root.querySelector('.maskEditor_toolPanelIndicator')
    && [...root.querySelectorAll('canvas')].filter((canvas) => canvas.width === width).length >= 3)"""
PASTE = """(data) => {
    const blob = new Blob([new Uint8Array(data)]);
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "pasted.png", { type: "image/png" }));
    const options = { bubbles: true, cancelable: true, clipboardData: transfer };
    document.body.dispatchEvent(new ClipboardEvent("paste", options));
}"""
NODES = "() => app.graph.nodes.map((node) => node.type).sort()"


@pytest.fixture
def grid(page):
    """The sample workflow's grid, with three photographs."""
    load(page, "image_pool")
    root = page.locator("penstock-pool-grid")
    expect(root).to_contain_text("No images yet")
    root.locator("input[type=file]").set_input_files(PHOTOS)
    expect(root.locator(".penstock-tile")).to_have_count(len(PHOTOS))
    return root


@pytest.fixture
def pool(grid, tab):
    """The same pool through the routes."""
    return LivePool(tab, grid.get_attribute("pool-id"))


def _ids(pool):
    return [slot["id"] for slot in pool.slots()]


def test_marks_order_labels_and_undo(page, grid, pool):
    """By keys images are marked, moved together, labelled, removed and brought back; the graph stays as it is."""
    nodes, before = page.evaluate(NODES), _ids(pool)
    tiles = grid.locator(".penstock-tile")
    tiles.nth(0).focus()
    for key in ("Space", "Shift+ArrowRight"):
        page.keyboard.press(key)
    expect(grid.locator(".penstock-marked")).to_have_count(2)
    with page.expect_response(lambda answer: answer.url.endswith("/move") and answer.ok):
        page.keyboard.press("Alt+End")
    assert _ids(pool) == [before[2], before[0], before[1]]
    page.keyboard.press("Escape")
    tiles.nth(0).focus()
    page.keyboard.press("F2")
    page.keyboard.type("first of all")
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        page.keyboard.press("Enter")
    tiles.nth(0).focus()
    page.keyboard.press("Delete")
    expect(tiles).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(tiles).to_have_count(3)
    expect(grid.locator("input.penstock-label").nth(0)).to_have_value("first of all")
    assert page.evaluate(NODES) == nodes


def test_an_image_is_dragged(page, grid, pool):
    """A drag puts an image elsewhere in the pool and leaves the node in its place."""
    before = _ids(pool)
    place = "() => [...app.graph.nodes.find((node) => node.type === 'GridImagePool').pos]"
    was = page.evaluate(place)
    start, end = (grid.locator(".penstock-tile").nth(number).bounding_box() for number in (0, 1))
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + start["width"] / 2 + 12, start["y"] + start["height"] / 2, steps=4)
    page.mouse.move(end["x"] + end["width"] * 0.85, end["y"] + end["height"] / 2, steps=8)
    with page.expect_response(lambda answer: answer.url.endswith("/move") and answer.ok):
        page.mouse.up()
    assert _ids(pool) == [before[1], before[0], before[2]]
    assert page.evaluate(place) == was


def test_what_is_painted_comes_out(page, grid, pool, tab):
    """A mask from our painter is the MASK that a run gives, pixel by pixel."""
    painter = open_painter(page)
    painter.brush(40, softness=60)
    painter.draw((60, 60), (180, 120), (260, 70))
    painter.pick("r")
    painter.draw((200, 200), (240, 230), (300, 280))
    painter.save()
    slot = pool.slots()[0]
    assert slot["mask"]
    stored = numpy.asarray(Image.open(io.BytesIO(tab.request("GET", f"{pool.path}/slots/{slot['id']}/mask").body)))
    assert stored[240, 250] == 255
    assert len(numpy.unique(stored)) > 20
    shown = pictures(run(page, tab), tab)["MaskToImage"]
    assert numpy.array_equal(shown[..., 0], stored)


def test_a_mask_goes_through_comfyuis_editor(page, grid, pool, tab, server):
    """ComfyUI's own editor opens with the mask, saves it unchanged into the pool, and leaves no file behind."""
    slot = pool.slots()[0]
    mask = stripes(slot["width"], slot["height"])
    pool.mask(slot["id"], mask)
    expect(grid.locator(".penstock-tile").nth(0)).to_have_accessible_name(re.compile("has a mask"))
    grid.locator(".penstock-tile").nth(0).click(button="right")
    page.get_by_role("menuitem", name="ComfyUI's mask editor").click()
    page.wait_for_function(PAINTABLE, arg=slot["width"])
    with page.expect_response(lambda answer: answer.url.endswith("/mask/from_editor")) as saved:
        page.locator("button", has_text=re.compile(r"^\s*Save\s*$")).last.click()
    assert saved.value.ok
    stored = numpy.asarray(Image.open(io.BytesIO(tab.request("GET", f"{pool.path}/slots/{slot['id']}/mask").body)))
    assert numpy.abs(stored.astype(int) - numpy.asarray(mask)).max() <= 1
    base = server.base.path
    assert [*base.rglob("clipspace-*"), *base.rglob("penstock-mask-*")] == []
    shown = pictures(run(page, tab), tab)["MaskToImage"]
    assert numpy.array_equal(shown[..., 0], stored)


def test_a_paste_goes_into_the_selected_pool(page, grid):
    """A picture that is pasted with the node selected is in its pool, and no node was made of it."""
    nodes = page.evaluate(NODES)
    page.evaluate("() => app.canvas.selectNode(app.graph.nodes.find((node) => node.type === 'GridImagePool'))")
    data = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(data, "PNG")
    page.evaluate(PASTE, list(data.getvalue()))
    expect(grid.locator(".penstock-tile")).to_have_count(len(PHOTOS) + 1)
    assert page.evaluate(NODES) == nodes
