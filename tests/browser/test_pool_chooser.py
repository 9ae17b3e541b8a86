"""Choosing a pool to copy images to, on Penstock's own page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of

POOLS = 200
MOST_PICTURES_READ = 120
MOST_MS = 1500
COPY = "(slot) => { document.querySelector('penstock-pool-grid').commands.copyToPool([slot]); }"


@pytest.fixture
def grid(
    server: Any,
    request: pytest.FixtureRequest,
    open_page: Callable[..., Any],
    grid_of: Callable[[Any], Any],
    photographs: list[Path],
) -> Iterator[Any]:
    """A pool with three photographs, and two other pools, one with a name and a picture, one empty."""
    name = name_of(request).removeprefix("test_")
    page = open_page(f"{server.address}/#/pools/{name}")
    grid = grid_of(page)
    grid.upload(photographs)
    pools = f"{server.address}/penstock/pools"
    picture = {"name": "cat.png", "mimeType": "image/png", "buffer": photographs[0].read_bytes()}
    assert page.request.post(f"{pools}/{name}_named/slots", multipart={"images": picture}).ok
    assert page.request.post(pools, data={"id": f"{name}_empty"}).ok
    profiles = f"{server.address}/penstock/profiles"
    assert page.request.post(profiles, data={"name": "Summer", "pool": f"{name}_named"}).ok
    yield grid
    page.request.delete(f"{profiles}/{name}_named")
    for pool in (name, f"{name}_empty"):  # a second try begins as the first did
        page.request.delete(f"{pools}/{pool}")


def choose(grid: Any) -> Any:
    """Opens the chooser for the second image, as its menu does; returns the dialog with its cards."""
    grid.page.evaluate(COPY, grid.shows(1))
    dialog = grid.page.get_by_role("dialog")
    expect(card(dialog, "New pool")).to_be_visible()
    return dialog


def card(dialog: Any, name: str) -> Any:
    """The button of a pool."""
    return dialog.get_by_role("button", name=re.compile(f"^{name}"))


def pools(grid: Any) -> dict[str, int]:
    """How many images each pool has."""
    answer = grid.page.request.get(f"{grid.page.url.partition('/#')[0]}/penstock/pools").json()
    return {pool["id"]: pool["count"] for pool in answer["pools"]}


def test_pools_have_names_counts_and_pictures(grid: Any) -> None:
    """A new pool comes first, then the named ones; each has its count and pictures; the pool itself is not offered."""
    dialog = choose(grid)
    cards = dialog.get_by_role("listitem").get_by_role("button")
    expect(cards.nth(0)).to_have_text("New pool")
    expect(cards.nth(1)).to_have_text(re.compile("^Summer"))
    expect(cards.nth(1)).to_contain_text("1 image")
    expect(cards.nth(1).locator("img")).to_have_js_property("complete", True)
    expect(card(dialog, "pools_have_names_counts_and_pictures_empty")).to_contain_text("0 images")
    expect(
        dialog.get_by_role("button", name=re.compile(r"^pools_have_names_counts_and_pictures\b(?!_)"))
    ).to_have_count(0)


def test_keyboard_alone_finds_and_chooses(grid: Any) -> None:
    """Typing searches, Enter takes the first pool found; the image is copied and the grid has the focus again."""
    grid.tiles.nth(1).focus()
    dialog = choose(grid)
    expect(dialog.get_by_role("searchbox", name="Search pools")).to_be_focused()
    grid.page.keyboard.type("summ")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    with grid.page.expect_response(lambda answer: answer.url.endswith("/copy") and answer.ok):
        grid.page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(grid.tiles.nth(1)).to_be_focused()
    assert pools(grid)["keyboard_alone_finds_and_chooses_named"] == 2


def test_arrows_move_between_cards(grid: Any) -> None:
    """Arrow down leads to the cards, arrows move among them, up leads back, and typing goes on with the search."""
    dialog = choose(grid)
    keyboard, search = grid.page.keyboard, dialog.get_by_role("searchbox")
    keyboard.press("ArrowDown")
    expect(card(dialog, "New pool")).to_be_focused()
    keyboard.press("ArrowRight")
    expect(card(dialog, "Summer")).to_be_focused()
    keyboard.press("Home")
    keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    keyboard.press("ArrowDown")
    keyboard.type("arr")
    expect(search).to_be_focused()
    expect(search).to_have_value("arr")
    keyboard.type("zzz")
    expect(dialog.get_by_text("No pool is called “arrzzz”.")).to_be_visible()
    keyboard.press("Escape")


def test_new_pool_gets_the_copy(grid: Any) -> None:
    """The first card makes a pool that holds the copied image."""
    before = pools(grid)
    dialog = choose(grid)
    with grid.page.expect_response(lambda answer: answer.url.endswith("/copy") and answer.ok):
        card(dialog, "New pool").click()
    expect(dialog).to_be_hidden()
    assert [count for pool, count in pools(grid).items() if pool not in before] == [1]


def test_escape_copies_nothing(grid: Any) -> None:
    """Escape closes the chooser; nothing was copied."""
    before = pools(grid)
    dialog = choose(grid)
    grid.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert pools(grid) == before


def test_failure_offers_another_try(grid: Any) -> None:
    """Pools that cannot be read are reported in the dialog; trying again shows them."""
    answer = {"error": {"code": "busy", "message": "The disk is asleep.", "hint": "", "field": None, "retryable": True}}
    grid.page.route("**/penstock/pools?pictures=4", lambda route: route.fulfill(status=423, json=answer))
    grid.page.evaluate(COPY, grid.shows(1))
    dialog = grid.page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("The disk is asleep.")
    grid.page.unroute("**/penstock/pools?pictures=4")
    dialog.get_by_role("button", name="Try again").click()
    expect(card(dialog, "Summer")).to_be_visible()


def test_many_pools_are_there_at_once(grid: Any) -> None:
    """Two hundred pools with pictures are shown quickly, and only the pictures on the screen are read."""
    some = [{"id": f"img_{number}", "image_tag": f"tag{number}"} for number in range(4)]
    many = [{"id": f"pool-{number}", "count": 9, "pictures": some} for number in range(POOLS)]
    grid.page.route("**/penstock/pools?pictures=4", lambda route: route.fulfill(json={"pools": many}))
    asked = []
    pixel = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    for route in ("**/pools/pool-*/slots/*/thumbnail?*",):
        grid.page.route(
            route, lambda one: (asked.append(one.request.url), one.fulfill(body=pixel, content_type="image/svg+xml"))
        )
    taken = grid.page.evaluate(
        """async () => {
          const start = performance.now();
          document.querySelector("penstock-pool-grid").commands.copyToPool(["x"]);
          const cards = () => document.querySelectorAll(".penstock-chooser-card").length;
          while (cards() < 200) await new Promise(requestAnimationFrame);
          return performance.now() - start;
        }"""
    )
    assert taken < MOST_MS
    dialog = grid.page.get_by_role("dialog")
    expect(card(dialog, "pool-0").locator("img").first).to_have_js_property("complete", True)
    assert 0 < len(asked) < MOST_PICTURES_READ
    grid.page.keyboard.type("pool-199")
    expect(dialog.get_by_role("listitem")).to_have_count(2)


def test_no_picture_is_read_before_the_styles_are_there(grid: Any) -> None:
    """Without them all cards seem to be on the screen."""
    held, asked = [], []
    some = [{"id": f"img_{number}", "image_tag": f"tag{number}"} for number in range(4)]
    many = [{"id": f"pool-{number}", "count": 9, "pictures": some} for number in range(POOLS)]
    grid.page.route("**/penstock/pools?pictures=4", lambda route: route.fulfill(json={"pools": many}))
    grid.page.route("**/pool_chooser.css", lambda route: held.append(route))
    grid.page.route("**/pools/pool-*/slots/*/thumbnail?*", lambda one: (asked.append(one), one.abort()))
    grid.page.evaluate(
        """async () => {
          document.querySelector("penstock-pool-grid").commands.copyToPool(["x"]);
          for (let frame = 0; frame < 20; frame += 1) await new Promise(requestAnimationFrame);
        }"""
    )
    assert not asked
    held[0].continue_()
    expect(card(grid.page.get_by_role("dialog"), "pool-0").locator("img").first).to_be_attached()
    assert 0 < len(asked) < MOST_PICTURES_READ


def test_names_follow_while_somebody_chooses(grid: Any) -> None:
    """A pool that is renamed meanwhile is called so, stands where its name belongs, and keeps the focus."""
    dialog = choose(grid)
    card(dialog, "Summer").focus()
    named = "names_follow_while_somebody_chooses_named"
    pool = f"{grid.page.url.partition('/#')[0]}/penstock/profiles/{named}"
    assert grid.page.request.patch(pool, data={"name": "Autumn"}).ok
    expect(card(dialog, "Autumn")).to_be_focused()
    expect(card(dialog, "Summer")).to_have_count(0)
    expect(dialog.get_by_role("listitem").nth(1)).to_contain_text("Autumn")
