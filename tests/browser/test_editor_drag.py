"""The mouse over a grid in a node, at several sizes of the canvas: images move, node and canvas stay, and the wheel."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

SCALES = [0.6, 1, 1.7]
OLD_VUE = """
    const [, minor] = String(window.__COMFYUI_FRONTEND_VERSION__ ?? "1.99").split(".").map(Number);
    return LiteGraph.vueNodesMode === true && minor < 47;
"""
PLACE = """
    const node = app.graph.nodes.find((one) => one.type === "GridImagePool");
    return [...node.pos, ...app.canvas.ds.offset, app.canvas.ds.scale].map((value) => Math.round(value * 100) / 100);
"""
ZOOM = """
    const node = app.graph.nodes.find((one) => one.type === "GridImagePool");
    app.canvas.ds.scale = argument;
    app.canvas.ds.offset = [120 / argument - node.pos[0], 130 / argument - node.pos[1]];
    app.canvas.setDirty(true, true);
    for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
"""


@pytest.fixture
def node(editor: Any) -> str:
    """A new node Image Pool (Grid)."""
    return str(editor.add("GridImagePool"))


@pytest.fixture
def grid(editor: Any, node: str, photographs: list[Path]) -> Any:
    """Its grid, with nine photographs: more than fit."""
    grid = editor.grids()[0]
    grid.upload(photographs * 3)
    return grid


def order(grid: Any) -> list[str]:
    """The slots as they stand, by place."""
    cells = grid.root.locator(".penstock-cell")
    return [str(cells.nth(place).get_attribute("data-slot-id")) for place in range(3)]


def middle(locator: Any) -> tuple[float, float]:
    """The middle of what is on the screen."""
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("scale", SCALES)
def test_dragging_moves_the_image_alone(editor: Any, grid: Any, scale: float) -> None:
    """An image that is dragged over the next one takes its place; neither the node nor the canvas moves."""
    editor.run(ZOOM, scale)
    before, place = order(grid), editor.run(PLACE)
    (x, y), (to_x, to_y) = middle(grid.tiles.nth(0)), middle(grid.tiles.nth(1))
    width = grid.tiles.nth(1).bounding_box()["width"]
    mouse = editor.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 12, y + 2, steps=4)
    mouse.move(to_x + width * 0.35, to_y, steps=8)
    with editor.page.expect_response(lambda answer: answer.url.endswith("/move") and answer.ok):
        mouse.up()
    expect(grid.root.locator(".penstock-cell").nth(0)).to_have_attribute("data-slot-id", before[1])
    assert order(grid)[:2] == [before[1], before[0]]
    assert editor.run(PLACE) == place
    assert editor.nodes() == ["GridImagePool"]


@pytest.mark.nightly
@pytest.mark.parametrize("scale", SCALES)
def test_clicks_hit_at_every_size(editor: Any, grid: Any, scale: float) -> None:
    """A click selects the image under the mouse, however large the canvas is shown."""
    editor.run(ZOOM, scale)
    place = editor.run(PLACE)
    editor.page.mouse.click(*middle(grid.tiles.nth(1)))
    expect(grid.tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    assert editor.run(PLACE) == place


@pytest.mark.nightly
def test_dragging_over_nothing_moves_no_node(editor: Any, grid: Any) -> None:
    """A drag that begins beside the images leaves the node where it is."""
    place = editor.run(PLACE)
    box = grid.root.locator(".penstock-scroller").bounding_box()
    mouse = editor.page.mouse
    mouse.move(box["x"] + box["width"] - 14, box["y"] + box["height"] - 4)
    mouse.down()
    mouse.move(box["x"] + 40, box["y"] + 40, steps=5)
    mouse.up()
    assert editor.run(PLACE) == place


@pytest.mark.nightly
def test_ctrl_wheel_zooms_the_canvas(editor: Any, grid: Any) -> None:
    """With Ctrl the wheel zooms the canvas, also where the focus is in the grid."""
    grid.tiles.nth(0).click()
    editor.page.mouse.move(*middle(grid.tiles.nth(0)))
    editor.page.keyboard.down("Control")
    editor.page.mouse.wheel(0, 100)
    editor.page.keyboard.up("Control")
    editor.page.wait_for_function("() => app.canvas.ds.scale < 1")


def test_the_middle_button_pans(editor: Any, grid: Any) -> None:
    """A drag with the middle button moves the canvas, and selects and marks nothing."""
    if editor.run(OLD_VUE):
        pytest.skip("Vue nodes of frontends before 1.47 do not pan from within a node")
    selected = grid.selected.get_attribute("aria-label")
    x, y = middle(grid.tiles.nth(1))
    mouse = editor.page.mouse
    mouse.move(x, y)
    mouse.down(button="middle")
    mouse.move(x + 30, y + 20, steps=3)
    mouse.move(x + 60, y + 40, steps=3)
    mouse.up(button="middle")
    editor.page.wait_for_function("() => Math.abs(app.canvas.ds.offset[0] - 60) < 3")
    assert grid.selected.get_attribute("aria-label") == selected
    assert grid.root.locator(".penstock-marked").count() == 0
