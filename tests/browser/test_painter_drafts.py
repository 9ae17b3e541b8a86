"""What was painted and not saved is kept for as long as the page lives."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .painter_page import Painter, Slot, add_image, open_painter, picture, shown_painter

SIZE = (200, 300)
NOT_SAVED = "Mask of img_0001.png not saved"


@pytest.fixture
def slot(server: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Slot:
    """An image in a pool that no other test uses."""
    name = name_of(request).removeprefix("test_")
    return add_image(server.address, name, picture(tmp_path / "image.png", 300, 200))


@pytest.fixture
def painter(slot: Slot, open_page: Callable[..., Any]) -> Painter:
    """The painter, with one dab painted at (50, 50)."""
    painter = open_painter(open_page(slot.page))
    painter.brush(20)
    painter.draw((50, 50))
    return painter


def toast(painter: Painter, text: str) -> Any:
    """A message at the edge of the page."""
    return painter.page.locator(".penstock-toast", has_text=text)


def leave(painter: Painter) -> None:
    """Close the painter without saving, and its message too."""
    painter.press("Escape")
    expect(painter.root).to_have_count(0)
    note = toast(painter, NOT_SAVED)
    note.get_by_role("button", name="Close").click()
    expect(note).to_have_count(0)


def put_mask(painter: Painter, slot: Slot, level: int) -> None:
    """Give the image a mask, as another tab would, and wait until the page knows."""
    slot.put_mask(np.full(SIZE, level, dtype=np.uint8))
    expect(painter.page.get_by_role("button", name="has a mask")).to_be_visible()


def test_undo_opens_it_again(painter: Painter, slot: Slot) -> None:
    """Escape asks nothing; the toast's Undo opens the painter again with the strokes and their steps."""
    painter.draw((150, 50))
    painter.press("Escape")
    expect(painter.root).to_have_count(0)
    assert slot.mask is None
    toast(painter, NOT_SAVED).get_by_role("button", name="Undo").click()
    again = shown_painter(painter.page)
    expect(again.button("Continue")).to_have_count(0)
    again.press("Control+z")
    again.save()
    assert slot.mask[50, 50] == 255
    assert slot.mask[50, 150] == 0


def test_only_the_latest_image_is_told_of(painter: Painter, slot: Slot, tmp_path: Path) -> None:
    """No message about another image stands in a painter; afterwards the one message names the image left last."""
    painter.press("Escape")
    expect(toast(painter, NOT_SAVED)).to_be_visible()
    add_image(slot.address, slot.pool, picture(tmp_path / "second.png", 200, 200))
    painter.page.locator(".penstock-tile").nth(1).press("m")
    second = shown_painter(painter.page)
    # At once: after some seconds a message closes by itself.
    assert toast(second, "not saved").count() == 0
    second.draw((50, 50))
    second.press("Escape")
    expect(second.root).to_have_count(0)
    expect(toast(second, "not saved")).to_have_count(1)
    expect(toast(second, "Mask of img_0002.png not saved")).to_be_visible()
    expect(open_painter(painter.page).button("Continue")).to_be_visible()


def test_continue_where_one_left_off(painter: Painter, slot: Slot) -> None:
    """Though the message is closed, the painter offers the strokes with their steps when it is opened again."""
    painter.draw((150, 50))
    leave(painter)
    again = open_painter(painter.page)
    again.button("Continue").click()
    expect(again.button("Continue")).to_have_count(0)
    expect(again.stage).to_be_focused()
    again.press("Control+z")
    again.save()
    assert (slot.mask[50, 50], slot.mask[50, 150]) == (255, 0)
    expect(open_painter(painter.page).button("Continue")).to_have_count(0)


def test_an_offer_that_is_left_alone_stays(painter: Painter, slot: Slot) -> None:
    """Looking, and closing again, keeps what was not saved; what is painted before Continue can be had back by undo."""
    leave(painter)
    looking = open_painter(painter.page)
    expect(looking.button("Continue")).to_be_visible()
    looking.press("Escape")
    expect(looking.root).to_have_count(0)
    expect(painter.page.locator(".penstock-toast")).to_have_count(0)
    again = open_painter(painter.page)
    again.draw((250, 150))
    again.button("Continue").click()
    again.press("Control+z")
    again.save()
    assert (slot.mask[50, 50], slot.mask[150, 250]) == (0, 255)


def test_discard(painter: Painter, slot: Slot) -> None:
    """What is discarded is gone: it is neither shown nor offered again."""
    leave(painter)
    open_painter(painter.page).button("Discard").click()
    expect(painter.stage).to_be_focused()
    expect(painter.button("Undo")).to_be_disabled()
    painter.press("Escape")
    expect(painter.root).to_have_count(0)
    expect(open_painter(painter.page).button("Continue")).to_have_count(0)


def test_another_mask_ends_a_draft(painter: Painter, slot: Slot) -> None:
    """Where the mask was changed since, the painter says that the strokes are gone, once."""
    leave(painter)
    put_mask(painter, slot, 77)
    again = open_painter(painter.page)
    expect(toast(again, "changed since")).to_be_visible()
    expect(again.button("Continue")).to_have_count(0)


def test_theirs_was_only_looked_at(painter: Painter, slot: Slot) -> None:
    """After Show theirs and Escape one's own strokes are the ones that were not saved; the message has gone."""
    put_mask(painter, slot, 77)
    painter.press("Control+s")
    painter.button("Show theirs").click()
    expect(toast(painter, "This is their mask")).to_be_visible()
    painter.press("Escape")
    expect(painter.root).to_have_count(0)
    expect(toast(painter, "This is their mask")).to_have_count(0)
    expect(toast(painter, NOT_SAVED)).to_be_visible()
    again = open_painter(painter.page)
    expect(toast(painter, NOT_SAVED)).to_have_count(0)
    again.button("Continue").click()
    again.save()
    assert (slot.mask[50, 50], slot.mask[150, 150]) == (255, 0)


def test_an_open_conflict_keeps_ones_own(painter: Painter, slot: Slot) -> None:
    """Where one leaves the question whose mask it is open, one's own is offered again."""
    put_mask(painter, slot, 77)
    painter.press("Control+s")
    expect(painter.button("Show theirs")).to_be_visible()
    leave(painter)
    again = open_painter(painter.page)
    again.button("Continue").click()
    again.save()
    assert (slot.mask[50, 50], slot.mask[150, 150]) == (255, 0)
