"""The page of all scenes: made, found, renamed, deleted and restored, also by other programs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .scene_page import answer, card, put_scene
from .standalone_page import ask


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its scenes are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("scenes"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page, with two scenes."""
    put_scene(server, "beach")
    put_scene(server, "harbour", pictures={})
    page = open_page(f"{server.address}/#/scenes")
    expect(card(page, "beach")).to_be_visible()
    return page


def test_cards_tell_what_a_scene_has(page: Any) -> None:
    """A card shows the base picture and how many prompts there are; the focus moves over them by arrows."""
    expect(card(page, "beach").locator("img")).to_have_js_property("complete", True)
    assert card(page, "beach").locator("img").evaluate("(image) => image.naturalWidth") == 48
    expect(card(page, "beach")).to_contain_text("2 prompts")
    expect(card(page, "harbour").locator("img")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    expect(card(page, "beach")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(card(page, "harbour")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_keyboard_makes_renames_and_deletes(page: Any, server: Any) -> None:
    """N makes a scene and opens it; F2 renames, Delete moves to the trash, Undo and Ctrl+Z bring back, focus stays."""
    page.keyboard.press("n")
    answer(page, "forest")
    expect(page.get_by_role("heading", name="forest", level=1)).to_be_visible()
    page.go_back()
    expect(card(page, "forest")).to_be_focused()
    page.keyboard.press("F2")
    answer(page, "dark forest")
    expect(card(page, "dark forest")).to_be_focused()
    assert (server.data / "output/scenes/dark forest").is_dir()
    assert not (server.data / "output/scenes/forest").exists()
    page.keyboard.press("Delete")
    expect(card(page, "dark forest")).to_have_count(0)
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(card(page, "dark forest")).to_be_focused()
    page.keyboard.press("Delete")
    expect(card(page, "dark forest")).to_have_count(0)
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Control+z")
    expect(card(page, "dark forest")).to_be_focused()


def test_a_bad_name_is_refused_in_words(page: Any, server: Any) -> None:
    """A name that is a path, or is in use, is refused by the server's words beside the field, and nothing is made."""
    page.get_by_role("button", name="New scene").click()
    for name in ("../evil", "beach"):
        answer(page, name)
        expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    assert [one["name"] for one in ask(server, "GET", "/penstock/scenes")["scenes"]] == ["beach", "harbour"]


def test_the_trash_gives_back(page: Any, server: Any) -> None:
    """A deleted scene stands in the list of deleted ones, and comes back from there with its files."""
    card(page, "beach").focus()
    page.keyboard.press("Delete")
    page.get_by_role("heading", name="Deleted scenes").click()
    page.get_by_role("button", name="Restore beach").first.click()
    expect(card(page, "beach")).to_be_visible()
    assert (server.data / "output/scenes/beach/base.png").exists()


def test_search_finds_and_says_that_it_does_not(page: Any) -> None:
    """What is typed leaves the scenes that match; none that does is said, and the search can be cleared."""
    page.keyboard.press("/")
    page.keyboard.type("harb")
    expect(card(page, "beach")).to_have_count(0)
    expect(card(page, "harbour")).to_be_visible()
    page.keyboard.type("zzz")
    expect(page.get_by_text("No scene matches")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(card(page, "beach")).to_be_visible()


def test_changes_elsewhere_show_at_once(page: Any, server: Any) -> None:
    """Scenes that are made, edited and written elsewhere appear and are marked, without a reload."""
    ask(server, "POST", "/penstock/scenes", {"name": "elsewhere"})
    expect(card(page, "elsewhere")).to_contain_text("0 prompts")
    draft = ask(server, "POST", "/penstock/scenes/elsewhere/drafts", {})
    edits = {"edits": [{"key": "description", "value": "windy"}]}
    ask(server, "PATCH", f"/penstock/scenes/elsewhere/drafts/{draft['id']}", edits)
    expect(card(page, "elsewhere")).to_contain_text("Unsaved changes")
    ask(server, "DELETE", f"/penstock/scenes/elsewhere/drafts/{draft['id']}")
    expect(card(page, "elsewhere")).not_to_contain_text("Unsaved changes")
    prompts = ask(server, "POST", "/penstock/prompts/beach/drafts", {})
    edits = {"edits": [{"key": "prompt:new", "value": {"value": "text"}}]}
    ask(server, "PATCH", f"/penstock/prompts/beach/drafts/{prompts['id']}", edits)
    expect(card(page, "beach")).to_contain_text("Unsaved changes")
    ask(server, "DELETE", f"/penstock/prompts/beach/drafts/{prompts['id']}")
    expect(card(page, "beach")).not_to_contain_text("Unsaved changes")
    put_scene(server, "written")
    expect(card(page, "written")).to_contain_text("2 prompts")


def test_stories_that_a_scene_is_in_are_told(page: Any, server: Any) -> None:
    """A card says in which story its scene is, the search finds it by that, and its page leads to the story."""
    ask(server, "POST", "/penstock/stories", {"name": "summer", "scenes": ["beach"]})
    expect(card(page, "beach")).to_contain_text("in “summer”")
    page.keyboard.press("/")
    page.keyboard.type("summ")
    expect(card(page, "harbour")).to_have_count(0)
    card(page, "beach").click()
    page.get_by_role("main").get_by_role("link", name="summer").click()
    expect(page.get_by_role("heading", name="summer", level=1)).to_be_visible()


def test_no_scenes_say_what_one_is(page: Any, server: Any) -> None:
    """Without scenes the page says what a scene is and offers to make one."""
    for name in ("beach", "harbour"):
        ask(server, "DELETE", f"/penstock/scenes/{name}")
    expect(page.get_by_text("No scenes yet")).to_be_visible()
    expect(page.locator(".penstock-empty").get_by_role("button", name="New scene")).to_be_visible()
