"""The page of plugins: what is on, what is wrong and why, and a switch for each."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Page, expect

from .looks import LOOKS
from .standalone_page import ask
from .test_accessibility import NO_REGIONS, faults

NOTHING: dict[str, list[str]] = {"nodes": [], "routes": [], "settings": [], "services": [], "commands": []}
GUEST = {
    "name": "guest",
    "title": "Guest",
    "version": "2.1",
    "description": "Brings captions.",
    "origin": "distribution",
    "location": "penstock-guest (guest.plugin)",
    "distribution": "penstock-guest",
    "status": "failed",
    "reason": "could not be imported: no captions",
    "essential": False,
    "wanted": True,
    "forced": "",
    "requires": [],
    "hooks": [],
    "web": None,
    "brought": NOTHING,
    "faults": [{"where": "import", "message": "ImportError: no captions", "traceback": "Traceback\n  line 7"}],
}
HELD = {**GUEST, "name": "held", "title": "Held", "status": "disabled", "faults": [], "wanted": False}
HELD |= {"forced": "not named in PENSTOCK_PLUGINS", "reason": "not named in PENSTOCK_PLUGINS"}


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page, with two plugins more; every switch is as it was afterwards."""
    opened = open_page(server.address)
    show(opened)
    opened.evaluate("location.hash = '#/plugins'")
    expect(opened.get_by_role("heading", name="Plugins", level=1)).to_be_visible()
    yield opened
    ask(server, "POST", "/penstock/plugins/compat/enable")


def show(page: Page) -> None:
    def more(route: Any) -> None:
        answer = route.fetch()
        known = answer.json()
        known["plugins"] += [GUEST, HELD]
        route.fulfill(response=answer, json=known)

    page.route("**/penstock/plugins", more)


def card(page: Page, title: str) -> Any:
    return page.locator(".penstock-plugin").filter(has=page.get_by_role("heading", name=title, exact=True))


def test_what_is_wrong_stands_first_with_its_traceback(page: Page) -> None:
    """Who it is, why it does not take part, and on demand where in its code."""
    first = page.locator(".penstock-plugin").first
    expect(first.get_by_role("heading")).to_have_text("Guest")
    expect(first).to_contain_text("2.1 · penstock-guest")
    expect(first.get_by_text("no captions")).to_have_count(1)
    traceback = first.get_by_label("Traceback", exact=True)
    expect(traceback).to_be_hidden()
    first.locator("summary").first.click()
    expect(traceback).to_contain_text("line 7")


def test_a_switch_counts_from_the_next_start_and_can_be_undone(server: Any, page: Page) -> None:
    """It is stored at once; the page says what a restart changes, and Undo takes it back."""
    title = next(one["title"] for one in ask(server, "GET", "/penstock/plugins")["plugins"] if one["name"] == "compat")
    switch = card(page, title).get_by_role("switch")
    expect(switch).to_be_checked()
    switch.focus()
    page.keyboard.press("Space")
    expect(card(page, title)).to_contain_text("Off after a restart")
    expect(page.locator(".penstock-plugins-restart")).to_have_text(f"Restart Penstock to change: {title}")
    expect(switch).to_be_focused()
    assert not wanted(server, "compat")
    page.get_by_role("button", name="Undo").last.click()
    expect(switch).to_be_checked()
    expect(page.locator(".penstock-plugins-restart")).to_be_hidden()
    assert wanted(server, "compat")


def wanted(server: Any, name: str) -> bool:
    found = {one["name"]: one["wanted"] for one in ask(server, "GET", "/penstock/plugins")["plugins"]}
    return bool(found[name])


def test_what_cannot_be_switched_says_why(page: Page) -> None:
    """The essential plugin, and what the environment decides."""
    expect(card(page, "System").get_by_role("switch")).to_be_disabled()
    expect(card(page, "Held").get_by_role("switch")).to_be_disabled()
    expect(card(page, "Held")).to_contain_text("not named in PENSTOCK_PLUGINS")


def test_plugins_are_found_by_what_they_brought(page: Page) -> None:
    """A node's id leads to the plugin that it comes with; nothing found is said."""
    page.keyboard.press("/")
    page.keyboard.type("GridImagePool")
    expect(page.locator(".penstock-plugin")).to_have_count(1)
    expect(page.locator(".penstock-plugin").get_by_role("heading")).to_have_text("Image Pools")
    page.locator(".penstock-plugin summary").first.click()
    expect(page.locator(".penstock-plugin code", has_text=re.compile("^GridImagePool$"))).to_be_visible()
    page.get_by_label("Search plugins").fill("no such thing")
    expect(page.get_by_text("No plugin is about that")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_page_has_no_faults(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """Names, contrast, and nothing wider than the screen."""
    page = open_page(server.address, width=width, scheme=scheme)
    show(page)
    page.evaluate("location.hash = '#/plugins'")
    expect(card(page, "Guest")).to_be_visible()
    page.locator(".penstock-plugin summary").first.click()
    assert faults(page, rules=NO_REGIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
