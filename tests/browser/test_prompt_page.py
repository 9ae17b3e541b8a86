"""The page of all collections of prompts: made, opened, deleted and restored, also by other programs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .prompt_page import document, put_collection
from .standalone_page import ask


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its collections are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("prompts"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Iterator[Any]:
    """The page, with one collection; whatever the test made is gone after it."""
    put_collection(server, "beach", document())
    page = open_page(f"{server.address}/#/prompts")
    expect(link(page, "beach")).to_be_visible()
    yield page
    for one in ask(server, "GET", "/penstock/prompts")["collections"]:
        ask(server, "DELETE", f"/penstock/prompts/{one['folder']}")


def link(page: Any, folder: str) -> Any:
    """The line of a collection."""
    return page.get_by_role("main").locator(f"[data-folder='{folder}'] a")


def test_the_keyboard_makes_opens_and_deletes(page: Any, server: Any) -> None:
    """N makes a collection and opens it; Delete moves one to the trash, Undo brings it back, and the focus stays."""
    page.keyboard.press("n")
    page.get_by_role("dialog").get_by_role("textbox").fill("forest")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="forest", level=1)).to_be_visible()
    expect(page.get_by_text("No prompts yet")).to_be_visible()
    page.go_back()
    expect(link(page, "forest")).to_be_focused()
    page.keyboard.press("Delete")
    expect(link(page, "forest")).to_have_count(0)
    expect(link(page, "beach")).to_be_focused()
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(link(page, "forest")).to_be_visible()


def test_a_bad_name_is_refused_in_words(page: Any, server: Any) -> None:
    """A name that is a path, or is in use, is refused by the server's words beside the field, and nothing is made."""
    page.get_by_role("button", name="New collection").click()
    dialog = page.get_by_role("dialog")
    for name in ("../evil", "beach"):
        dialog.get_by_role("textbox").fill(name)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_be_visible()
    assert [one["folder"] for one in ask(server, "GET", "/penstock/prompts")["collections"]] == ["beach"]


def test_changes_elsewhere_show_at_once(page: Any, server: Any) -> None:
    """Collections that are made, edited and deleted elsewhere appear, are marked and go, without a reload."""
    ask(server, "POST", "/penstock/prompts", {"folder": "elsewhere"})
    expect(link(page, "elsewhere")).to_contain_text("0 prompts")
    draft = ask(server, "POST", "/penstock/prompts/elsewhere/drafts", {})
    edits = {"edits": [{"key": "prompt:sky", "value": {"value": "blue"}}]}
    edited = ask(server, "PATCH", f"/penstock/prompts/elsewhere/drafts/{draft['id']}", edits)
    expect(link(page, "elsewhere")).to_contain_text("Unsaved changes")
    ask(server, "POST", f"/penstock/prompts/elsewhere/drafts/{draft['id']}/save", {"revision": edited["revision"]})
    expect(link(page, "elsewhere")).to_contain_text("1 prompt")
    expect(link(page, "elsewhere")).not_to_contain_text("Unsaved")
    put_collection(server, "old", {"girl_pos": "a girl"})
    expect(link(page, "old")).to_contain_text("Version 1")
    ask(server, "DELETE", "/penstock/prompts/elsewhere")
    expect(link(page, "elsewhere")).to_have_count(0)


def test_the_trash_gives_back(page: Any, server: Any) -> None:
    """What was deleted is listed and comes back with all its prompts."""
    page.get_by_role("button", name="Menu of beach").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_text("No collections yet")).to_be_visible()
    page.get_by_text("Deleted collections").click()
    page.get_by_role("button", name="Restore beach").first.click()
    expect(link(page, "beach")).to_contain_text("4 prompts")


def test_the_search_narrows(page: Any, server: Any) -> None:
    """Typing shows the collections that are called so; Escape shows all again; nothing found says so."""
    ask(server, "POST", "/penstock/prompts", {"folder": "forest"})
    expect(link(page, "forest")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("for")
    expect(link(page, "beach")).to_have_count(0)
    page.keyboard.type("mule")
    expect(page.get_by_text("Nothing found")).to_be_visible()
    page.keyboard.press("Escape")
    expect(link(page, "beach")).to_be_visible()


def test_a_collection_that_is_not_there(page: Any, server: Any) -> None:
    """The address of a collection that there is not offers to create it."""
    page.goto(f"{server.address}/#/prompts/nowhere")
    expect(page.get_by_text("There is no such collection.")).to_be_visible()
    page.get_by_role("button", name="Create it").click()
    expect(page.get_by_text("No prompts yet")).to_be_visible()
