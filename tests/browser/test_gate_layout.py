"""Where things stand in the inbox: nothing that matters is cut off, and nothing moves under the pointer."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .gate_page import GateServer, InboxPage, Run, open_inbox

LONG = "A title that is much longer than anybody would expect from a node that asks for a decision, really"
IS_CUT = "(one) => one.scrollWidth > one.clientWidth || one.getClientRects().length === 0"
BOXES = """(many) => many.map((one) => one.getBoundingClientRect()).map(({ x, y, width, height }) =>
  [x, y, width, height].map(Math.round))"""


@pytest.fixture
def gates(server: Any) -> Iterator[GateServer]:
    """The server's gates; none are left behind."""
    made = GateServer(server)
    yield made
    made.clear()


Show = Callable[..., InboxPage]


@pytest.fixture
def show(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> Show:
    """Starts a run and shows its gates."""

    def shown(run: Run, count: int = 1, width: int = 1400) -> InboxPage:
        gates.start(run)
        gates.expect(count)
        inbox = open_inbox(server, open_page, width=width)
        expect(inbox.rows).to_have_count(count)
        return inbox

    return shown


def test_a_narrow_screen_cuts_off_nothing_that_matters(show: Show) -> None:
    """At 390 pixels the time that is left, the names of the tools and the chosen row are in sight, at every gate."""
    run = Run()
    for title in ("One", "Two", "Three", "Four", "Five"):
        run.route(title, ["Keep", "Reject"], time_limit=3600, unanswered="stop", repeat="always")
    inbox = show(run, 5, width=390)
    frame = inbox.page.locator(".penstock-inbox-list").bounding_box()
    for place in range(5):
        urgent = inbox.view.locator(".penstock-gate-urgent")
        expect(urgent).to_contain_text("Stops the run in")
        assert urgent.evaluate(IS_CUT) is False
        expect(inbox.view.get_by_text("Paint mask")).to_be_in_viewport(ratio=1)
        expect(inbox.chosen).to_be_in_viewport(ratio=1)
        row = inbox.chosen.bounding_box()
        assert frame["y"] <= row["y"]
        assert row["y"] + row["height"] <= frame["y"] + frame["height"]
        expect(inbox.view.locator(".penstock-gate-foot")).to_be_in_viewport(ratio=1)
        if place < 4:
            inbox.page.get_by_role("button", name="Next gate").first.click()


def test_a_long_title_takes_the_place_of_the_hint(show: Show) -> None:
    """What is asked goes before the title is cut; with room, both stand there."""
    run = Run()
    run.route(LONG[:44], ["Keep", "Reject"])
    inbox = show(run, width=390)
    title = inbox.title
    assert title.bounding_box()["width"] > 300
    assert inbox.view.locator(".penstock-gate-head").bounding_box()["height"] <= 22
    inbox.page.set_viewport_size({"width": 1400, "height": 900})
    expect(inbox.view.get_by_text("Choose a route")).to_be_in_viewport(ratio=1)
    assert title.evaluate(IS_CUT) is False


def test_ten_routes_stand_in_equal_rows(show: Show) -> None:
    """Ten routes are two rows of five of the same size; a long name takes two lines, and Enter is on the first."""
    run = Run()
    run.route("Ten", [f"Route {at}" if at != 4 else "A long name, upscale and repair" for at in range(1, 11)])
    inbox = show(run)
    routes = inbox.view.locator(".penstock-gate-routes > button")
    boxes = routes.evaluate_all(BOXES)
    assert [len({box[1] for box in row}) for row in (boxes[:5], boxes[5:])] == [1, 1]
    assert len({(width, height) for _, _, width, height in boxes}) == 1
    name = routes.nth(3).locator("span")
    assert name.evaluate("(one) => one.scrollHeight > one.clientHeight") is False
    expect(routes.first).to_contain_text("Enter")


def test_a_tiny_picture_is_not_blown_up(show: Show) -> None:
    """A picture of 16 pixels is shown eight times as large, with its pixels."""
    run = Run()
    run.route("Tiny", ["Keep", "Reject"], run.picture(width=16, height=16))
    frame = show(run).view.locator(".penstock-gate-frame")
    expect(frame.locator("img").first).to_have_css("image-rendering", "pixelated")
    assert frame.bounding_box()["width"] == 128


@pytest.mark.parametrize("width", [1400, 390])
def test_an_error_moves_nothing(show: Show, width: int) -> None:
    """Passing nothing says so without moving an image or a button; choosing one takes the message away."""
    run = Run()
    run.choose("Which?", run.picture(count=12))
    inbox = show(run, width=width)
    parts = inbox.view.locator(".penstock-gate-tile, .penstock-gate-tools, .penstock-gate-answer")
    expect(parts).to_have_count(14)
    before = parts.evaluate_all(BOXES)
    inbox.press("Enter")
    problem = inbox.view.get_by_role("alert")
    expect(problem).to_contain_text("Nothing is selected.")
    assert parts.evaluate_all(BOXES) == before
    expect(inbox.view.get_by_role("button", name="Select all")).to_be_in_viewport(ratio=1)
    inbox.press("3")
    expect(problem).to_be_hidden()


def test_an_empty_inbox_has_nowhere_to_go(gates: GateServer, server: Any, open_page: Callable[..., Any]) -> None:
    """Without gates there are no arrows between them; sound and notifications stay at the edge."""
    page = open_inbox(server, open_page).page
    expect(page.get_by_text("Nothing waits", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Next gate")).to_have_count(0)
    box = page.get_by_role("button", name="Notification when a gate opens").bounding_box()
    assert box["x"] + box["width"] > 1370


def test_a_low_screen_keeps_the_picture(show: Show) -> None:
    """On a phone that lies on its side the picture keeps its room, and the view scrolls to the last button."""
    run = Run()
    run.route("Ten", [f"Route {at}" for at in range(1, 11)], run.picture(width=300, height=200))
    inbox = show(run)
    inbox.page.set_viewport_size({"width": 844, "height": 390})
    assert inbox.view.locator(".penstock-gate-stage").bounding_box()["height"] >= 150
    last = inbox.view.get_by_role("button", name="Route 10")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport(ratio=1)


def test_what_was_decided_is_told_beside_the_next_gate(show: Show) -> None:
    """The next gate takes the place of the one that was answered: a message says which it was, and how it went on."""
    run = Run()
    for title in ("One", LONG):
        run.route(title, ["Keep", "Reject"])
    inbox = show(run, 2)
    first = inbox.title.inner_text()
    inbox.press("2")
    expect(inbox.title).not_to_have_text(first)
    expect(inbox.page.locator(".penstock-toast")).to_contain_text(f"{first[:30]}")
    expect(inbox.page.locator(".penstock-toast")).to_contain_text("Routed to Reject")
    assert inbox.page.locator(".penstock-toast").bounding_box()["height"] < 70
