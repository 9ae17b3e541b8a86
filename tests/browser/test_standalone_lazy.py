"""Pages of the standalone app are fetched when somebody goes there first."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

PAGES = "**/penstock/web/libbers/standalone/pages.js"


def test_a_page_is_not_fetched_before_it_is_opened(server: Any, open_page: Callable[..., Any]) -> None:
    """The app starts without the modules of pages that nobody looks at, and fetches them when it goes there."""
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{server.address}/#/pools")
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    assert not [url for url in asked if "/libbers/standalone/" in url]
    page.get_by_role("navigation").get_by_role("link", name="Libbers").click()
    expect(page.get_by_role("heading", name="Libbers", level=1)).to_be_visible()
    assert [url for url in asked if "/libbers/standalone/" in url]


def test_a_page_that_does_not_arrive_can_be_tried_again(server: Any, open_page: Callable[..., Any]) -> None:
    """Where the modules of one page cannot be fetched that page says so, the others work, and it can be tried again."""
    page = open_page("about:blank")
    page.route(PAGES, lambda route: route.abort())
    page.goto(f"{server.address}/#/libbers")
    expect(page.get_by_role("heading", name="This page cannot be shown")).to_be_visible()
    page.unroute(PAGES)
    page.get_by_role("main").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Libbers", level=1)).to_be_visible()


def test_who_goes_on_meanwhile_is_not_called_back(server: Any, open_page: Callable[..., Any]) -> None:
    """A page that arrives after the user went to another one is not shown in its place."""
    page = open_page("about:blank")
    held: list[Any] = []
    page.route(PAGES, lambda route: held.append(route))
    page.goto(f"{server.address}/#/libbers")
    expect(page.locator("main [aria-busy=true]")).to_be_attached()
    page.get_by_role("navigation").get_by_role("link", name="Pools").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    with page.expect_response("**/libbers/standalone/libbers.css*"):
        held[0].continue_()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="Libbers", level=1)).to_have_count(0)
