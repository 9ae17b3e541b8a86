"""Marking images in the grid, and acting on all that are marked."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .grid_page import GridPage, open_numbered, shown_grid, touch_page


@pytest.fixture
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of twelve images."""
    return open_numbered(server, request, open_page, 12)


def test_marks_by_mouse(grid: GridPage) -> None:
    """Ctrl and a click marks one more or less, Shift and a click all up to there; a plain click selects and clears."""
    grid.tile(1).click(modifiers=["ControlOrMeta"])
    grid.tile(2).click(modifiers=["ControlOrMeta"])
    grid.expect_marked(1, 2)
    for place in (1, 2, 4):
        grid.tile(place).click(modifiers=["ControlOrMeta"])
    grid.expect_marked(4)
    grid.tile(6).click(modifiers=["Shift"])
    grid.expect_marked(4, 5, 6)
    expect(grid.tile(0)).to_have_attribute("aria-pressed", "true")
    grid.tile(8).click()
    grid.expect_marked()
    expect(grid.tile(8)).to_have_attribute("aria-pressed", "true")
    grid.tile(10).click(modifiers=["Shift"])
    grid.expect_marked(8, 9, 10)


def test_marks_by_key(grid: GridPage) -> None:
    """Space marks, Shift and arrows mark a range, the next keeps it, Escape clears, Ctrl+A marks all or none."""
    grid.tile(2).focus()
    grid.press("Space")
    grid.expect_marked(2)
    grid.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    grid.expect_marked(2, 4, 5, 6, 7)
    grid.press("Shift+ArrowLeft")
    grid.expect_marked(2, 4, 5, 6)
    expect(grid.tile(6)).to_be_focused()
    grid.press("Shift+End")
    grid.expect_marked(2, *range(4, 12))
    grid.press("Escape")
    grid.expect_marked()
    grid.press("Control+a")
    grid.expect_marked(*range(12))
    grid.press("Control+a")
    grid.expect_marked()
    expect(grid.tile(0)).to_have_attribute("aria-pressed", "true")


def test_marked_looks_different_from_selected_without_colour(grid: GridPage) -> None:
    """A marked image is smaller in its tile and has a tick at its number; the selected one has neither."""
    grid.tile(3).click(modifiers=["ControlOrMeta"])
    width = "tile => tile.querySelector('img').getBoundingClientRect().width"
    assert grid.tile(3).evaluate(width) < grid.tile(0).evaluate(width) - 8
    expect(grid.tile(3).locator(".penstock-number svg")).to_be_visible()
    expect(grid.tile(0).locator(".penstock-number svg")).to_be_hidden()
    expect(grid.tile(0).locator(".penstock-check")).to_be_visible()
    expect(grid.tile(3).locator(".penstock-check")).to_be_hidden()


def test_bar_acts_on_all_marked(grid: GridPage) -> None:
    """The bar duplicates and removes what is marked, undo brings all back, and Clear unmarks."""
    grid.tile(1).click(modifiers=["ControlOrMeta"])
    grid.tile(3).click(modifiers=["ControlOrMeta"])
    bar = grid.root.get_by_role("toolbar", name="Marked images")
    bar.get_by_role("button", name="Duplicate").click()
    expect(grid.root.locator(".penstock-count, .penstock-cell")).to_have_count(15)
    assert grid.settled() == [0, 1, 2, 3, -1, -1, *range(4, 12)]
    bar.get_by_role("button", name="Remove").click()
    grid.expect_stored(0, 2, -1, -1, *range(4, 12))
    grid.expect_marked()
    grid.page.get_by_role("status").get_by_role("button", name="Undo").last.click()
    grid.expect_stored(0, 1, 2, 3, -1, -1, *range(4, 12))
    grid.tile(5).click(modifiers=["ControlOrMeta"])
    bar.get_by_role("button", name="Clear").click()
    grid.expect_marked()
    expect(grid.tile(5)).to_be_focused()


def test_actions_on_a_marked_image_mean_all_marked(grid: GridPage) -> None:
    """Delete on a marked image removes all marked ones; on another one that one alone, and the marks stay."""
    grid.tile(1).click(modifiers=["ControlOrMeta"])
    grid.tile(2).click(modifiers=["ControlOrMeta"])
    grid.tile(6).focus()
    grid.press("Delete")
    grid.expect_stored(0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11)
    grid.expect_marked(1, 2)
    grid.tile(1).focus()
    grid.press("Delete")
    grid.expect_stored(0, 3, 4, 5, 7, 8, 9, 10, 11)
    grid.expect_marked()
    expect(grid.tile(1)).to_be_focused()


def test_marks_of_images_that_others_remove_go(grid: GridPage) -> None:
    """What another window removes is not marked any more, and the bar counts the rest."""
    for place in (1, 2, 3):
        grid.tile(place).click(modifiers=["ControlOrMeta"])
    assert grid.page.request.post(f"{grid.address}/remove", data={"slots": grid.first[2:3]}).ok
    grid.expect_marked(1, 2)
    # As ComfyUI does with a node that is collapsed: meanwhile nobody listens.
    grid.page.evaluate("() => { window.taken = document.querySelector('penstock-pool-grid'); taken.replaceWith(' '); }")
    assert grid.page.request.post(f"{grid.address}/remove", data={"slots": grid.first[1:2]}).ok
    grid.page.evaluate("() => document.querySelector('main').append(taken)")
    grid.expect_marked(1)


def test_taps_go_on_marking(grid: GridPage, chromium: Any) -> None:
    """On a touch screen, once the menu has marked an image, taps mark more or less; the bar has names and clears."""
    touched = shown_grid(touch_page(chromium, grid.page.url), grid.address)
    touched.tile(0).evaluate("tile => tile.focus()")
    touched.root.get_by_role("button", name="More").tap()
    touched.page.get_by_role("menuitem", name="Mark", exact=True).tap()
    touched.tile(1).tap()
    touched.expect_marked(0, 1)
    touched.tile(0).tap()
    touched.expect_marked(1)
    touched.root.get_by_role("toolbar").get_by_role("button", name="Clear").tap()
    touched.expect_marked()
    touched.tile(1).tap()
    touched.expect_marked()
    expect(touched.tile(1)).to_have_attribute("aria-pressed", "true")
    touched.page.context.close()


def test_ranges_reach_over_what_was_never_read(server: Any, request: Any, open_page: Callable[..., Any]) -> None:
    """Of a large pool, all can be marked and a range reaches to the other end, though only some of it was read."""
    grid = open_numbered(server, request, open_page, 260)
    bar = grid.root.get_by_role("toolbar", name="Marked images")
    grid.tile(0).focus()
    grid.press("Control+a")
    expect(bar).to_contain_text("260 marked")
    grid.press("Escape", "ArrowRight", "Shift+End")
    expect(bar).to_contain_text("259 marked")
    expect(grid.tile(259)).to_be_focused()
    # What is not read yet takes no keys.
    expect(grid.cell(259)).to_have_attribute("data-slot-id", grid.first[259])
    grid.press("Delete")
    grid.expect_stored(0)
    expect(grid.tile(0)).to_be_focused()
