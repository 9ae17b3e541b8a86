"""The same gesture makes the same mask at every zoom, on every screen; masks are loaded and saved without loss."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .painter_page import Painter, Slot, add_image, open_painter, picture, shown_painter, start_painter

WIDTH, HEIGHT = 300, 200


@pytest.fixture
def slot(server: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Slot:
    """An image in a pool that no other test uses."""
    name = re.sub(r"\W+", "-", name_of(request).removeprefix("test_")).strip("-")
    return add_image(server.address, name, picture(tmp_path / "image.png", WIDTH, HEIGHT))


@pytest.fixture
def open_at(chromium: Any, slot: Slot) -> Iterator[Callable[[float], Any]]:
    """Opens a page with so many pixels of the screen to a CSS pixel."""
    contexts: list[Any] = []

    def open_page_at(density: float) -> Any:
        size = {"width": 1200, "height": 800}
        contexts.append(chromium.new_context(viewport=size, device_scale_factor=density))
        page = contexts[-1].new_page()
        page.goto(slot.page)
        return page

    yield open_page_at
    for context in contexts:
        context.close()


def paint_everything(painter: Painter) -> None:
    """A soft stroke, a hard one, an erasing one, a rectangle, a lasso and a fill."""
    painter.brush(40, softness=60, strength=80)
    painter.draw((60, 60), (120, 60), (150, 130), (230, 50))
    painter.brush(7)
    painter.draw((40, 150), (90, 170), (160, 150))
    painter.pick("e")
    painter.set("Size", 12)
    painter.draw((100, 40), (100, 120))
    painter.pick("r")
    painter.draw((200, 120), (220, 130), (250, 170))
    painter.pick("l")
    painter.draw((50, 90), (90, 90), (90, 120), (50, 130))
    painter.pick("g")
    painter.draw((230, 150), button="right")


@pytest.mark.parametrize("density", [1, pytest.param(2, marks=pytest.mark.nightly)])
def test_every_zoom_gives_the_same_mask(slot: Slot, open_at: Callable[[float], Any], density: float) -> None:
    """The same gestures, in pixels of the image, give byte for byte the same mask at 60, 100 and 170 %."""
    page = open_at(density)
    masks = []
    for percent in (60, 100, 170):
        painter = open_painter(page)
        painter.zoom(percent)
        if slot.state["mask"]:
            painter.press("Delete")
        paint_everything(painter)
        painter.save()
        masks.append(slot.mask)
    assert len(np.unique(masks[0])) > 50
    assert np.array_equal(masks[0], masks[1])
    assert np.array_equal(masks[0], masks[2])


def test_zoom_and_pan(slot: Slot, open_at: Callable[[float], Any]) -> None:
    """Wheel, keys, Space and the middle button move the view; what is under the pointer is what is painted."""
    painter = open_painter(open_at(1))
    level = painter.root.get_by_role("textbox", name="Zoom in percent")
    before = painter.at(120, 80)
    painter.page.mouse.move(*before)
    painter.page.mouse.wheel(0, -300)
    expect(level).not_to_have_value("400")
    assert painter.at(120, 80) == pytest.approx(before, abs=2)
    painter.press("1")
    expect(level).to_have_value("100")
    painter.page.keyboard.down("Space")
    painter.draw((150, 100), (180, 120))
    painter.page.keyboard.up("Space")
    painter.draw((150, 100), (110, 90), button="middle")
    expect(painter.button("Undo")).to_be_disabled()
    painter.press("+", "+", "-")
    expect(level).to_have_value("125")
    painter.brush(1)
    painter.draw((10.5, 190.5))
    painter.press("0")
    painter.draw((290.5, 10.5))
    painter.save()
    assert sorted(zip(*(axis.tolist() for axis in slot.mask.nonzero()), strict=True)) == [(10, 290), (190, 10)]


def test_a_mask_is_loaded_and_saved_without_loss(slot: Slot, open_at: Callable[[float], Any]) -> None:
    """An existing mask of every level is the same after painting one pixel, but for that pixel; steps undone too."""
    mask = np.random.default_rng(3).integers(0, 255, (HEIGHT, WIDTH), dtype=np.uint8)
    slot.put_mask(mask)
    painter = open_painter(open_at(1))
    painter.zoom(200)
    painter.press("i", "Control+z")
    painter.brush(1)
    painter.draw((7.5, 9.5))
    painter.save()
    mask[9, 7] = 255
    assert np.array_equal(slot.mask, mask)


def test_nothing_painted_changes_nothing(slot: Slot, open_at: Callable[[float], Any]) -> None:
    """Saving without a stroke leaves the mask and its revision alone; without a mask, none is made."""
    painter = open_painter(open_at(1))
    painter.save()
    assert slot.state["mask_revision"] == 0
    slot.put_mask(np.full((HEIGHT, WIDTH), 9, dtype=np.uint8))
    before = slot.state
    open_painter(painter.page).save()
    assert slot.state == before


@pytest.mark.parametrize("mode", ["RGB", pytest.param("LA", marks=pytest.mark.nightly)])
def test_a_mask_of_another_kind_and_size(slot: Slot, open_at: Callable[[float], Any], mode: str) -> None:
    """A mask that is no gray PNG of the image's size (another program wrote it) is read all the same, and scaled."""
    slot.put_mask(np.zeros((HEIGHT, WIDTH), dtype=np.uint8))
    page, file = open_at(1), io.BytesIO()
    gray = np.zeros((HEIGHT // 2, WIDTH // 2), dtype=np.uint8)
    gray[:, WIDTH // 4 :] = 200
    Image.fromarray(gray).convert(mode).save(file, "PNG")
    page.route("**/mask?v=*", lambda route: route.fulfill(body=file.getvalue(), content_type="image/png"))
    painter = open_painter(page)
    painter.brush(1)
    painter.draw((0.5, 0.5))
    painter.save()
    assert slot.mask.shape == (HEIGHT, WIDTH)
    assert set(slot.mask[1:, : WIDTH // 2 - 1].flatten()) == {0}
    assert set(slot.mask[1:, WIDTH // 2 + 1 :].flatten()) == {200}


@pytest.mark.parametrize("part", ["image", "mask"])
def test_what_cannot_be_read_is_not_painted_over(slot: Slot, open_at: Callable[[float], Any], part: str) -> None:
    """An image or mask that fails to load is said, nothing can be saved, and trying again goes on."""
    slot.put_mask(np.full((HEIGHT, WIDTH), 80, dtype=np.uint8))
    page = open_at(1)
    page.route(f"**/{part}?v=*", lambda route: route.fulfill(status=500))
    painter = start_painter(page)
    expect(painter.root.get_by_role("alert")).to_contain_text("cannot be read")
    expect(painter.button("Save")).to_be_disabled()
    expect(painter.button("Try again")).to_be_focused()
    expect(painter.root.get_by_role("toolbar", name="Tools")).to_have_attribute("inert", "")
    page.unroute(f"**/{part}?v=*")
    painter.button("Try again").click()
    shown_painter(page).press("i")
    painter.root.get_by_role("button", name="Rectangle").click()
    painter.save()
    assert set(slot.mask.flatten()) == {175}
