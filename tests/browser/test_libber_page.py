"""The page of one libber: trying it, files, settings, other writers; what is typed survives reloads and restarts."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .libber_page import edit_cell, make_libber, saved, snippet
from .naming import name_of, of_try
from .standalone_page import ask

LIBS = {"animal": "a %size% cat", "size": "tiny", "style": "oil"}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its libraries are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("libber-page"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def name(server: Any, request: pytest.FixtureRequest) -> str:
    """A library of this try of the test."""
    return make_libber(server, name_of(request).removeprefix("test_")[:56], LIBS)


@pytest.fixture
def page(server: Any, name: str, open_page: Callable[..., Any]) -> Any:
    """The page of the library."""
    return opened(open_page(f"{server.address}/#/libbers/{name}"))


def opened(page: Any) -> Any:
    """A page that shows its snippets."""
    expect(snippet(page, "style")).to_contain_text("oil")
    return page


def state(page: Any) -> Any:
    """What the bar says."""
    return page.locator("penstock-save-bar").get_by_role("status")


def test_it_is_tried_before_it_is_saved(page: Any) -> None:
    """The text beside the table is filled from the snippets as they are typed, and is there again after a reload."""
    field = page.get_by_role("textbox", name="Text with references")
    field.fill("I see %animal%")
    result = page.locator("aside .penstock-result-text")
    expect(result).to_have_text("I see a tiny cat")
    edit_cell(page, "size", "tiny", "huge")
    expect(result).to_have_text("I see a huge cat")
    page.get_by_role("textbox", name="Delimiter").fill("$")
    page.get_by_role("textbox", name="Delimiter").press("Enter")
    expect(result).to_have_text("I see %animal%")
    page.reload()
    expect(field).to_have_value("I see %animal%")


def test_an_edit_survives_a_reload(page: Any, server: Any, name: str) -> None:
    """What was taken with Enter is there after a reload at once, unsaved as it was, and can be undone and saved."""
    edit_cell(page, "size", "tiny", "huge")
    page.reload()
    expect(snippet(page, "size")).to_contain_text("huge")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(snippet(page, "size")).to_contain_text("tiny")
    page.get_by_role("button", name="Redo", exact=True).click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(state(page)).to_have_text("Saved")
    assert saved(server, name)["size"] == "huge"


def test_what_is_being_typed_survives_a_reload(page: Any, server: Any, name: str) -> None:
    """A cell that nobody has left yet is taken, and Ctrl+S saves wherever the focus is."""
    snippet(page, "size").locator("[data-column=text]").dblclick()
    page.locator("textarea:focus").fill("half typed")
    page.reload()
    expect(snippet(page, "size")).to_contain_text("half typed")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    page.get_by_role("textbox", name="Text with references").press("Control+s")
    expect(state(page)).to_have_text("Saved")
    assert saved(server, name)["size"] == "half typed"
    edit_cell(page, "size", "half typed", "huge")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")


def test_an_edit_survives_a_restart(
    start_server: Callable[..., RunningServer], tmp_path: Path, open_page: Callable[..., Any]
) -> None:
    """What is typed while the server is away is kept, stored when it is back, and saved."""
    server = start_server(tmp_path)
    make_libber(server, "cats", LIBS)
    page = opened(open_page(f"{server.address}/#/libbers/cats"))
    edit_cell(page, "size", "tiny", "huge")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    server.stop()
    edit_cell(page, "style", "oil", "ink")
    expect(state(page)).to_have_text("Not stored yet: no connection")
    page.get_by_role("textbox", name="Text with references").fill("%style%")
    expect(page.locator("aside .penstock-result-problems")).to_contain_text("cannot be reached")
    again = start_server(tmp_path, port=server.port)
    expect(state(page)).to_have_text("Unsaved changes (2)", timeout=15_000)
    expect(page.locator("aside .penstock-result-text")).to_have_text("ink")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(state(page)).to_have_text("Saved")
    assert saved(again, "cats") == {**LIBS, "size": "huge", "style": "ink"}


def test_what_another_program_saved_is_merged_or_asked(page: Any, server: Any, name: str) -> None:
    """Other entries are merged when saving; for one that both sides changed the dialog asks."""
    edit_cell(page, "size", "tiny", "huge")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    path = server.data / "output" / "libbers" / f"{name}.json"
    path.write_text(json.dumps({"libs": {**LIBS, "size": "small", "style": "ink"}, "delimiter": "%", "max_depth": 10}))
    page.get_by_role("button", name="Save", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("huge")
    expect(dialog).to_contain_text("small")
    dialog.get_by_role("radio", name="Mine").check()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(state(page)).to_have_text("Saved")
    assert saved(server, name) == {**LIBS, "size": "huge", "style": "ink"}


def test_snippets_come_from_a_file_and_go_into_one(page: Any, name: str, tmp_path: Path) -> None:
    """An imported file is one step that can be undone; what cannot be used is told; the export is what is shown."""
    file = tmp_path / "more.json"
    file.write_text(json.dumps({"lib_dict": {"Size": "vast", "new key": "N", "\u00e9": "E"}}))
    menu = page.get_by_role("button", name="Menu of the libber")
    menu.click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("menuitem", name="Import snippets").click()
    chooser.value.set_files(file)
    toast = page.locator(".penstock-toast")
    expect(toast).to_contain_text("1 snippets added, 1 changed")
    expect(toast).to_contain_text("1 was left out")
    expect(snippet(page, "new_key")).to_contain_text("N")
    menu.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export").click()
    assert download.value.suggested_filename == f"{name}.json"
    exported = json.loads(Path(download.value.path()).read_text())
    assert exported["libs"] == {**LIBS, "size": "vast", "new_key": "N"}
    toast.get_by_role("button", name="Undo").click()
    expect(snippet(page, "new_key")).to_have_count(0)
    expect(snippet(page, "size")).to_contain_text("tiny")


def test_what_cannot_be_is_refused(page: Any, server: Any, name: str) -> None:
    """A delimiter with a blank and a depth beyond the largest stay, with why not below; Escape takes them back."""
    for label, text, words in (("Delimiter", "a b", "visible characters"), ("Depth", "101", "from 0 to 100")):
        field = page.get_by_role("textbox", name=label)
        field.fill(text)
        field.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(words)
        expect(field).to_have_value(text)
        field.press("Escape")
        expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Add a snippet").click()
    page.keyboard.type("été")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("such as “ete”")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Delimiter")).to_have_value("%")
    expect(state(page)).to_have_text("Saved")
    listed = ask(server, "GET", "/penstock/libbers")
    assert [one["draft"] for one in listed["libbers"] if one["name"] == name] == [None]


def test_the_page_follows_a_rename_and_a_deletion(
    page: Any, server: Any, name: str, request: pytest.FixtureRequest
) -> None:
    """Renamed elsewhere, the page goes on under the new name with what was not saved; deleted, it says so."""
    edit_cell(page, "size", "tiny", "huge")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    lions = of_try(request, "lions")
    ask(server, "PATCH", f"/penstock/libbers/{name}", {"name": lions})
    expect(page.get_by_role("heading", name=lions, level=1)).to_be_visible()
    expect(snippet(page, "size")).to_contain_text("huge")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    ask(server, "DELETE", f"/penstock/libbers/{quote(lions)}")
    expect(page.get_by_text("This libber was deleted.")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text(f"There is no libber “{lions}”")).to_be_visible()


def test_who_refers_to_a_key_that_changes_is_told(page: Any, server: Any, name: str) -> None:
    """A renamed key offers to change the snippets that refer to it, as one step; a removed one says who does."""
    edit_cell(page, "size", "size", "big size", column="key")
    toast = page.locator(".penstock-toast")
    expect(toast).to_contain_text("“size” is “big_size” now")
    expect(toast).to_contain_text("1 snippet refers to %size%.")
    toast.get_by_role("button", name="Change the snippet").click()
    expect(snippet(page, "animal")).to_contain_text("a %big_size% cat")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(snippet(page, "animal")).to_contain_text("a %size% cat")
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(snippet(page, "animal")).to_contain_text("a %big_size% cat")
    snippet(page, "big_size").locator("[data-column=key]").click()
    page.keyboard.press("Delete")
    expect(page.get_by_text("1 snippet refers to %big_size%.")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    assert saved(server, name) == {"animal": "a %big_size% cat", "style": "oil"}


def test_who_uses_a_snippet(page: Any, server: Any, name: str, request: pytest.FixtureRequest) -> None:
    """The table says how many saved prompts take a snippet, and its detail which."""
    prompt = {"value": "%animal%", "processing_type": "libber", "libber_name": name}
    dawn = of_try(request, "dawn")
    ask(server, "POST", "/penstock/prompts", {"folder": dawn})
    drafts = f"/penstock/prompts/{quote(dawn)}/drafts"
    path = f"{drafts}/{ask(server, 'POST', drafts, {})['id']}"
    edited = ask(server, "PATCH", path, {"edits": [{"key": "prompt:first", "value": prompt}]})
    ask(server, "POST", f"{path}/save", {"revision": edited["revision"]})
    expect(snippet(page, "size").locator("[data-column=uses]")).to_have_text("1 prompt")
    expect(snippet(page, "style").locator("[data-column=uses]")).to_have_text("")
    snippet(page, "size").locator("[data-column=key]").click()
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".penstock-snippet-uses")).to_have_text(f"Used by {dawn} / first.")
