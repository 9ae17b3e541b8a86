"""The keys of the painter and of the zoom view on keyboards of other layouts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .painter_page import Slot, add_image, open_painter, picture

KEY = """([key, code, held]) => {
  const event = new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true, ...held });
  document.activeElement.dispatchEvent(event);
  return event.defaultPrevented;
}"""


@pytest.fixture
def slot(server: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Slot:
    """An image in a pool that no other test uses."""
    return add_image(server.address, name_of(request), picture(tmp_path / "image.png", 60, 40))


def _press(page: Any, key: str, code: str, **held: bool) -> bool:
    return bool(page.evaluate(KEY, [key, code, held]))


def test_tools_undo_and_saving_in_russian(slot: Slot, open_page: Callable[..., Any]) -> None:
    """Cyrillic letters choose the tools at their places; Ctrl+Z undoes, and Ctrl+S saves instead of the browser."""
    painter = open_painter(open_page(slot.page))
    assert _press(painter.page, "\u043a", "KeyR")
    expect(painter.stage).to_have_attribute("data-tool", "rectangle")
    _press(painter.page, "\u0448", "KeyI")
    expect(painter.button("Undo")).to_be_enabled()
    assert _press(painter.page, "\u044f", "KeyZ", ctrlKey=True)
    expect(painter.button("Undo")).to_be_disabled()
    assert _press(painter.page, "\u044b", "KeyS", ctrlKey=True)
    expect(painter.page.locator("dialog[open]")).to_have_count(0)


def test_a_question_mark_at_the_place_of_a_bracket_asks_for_help(slot: Slot, open_page: Callable[..., Any]) -> None:
    """What is typed counts first: on a Dvorak keyboard `?` stands where `{` is on others."""
    painter = open_painter(open_page(slot.page))
    assert _press(painter.page, "?", "BracketLeft", shiftKey=True)
    expect(painter.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_the_zoom_view_in_russian(slot: Slot, open_page: Callable[..., Any]) -> None:
    """M paints and Z closes, by their places."""
    page = open_page(slot.page)
    page.locator(".penstock-tile").first.focus()
    page.keyboard.press("z")
    expect(page.get_by_role("dialog", name="Zoom view")).to_be_visible()
    page.locator(".penstock-zoom-stage").focus()
    _press(page, "\u044c", "KeyM")
    expect(page.locator(".penstock-painter-stage")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".penstock-painter-stage")).to_have_count(0)
    page.locator(".penstock-zoom-stage").focus()
    _press(page, "\u044f", "KeyZ")
    expect(page.get_by_role("dialog", name="Zoom view")).to_have_count(0)
