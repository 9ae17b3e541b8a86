"""Putting images elsewhere: by mouse, by finger, by keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .grid_page import Finger, GridPage, open_numbered, shown_grid, touch_page

COUNT = 10
# The page has so much to do when a finger leaves that whatever the browser makes of that comes late.
BUSY_WHEN_LEFT = """() => {
  window.left = [];
  addEventListener("touchend", (event) => {
    left.push(event.defaultPrevented ? "kept" : "a click follows");
    for (const end = performance.now() + 100; performance.now() < end; );
  });
}"""


@pytest.fixture
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of ten images."""
    return open_numbered(server, request, open_page, COUNT)


@pytest.fixture
def touched(grid: GridPage, chromium: Any) -> Iterator[GridPage]:
    """The same pool on a touch screen."""
    page = touch_page(chromium, grid.page.url)
    yield shown_grid(page, grid.address)
    page.context.close()


def test_one_image_is_dragged(grid: GridPage) -> None:
    """An image goes where the line shows, is not selected by that, and screen readers hear of its new place."""
    grid.drag(4, grid.middle(1, 0.2), drop=False)
    line = grid.root.locator(".penstock-insert")
    expect(line).to_be_visible()
    left = grid.tile(1).bounding_box()["x"]
    assert left - 8 <= line.bounding_box()["x"] <= left
    grid.page.mouse.up()
    grid.expect_stored(0, 4, 1, 2, 3, 5, 6, 7, 8, 9)
    expect(grid.said()).to_have_text("Moved to index 1")
    expect(grid.tile(1)).to_be_focused()
    expect(grid.tile(0)).to_have_attribute("aria-pressed", "true")
    expect(line).to_have_count(0)


def test_marked_images_go_together(grid: GridPage) -> None:
    """All marked images are dragged with one of them, with their number shown, and stand in their order."""
    for place in (7, 1, 3):
        grid.tile(place).click(modifiers=["ControlOrMeta"])
    grid.drag(3, grid.middle(9, 0.9), drop=False)
    expect(grid.page.locator(".penstock-ghost-count")).to_have_text("3")
    expect(grid.root.locator(".penstock-grabbed")).to_have_count(3)
    grid.page.mouse.up()
    grid.expect_stored(0, 2, 4, 5, 6, 8, 9, 1, 3, 7)
    grid.expect_marked(7, 8, 9)
    expect(grid.page.locator(".penstock-ghost")).to_have_count(0)


def test_escape_and_outside_change_nothing(grid: GridPage) -> None:
    """Escape while dragging, or letting go far outside, leaves everything as it was, and sends nothing."""
    moves: list[str] = []
    grid.page.on("request", lambda request: request.url.endswith("/move") and moves.append(request.url))
    grid.drag(2, grid.middle(5), drop=False)
    grid.press("Escape")
    expect(grid.page.locator(".penstock-ghost")).to_have_count(0)
    grid.page.mouse.up()
    grid.drag(2, (5, 5))
    grid.drag(2, grid.middle(2, 0.9))
    expect(grid.page.locator(".penstock-ghost")).to_have_count(0)
    expect(grid.tile(0)).to_have_attribute("aria-pressed", "true")
    grid.expect_stored(*range(COUNT))
    assert moves == []


def test_a_trembling_click_selects(grid: GridPage) -> None:
    """A mouse that moves by a hair while it clicks still selects."""
    x, y = grid.middle(3)
    grid.page.mouse.move(x, y)
    grid.page.mouse.down()
    grid.page.mouse.move(x + 3, y + 2)
    grid.page.mouse.up()
    expect(grid.tile(3)).to_have_attribute("aria-pressed", "true")


def test_the_edge_scrolls(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> None:
    """Near the lower edge the grid scrolls on until the end, where the image is dropped."""
    grid = open_numbered(server, request, open_page, 60)
    scroller = grid.root.locator(".penstock-scroller")
    box = scroller.bounding_box()
    grid.drag(0, (box["x"] + box["width"] / 2, box["y"] + box["height"] - 3), drop=False)
    end = "scroller => scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1"
    grid.page.wait_for_function(f"() => ({end})(document.querySelector('.penstock-scroller'))", timeout=30_000)
    grid.page.mouse.move(*grid.middle(59, 0.9), steps=3)
    grid.page.mouse.up()
    expect(grid.cell(59)).to_have_attribute("data-slot-id", grid.first[0])
    assert grid.settled() == [*range(1, 60), 0]


@pytest.mark.parametrize("scale", [0.6, pytest.param(1.7, marks=pytest.mark.nightly)], ids=["small", "large"])
def test_scaled_as_in_comfyui(grid: GridPage, scale: float) -> None:
    """Where an ancestor is scaled, images land under the pointer all the same."""
    grid.page.evaluate(
        """(scale) => {
          const grid = document.querySelector("penstock-pool-grid");
          Object.assign(grid.style, { position: "fixed", left: "20px", top: "20px", width: "460px", height: "420px",
            transformOrigin: "0 0", transform: `scale(${scale})`, zIndex: 10, background: "black" });
        }""",
        scale,
    )
    expect(grid.tile(3)).to_be_in_viewport()
    grid.page.wait_for_function("() => document.querySelector('.penstock-scroller').clientWidth < 460")
    grid.drag(3, grid.middle(1, 0.1), drop=False)
    edge, line = grid.tile(1).bounding_box(), grid.root.locator(".penstock-insert").bounding_box()
    assert edge["x"] - 8 * scale <= line["x"] <= edge["x"]
    assert abs(line["y"] - edge["y"]) <= 2
    grid.page.mouse.up()
    grid.expect_stored(0, 3, 1, 2, 4, 5, 6, 7, 8, 9)


def test_a_resting_finger_drags(touched: GridPage) -> None:
    """A finger that rests lifts the image and drags it; the page does not scroll meanwhile."""
    finger = Finger(touched.page)
    target = touched.middle(1, 0.9)
    finger.down(touched.middle(0))
    expect(touched.root.locator(".penstock-grabbed")).to_have_count(1)
    for step in (0.3, 0.6, 1.0):
        start = touched.middle(0)
        finger.move((start[0] + (target[0] - start[0]) * step, start[1] + (target[1] - start[1]) * step))
    expect(touched.root.locator(".penstock-insert")).to_be_visible()
    finger.up()
    touched.expect_stored(1, 0, *range(2, COUNT))


def test_a_resting_finger_opens_the_menu(touched: GridPage) -> None:
    """A finger that rests and leaves without moving opens the menu of the image, and does not select it."""
    finger = Finger(touched.page)
    finger.down(touched.middle(1))
    expect(touched.root.locator(".penstock-grabbed")).to_have_count(1)
    finger.up()
    expect(touched.page.get_by_role("menu")).to_be_visible()
    expect(touched.root.locator(".penstock-grabbed")).to_have_count(0)
    expect(touched.tile(0)).to_have_attribute("aria-pressed", "true")


def test_a_resting_finger_is_no_tap(touched: GridPage) -> None:
    """However late the page comes to it, a finger that has rested clicks neither the image nor the menu it opened."""
    touched.page.evaluate(BUSY_WHEN_LEFT)
    finger = Finger(touched.page)
    finger.down(touched.middle(1))
    expect(touched.root.locator(".penstock-grabbed")).to_have_count(1)
    finger.up()
    expect(touched.page.get_by_role("menu")).to_be_visible()
    assert touched.page.evaluate("left") == ["kept"]
    expect(touched.tile(0)).to_have_attribute("aria-pressed", "true")
    touched.press("Escape")
    expect(touched.page.get_by_role("menu")).to_have_count(0)
    touched.page.touchscreen.tap(*touched.middle(2))
    expect(touched.tile(2)).to_have_attribute("aria-pressed", "true")


def test_a_swipe_scrolls(
    server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any], chromium: Any
) -> None:
    """A finger that moves at once scrolls the grid and moves no image."""
    big = open_numbered(server, request, open_page, 60)
    page = touch_page(chromium, big.page.url)
    grid = shown_grid(page, big.address)
    finger = Finger(page)
    x, y = grid.middle(1)
    finger.down((x, y))
    for step in range(1, 12):
        finger.move((x, y - step * 12))
    page.wait_for_function("() => document.querySelector('.penstock-scroller').scrollTop > 40")
    expect(page.locator(".penstock-ghost, .penstock-grabbed")).to_have_count(0)
    finger.up()
    assert grid.settled() == list(range(60))
    page.context.close()


@pytest.mark.parametrize(
    ("keys", "order", "place"),
    [
        (["Alt+ArrowRight", "Alt+ArrowRight"], [0, 1, 3, 4, 2, 5, 6, 7, 8, 9], 4),
        (["Alt+ArrowLeft"], [0, 2, 1, 3, 4, 5, 6, 7, 8, 9], 1),
        (["Alt+Home"], [2, 0, 1, 3, 4, 5, 6, 7, 8, 9], 0),
        (["Alt+End", "Alt+ArrowRight"], [0, 1, 3, 4, 5, 6, 7, 8, 9, 2], 9),
        (["Space", "ArrowRight", "ArrowRight", "Space", "Alt+ArrowRight"], [0, 1, 3, 5, 2, 4, 6, 7, 8, 9], 5),
    ],
    ids=["right", "left", "home", "end", "marked"],
)
def test_keys_move_images(grid: GridPage, keys: list[str], order: list[int], place: int) -> None:
    """Alt with arrows, Home and End moves the image, or all marked; the focus goes with it, and the place is said."""
    grid.tile(2).focus()
    grid.press(*keys)
    grid.expect_stored(*order)
    expect(grid.tile(place)).to_be_focused()
    expect(grid.said()).to_contain_text("to index")
