"""Culling with the keyboard alone: how many keys it takes, and how soon a key shows."""

import random
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .big_pools import small_pictures, write_pool

IMAGES = 100
KEY_MS = 50
MOST_TOASTS = 4

# From the moment of the key to the frame that shows what it changed.
WATCH_KEYS = """() => {
  const shown = (window.shown = []);
  let pressed = null;
  document.addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true });
  const seen = () => {
    if (pressed === null) return;
    const since = pressed;
    pressed = null;
    requestAnimationFrame(() => shown.push(performance.now() - since));
  };
  const grid = document.querySelector("penstock-pool-grid");
  new MutationObserver(seen).observe(grid, { subtree: true, childList: true, attributes: true });
}"""


@pytest.fixture
def server(start_server: Callable[..., Any], tmp_path: Path) -> Any:
    """A server with a pool of a hundred images."""
    write_pool(tmp_path, "culled", small_pictures(IMAGES), IMAGES)
    return start_server(tmp_path)


@pytest.fixture
def open_pool(server: Any, open_page: Callable[..., Any], grid_of: Callable[[Any], Any]) -> Callable[[], Any]:
    """Opens the pool in a browser of its own."""

    def make() -> Any:
        grid = grid_of(open_page(f"{server.address}/#/pools/culled"))
        _expect_count(grid, IMAGES)
        return grid

    return make


@pytest.fixture
def pool(open_pool: Callable[[], Any]) -> Any:
    """The page of a pool of a hundred images."""
    return open_pool()


def _expect_count(grid: Any, count: int) -> None:
    expect(grid.root.locator(".penstock-count")).to_contain_text(f"{count} images")


def _shown(grid: Any, keys: str) -> list[str]:
    """The images on the screen, after a key that leads to one of the ends."""
    grid.page.keyboard.press(keys)
    grid.page.wait_for_function("() => !document.querySelector('.penstock-cells[aria-busy]')")
    cells = grid.page.locator(".penstock-cell").evaluate_all(
        "cells => cells.map(({ ariaPosInSet, dataset }) => [Number(ariaPosInSet), dataset.slotId])"
    )
    return [f"{place} {slot}" for place, slot in sorted(cells)]


def _ids(grid: Any) -> list[str]:
    answer = grid.page.request.get(grid.page.url.split("/#")[0] + "/penstock/pools/culled/slots?limit=1000").json()
    return [slot["id"] for slot in answer["slots"]]


def _count(answer: Any) -> int:
    return int(answer.json()["pool"]["count"])


def test_a_hundred_images_in_a_hundred_keys(pool: Any) -> None:
    """One key for each image keeps it or discards it; just the right ones are gone, on the page and on the server.

    The messages that offer undo stay few.
    """
    everything = _ids(pool)
    reads: list[str] = []
    pool.page.on("request", lambda request: "/slots?" in request.url and reads.append(request.url))
    keep = [random.Random(number).random() < 0.5 for number in range(IMAGES)]
    kept = [slot for slot, stays in zip(everything, keep, strict=True) if stays]
    pool.tiles.nth(0).focus()
    with pool.page.expect_response(lambda answer: answer.url.endswith("/remove") and _count(answer) == len(kept)):
        for stays in keep:
            pool.page.keyboard.press("ArrowRight" if stays else "Delete")
    _expect_count(pool, len(kept))
    assert _ids(pool) == kept
    assert len(reads) <= 1, "each removal reads the pool again"
    assert 0 < pool.page.locator(".penstock-toast").count() <= MOST_TOASTS
    last = pool.root.locator(f"[aria-posinset='{len(kept)}']")
    expect(last).to_have_attribute("data-slot-id", kept[-1])


def test_a_key_shows_within_fifty_milliseconds(pool: Any) -> None:
    """Half of the keys that move, select, mark and remove show their effect within 50 ms."""
    pool.page.evaluate(WATCH_KEYS)
    pool.tiles.nth(0).focus()
    for key in ["ArrowRight", "Enter", "Space", "ArrowRight", "Delete", "ArrowDown", "ArrowLeft", "Delete"] * 6:
        pool.page.keyboard.press(key)
    shown = pool.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(shown))))"
    )
    assert len(shown) >= 40
    assert statistics.median(shown) <= KEY_MS, sorted(shown)


def test_two_people_cull_at_once(open_pool: Callable[[], Any]) -> None:
    """Two browsers that remove images from both ends at the same time end with the same, which the server has."""
    one, two = open_pool(), open_pool()
    for grid, key in ((one, "Home"), (two, "End")):
        grid.tiles.nth(0).focus()
        grid.page.keyboard.press(key)
    for number in range(20):
        one.page.keyboard.press("Delete")
        two.page.keyboard.press("Delete" if number % 2 else "ArrowLeft")
    for grid in (one, two):
        _expect_count(grid, IMAGES - 30)
    for key in ("Home", "End"):
        expected = [f"{place} {slot}" for place, slot in enumerate(_ids(one), 1)]
        for grid in (one, two):
            shown = _shown(grid, key)
            assert shown and set(shown) <= set(expected)


def test_a_server_that_is_away_takes_nothing_from_the_page(
    pool: Any, server: Any, start_server: Callable[..., Any], tmp_path: Path
) -> None:
    """What could not be removed stands where it stood, says so, and can be removed when the server is back."""
    server.stop()
    pool.tiles.nth(0).focus()
    for _ in range(3):
        pool.page.keyboard.press("Delete")
    expect(pool.page.get_by_role("alert").first).to_be_visible()
    _expect_count(pool, IMAGES)
    expect(pool.root.locator("[aria-posinset='1']")).to_have_attribute("data-slot-id", "img_0001")
    start_server(tmp_path, server.port)
    expect(pool.page.locator(".penstock-offline")).to_be_hidden(timeout=20_000)
    pool.tiles.nth(0).focus()
    with pool.page.expect_response(lambda answer: answer.url.endswith("/remove") and answer.ok):
        pool.page.keyboard.press("Delete")
    _expect_count(pool, IMAGES - 1)
    assert "img_0001" not in _ids(pool)
