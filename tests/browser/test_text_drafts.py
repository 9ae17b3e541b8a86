"""A library's draft in the page: saved and unsaved, two windows, conflicts, no connection, reloads."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import watch
from .draft_page import make_libber, saved, show_draft, type_into
from .standalone_page import ask

OpenPage = Callable[..., Any]
Shown = Callable[[str], tuple[Any, Any]]


@pytest.fixture(scope="module")
def windows(chromium: Any, server: Any) -> Iterator[list[Any]]:
    """Two windows for all tests here, since opening one takes seconds; nothing may go wrong in them."""
    contexts = [chromium.new_context(viewport={"width": 1400, "height": 900}) for _ in range(2)]
    pages, problems = [context.new_page() for context in contexts], []
    for page in pages:
        watch(page, problems)
        page.goto(server.address)
    yield pages
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def shown(windows: list[Any]) -> Iterator[Shown]:
    """Shows a library in the next of the two windows; gives the window and the grid."""
    free = iter(windows)

    def show(name: str) -> tuple[Any, Any]:
        page = next(free)
        return page, show_draft(page, name)

    yield show
    for page in windows:
        page.unroute_all()
        page.evaluate("for (const left of document.querySelectorAll('dialog, .penstock-toast')) left.remove()")


def _state(page: Any) -> Any:
    """What the save bar says."""
    return page.locator(".penstock-save-state")


def _drafts(server: Any, name: str) -> Any:
    """The draft of a library as the list of libraries has it."""
    return next(one for one in ask(server, "GET", "/penstock/libbers")["libbers"] if one["name"] == name)["draft"]


def test_editing_saving_and_undoing_across_it(server: Any, shown: Shown) -> None:
    """Looking opens no draft; an edit is unsaved until Ctrl+S; undo works across the save."""
    name = make_libber(server, "bar")
    page, grid = shown(name)
    expect(_state(page)).to_have_text("Saved")
    assert _drafts(server, name) is None
    type_into(page, grid, "a red hat", "a blue hat")
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    expect(grid.locator("[role=row][data-mark=changed]")).to_have_count(1)
    assert saved(server, name)["hat"] == "a red hat"
    page.keyboard.press("ControlOrMeta+s")
    expect(_state(page)).to_have_text("Saved")
    assert saved(server, name)["hat"] == "a blue hat"
    page.keyboard.press("ControlOrMeta+z")
    expect(grid.get_by_text("a red hat")).to_be_visible()
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    page.get_by_role("button", name="Redo").click()
    expect(_state(page)).to_have_text("Saved")


def test_two_windows_on_one_draft(server: Any, shown: Shown) -> None:
    """Each sees the other's edits, removals, renames and saves, and undoes them."""
    name = make_libber(server, "two")
    (one, grid), (other, beside) = shown(name), shown(name)
    type_into(one, grid, "hat", "cap")
    expect(beside.get_by_text("cap", exact=True)).to_be_visible()
    assert beside.locator(".penstock-table-body [role=rowheader]").all_inner_texts() == ["cap", "cat"]
    beside.get_by_text("cat", exact=True).click()
    other.keyboard.press("Delete")
    expect(grid.get_by_text("a black cat")).to_have_count(0)
    one.keyboard.press("ControlOrMeta+z")
    expect(beside.get_by_text("a black cat")).to_be_visible()
    other.get_by_role("button", name="Save").click()
    expect(_state(one)).to_have_text("Saved")
    assert saved(server, name) == {"cap": "a red hat", "cat": "a black cat"}


def test_who_types_at_the_same_time_decides(server: Any, shown: Shown) -> None:
    """Both versions are shown; what was chosen is what both windows have."""
    name = make_libber(server, "meanwhile")
    (one, grid), (other, beside) = shown(name), shown(name)
    grid.get_by_text("a black cat").dblclick()
    one.keyboard.press("ControlOrMeta+a")
    one.keyboard.type("a white cat")
    type_into(other, beside, "a black cat", "a grey cat")
    expect(_state(one)).to_have_text("Unsaved changes (1)")
    one.keyboard.press("Enter")
    dialog = one.get_by_role("dialog", name="Which version counts?")
    expect(dialog.get_by_role("group", name="cat")).to_contain_text("a grey cat")
    dialog.get_by_role("button", name="Keep these").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Mine").check()
    one.keyboard.press("Enter")
    expect(beside.get_by_text("a white cat")).to_be_visible()
    expect(grid.get_by_text("a white cat")).to_be_visible()


def test_a_version_that_was_not_kept_can_still_be(server: Any, shown: Shown) -> None:
    """Escape leaves theirs, and the message offers mine again."""
    name = make_libber(server, "escape")
    (one, grid), (other, beside) = shown(name), shown(name)
    grid.get_by_text("a black cat").dblclick()
    one.keyboard.type("!")
    type_into(other, beside, "a black cat", "a grey cat")
    expect(_state(one)).to_have_text("Unsaved changes (1)")
    one.keyboard.press("Enter")
    expect(one.get_by_role("dialog")).to_be_visible()
    one.keyboard.press("Escape")
    expect(grid.get_by_text("a grey cat")).to_be_visible()
    one.get_by_role("button", name="Use mine").click()
    expect(beside.get_by_text("a black cat!")).to_be_visible()


def test_a_row_that_others_remove_takes_no_typed_text_along(server: Any, shown: Shown) -> None:
    """It is asked what counts; mine brings the row back with what was typed."""
    name = make_libber(server, "removed")
    (one, grid), (other, beside) = shown(name), shown(name)
    grid.get_by_text("a black cat").dblclick()
    one.keyboard.type(" with a hat")
    beside.get_by_text("cat", exact=True).click()
    other.keyboard.press("Delete")
    dialog = one.get_by_role("dialog", name="Which version counts?")
    expect(dialog).to_contain_text("Removed by them")
    dialog.get_by_label("Mine").check()
    dialog.get_by_role("button", name="Keep these").click()
    expect(beside.get_by_text("a black cat with a hat")).to_be_visible()
    type_into(one, grid, "a red hat", "still works")
    expect(beside.get_by_text("still works")).to_be_visible()


def _write(server: Any, name: str, libs: dict[str, str]) -> None:
    """Another program changes the file."""
    path = next(Path(server.data).rglob(f"libbers/{name}.json"))
    path.write_text(json.dumps({**json.loads(path.read_text()), "libs": libs}))


def test_saving_merges_what_others_saved(server: Any, shown: Shown) -> None:
    """What only one side changed is merged and told; what both changed is asked for, side by side."""
    name = make_libber(server, "merge")
    page, grid = shown(name)
    type_into(page, grid, "a red hat", "my hat")
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    _write(server, name, {"hat": "their hat", "cat": "a black cat", "dog": "a dog"})
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Which version counts?")
    expect(dialog).to_contain_text("their hat")
    dialog.get_by_label("Theirs").check()
    dialog.get_by_role("button", name="Save").click()
    expect(grid.get_by_text("a dog")).to_be_visible()
    expect(_state(page)).to_have_text("Saved")
    assert saved(server, name) == {"hat": "their hat", "cat": "a black cat", "dog": "a dog"}
    expect(page.locator(".penstock-toast")).to_contain_text("saved elsewhere")


def test_changes_are_shown_before_saving(server: Any, shown: Shown) -> None:
    """Words that differ are marked; the dialog saves, too."""
    name = make_libber(server, "shown")
    page, grid = shown(name)
    type_into(page, grid, "a red hat", "a blue hat")
    type_into(page, grid, "cat", "lion")
    page.get_by_role("button", name="Show changes").click()
    dialog = page.get_by_role("dialog", name="Unsaved changes")
    expect(dialog.locator("del")).to_have_text(["red"])
    expect(dialog.locator("ins")).to_have_text(["blue"])
    expect(dialog.get_by_role("listitem").last).to_contain_text("cat → lion")
    dialog.get_by_role("button", name="Save").click()
    expect(_state(page)).to_have_text("Saved")
    assert saved(server, name)["hat"] == "a blue hat"


def test_discarding_can_be_undone(server: Any, shown: Shown) -> None:
    """The file is shown in every window; Undo brings the changes back into a new draft."""
    name = make_libber(server, "discard")
    (one, grid), (_, beside) = shown(name), shown(name)
    type_into(one, grid, "a red hat", "a blue hat")
    expect(beside.get_by_text("a blue hat")).to_be_visible()
    one.get_by_role("button", name="Discard").click()
    expect(beside.get_by_text("a red hat")).to_be_visible()
    expect(_state(one)).to_have_text("Saved")
    expect(_state(one)).to_be_focused()
    one.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(beside.get_by_text("a blue hat")).to_be_visible()


def test_edits_survive_a_lost_connection_and_a_reload(server: Any, shown: Shown) -> None:
    """It says that they are not stored; they are sent after the reload, once."""
    name = make_libber(server, "away")
    page, grid = shown(name)
    type_into(page, grid, "a red hat", "stored")
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    page.route("**/drafts/**", lambda route: route.abort())
    type_into(page, grid, "stored", "not stored")
    type_into(page, grid, "cat", "lion")
    expect(_state(page)).to_have_text("Not stored yet: no connection")
    page.unroute_all()
    page.reload()
    grid = show_draft(page, name)
    expect(grid.get_by_text("not stored")).to_be_visible()
    expect(_state(page)).to_have_text("Unsaved changes (3)")
    draft = _drafts(server, name)
    assert draft["revision"] == 4
    page.get_by_role("button", name="Save").click()
    expect(_state(page)).to_have_text("Saved")
    assert saved(server, name) == {"hat": "not stored", "lion": "a black cat"}


def test_a_draft_that_ended_goes_on(server: Any, open_page: OpenPage) -> None:
    """Where nobody told that it is gone, the next edit opens a new one with all that was not saved."""
    name = make_libber(server, "ended")
    page = open_page(server.address)
    grid = show_draft(page, name)
    type_into(page, grid, "a red hat", "first")
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    page.evaluate("host.events.listen = () => () => {}; draft.close()")
    ask(server, "DELETE", f"/penstock/libbers/{name}/drafts/{_drafts(server, name)['id']}")
    type_into(page, grid, "a black cat", "second")
    expect(_state(page)).to_have_text("Unsaved changes (2)")
    draft = ask(server, "GET", f"/penstock/libbers/{name}/drafts")
    assert [draft["entries"][key]["value"] for key in ("lib:hat", "lib:cat")] == ["first", "second"]


def test_a_draft_that_ended_puts_nothing_over_what_others_saved(server: Any, open_page: OpenPage) -> None:
    """What was not saved goes on in a new draft only where the file is still as it was; else the user decides."""
    name = make_libber(server, "over")
    page = open_page(server.address)
    grid = show_draft(page, name)
    type_into(page, grid, "a red hat", "mine")
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    page.evaluate("draft.close()")
    ask(server, "DELETE", f"/penstock/libbers/{name}/drafts/{_drafts(server, name)['id']}")
    _write(server, name, {"hat": "theirs", "cat": "a black cat"})
    type_into(page, grid, "a black cat", "second")
    dialog = page.get_by_role("dialog", name="Which version counts?")
    expect(dialog.get_by_role("group", name="hat")).to_contain_text("theirs")
    dialog.get_by_label("Theirs").check()
    dialog.get_by_role("button", name="Keep these").click()
    expect(grid.get_by_text("theirs")).to_be_visible()
    expect(_state(page)).to_have_text("Unsaved changes (1)")
    assert ask(server, "GET", f"/penstock/libbers/{name}/drafts")["entries"]["lib:cat"]["value"] == "second"


def test_a_refused_edit_is_taken_back(server: Any, shown: Shown) -> None:
    """The server's own words are shown, and the row is as it was."""
    name = make_libber(server, "refused")
    page, grid = shown(name)
    type_into(page, grid, "hat", "ein Hut!")
    expect(page.get_by_role("alert").filter(has_text="key")).to_be_visible()
    expect(grid.get_by_text("hat", exact=True)).to_be_visible()
    expect(_state(page)).to_have_text("Saved")


def test_a_deleted_document_is_missing_until_it_is_back(server: Any, shown: Shown) -> None:
    """Its draft says so, and shows it again when it is restored."""
    name = make_libber(server, "lost")
    page, _ = shown(name)
    trash = ask(server, "DELETE", f"/penstock/libbers/{name}")["id"]
    status = page.locator("penstock-save-bar")
    expect(status).to_have_attribute("data-state", "missing")
    ask(server, "POST", f"/penstock/libber_trash/{trash}/restore", {})
    expect(status).to_have_attribute("data-state", "saved")
