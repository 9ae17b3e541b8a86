"""The page of all workflows: found, renamed, tagged, deleted and restored, also by other pages."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .standalone_page import ask
from .workflow_page import PAINTING, answer, card, change, clear, kept, put_workflow


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its workflows are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("workflows"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Iterator[Any]:
    """The page, with two workflows; whatever the test made is gone after it."""
    put_workflow(server, "beach")
    change(server, put_workflow(server, "harbour", PAINTING), tags=["boats", "Sea"], description="grey and quiet")
    page = open_page(f"{server.address}/#/workflows")
    expect(card(page, "beach")).to_be_visible()
    yield page
    clear(server)


def test_cards_tell_what_a_workflow_is(page: Any) -> None:
    """A card has nodes, tags and when it was used or added; the arrows move between cards and up to the search."""
    expect(card(page, "beach")).to_contain_text("2 nodes · added just now")
    expect(page.locator(".penstock-workflow-card").filter(has=card(page, "harbour"))).to_contain_text("boats")
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(card(page, "harbour")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(card(page, "beach")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_keyboard_renames_tags_and_deletes_workflows(page: Any, server: Any) -> None:
    """F2 renames, T edits tags, Delete moves to the trash, Undo and Ctrl+Z bring back; the focus stays on the card."""
    card(page, "beach").focus()
    page.keyboard.press("F2")
    answer(page, "dunes")
    expect(card(page, "dunes")).to_be_focused()
    page.keyboard.press("t")
    answer(page, "sand, #wind, Sand")
    expect(card(page, "dunes")).to_be_focused()
    found = ask(server, "GET", "/penstock/workflows?search=dunes")["workflows"]
    assert [(one["name"], one["tags"]) for one in found] == [("dunes", ["sand", "wind"])]
    page.keyboard.press("Delete")
    expect(card(page, "dunes")).to_have_count(0)
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(card(page, "dunes")).to_be_focused()
    page.keyboard.press("Delete")
    expect(card(page, "dunes")).to_have_count(0)
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+z")
    expect(card(page, "dunes")).to_be_focused()


def test_a_name_that_is_used_is_refused_in_words(page: Any, server: Any) -> None:
    """A used or empty name is refused beside the field, and the workflow keeps its own."""
    card(page, "beach").focus()
    page.keyboard.press("F2")
    for name in ("Harbour", "  "):
        answer(page, name)
        expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(card(page, "beach")).to_be_focused()
    assert {one["name"] for one in ask(server, "GET", "/penstock/workflows")["workflows"]} == {"beach", "harbour"}


def test_the_trash_of_workflows_gives_back(page: Any) -> None:
    """A deleted workflow stands in the list of deleted ones, and comes back from there."""
    card(page, "beach").focus()
    page.keyboard.press("Delete")
    page.get_by_role("heading", name="Deleted workflows").click()
    page.get_by_role("button", name="Restore beach").first.click()
    expect(card(page, "beach")).to_be_visible()


def test_search_and_tags_find_workflows(page: Any) -> None:
    """Names, descriptions and tags are searched; a tag leaves those that have it; that nothing matches is said."""
    page.keyboard.press("/")
    page.keyboard.type("quiet grey")
    expect(card(page, "beach")).to_have_count(0)
    expect(card(page, "harbour")).to_be_visible()
    page.keyboard.type(" zzz")
    expect(page.get_by_text("No workflow matches")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(card(page, "beach")).to_be_visible()
    tag = page.get_by_role("group", name="Tags").get_by_role("button", name="boats")
    tag.click()
    expect(card(page, "beach")).to_have_count(0)
    expect(tag).to_have_attribute("aria-pressed", "true")
    tag.click()
    expect(card(page, "beach")).to_be_visible()


def test_workflows_of_other_pages_show_at_once(page: Any, server: Any) -> None:
    """What is imported, renamed and deleted elsewhere shows without a reload."""
    made = put_workflow(server, "elsewhere")
    expect(card(page, "elsewhere")).to_be_visible()
    change(server, made, name="somewhere")
    expect(card(page, "somewhere")).to_be_visible()
    ask(server, "DELETE", f"/penstock/workflows/{made['id']}")
    expect(card(page, "somewhere")).to_have_count(0)


def test_a_change_elsewhere_is_not_written_over(page: Any, server: Any) -> None:
    """A rename of what somebody else has renamed meanwhile is refused; one beside other changes stays with them."""
    workflow = ask(server, "GET", "/penstock/workflows?search=beach")["workflows"][0]
    card(page, "beach").focus()
    page.keyboard.press("F2")
    change(server, workflow, description="white sand")
    answer(page, "shore")
    expect(card(page, "shore")).to_be_focused()
    assert (kept(server, workflow)["name"], kept(server, workflow)["description"]) == ("shore", "white sand")
    page.keyboard.press("F2")
    change(server, workflow, name="coast")
    answer(page, "cliff")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert kept(server, workflow)["name"] == "coast"


def test_no_workflows_says_what_to_do(server: Any, open_page: Callable[..., Any]) -> None:
    """Without workflows the page says what they are and how to import them; a server that fails can be asked again."""
    page = open_page("about:blank")
    page.route("**/penstock/workflows", lambda route: route.fulfill(status=503, json={"error": {"message": "Busy."}}))
    page.goto(f"{server.address}/#/workflows")
    expect(page.get_by_text("Busy.")).to_be_visible()
    page.unroute("**/penstock/workflows")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("No workflows yet")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button", name="Import")).to_have_count(2)
