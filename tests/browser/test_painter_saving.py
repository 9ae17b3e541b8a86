"""Saving a painted mask: what is told, what is undone, and what happens when somebody else was faster."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .painter_page import Painter, Slot, add_image, open_painter, picture

SIZE = (200, 300)


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


def test_saving_can_be_undone(painter: Painter, slot: Slot) -> None:
    """After saving, the toast's Undo brings the state before back."""
    painter.save()
    assert slot.mask[50, 50] == 255
    with painter.page.expect_response(lambda answer: answer.url.endswith("/undo") and answer.ok):
        toast(painter, "Mask saved").get_by_role("button", name="Undo").click()
    assert slot.mask is None


def test_undone_by_key(painter: Painter, slot: Slot) -> None:
    """When saving is undone by key in the grid, the toast that offers it goes."""
    painter.save()
    expect(toast(painter, "Mask saved")).to_be_visible()
    painter.press("Control+z")
    expect(toast(painter, "Mask saved")).to_have_count(0)


def test_an_empty_mask_is_none(painter: Painter, slot: Slot) -> None:
    """A mask without a painted pixel is not stored, and one that was there is cleared."""
    painter.press("Delete")
    painter.save()
    expect(toast(painter, "Nothing is painted")).to_be_visible()
    assert slot.state["mask_revision"] == 0
    slot.put_mask(np.full(SIZE, 255, dtype=np.uint8))
    expect(painter.page.get_by_role("button", name="has a mask")).to_be_visible()
    again = open_painter(painter.page)
    again.press("Delete")
    again.save()
    expect(toast(painter, "Mask cleared")).to_be_visible()
    assert slot.mask is None


def test_a_failed_save_loses_nothing(painter: Painter, slot: Slot) -> None:
    """Where saving fails, the painter stays open with what to do; trying again saves what was painted."""
    painter.page.route("**/mask", lambda route: route.abort())
    painter.press("Control+s")
    problem = painter.root.get_by_role("alert")
    expect(problem).to_contain_text("not saved")
    expect(problem).to_contain_text("Nothing is lost")
    painter.page.unroute("**/mask")
    problem.get_by_role("button", name="Try again").click()
    expect(painter.root).to_have_count(0)
    assert slot.mask[50, 50] == 255


def test_nothing_changes_while_it_is_saved(painter: Painter, slot: Slot) -> None:
    """Between Save and the server's answer no key changes what is painted."""
    held: list[Any] = []
    painter.page.route("**/mask", lambda route: held.append(route))
    with painter.page.expect_request("**/mask"):
        painter.press("Control+s")
    expect(painter.button("Saving\u2026")).to_be_disabled()
    painter.press("b", "i")
    held[0].abort()
    expect(painter.root.get_by_role("alert")).to_contain_text("not saved")
    painter.page.unroute("**/mask")
    painter.button("Try again").click()
    expect(painter.root).to_have_count(0)
    assert (slot.mask[50, 50], slot.mask[150, 150]) == (255, 0)


def test_save_mine_anyway(painter: Painter, slot: Slot) -> None:
    """Where somebody saved another mask meanwhile, nothing is overwritten until one says so."""
    theirs = np.full(SIZE, 77, dtype=np.uint8)
    slot.put_mask(theirs)
    painter.press("Enter")
    expect(painter.root.get_by_role("alert")).to_contain_text("Somebody else")
    assert np.array_equal(slot.mask, theirs)
    painter.button("Save mine anyway").click()
    expect(painter.root).to_have_count(0)
    assert (slot.mask[50, 50], slot.mask[150, 150]) == (255, 0)


def test_show_theirs(painter: Painter, slot: Slot) -> None:
    """Their mask can be looked at and painted on; undo brings one's own back."""
    theirs = np.full(SIZE, 77, dtype=np.uint8)
    slot.put_mask(theirs)
    painter.press("Control+s")
    painter.button("Show theirs").click()
    expect(toast(painter, "This is their mask")).to_be_visible()
    expect(painter.root.get_by_role("alert")).to_have_count(0)
    painter.draw((250, 150))
    painter.save()
    assert (slot.mask[50, 50], slot.mask[150, 250]) == (77, 255)


@pytest.mark.nightly
def test_undo_after_show_theirs(painter: Painter, slot: Slot) -> None:
    """After looking at their mask, undo and save stores one's own."""
    slot.put_mask(np.full(SIZE, 77, dtype=np.uint8))
    painter.press("Control+s")
    painter.button("Show theirs").click()
    expect(toast(painter, "This is their mask")).to_be_visible()
    painter.press("Control+z")
    painter.save()
    assert (slot.mask[50, 50], slot.mask[150, 150]) == (255, 0)
