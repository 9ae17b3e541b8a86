"""The app in a browser that keeps nothing for it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .standalone_page import fill_pool

# As browsers do where the user blocks it, or where nothing is left of it.
BLOCKED = (
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('Denied', 'SecurityError'); } })"
)
FULL = "Storage.prototype.setItem = () => { throw new DOMException('Full', 'QuotaExceededError'); }"


@pytest.mark.parametrize("storage", [BLOCKED, FULL], ids=["blocked", "full"])
def test_everything_works_without_storage(
    server: Any, open_page: Callable[..., Any], photographs: list[Path], storage: str
) -> None:
    """Where nothing can be kept the pages are shown all the same, and what the user chooses holds until they leave."""
    pool = fill_pool(server, "not_kept", photographs)
    page = open_page("about:blank")
    page.add_init_script(storage)
    page.goto(server.address)
    page.get_by_role("button", name="Sort").click()
    page.get_by_role("menuitemradio", name="Most images first").click()
    page.get_by_role("button", name="Theme").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("link", name=f"Open the pool {pool}", exact=True).click()
    expect(page.locator(".penstock-loaded")).not_to_have_count(0)
    line = page.get_by_role("separator")
    line.press("ArrowLeft")
    expect(line).to_have_attribute("aria-valuenow", "40")
    page.locator(".penstock-tile").first.press("m")
    expect(page.get_by_role("dialog")).to_be_visible()
