"""A story of five hundred scenes is quick to open, to scroll and to change; a phone has all that a screen has."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .story_page import SCENES, entry, open_board, put_scenes, put_story, saved_names

MANY = 500
MOST_MS = 1_500
_MOVE = """async () => {
  const started = performance.now();
  const list = document.querySelector(".penstock-board-cards");
  const moved = new Promise((resolve) => new MutationObserver(resolve).observe(list, { childList: true }));
  const options = { key: "Home", altKey: true, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", options));
  await moved;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  return performance.now() - started;
}"""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with scenes."""
    running = RunningServer(tmp_path_factory.mktemp("many"))
    put_scenes(running)
    running.start()
    yield running
    running.stop()


def test_five_hundred_scenes_stay_quick(server: Any, open_page: Callable[..., Any]) -> None:
    """The last scene is moved to the top in a moment, pictures are read only where they are seen."""
    put_story(server, "many", [entry(SCENES[at % len(SCENES)], at) for at in range(MANY)])
    board = open_board(open_page, server, "many")
    expect(board.cards).to_have_count(MANY)
    last = board.cards.last
    last.scroll_into_view_if_needed()
    expect(last).to_contain_text("a hero at")
    last.click()
    assert board.page.evaluate(_MOVE) < MOST_MS
    expect(board.cards.first).to_be_focused()
    board.expect_state("Unsaved changes (1)")
    board.save()
    assert saved_names(server, "many")[0] == SCENES[(MANY - 1) % len(SCENES)]


def test_a_phone_shows_cards_or_one_scene(server: Any, open_page: Callable[..., Any]) -> None:
    """A tapped card opens its details; Escape, Back and the way back lead to the cards again; nothing is cut off."""
    put_story(server, "phone")
    board = open_board(open_page, server, "phone", width=390, height=844, scheme="light")
    expect(board.detail).to_be_hidden()
    board.card("forest").click()
    expect(board.detail).to_be_visible()
    expect(board.cards.first).to_be_hidden()
    assert board.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    board.detail.get_by_role("button", name="Back to the scenes").click()
    expect(board.card("forest")).to_be_focused()
    board.page.keyboard.press("Enter")
    expect(board.detail).to_be_visible()
    board.page.keyboard.press("Escape")
    expect(board.card("forest")).to_be_focused()
    board.card("forest").click()
    expect(board.detail).to_be_visible()
    board.page.go_back()
    expect(board.detail).to_be_hidden()
    expect(board.card("forest")).to_be_visible()


def test_a_finger_moves_a_card_by_its_grip(server: Any, chromium: Any) -> None:
    """With a finger a card is dragged by its grip; elsewhere the finger scrolls."""
    put_story(server, "touched")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    board = open_board(lambda address: _opened(context, address), server, "touched")
    grip, target = board.card("town").locator(".penstock-board-card-grip"), board.card("beach")
    expect(grip).to_be_visible()
    start, end = grip.bounding_box(), target.bounding_box()
    session = context.new_cdp_session(board.page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        where = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
    touch("touchStart", (x, y))
    for step in range(1, 9):
        touch("touchMove", (x, y + (end["y"] + 4 - y) * step / 8))
    touch("touchEnd")
    board.expect_names("town", "beach", "forest")
    context.close()


def _opened(context: Any, address: str) -> Any:
    page = context.new_page()
    page.goto(address)
    return page
