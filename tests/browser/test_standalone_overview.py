"""The overview of pools in the standalone app."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .standalone_page import ask, drop_file, fill_pool, make_pool, name_pool


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: among the pools of other tests these would be far down the page."""
    running = RunningServer(tmp_path_factory.mktemp("overview"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def pools(server: Any, photographs: list[Path]) -> list[str]:
    """Three pools of one, three and no images."""
    fill_pool(server, "overview_one", photographs[:1])
    fill_pool(server, "overview_three", photographs)
    make_pool(server, "overview_none")
    return ["overview_none", "overview_one", "overview_three"]


@pytest.fixture
def page(server: Any, pools: list[str], open_page: Callable[..., Any]) -> Iterator[Any]:
    """The overview, searched for the pools of these tests."""
    page = open_page(server.address)
    page.get_by_role("searchbox").fill("overview_")
    expect(card(page, pools[0])).to_be_visible()
    yield page
    page.evaluate("localStorage.clear()")


def card(page: Any, pool: str) -> Any:
    """The link of a pool's card."""
    return page.locator(f".penstock-card[data-pool={pool}] a")


def shown(page: Any) -> list[str]:
    """The pools on the page, in their order."""
    return list(page.locator(".penstock-card[data-pool]").evaluate_all("cards => cards.map((one) => one.dataset.pool)"))


def test_a_card_shows_pictures_count_and_name(page: Any, server: Any, pools: list[str]) -> None:
    """A card has the first pictures and the count of its pool, all read in one request."""
    three = page.locator(".penstock-card[data-pool=overview_three]")
    expect(three.locator(".penstock-count")).to_have_text("3 images")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-pool=overview_three] img')]"
        ".filter((image) => image.naturalWidth > 0).length === 3"
    )
    asked: list[str] = []
    page.on("request", lambda request: "/penstock/pools" in request.url and asked.append(request.url))
    page.reload()
    expect(card(page, "overview_three")).to_be_visible()
    assert [url for url in asked if "/thumbnail" not in url] == [f"{server.address}/penstock/pools?pictures=4"]


def test_a_profile_gives_the_name(server: Any, open_page: Callable[..., Any]) -> None:
    """A pool with a profile shows the profile's name; another one with a long id shows both ends of it."""
    long = make_pool(server, "overview_of_a_very_long_id_that_ends_in_9f3c")
    name_pool(server, make_pool(server, "overview_p7"), "Winter campaign")
    page = open_page(server.address)
    expect(page.get_by_role("link", name="Open the pool Winter campaign", exact=True)).to_be_visible()
    name = page.locator(f"[data-pool={long}] .penstock-card-name")
    expect(name).to_have_text(long)
    expect(name.get_by_text("n_9f3c")).to_be_in_viewport(ratio=1)
    assert name.evaluate("({ firstChild }) => firstChild.scrollWidth > firstChild.clientWidth"), "its middle is cut"
    assert name.evaluate("(one) => one.scrollWidth <= one.clientWidth"), "and nothing else is"
    expect(name).to_have_attribute("title", long)
    page.get_by_role("searchbox").fill("winter")
    assert shown(page) == ["overview_p7"]


def test_search_and_sort(page: Any, pools: list[str]) -> None:
    """Typing narrows the pools by id and name, the order can be chosen and is kept."""
    search = page.get_by_role("searchbox")
    search.fill("OVERVIEW three")
    assert shown(page) == ["overview_three"]
    search.fill("overview nothing like it")
    expect(page.get_by_text("No pool matches")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(search).to_be_focused()
    page.get_by_role("button", name="Sort").click()
    page.get_by_role("menuitemradio", name="Most images first").click()
    counts = page.locator(".penstock-card[data-pool] .penstock-count").all_text_contents()
    numbers = [int(text.split()[0]) for text in counts]
    assert numbers == sorted(numbers, reverse=True)
    page.reload()
    card(page, "overview_one").wait_for()
    assert page.locator(".penstock-card[data-pool] .penstock-count").all_text_contents()[0] == counts[0]


def test_changes_elsewhere_show_at_once(page: Any, server: Any, photographs: list[Path]) -> None:
    """Pools that are made, filled and deleted elsewhere appear, change and go without a reload."""
    make_pool(server, "overview_live")
    live = page.locator(".penstock-card[data-pool=overview_live]")
    expect(live.locator(".penstock-count")).to_have_text("0 images")
    fill_pool(server, "overview_live", photographs[:2])
    expect(live.locator(".penstock-count")).to_have_text("2 images")
    expect(live.locator("img")).to_have_count(2)
    ask(server, "DELETE", "/penstock/pools/overview_live")
    expect(live).to_have_count(0)


def test_a_new_pool(page: Any, server: Any) -> None:
    """The key n asks for a name; what is wrong is said at the field; blanks become -; a good one opens the pool."""
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("n")
    dialog = page.get_by_role("dialog", name="New pool")
    page.keyboard.type("overview_one")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("already")
    dialog.get_by_label("Name").fill("what a name?")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("Use letters, digits, - and _ only (64 at most).")
    dialog.get_by_label("Name").fill(" overview new ")
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="overview-new", level=1)).to_be_focused()
    expect(page.get_by_text("No images yet")).to_be_visible()
    ask(server, "DELETE", "/penstock/pools/overview-new")


def test_a_new_pool_without_a_name(page: Any) -> None:
    """Without a name one is made up."""
    page.get_by_role("button", name="New pool").click()
    page.keyboard.press("Enter")
    expect(page.get_by_text("No images yet")).to_be_visible()
    page.get_by_role("button", name="Menu of the pool").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_focused()


def test_the_keyboard_is_enough(page: Any, pools: list[str]) -> None:
    """From the search arrows lead to the cards; Delete deletes, Undo brings back, Enter opens, Back leads back."""
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("/")
    page.keyboard.type("overview_")
    page.keyboard.press("ArrowDown")
    expect(card(page, shown(page)[0])).to_be_focused()
    page.keyboard.press("End")
    last = shown(page)[-1]
    expect(card(page, last)).to_be_focused()
    page.keyboard.press("Delete")
    expect(card(page, last)).to_have_count(0)
    expect(card(page, shown(page)[-1])).to_be_focused()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(card(page, last)).to_be_visible()
    card(page, shown(page)[0]).focus()
    page.keyboard.press("ArrowRight")
    second = shown(page)[1]
    page.keyboard.press("Enter")
    expect(page.locator(".penstock-title h1")).to_be_focused()
    assert page.evaluate("location.hash") == f"#/pools/{second}"
    page.go_back()
    expect(card(page, second)).to_be_focused()


def test_the_menu_of_a_card(page: Any, server: Any) -> None:
    """A right click opens the menu, Duplicate makes a copy that can be opened, Copy id copies."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card(page, "overview_three").click(button="right")
    page.get_by_role("menuitem", name="Copy id").click()
    expect(page.get_by_text("Copied overview_three")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "overview_three"
    card(page, "overview_three").press("Shift+F10")
    page.keyboard.press("Escape")
    expect(card(page, "overview_three")).to_be_focused()
    page.get_by_role("button", name="Menu of the pool overview_three").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    page.locator(".penstock-toast").filter(has_text="Duplicated").get_by_role("button", name="Open").click()
    expect(page.locator(".penstock-title .penstock-count")).to_have_text("3 images")
    copy = page.evaluate("location.hash").removeprefix("#/pools/")
    ask(server, "DELETE", f"/penstock/pools/{copy}")


def test_dropped_images(page: Any) -> None:
    """Images dropped on a card are added to its pool; dropped beside, they are a new pool, which opens."""
    drop_file(page, "[data-pool=overview_none]", "dragenter", "dragover")
    expect(page.locator("[data-pool=overview_none] .penstock-card-drop")).to_be_visible()
    expect(page.get_by_text("Drop to make a new pool")).to_be_hidden()
    drop_file(page, "[data-pool=overview_none]", "drop")
    expect(page.get_by_text("1 image added to overview_none")).to_be_visible()
    expect(page.locator("[data-pool=overview_none] .penstock-count")).to_have_text("1 image")
    drop_file(page, ".penstock-overview", "dragenter", "dragover")
    expect(page.get_by_text("Drop to make a new pool")).to_be_visible()
    drop_file(page, ".penstock-overview", "drop")
    expect(page.locator(".penstock-title .penstock-count")).to_have_text("1 image")


def test_it_fails_and_is_tried_again(server: Any, pools: list[str], open_page: Callable[..., Any]) -> None:
    """Pools that cannot be read are an error with its reason; trying again shows them."""
    page = open_page("about:blank")
    failure = {"error": {"code": "storage_failed", "message": "The disk is on strike.", "hint": "Wait."}}
    page.route("**/penstock/pools?*", lambda route: route.fulfill(status=500, json=failure))
    page.goto(server.address)
    expect(page.get_by_role("alert")).to_contain_text("The disk is on strike.")
    page.unroute("**/penstock/pools?*")
    page.get_by_role("button", name="Try again").click()
    expect(card(page, "overview_one")).to_be_visible()


def test_the_focus_stays_when_there_is_nothing_to_show(open_page: Callable[..., Any], tmp_path: Path) -> None:
    """Without pools, the button that has the focus keeps it when the list is there and shown again."""
    empty = RunningServer(tmp_path)
    empty.start()
    try:
        page = open_page(empty.address)
        at_the_top = page.locator(".penstock-overview-bar").get_by_role("button", name="New pool")
        at_the_top.focus()
        expect(page.get_by_text("No pools yet")).to_be_visible()
        expect(at_the_top).to_be_focused()
        in_the_middle = page.locator(".penstock-overview-message").get_by_role("button", name="New pool")
        in_the_middle.focus()
        page.evaluate("document.querySelector('.penstock-search input').dispatchEvent(new Event('input'))")
        expect(in_the_middle).to_be_focused()
    finally:
        empty.stop()
