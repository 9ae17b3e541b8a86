"""Messages: where they stand, and when they are not true any more. What Back does while a view fills the screen."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .standalone_page import fill_pool


@pytest.fixture
def pool(server: Any, request: pytest.FixtureRequest, photographs: list[Path]) -> str:
    """A pool of three photographs that no other test uses."""
    return fill_pool(server, re.sub(r"\W", "", name_of(request).removeprefix("test_")), photographs)


@pytest.fixture
def page(server: Any, pool: str, open_page: Callable[..., Any]) -> Any:
    """The page of the pool, come from the overview."""
    page = open_page(server.address)
    page.get_by_role("link", name=f"Open the pool {pool}", exact=True).click()
    expect(page.locator(".penstock-tile")).to_have_count(3)
    return page


def test_an_offer_goes_with_what_it_offers(page: Any) -> None:
    """The message that offers to undo a removal goes when that is undone by key, and when the page is left."""
    offer = page.get_by_role("button", name="Undo", exact=True)
    tiles = page.locator(".penstock-tile")
    tiles.nth(1).focus()
    page.keyboard.press("Delete")
    expect(offer).to_be_visible()
    page.keyboard.press("Control+z")
    expect(tiles).to_have_count(3)
    expect(offer).to_have_count(0)
    tiles.nth(1).focus()
    page.keyboard.press("z")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Delete")
    page.keyboard.press("Delete")
    expect(offer).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(offer).to_have_count(1)
    page.get_by_role("link", name="All pools").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    expect(offer).to_have_count(0)


@pytest.mark.parametrize(("key", "tools"), [("m", ".penstock-painter-strip"), ("z", ".penstock-zoom-strip")])
def test_messages_cover_no_tools(page: Any, key: str, tools: str) -> None:
    """On a telephone a message in a view that fills the screen leaves its buttons above and its tools below free."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".penstock-tile").nth(1).focus()
    page.keyboard.press("Delete")
    page.locator(".penstock-tile").nth(1).focus()
    page.keyboard.press(key)
    view = page.get_by_role("dialog")
    expect(view.locator(tools)).to_be_visible()
    message = view.locator(".penstock-toast").bounding_box()
    controls = view.locator("button, input, select").filter(visible=True).all()
    ours = view.locator(".penstock-toast button").count()
    boxes = [one.bounding_box() for one in controls[: len(controls) - ours]]
    assert boxes
    end = message["y"] + message["height"]
    covered = [box for box in boxes if box and box["y"] < end and box["y"] + box["height"] > message["y"]]
    assert covered == []


@pytest.mark.parametrize("key", ["z", "m"])
def test_back_closes_what_fills_the_screen(page: Any, pool: str, key: str) -> None:
    """Back closes the zoom view or the painter and stays on the page; the next one leaves the page."""
    page.locator(".penstock-tile").nth(1).focus()
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("location.hash") == f"#/pools/{pool}"
    expect(page.locator(".penstock-tile").nth(1)).to_be_focused()
    page.go_back()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    page.go_forward()
    expect(page.locator(".penstock-tile")).to_have_count(3)


def test_another_address_closes_the_views(page: Any) -> None:
    """A link followed while a view fills the screen closes it and shows the other page."""
    page.locator(".penstock-tile").nth(1).focus()
    page.keyboard.press("z")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate("location.hash = '#/pools'")
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
