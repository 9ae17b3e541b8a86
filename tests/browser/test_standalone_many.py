"""Several hundred pools on the overview."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .long_tasks import traced

POOLS = 500
LONG_TASK_MS = 50
BUSY_MS = 100
BUSY = """() => {
  const work = () => { let sum = 0; for (let n = 0; n < 4e8; n += 1) sum += n % 7; document.title = `done ${sum}`; };
  for (let after = 0; after < 100; after += 1) setTimeout(() => {}, after);
  setTimeout(work, 100);
}"""


def test_several_hundred_pools_stay_quick(server: Any, open_page: Callable[..., Any], chromium: Any) -> None:
    """Five hundred pools are opened, searched and sorted without one task of more than 50 ms."""
    page = open_page("about:blank")
    many = [
        {"id": f"pool{number:03}", "count": number, "pictures": [], "selected": None, "position": 0, "revision": 1}
        for number in range(POOLS)
    ]
    page.route("**/penstock/pools?*", lambda route: route.fulfill(json={"pools": many}))
    cards = page.locator(".penstock-card[data-pool]")
    page.goto(f"{server.address}/#/nowhere")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    with traced(chromium, page) as longest:
        page.evaluate("location.hash = '#/pools'")
        expect(cards).to_have_count(POOLS)
        page.keyboard.press("/")
        for letters, found in (("pool4", 100), ("9", 10)):
            page.keyboard.type(letters)
            expect(cards).to_have_count(found)
        page.keyboard.press("Escape")
        expect(cards).to_have_count(POOLS)
        page.get_by_role("button", name="Sort").click()
        page.get_by_role("menuitemradio", name="Most images first").click()
        expect(cards.last).to_have_attribute("data-pool", "pool000")
    assert longest.milliseconds <= LONG_TASK_MS
    ids = cards.evaluate_all("all => all.map((one) => one.dataset.pool)")
    assert ids == sorted(ids, reverse=True)


def test_a_long_task_is_seen(server: Any, open_page: Callable[..., Any], chromium: Any) -> None:
    """The measure above finds a single task that works for a tenth of a second."""
    page = open_page(server.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    with traced(chromium, page) as longest:
        page.evaluate(BUSY)
        expect(page).to_have_title(re.compile("^done"))
    assert longest.milliseconds >= BUSY_MS
