"""The page of all libbers in the standalone app: make, import, rename, duplicate, delete, restore."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .libber_page import answer, clear, drop_json, line, make_libber, names, saved, shown
from .standalone_page import ask


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its libraries are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("libber-list"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page with three libraries."""
    clear(server)
    for name in ("ants", "bees", "cats"):
        make_libber(server, name, {"a": "A", "b": "B"})
    page = open_page(f"{server.address}/#/gates")
    page.get_by_role("heading", name="Gates", level=1).wait_for()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(line(page, "cats")).to_be_visible()
    return page


def test_a_new_library_is_opened(page: Any, server: Any) -> None:
    """A new library asks for a name, refuses one that cannot be or is in use, and shows its page."""
    page.get_by_role("button", name="New libber…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("textbox")).to_have_value("libber")
    for name, words in (("a/b", "letters A to Z"), ("CATS", "already"), ("", "needs a name")):
        dialog.get_by_role("textbox").fill(name)
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("alert")).to_contain_text(words)
    answer(page, "dogs", "Create")
    expect(page.get_by_role("heading", name="dogs", level=1)).to_be_visible()
    assert names(server) == ["ants", "bees", "cats", "dogs"]


def test_files_are_imported(page: Any, server: Any) -> None:
    """Files in both shapes become libraries under free names; what is none is told, and the others go on."""
    drop_json(page, ".penstock-libbers", "cats.json", {"lib_dict": {"My Key": "x"}})
    expect(line(page, "cats 2")).to_be_visible()
    assert saved(server, "cats 2") == {"my_key": "x"}
    drop_json(page, ".penstock-libbers", "broken.json", "{no")
    expect(page.get_by_role("alert")).to_contain_text("“broken.json” was not imported")
    assert shown(page) == ["ants", "bees", "cats", "cats 2"]


def test_names_and_the_trash(page: Any, server: Any) -> None:
    """Rename, duplicate, delete with undo, restore from the trash: the list is right after each."""
    line(page, "bees").get_by_role("button", name="Menu of bees").click()
    page.get_by_role("menuitem", name="Rename").click()
    answer(page, "wasps", "Rename")
    expect(line(page, "wasps").get_by_role("link")).to_be_focused()
    page.keyboard.press("Control+d")
    answer(page, "wasps 2", "Create")
    expect(line(page, "wasps 2").get_by_role("link")).to_be_focused()
    assert saved(server, "wasps 2") == {"a": "A", "b": "B"}
    page.keyboard.press("Delete")
    expect(line(page, "wasps 2")).to_have_count(0)
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(line(page, "wasps 2").get_by_role("link")).to_be_focused()
    ask(server, "DELETE", "/penstock/libbers/ants")
    expect(line(page, "ants")).to_have_count(0)
    page.locator("summary").click()
    page.get_by_role("button", name="Restore ants").first.click()
    expect(line(page, "ants")).to_be_visible()
    assert shown(page) == ["ants", "cats", "wasps", "wasps 2"]


def test_the_list_says_what_others_do(page: Any, server: Any) -> None:
    """Counts and unsaved changes are those of now, whoever made them, and so is a file that another program wrote."""
    expect(line(page, "cats")).to_contain_text("2 snippets")
    path = "/penstock/libbers/cats/drafts"
    draft = ask(server, "POST", path, {})
    edited = ask(server, "PATCH", f"{path}/{draft['id']}", {"edits": [{"key": "lib:c", "value": "C"}]})
    expect(line(page, "cats")).to_contain_text("Unsaved changes")
    ask(server, "POST", f"{path}/{draft['id']}/save", {"revision": edited["revision"]})
    expect(line(page, "cats")).to_contain_text("3 snippets")
    expect(line(page, "cats")).not_to_contain_text("Unsaved")
    (server.data / "output" / "libbers" / "newts.json").write_text('{"libs": {"x": "y"}}')
    expect(line(page, "newts")).to_contain_text("1 snippet")


def test_the_keyboard_is_enough(page: Any) -> None:
    """Search, go between lines, open, come back to the line, make: no pointer is needed."""
    keys = page.keyboard
    keys.press("/")
    keys.type("a")
    expect(page.locator(".penstock-list-bar .penstock-count")).to_have_text("2 of 3")
    keys.press("Escape")
    keys.press("ArrowDown")
    expect(line(page, "ants").get_by_role("link")).to_be_focused()
    keys.press("End")
    keys.press("ArrowUp")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="bees", level=1)).to_be_visible()
    page.go_back()
    expect(line(page, "bees").get_by_role("link")).to_be_focused()
    keys.press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Rename")).to_be_visible()
    keys.press("Escape")
    keys.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.nightly
def test_nothing_there_yet(server: Any, open_page: Callable[..., Any]) -> None:
    """Without libraries the page says what one is for, also on a phone."""
    clear(server)
    page = open_page(f"{server.address}/#/libbers", width=390)
    expect(page.get_by_text("No libbers yet")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
