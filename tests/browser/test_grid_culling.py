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
def pool(
    start_server: Callable[..., Any],
    open_page: Callable[..., Any],
    grid_of: Callable[[Any], Any],
    tmp_path: Path,
) -> Any:
    """The page of a pool of a hundred images."""
    write_pool(tmp_path, "culled", small_pictures(IMAGES), IMAGES)
    server = start_server(tmp_path)
    grid = grid_of(open_page(f"{server.address}/#/pools/culled"))
    expect(grid.root.locator(".penstock-count")).to_contain_text(f"{IMAGES} images")
    return grid


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
    keep = [random.Random(number).random() < 0.5 for number in range(IMAGES)]
    kept = [slot for slot, stays in zip(everything, keep, strict=True) if stays]
    pool.tiles.nth(0).focus()
    with pool.page.expect_response(lambda answer: answer.url.endswith("/remove") and _count(answer) == len(kept)):
        for stays in keep:
            pool.page.keyboard.press("ArrowRight" if stays else "Delete")
    expect(pool.root.locator(".penstock-count")).to_contain_text(f"{len(kept)} images")
    assert _ids(pool) == kept
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
