"""The page of one collection: edits that are kept at once and saved on request, shared by tabs, and never lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .naming import name_of
from .prompt_page import document, put_collection, put_libber, saved_value, stored
from .standalone_page import ask


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with a libber."""
    running = RunningServer(tmp_path_factory.mktemp("drafts"))
    put_libber(running, "animals", {"dog": "big dog"})
    running.start()
    yield running
    running.stop()


@pytest.fixture
def folder(server: Any, request: pytest.FixtureRequest) -> str:
    """A collection of the test's own."""
    return put_collection(server, name_of(request).removeprefix("test_")[:60], document())


def cell(page: Any, prompt: str, column: str = "value") -> Any:
    """A cell of the table."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=prompt, exact=True))
    return row.locator(f"[data-column={column}]")


def write(page: Any, prompt: str, text: str, column: str = "value") -> None:
    """Write another text into a cell."""
    cell(page, prompt, column).dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def opened(open_page: Callable[..., Any], server: Any, folder: str) -> Any:
    """A tab with the collection."""
    page = open_page(f"{server.address}/#/prompts/{folder}")
    expect(cell(page, "light")).to_have_text("soft light")
    return page


def test_edits_are_saved_on_request(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """An edit is told as unsaved and is not in the file; Ctrl+S writes it there, and undo works across the save."""
    page = opened(open_page, server, folder)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    write(page, "light", "hard light")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    assert saved_value(server, folder, "light") == "soft light"
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert saved_value(server, folder, "light") == "hard light"
    page.keyboard.press("Control+z")
    expect(cell(page, "light")).to_have_text("soft light")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()


def test_all_fields_are_edited(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """Name, category, description and libber of a prompt are edited in the table; compositions follow a new name."""
    page = opened(open_page, server, folder)
    write(page, "light", "glow", column="name")
    write(page, "glow", "mood", column="category")
    write(page, "glow", "for evenings", column="description")
    cell(page, "glow", "libber").dblclick()
    page.get_by_role("option", name="animals").click()
    page.keyboard.press("Control+s")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    saved = stored(server, folder)
    assert saved["prompts"]["glow"] == {
        "value": "soft light",
        "processing_type": "libber",
        "category": "mood",
        "description": "for evenings",
        "tags": ["warm"],
        "libber_name": "animals",
    }
    assert list(saved["prompts"]) == ["face", "body", "glow", "beast"]
    assert saved["compositions"]["portrait"] == ["face", "glow"]


def test_two_tabs_share_a_draft(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """What one tab writes the other shows, as unsaved; either can save it, and both say that it is."""
    one, other = (opened(open_page, server, folder) for _ in range(2))
    write(one, "light", "hard light")
    expect(cell(other, "light")).to_have_text("hard light")
    expect(other.get_by_text("Unsaved changes")).to_be_visible()
    write(other, "body", "a small body")
    expect(cell(one, "body")).to_have_text("a small body")
    other.keyboard.press("Control+s")
    for page in (one, other):
        expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert [saved_value(server, folder, name) for name in ("light", "body")] == ["hard light", "a small body"]


def test_compositions_are_part_of_the_draft(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """A composition that is put together here shows in another tab, and is saved with the rest."""
    one, other = (opened(open_page, server, folder) for _ in range(2))
    for page in (one, other):
        page.get_by_role("tab", name="Compositions").click()
    one.get_by_role("button", name="Add body", exact=True).click()
    for page in (one, other):
        expect(page.locator(".penstock-composed-text")).to_have_text("a friendly face soft light a tall body")
    one.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Saved", exact=True)).to_be_visible()
    assert stored(server, folder)["compositions"]["portrait"] == ["face", "light", "body"]


def test_a_reload_in_the_middle_loses_nothing(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """What was written before a reload is there after it, also what the server had not answered yet, and the tab."""
    page = opened(open_page, server, folder)
    write(page, "light", "hard light")
    page.route("**/drafts**", lambda route: route.abort())
    write(page, "body", "a small body")
    page.unroute("**/drafts**")
    page.reload()
    expect(cell(page, "light")).to_have_text("hard light")
    expect(cell(page, "body")).to_have_text("a small body")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.get_by_role("tab", name="Compositions").click()
    page.reload()
    expect(page.get_by_role("tab", name="Compositions")).to_have_attribute("aria-selected", "true")


def test_a_restart_of_the_server_loses_nothing(
    tmp_path: Path, start_server: Callable[..., RunningServer], open_page: Callable[..., Any]
) -> None:
    """Edits before, during and after a restart of the server are all there, and are saved together."""
    first = start_server(tmp_path)
    folder = put_collection(first, "restarted", document())
    page = opened(open_page, first, folder)
    write(page, "light", "hard light")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    first.stop()
    write(page, "body", "a small body")
    second = start_server(tmp_path, first.port)
    write(page, "face", "a stern face")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    saved = {name: saved_value(second, folder, name) for name in ("light", "body", "face")}
    assert saved == {"light": "hard light", "body": "a small body", "face": "a stern face"}


def test_what_others_saved_is_merged(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """Another program's change of another prompt is kept by the save, and shown."""
    page = opened(open_page, server, folder)
    write(page, "light", "hard light")
    expect(page.get_by_text("Unsaved changes")).to_be_visible()
    changed = document()
    put_collection(server, folder, {**changed, "prompts": {**changed["prompts"], "body": {"value": "from elsewhere"}}})
    page.keyboard.press("Control+s")
    expect(cell(page, "body")).to_have_text("from elsewhere")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert [saved_value(server, folder, name) for name in ("light", "body")] == ["hard light", "from elsewhere"]


def test_a_row_tells_its_finished_text(server: Any, folder: str, open_page: Callable[..., Any]) -> None:
    """Below a prompt stand its text with everything replaced, and the compositions it is part of, which open."""
    page = opened(open_page, server, folder)
    cell(page, "beast").click()
    page.keyboard.press("Alt+Enter")
    expect(page.locator(".penstock-prompt-detail .penstock-composed-text")).to_have_text("a big dog")
    page.locator(".penstock-prompt-detail").get_by_role("button", name="zoo").click()
    expect(page.get_by_role("listitem", name="zoo")).to_have_attribute("aria-current", "true")


def test_version_1_is_shown_before_it_is_migrated(server: Any, open_page: Callable[..., Any]) -> None:
    """The first save of a version 1 file shows what changes; the old bytes are kept, and can be brought back."""
    old = {"girl_pos": "a girl", "male_pos": "", "light": "soft light"}
    folder = put_collection(server, "version one", old)
    page = opened(open_page, server, "version%20one")
    expect(page.get_by_text("This collection is of version 1.")).to_be_visible()
    write(page, "girl_pos", "a woman")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("li").filter(has_text="girl_pos")).to_contain_text("woman")
    expect(dialog).to_contain_text("kept in v1_backup: 'male_pos'")
    assert stored(server, folder) == old
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("This collection is of version 1.")).to_be_hidden()
    assert stored(server, folder)["v1_backup"] == old
    page.get_by_role("button", name="Menu of version one").click()
    page.get_by_role("menuitem", name="Back to version 1").click()
    assert stored(server, folder)["v1_backup"] == old
    dialog.get_by_role("button", name="Bring version 1 back").click()
    expect(page.get_by_text("This collection is of version 1.")).to_be_visible()
    assert stored(server, folder) == old
    assert ask(server, "GET", "/penstock/prompts/version%20one")["migrated"]
