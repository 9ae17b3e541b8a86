"""The keyboard stays in the grid when the image that it was on goes away by something else than a key of the grid."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .grid_page import GridPage, open_numbered


@pytest.fixture
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of three images."""
    return open_numbered(server, request, open_page, 3)


def _remove_elsewhere(grid: GridPage, *ids: str) -> None:
    answer = grid.page.request.post(f"{grid.address}/remove", data={"slots": list(ids)})
    assert answer.ok


def _has_focus(grid: GridPage) -> bool:
    return bool(
        grid.page.evaluate("() => document.querySelector('penstock-pool-grid').contains(document.activeElement)")
    )


def test_undo_by_key_goes_on_when_no_image_is_left(grid: GridPage) -> None:
    """With the pool emptied by somebody else, undo still works by key, and leads back to an image."""
    grid.tile(0).focus()
    _remove_elsewhere(grid, *grid.first)
    expect(grid.root.get_by_role("button", name="Choose images")).to_be_visible()
    assert _has_focus(grid)
    grid.press("Control+z")
    expect(grid.root.locator(".penstock-count")).to_have_text("3 images")
    expect(grid.root.locator(".penstock-tile:focus")).to_have_count(1)


def test_what_is_typed_into_a_label_that_goes_away_presses_no_button(grid: GridPage) -> None:
    """The keyboard is in the empty grid, on nothing that a key would press."""
    grid.label(1).focus()
    _remove_elsewhere(grid, *grid.first)
    expect(grid.root.get_by_role("button", name="Choose images")).to_be_visible()
    assert _has_focus(grid)
    expect(grid.root.locator("button:focus")).to_have_count(0)


def test_a_pool_that_is_deleted_has_no_marks(grid: GridPage) -> None:
    """Another pool of this name has images of the same names: none of them is marked."""
    grid.tile(0).focus()
    grid.press("Control+a")
    grid.expect_marked(0, 1, 2)
    assert grid.page.request.delete(grid.address).ok
    expect(grid.root.get_by_role("button", name="Choose images")).to_be_visible()
    expect(grid.root.get_by_role("toolbar", name="Marked images")).to_be_hidden()
    assert grid.page.evaluate("() => document.querySelector('penstock-pool-grid').marks.size") == 0


def test_the_zoom_view_of_an_emptied_pool_leads_back_to_the_grid(grid: GridPage) -> None:
    """Where somebody else took every image away meanwhile, undo by key brings them back."""
    grid.tile(0).focus()
    grid.press("z")
    expect(grid.page.get_by_role("dialog", name="Zoom view")).to_be_visible()
    _remove_elsewhere(grid, *grid.first)
    expect(grid.page.get_by_role("dialog")).to_have_count(0)
    expect(grid.root.get_by_role("button", name="Choose images")).to_be_visible()
    assert _has_focus(grid)
    grid.press("Control+z")
    expect(grid.root.locator(".penstock-count")).to_have_text("3 images")


@pytest.mark.parametrize("key", ["m", "z"])
def test_a_key_that_is_held_opens_one_view(grid: GridPage, key: str) -> None:
    """While the view is still being read, the same key again opens no second one; closed, it opens again."""
    for _ in range(2):
        grid.tile(0).focus()
        grid.tile(0).evaluate(
            "(tile, key) => { for (let time = 0; time < 3; time += 1) tile.dispatchEvent("
            "new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, repeat: time > 0 })); }",
            key,
        )
        expect(grid.page.get_by_role("dialog")).to_have_count(1)
        grid.press("Escape")
        expect(grid.page.get_by_role("dialog")).to_have_count(0)
