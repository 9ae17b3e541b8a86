"""The page of all stories: made, searched, opened, duplicated, deleted and brought back, by pointer and by key."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .story_page import WAIT_MS, board_of, entry, put_scenes, put_story, saved_names, story_file


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """A server of the test's own, with scenes and no story."""
    running = RunningServer(tmp_path)
    put_scenes(running)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page of stories."""
    page = open_page(f"{server.address}/#/stories")
    expect(page.get_by_role("heading", name="Stories", exact=True)).to_be_visible()
    return page


def test_a_story_is_made_and_filled(server: Any, page: Any) -> None:
    """The first story is made from the empty page; a name that is used or cannot be is refused in the dialog."""
    page.get_by_role("button", name="New story…").last.click()
    dialog = page.get_by_role("dialog", name="New story")
    name = dialog.get_by_role("textbox")
    name.fill("../up")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_be_visible()
    name.fill("made here")
    page.keyboard.press("Enter")
    board = board_of(page)
    board.root.get_by_role("button", name="Add scenes…").last.click()
    chooser = page.get_by_role("dialog", name="Add scenes")
    expect(chooser.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("ca")
    expect(chooser.get_by_role("group").get_by_role("button")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    board.expect_names("castle", "cave")
    board.save()
    assert saved_names(server, "made here".replace(" ", "%20")) == ["castle", "cave"]
    page.get_by_role("link", name="Stories").last.click()
    expect(page.get_by_role("link", name="made here")).to_contain_text("2 scenes")


def test_stories_are_found_by_their_scenes(server: Any, page: Any) -> None:
    """A search finds names of stories and of scenes; a scene that is missing is told in the list."""
    put_story(server, "found one", [entry("harbour", 0), entry("nowhere", 1)])
    put_story(server, "found two", [entry("beach", 0)])
    expect(page.get_by_role("link", name="found one")).to_contain_text("1 scene missing")
    page.get_by_role("searchbox", name="Search stories and scenes").fill("harbour")
    expect(page.get_by_role("link", name="found one")).to_be_visible()
    expect(page.get_by_role("link", name="found two")).to_be_hidden()


def test_stories_are_duplicated_deleted_and_restored_by_key(server: Any, page: Any) -> None:
    """Ctrl+D asks for the name of a copy, Delete moves to the trash with Undo (Ctrl+Z), the trash brings back."""
    put_story(server, "keyed")
    link = page.get_by_role("link", name="keyed", exact=False).first
    link.focus()
    page.keyboard.press("Control+d")
    dialog = page.get_by_role("dialog", name="Duplicate the story")
    expect(dialog.get_by_role("textbox")).to_have_value("keyed 2")
    page.keyboard.press("Enter")
    copy = page.locator("[data-story='keyed 2'] a")
    expect(copy).to_be_visible()
    assert saved_names(server, "keyed%202") == ["beach", "forest", "town"]
    copy.focus()
    page.keyboard.press("Delete")
    expect(copy).to_have_count(0)
    assert not story_file(server, "keyed 2").exists()
    page.get_by_role("button", name="Undo").last.click()
    expect(copy).to_be_visible()
    copy.focus()
    page.keyboard.press("Delete")
    expect(copy).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(copy).to_be_visible()
    copy.focus()
    page.keyboard.press("Delete")
    page.get_by_text("Deleted stories").click()
    page.get_by_role("button", name="Restore keyed 2").click()
    expect(copy).to_be_visible()
    assert saved_names(server, "keyed%202") == ["beach", "forest", "town"]


def test_a_story_leads_to_its_executions(server: Any, page: Any) -> None:
    """The page of a story says how many executions it has, and leads there."""
    put_story(server, "ran")
    page.goto(f"{server.address}/#/stories/ran")
    expect(page.get_by_role("link", name="0 executions")).to_have_attribute("href", "#/executions?story=ran")


def test_stories_of_newer_and_damaged_files(server: Any, open_page: Callable[..., Any]) -> None:
    """What a newer Penstock wrote is shown and cannot be changed; a damaged file is told, and is left as it is."""
    put_story(server, "newer")
    path = story_file(server, "newer")
    path.write_text(path.read_text().replace('"version": 2', '"version": 2, "format": 99'))
    damaged = story_file(server, "damaged")
    damaged.parent.mkdir(parents=True)
    damaged.write_text('{"version": 2, "scenes": [')
    page = open_page(f"{server.address}/#/stories")
    expect(page.locator("[data-story=newer]")).to_contain_text("Read-only", timeout=WAIT_MS)
    expect(page.locator("[data-story=damaged]")).to_be_visible()
    page.locator("[data-story=newer] a").click()
    board = board_of(page)
    expect(page.get_by_text("A newer Penstock wrote this story.")).to_be_visible()
    board.expect_names("beach", "forest", "town")
    expect(board.root.get_by_role("button", name="Add scenes…")).to_be_disabled()
    board.card("town").click()
    page.keyboard.press("Alt+Home")
    page.keyboard.press("Delete")
    expect(board.detail.get_by_label("Depth", exact=True)).to_be_disabled()
    board.expect_names("beach", "forest", "town")
    page.goto(f"{server.address}/#/stories/damaged")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert damaged.read_text() == '{"version": 2, "scenes": ['
