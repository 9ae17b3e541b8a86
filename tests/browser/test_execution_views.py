"""Executions looked at closely: one picture on the whole screen, two executions side by side, ten thousand pictures."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .execution_page import Made, make_execution, tile, tiles
from .naming import name_of, of_try
from .standalone_page import ask

OLDER = "20261120_091000_zzz999"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its executions are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("executions"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def two(server: Any, request: pytest.FixtureRequest) -> tuple[Made, Made]:
    """Two executions of one story: 3, 3, 2, 0 pictures, and 3 of each."""
    story = name_of(request).removeprefix("test_")[:60]
    one = make_execution(server, story, picks={0: "000_opening_01.png"})
    other = make_execution(server, story, OLDER, pictures=(3, 3, 3, 3), timestamp="2026-11-20T09:10:00+00:00")
    return one, other


def place(page: Any) -> Any:
    """What the large view says about its picture."""
    return page.locator(".penstock-large-place")


def shown(page: Any) -> Any:
    """The picture of the large view that is in front."""
    return page.locator(".penstock-large-layer").last.locator(".penstock-large-full")


def test_the_large_view_goes_through_variants_and_scenes(
    server: Any, two: tuple[Made, Made], open_page: Callable[..., Any]
) -> None:
    """Arrows lead through variants and scenes, P picks, Delete deletes and goes on; the sheet is where one was last."""
    one, _ = two
    page = open_page(one.page(server))
    tile(page, "opening", 1).click()
    expect(place(page)).to_contain_text("Scene 1 · variant 2 · 2 of 8")
    expect(page.locator(".penstock-large-file")).to_have_text("000_opening_01.png")
    expect(page.get_by_role("button", name="Best of its scene", exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(place(page)).to_contain_text("Scene 2 · variant 1")
    page.keyboard.press("ArrowRight")
    with page.expect_response("**/picks"):
        page.keyboard.press("p")
    expect(page.get_by_role("button", name="Best of its scene", exact=True)).to_have_attribute("aria-pressed", "true")
    assert ask(server, "GET", one.route)["picks"]["1"] == "001_the_market_01.png"
    page.keyboard.press("Delete")
    expect(place(page)).to_contain_text("Scene 2 · variant 3 · 5 of 7")
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(place(page)).to_contain_text("6 of 8")
    page.get_by_role("group", name="Variants of this scene").get_by_role("button").first.click()
    expect(shown(page)).to_have_attribute("alt", "001_the_market_00.png")
    page.keyboard.press("+")
    width = page.locator(".penstock-large-picture").evaluate("one => one.clientWidth")
    page.keyboard.press("0")
    assert page.locator(".penstock-large-picture").evaluate("one => one.clientWidth") < width
    page.keyboard.press("Escape")
    expect(tile(page, "the market", 0)).to_be_focused()


def test_two_are_compared_side_by_side(server: Any, two: tuple[Made, Made], open_page: Callable[..., Any]) -> None:
    """The other one is chosen from a list; scenes stand beside each other, and both scroll as one."""
    one, other = two
    page = open_page(one.page(server), width=1400, height=420)
    expect(tiles(page)).to_have_count(8)
    page.keyboard.press("c")
    page.get_by_role("dialog").get_by_role("button", name=other.story).click()
    expect(page.get_by_role("heading", name="Compare executions")).to_be_visible()
    expect(tiles(page).first).to_be_visible()
    rows = page.get_by_role("row")
    expect(rows.nth(1).locator(".penstock-sheet-tile")).to_have_count(6)
    page.locator(".penstock-sheet").hover()
    page.mouse.wheel(0, 4000)
    expect(tile(page, "finale", 2)).to_be_in_viewport()
    expect(rows.last.locator(".penstock-sheet-gap")).to_have_count(3)
    page.get_by_role("button", name="Swap sides").click()
    page.wait_for_url(f"**?a=*{OLDER}*")
    page.locator(".penstock-compare-side").first.get_by_role("button").first.click()
    page.keyboard.type(other.story)
    expect(page.get_by_role("dialog")).to_contain_text("There is no other execution.")
    page.keyboard.press("Escape")


def test_the_large_view_toggles_and_wipes(server: Any, two: tuple[Made, Made], open_page: Callable[..., Any]) -> None:
    """T shows the same scene and variant of the other execution; W lays both over each other, with a line to move."""
    one, other = two
    page = open_page(f"{server.address}/#/executions/compare?a={one.key}&b={other.key}")
    expect(tiles(page)).to_have_count(20)
    tile(page, "harbour", 1).first.click()
    expect(place(page)).to_contain_text("Scene 3 · variant 2 · 8 of 8")
    page.keyboard.press("t")
    expect(page.get_by_role("button", name="B", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(place(page)).to_contain_text("Scene 3 · variant 2 · 8 of 12")
    expect(shown(page)).to_have_attribute("src", f"{other.route}/images/002_harbour_01.png?v={tag(server, other, 7)}")
    page.keyboard.press("t")
    page.keyboard.press("w")
    line = page.get_by_role("slider", name="Line between the two pictures")
    expect(line).to_have_attribute("aria-valuenow", "50")
    expect(page.locator(".penstock-large-full")).to_have_count(2)
    line.focus()
    page.keyboard.press("End")
    expect(line).to_have_attribute("aria-valuenow", "100")
    expect(place(page)).to_contain_text("Scene 3 · variant 2 · 8 of 8")
    page.keyboard.press("t")
    page.keyboard.press("Control+End")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def tag(server: Any, made: Made, index: int) -> str:
    """The tag of a picture."""
    return str(ask(server, "GET", made.route)["images"][index]["tag"])


def test_ten_thousand_pictures(server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """Ten thousand pictures are few elements; both ends are a key away."""
    made = make_execution(server, of_try(request, "many"), pictures=(1,), variants=0)
    images = made.folder / "images"
    first = images / "000_opening_00.png"
    for order in range(100):
        for variant in range(100):
            if order or variant:
                os.link(first, images / f"{order:03d}_opening_{variant:02d}.png")
    page = open_page(made.page(server))
    expect(page.locator(".penstock-execution-numbers")).to_have_text("10000 pictures", timeout=15_000)
    expect(tile(page, "opening", 0).first).to_be_visible()
    page.keyboard.press("s")
    page.keyboard.press("Control+End")
    last = page.locator("[title='099_opening_99.png']")
    expect(last).to_be_focused()
    expect(last).to_be_in_viewport()
    assert tiles(page).count() < 200
    page.keyboard.press("Control+Home")
    expect(page.locator("[title='000_opening_00.png']")).to_be_focused()


def test_videos_are_listed_and_deleted(server: Any, two: tuple[Made, Made], open_page: Callable[..., Any]) -> None:
    """Videos stand by order with the scenes between which they lead; one that cannot be played says so; Undo works."""
    made, _ = two
    for name in ("000_opening_to_the_market.mp4", "001_the_market_to_harbour.mp4"):
        (made.folder / "videos" / name).write_bytes(b"no film")
    page = open_page(made.page(server))
    page.get_by_role("tab", name="2 videos").click()
    lines = page.get_by_role("list", name="Videos").get_by_role("listitem")
    expect(lines).to_contain_text(["opening to the market", "the market to harbour"])
    lines.nth(1).get_by_role("button").first.click()
    expect(page.get_by_text("This browser cannot play it.")).to_be_visible()
    page.keyboard.press("Delete")
    expect(lines).to_have_count(1)
    expect(lines.get_by_role("button").first).to_be_focused()
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(lines).to_have_count(2)
    assert (made.folder / "videos" / "001_the_market_to_harbour.mp4").exists()
