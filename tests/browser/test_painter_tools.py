"""Every tool of the painter by mouse, checked in the mask that the server has afterwards."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .painter_page import Painter, Slot, add_image, open_painter, picture


@pytest.fixture
def slot(server: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Slot:
    """An image of 300 x 200 in a pool that no other test uses."""
    name = name_of(request).removeprefix("test_")
    return add_image(server.address, name, picture(tmp_path / "image.png", 300, 200))


@pytest.fixture
def painter(slot: Slot, open_page: Callable[..., Any]) -> Painter:
    """The painter on it, at 200 %."""
    painter = open_painter(open_page(slot.page))
    painter.zoom(200)
    return painter


def test_one_click_sets_one_pixel(painter: Painter, slot: Slot) -> None:
    """A click with a hard brush of one pixel sets exactly the pixel under the pointer to 255."""
    painter.brush(1)
    painter.draw((120.5, 80.5))
    painter.save()
    assert slot.mask[80, 120] == 255
    assert int(slot.mask.sum()) == 255


def test_brush_and_eraser(painter: Painter, slot: Slot) -> None:
    """The brush paints a band as wide as its size; eraser and right button take away what they go over."""
    painter.brush(20)
    painter.draw((40, 100), (260, 100))
    painter.pick("e")
    painter.draw((100, 60), (100, 140))
    painter.press("x")
    expect(painter.button("Brush")).to_have_attribute("aria-pressed", "true")
    painter.draw((200, 60), (200, 140), button="right")
    painter.save()
    row, column = slot.mask[100], slot.mask[:, 60]
    assert [int(row[x]) for x in (29, 30, 89, 90, 109, 110, 189, 190, 209, 210, 269, 270)] == [
        *(0, 255, 255, 0, 0, 255, 255, 0, 0, 255, 255, 0)
    ]
    assert column.nonzero()[0].tolist() == list(range(90, 110))


@pytest.mark.nightly
def test_a_straight_line_by_shift(painter: Painter, slot: Slot) -> None:
    """Shift and a click draws a straight line from where the last stroke ended."""
    painter.brush(4)
    painter.draw((50, 50))
    painter.page.keyboard.down("Shift")
    painter.draw((250, 150))
    painter.page.keyboard.up("Shift")
    painter.save()
    assert slot.mask[100, 150] == 255
    assert slot.mask[50, 150] == 0


def test_fill_an_outline(painter: Painter, slot: Slot) -> None:
    """The bucket fills a soft outline up to its middle, and nothing outside."""
    painter.brush(10, softness=100)
    painter.draw((50, 50), (150, 50), (150, 150), (50, 150), (50, 50))
    painter.pick("g")
    painter.draw((100, 100))
    painter.save()
    assert bool((slot.mask[50:150, 50:150] == 255).all())
    assert int(slot.mask[:, 160:].sum()) == 0


def test_fill_by_colour(painter: Painter, slot: Slot) -> None:
    """The magic fill takes the part of the image that is alike in colour."""
    painter.pick("g")
    painter.root.get_by_role("radio", name="Other colours").click()
    painter.draw((10, 10))
    painter.save()
    assert bool((slot.mask[:, :150] == 255).all())
    assert int(slot.mask[:, 150:].sum()) == 0


def test_rectangle_and_lasso(painter: Painter, slot: Slot) -> None:
    """A rectangle takes the pixels from corner to corner; with Alt, and with Erase, the shapes take away."""
    painter.pick("r")
    painter.draw((20.5, 20.5), (60, 90), (119.5, 119.5))
    painter.page.keyboard.down("Alt")
    painter.draw((40.5, 40.5), (59.5, 59.5))
    painter.page.keyboard.up("Alt")
    painter.pick("l")
    painter.draw((200, 50), (260, 50), (260, 110), (200, 110))
    painter.root.get_by_role("radio", name="Erase").click()
    painter.draw((220, 70), (240, 70), (240, 90), (220, 90))
    painter.save()
    expected = np.zeros((200, 300), dtype=np.uint8)
    expected[20:120, 20:120] = 255
    expected[40:60, 40:60] = 0
    expected[50:110, 200:260] = 255
    expected[70:90, 220:240] = 0
    assert np.array_equal(slot.mask, expected)


def test_undo_and_redo(painter: Painter, slot: Slot) -> None:
    """Every change is one step; keys and buttons undo and redo; what was undone is not saved."""
    undo, redo = painter.button("Undo"), painter.button("Redo")
    expect(undo).to_be_disabled()
    painter.brush(10)
    painter.draw((50, 50))
    painter.press("i")
    painter.draw((200, 150), (250, 150), button="right")
    painter.press("Delete", "Control+z")
    undo.click()
    painter.press("Control+z")
    expect(redo).to_be_enabled()
    painter.press("Control+Shift+Z", "Control+y", "Control+z")
    painter.save()
    assert slot.mask[50, 50] == 0
    assert slot.mask[150, 225] == 255
    assert int((slot.mask == 0).sum()) == 80


@pytest.mark.nightly
def test_strength_and_softness(painter: Painter, slot: Slot) -> None:
    """Half the strength paints half; a soft edge falls from the middle outwards."""
    painter.brush(60, softness=100, strength=50)
    painter.draw((100, 100))
    painter.save()
    row = slot.mask[100, 100:].astype(int)
    assert row[0] in (127, 128)
    assert bool((np.diff(row) <= 0).all())
    assert row[31:].sum() == 0


def test_alt_drag_changes_the_brush(painter: Painter, slot: Slot) -> None:
    """Alt and a drag to the right makes the brush wider, by as much as the pointer moved, and paints nothing."""
    painter.brush(20)
    painter.page.keyboard.down("Alt")
    painter.draw((100, 100), (120, 100))
    painter.page.keyboard.up("Alt")
    expect(painter.root.get_by_role("textbox", name="Size")).to_have_value("60")
    expect(painter.button("Undo")).to_be_disabled()


def test_what_is_chosen_is_remembered(painter: Painter, slot: Slot) -> None:
    """Size and softness are as they were when the painter is opened again, here and after a reload."""
    painter.brush(33, softness=70)
    painter.press("Escape")
    painter.page.reload()
    again = open_painter(painter.page)
    expect(again.root.get_by_role("textbox", name="Size")).to_have_value("33")
    expect(again.root.get_by_role("textbox", name="Softness")).to_have_value("70")
