"""The standalone app when its modules cannot be fetched while it starts."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

MODULE = "**/penstock/web/pools/index.js"


def test_a_module_that_does_not_arrive_can_be_tried_again(server: Any, open_page: Callable[..., Any]) -> None:
    """Where the pages' module cannot be fetched the app says so, not that plugins are off, and starts when asked."""
    page = open_page("about:blank")
    page.route(MODULE, lambda route: route.abort())
    page.goto(f"{server.address}/#/pools")
    expect(page.get_by_role("heading", name="This page cannot be shown")).to_be_visible()
    expect(page.get_by_text("No plugin with pages")).to_have_count(0)
    page.unroute(MODULE)
    page.get_by_role("main").get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()


def test_it_starts_by_itself_when_the_server_went_away_meanwhile(server: Any, open_page: Callable[..., Any]) -> None:
    """A server that goes away while the modules are fetched is waited for."""
    page = open_page("about:blank")
    away = {"now": False}

    def leave(route: Any) -> None:
        away["now"] = True
        route.abort()

    page.route("**/penstock/about", lambda route: route.abort() if away["now"] else route.continue_())
    page.route(MODULE, leave)
    page.goto(server.address)
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached")
    page.unroute(MODULE)
    away["now"] = False
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible(timeout=15_000)
