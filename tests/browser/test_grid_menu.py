"""The menu of an image: by mouse, by keys, and what stands in it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .grid_page import GridPage, open_numbered


@pytest.fixture
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of six images."""
    return open_numbered(server, request, open_page, 6)


def choose(grid: GridPage, place: int, name: str) -> None:
    """Open the menu of an image with the right button, and choose."""
    grid.tile(place).click(button="right")
    grid.page.get_by_role("menuitem", name=name).first.click()


def entries(grid: GridPage) -> list[str]:
    """What stands in the open menu."""
    menu = grid.page.get_by_role("menu")
    expect(menu).to_be_visible()
    return [line.split("\n")[0] for line in menu.get_by_role("menuitem").all_inner_texts()]


def test_right_button_opens_our_menu_alone(grid: GridPage) -> None:
    """A right click opens the menu of that image, neither the browser's nor a host's, and selects nothing."""
    grid.page.evaluate(
        "() => { window.seen = []; document.addEventListener('contextmenu', () => seen.push('host'));"
        "window.addEventListener('contextmenu', (one) => setTimeout(() => seen.push(one.defaultPrevented)), true); }"
    )
    grid.tile(3).click(button="right")
    assert entries(grid)[:4] == ["Select", "Zoom view", "Paint mask", "Edit label"]
    grid.page.wait_for_function("() => seen.length > 0")
    assert grid.page.evaluate("seen") == [True]
    expect(grid.tile(0)).to_have_attribute("aria-pressed", "true")
    grid.press("Escape")
    expect(grid.page.get_by_role("menu")).to_have_count(0)
    expect(grid.tile(3)).to_be_focused()


@pytest.mark.parametrize("key", ["Shift+F10", "ContextMenu"], ids=["f10", "menu"])
def test_menu_by_key(grid: GridPage, key: str) -> None:
    """Both keys for menus open it at the image; arrows and Enter choose, and the focus is back afterwards."""
    grid.tile(2).focus()
    grid.press(key)
    assert entries(grid)[0] == "Select"
    expect(grid.page.get_by_role("menuitem").first).to_be_focused()
    grid.press("Enter")
    expect(grid.tile(2)).to_have_attribute("aria-pressed", "true")
    expect(grid.tile(2)).to_be_focused()


def test_menu_without_keys_or_right_button(grid: GridPage) -> None:
    """The button in the bar opens the menu of the image that is in use."""
    grid.tile(4).click()
    grid.root.get_by_role("button", name="More").click()
    assert {"Select", "Mark all", "Remove", "Show the keys"} <= set(entries(grid))
    grid.page.get_by_role("menuitem", name="Remove").click()
    grid.expect_stored(0, 1, 2, 3, 5)


def test_what_the_menu_does(grid: GridPage) -> None:
    """Duplicate, move, mark, label and remove do in the menu what they do by key."""
    choose(grid, 1, "Duplicate")
    grid.expect_stored(0, 1, -1, 2, 3, 4, 5)
    choose(grid, 3, "Move to the start")
    grid.expect_stored(2, 0, 1, -1, 3, 4, 5)
    choose(grid, 0, "Move to the end")
    grid.expect_stored(0, 1, -1, 3, 4, 5, 2)
    choose(grid, 2, "Remove")
    grid.expect_stored(0, 1, 3, 4, 5, 2)
    choose(grid, 1, "Edit label")
    expect(grid.label(1)).to_be_focused()
    grid.press("Escape")
    choose(grid, 1, "Mark")
    choose(grid, 2, "Mark all")
    grid.expect_marked(*range(6))


def test_menu_of_marked_images(grid: GridPage) -> None:
    """On a marked image the menu has what can be done to many, and says to how many."""
    for place in (1, 2, 4):
        grid.tile(place).click(modifiers=["ControlOrMeta"])
    grid.tile(2).click(button="right")
    shown = entries(grid)
    assert "Remove 3 images" in shown
    assert not {"Select", "Zoom view", "Edit label", "Download"} & set(shown)
    grid.page.get_by_role("menuitem", name="Remove 3 images").click()
    grid.expect_stored(0, 3, 5)


def test_mask_entries(grid: GridPage) -> None:
    """An image with a mask shows a badge, and its menu clears the mask; undo brings it back."""
    mask = io.BytesIO()
    Image.new("L", (8, 8), 255).save(mask, "PNG")
    sent = {"mask": {"name": "mask.png", "mimeType": "image/png", "buffer": mask.getvalue()}}
    assert grid.page.request.put(f"{grid.address}/slots/{grid.first[1]}/mask", multipart=sent).ok
    badge = grid.cell(1).locator(".penstock-mask")
    expect(badge).to_be_visible()
    expect(grid.tile(1)).to_have_accessible_name("Image at index 1, has a mask")
    expect(grid.cell(0).locator(".penstock-mask")).to_be_hidden()
    choose(grid, 1, "Clear mask")
    expect(badge).to_be_hidden()
    grid.page.get_by_role("button", name="Undo", exact=True).click()
    expect(badge).to_be_visible()


def test_download_and_copy_give_the_image_itself(grid: GridPage) -> None:
    """Download saves the stored file under its name; Copy puts a PNG of the same size on the clipboard."""
    grid.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with grid.page.expect_download() as download:
        choose(grid, 2, "Download")
    assert download.value.suggested_filename == "img_0003.png"
    with Image.open(download.value.path()) as picture:
        assert picture.size == (8, 8)
    choose(grid, 2, "Copy the image")
    expect(grid.said()).to_have_text("Copied the picture")
    read = "navigator.clipboard.read().then(([item]) => item.getType('image/png')).then(createImageBitmap)"
    assert grid.page.evaluate(f"{read}.then(({{ width, height }}) => [width, height])") == [8, 8]


def test_entries_of_the_host(grid: GridPage) -> None:
    """What a host adds stands in the menu of every image; ComfyUI's mask editor only where the host has one."""
    grid.tile(0).click(button="right")
    assert "Open in ComfyUI's mask editor" not in entries(grid)
    grid.press("Escape")
    grid.page.evaluate(
        """() => {
          const grid = document.querySelector("penstock-pool-grid");
          grid.menuExtras = () => [{ label: "Detach with a copy", run: () => { document.title = "detached"; } }];
          grid.host.maskEditor = { whyNot: "", open: async (pool, slot) => { document.title = `editor ${slot.id}`; } };
        }"""
    )
    choose(grid, 0, "Detach with a copy")
    expect(grid.page).to_have_title("detached")
    choose(grid, 1, "Open in ComfyUI's mask editor")
    expect(grid.page).to_have_title(f"editor {grid.first[1]}")
    grid.page.evaluate("document.querySelector('penstock-pool-grid').host.maskEditor.whyNot = 'Too old for that.'")
    choose(grid, 2, "Open in ComfyUI's mask editor")
    expect(grid.page.get_by_role("status").filter(has_text="Too old for that.")).to_be_visible()
    expect(grid.page).to_have_title(f"editor {grid.first[1]}")


def test_copy_to_another_pool(grid: GridPage) -> None:
    """Copy to pool asks which, copies in the order of the pool, and says so."""
    other = f"{grid.address}_target"
    assert grid.page.request.post(grid.address.rpartition("/")[0], data={"id": other.rpartition("/")[2]}).ok
    for place in (4, 1):
        grid.tile(place).click(modifiers=["ControlOrMeta"])
    choose(grid, 1, "Copy to pool")
    dialog = grid.page.get_by_role("dialog")
    dialog.get_by_text(other.rpartition("/")[2]).first.click()
    expect(grid.page.get_by_role("status").filter(has_text="Copied 2 images")).to_be_visible()
    assert grid.page.request.get(f"{other}/slots").json()["pool"]["count"] == 2
