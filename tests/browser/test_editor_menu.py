"""Right click: on an image our menu and no other, on the node's title ComfyUI's with our entries."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

COMFY_MENUS = ".litecontextmenu, .p-contextmenu, [data-testid='node-context-menu']"
ITEMS = """
    const node = app.graph.getNodeById(argument);
    return app.extensions.flatMap((one) => one.getNodeMenuItems?.(node) ?? [])
      .filter((item) => item?.content.startsWith("Image pool")).map(({ content, disabled }) => [content, !!disabled]);
"""
TITLE = """
    const { pos } = app.graph.getNodeById(argument);
    return app.canvasPosToClientPos([pos[0] + 120, pos[1] - 15]);
"""
CLOSE = """
    document.querySelectorAll('.litecontextmenu').forEach((menu) => menu.remove());
    document.querySelector('.p-contextmenu [tabindex]')?.focus();
"""
CALL = """
    const node = app.graph.getNodeById(argument[0]);
    const items = app.extensions.flatMap((one) => one.getNodeMenuItems?.(node) ?? []);
    items.find((one) => one?.content.includes(argument[1])).callback();
"""

SHARE = """
    const node = app.graph.getNodeById(argument);
    const other = LiteGraph.createNode("GridImagePool");
    app.graph.add(other);
    const id = (one) => one.widgets.find((widget) => widget.name === "pool_id");
    id(other).value = id(node).value;
    window.comfyAPI.api.api.dispatchCustomEvent("graphChanged");
"""


@pytest.fixture
def node(editor: Any) -> str:
    """A new node Image Pool (Grid)."""
    return str(editor.add("GridImagePool"))


@pytest.fixture
def grid(editor: Any, node: str, photographs: list[Path]) -> Any:
    """Its grid, with three photographs."""
    grid = editor.grids()[0]
    grid.upload(photographs)
    return grid


def close_menus(editor: Any) -> None:
    """Close ComfyUI's menus: with Escape, which those of Vue nodes heed only with the focus, and once they are open."""
    menus = editor.page.locator(COMFY_MENUS).locator("visible=true")
    for _ in range(20):
        editor.run(CLOSE)
        editor.page.keyboard.press("Escape")
        editor.run("for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);")
        if not menus.count():
            return
    expect(menus).to_have_count(0)


def test_an_image_has_our_menu_alone(editor: Any, grid: Any) -> None:
    """A right click on an image opens our menu, and not ComfyUI's; a pool that is not shared needs no detaching."""
    grid.tiles.nth(1).click(button="right")
    menu = editor.page.get_by_role("menu")
    expect(menu).to_have_count(1)
    expect(menu).to_contain_text("Duplicate")
    expect(menu).not_to_contain_text("etach")
    assert editor.page.locator(COMFY_MENUS).locator("visible=true").count() == 0
    editor.page.keyboard.press("Escape")
    expect(menu).to_have_count(0)


def test_a_shared_pool_can_be_detached_in_the_menu(editor: Any, node: str, grid: Any) -> None:
    """While two nodes share a pool, the menu of an image detaches this one; then it does not offer that any more."""
    editor.run(SHARE, node)
    expect(grid.root).to_contain_text("Shared with another node")
    grid.tiles.nth(1).click(button="right")
    menu = editor.page.get_by_role("menu")
    expect(menu.get_by_role("menuitem", name="Detach, start empty", exact=True)).to_be_visible()
    menu.get_by_role("menuitem", name="Detach with a copy", exact=True).click()
    expect(grid.root).not_to_contain_text("Shared with another node")
    grid.expect_count(3)
    grid.tiles.nth(1).click(button="right")
    expect(menu).to_be_visible()
    expect(menu).not_to_contain_text("etach")


def test_the_grid_beside_the_images_opens_no_node_menu(editor: Any, grid: Any) -> None:
    """A right click between the images opens neither ComfyUI's menu nor the browser's."""
    box = grid.root.locator(".penstock-scroller").bounding_box()
    editor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 6, button="right")
    editor.run("for (let frame = 0; frame < 5; frame += 1) await new Promise(requestAnimationFrame);")
    assert editor.page.locator(COMFY_MENUS).locator("visible=true").count() == 0


def test_the_title_has_comfyuis_menu_with_our_entries(editor: Any, node: str, grid: Any) -> None:
    """A right click on the node's title opens ComfyUI's menu; what the pool can do is in it."""
    title = editor.run(TITLE, node)
    editor.page.mouse.click(*title, button="right")
    entry = editor.page.get_by_text("Image pool: detach with a copy", exact=True)
    extensions = editor.page.get_by_text("Extensions", exact=True)
    expect(entry.or_(extensions).first).to_be_visible()
    close_menus(editor)
    assert editor.run(ITEMS, node) == [
        ["Image pool: detach with a copy", False],
        ["Image pool: detach, start empty", False],
        ["Image pool: paint the mask of the selected image", False],
        ["Image pool: open on the Penstock page", False],
        ["Image pool: save as profile…", False],
    ]


def test_the_mask_of_the_selected_image_is_painted(editor: Any, node: str, grid: Any) -> None:
    """The node's menu opens the painter on the selected image; without images it cannot be chosen."""
    grid.tiles.nth(2).click()
    expect(grid.tiles.nth(2)).to_have_attribute("aria-pressed", "true")
    editor.run(CALL, [node, "paint the mask"])
    painter = editor.page.locator("dialog[open]")
    expect(painter).to_be_visible()
    editor.page.keyboard.press("Escape")
    expect(painter).to_have_count(0)
    empty = editor.add("GridImagePool", x=900)
    assert ["Image pool: paint the mask of the selected image", True] in editor.run(ITEMS, empty)


def test_the_page_shows_the_same_pool(editor: Any, node: str, grid: Any) -> None:
    """Beside the standalone server's editor the node's menu leads to its pool on Penstock's own page."""
    with editor.page.context.expect_page() as opened:
        editor.run(CALL, [node, "Penstock page"])
    page = opened.value
    expect(page.locator("penstock-pool-grid .penstock-tile")).to_have_count(3)
    page.close()


def test_a_forced_index_is_shown(editor: Any, node: str, grid: Any) -> None:
    """The image that the widget `index` takes is marked in the grid, follows the widget, and goes with -1 or a link."""
    forced = grid.root.locator(".penstock-cell.penstock-forced")
    set_index = """
        const widget = app.graph.getNodeById(argument[0]).widgets.find((one) => one.name === "index");
        widget.value = argument[1];
        widget.callback?.(argument[1]);
    """
    expect(forced).to_have_count(0)
    editor.run(set_index, [node, 1])
    expect(forced).to_have_count(1)
    assert grid.root.locator(".penstock-cell").nth(1).evaluate("(cell) => cell.matches('.penstock-forced')")
    saved = editor.run("return app.graph.serialize();")
    editor.run("await app.loadGraphData(argument);", saved)
    expect(editor.grids()[0].root.locator(".penstock-cell.penstock-forced")).to_have_count(1)
    editor.run(set_index, [editor.run("return String(app.graph.nodes[0].id);"), -1])
    expect(forced).to_have_count(0)
