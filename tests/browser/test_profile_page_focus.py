"""The page of profiles: where the focus is after a change, what was read and dismissed, and addresses."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .profile_page import link, make_profile, toast

MANY = 40
# Whether the element with the focus is seen whole, below the bar at the top.
IN_VIEW = """() => {
  const { top, bottom } = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".penstock-overview-bar").getBoundingClientRect();
  return top >= bar.bottom && bottom <= innerHeight;
}"""


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with more profiles than the page shows at once."""
    running = RunningServer(tmp_path_factory.mktemp("focus"))
    running.start()
    for number in range(MANY):
        make_profile(running, f"Night {number:02}")
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page of profiles."""
    page = open_page(f"{server.address}/#/profiles")
    expect(link(page, "Night 00")).to_be_visible()
    return page


def test_undoing_a_deletion_focuses_the_card(page: Any) -> None:
    """The message with Undo goes away; the profile that came back has the focus and is seen."""
    link(page, "Night 01").press("Delete")
    undo = toast(page, "Deleted Night 01").get_by_role("button", name="Undo")
    undo.focus()
    page.keyboard.press("Enter")
    expect(link(page, "Night 01")).to_be_focused()
    assert page.evaluate(IN_VIEW)


def test_a_renamed_card_is_seen_at_its_new_place(page: Any) -> None:
    """A name that sorts it to the end takes the card there, with the focus; the page follows."""
    link(page, "Night 02").press("F2")
    page.keyboard.type("Zebras")
    page.keyboard.press("Enter")
    expect(link(page, "Zebras")).to_be_focused()
    expect(link(page, "Zebras")).to_be_in_viewport(ratio=0.9)
    assert page.evaluate(IN_VIEW)


def test_the_focus_is_not_hidden_under_the_bar(page: Any) -> None:
    """Going up card by card, the one with the focus is below the bar at the top."""
    link(page, "Night 03").press("End")
    for _ in range(MANY // 5):
        page.keyboard.press("ArrowUp")
        assert page.evaluate(IN_VIEW)


def test_a_notice_that_was_read_is_dismissed(page: Any, server: Any) -> None:
    """What was mended can be put away, stays away when the page is left and comes back, and another problem is told."""
    problems = ["Two entries were mended."]
    listed = page.request.get(f"{server.address}/penstock/profiles").json()
    page.route("**/penstock/profiles", lambda route: route.fulfill(json=listed | {"problems": problems}))
    page.reload()
    notice = page.locator(".penstock-profiles-notice")
    expect(notice).to_contain_text("Two entries were mended.")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_have_count(0)
    expect(page.get_by_role("button", name="New profile")).to_be_focused()
    for name in ("Pools", "Profiles"):
        page.get_by_role("navigation").get_by_role("link", name=name, exact=True).click()
    expect(link(page, "Night 00")).to_be_visible()
    expect(notice).to_have_count(0)
    problems.append("An entry had no name.")
    make_profile(server, "Another")
    page.get_by_role("navigation").get_by_role("link", name="Pools", exact=True).click()
    page.reload()
    page.get_by_role("navigation").get_by_role("link", name="Profiles", exact=True).click()
    expect(notice).to_contain_text("An entry had no name.")


def test_the_address_of_a_profile(page: Any, server: Any) -> None:
    """`#/profiles/<id>` leads to the page of the profile, and back to where one came from."""
    found = page.request.get(f"{server.address}/penstock/profiles").json()["profiles"]
    profile = next(one["id"] for one in found if one["name"] == "Night 00")
    page.evaluate("(id) => void (location.hash = `#/profiles/${id}`)", profile)
    expect(page.get_by_role("heading", name="Night 00", level=1)).to_be_visible()
    assert page.evaluate("location.hash") == f"#/pools/{profile}?from=profiles"
    page.go_back()
    expect(page.get_by_role("heading", name="Profiles", level=1)).to_be_visible()


def test_what_was_deleted_opens_in_view(page: Any) -> None:
    """At the end of many cards, the list of deleted profiles is brought into view when it is opened."""
    link(page, "Night 04").press("Delete")
    expect(link(page, "Night 04")).to_have_count(0)
    page.get_by_text("Recently deleted").click()
    expect(page.get_by_role("button", name="Restore Night 04")).to_be_in_viewport(ratio=0.9)
