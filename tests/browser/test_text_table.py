"""The table of texts: typing into cells, moving by keys, adding, removing, undoing."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import watch
from .library_page import happened
from .text_page import keys, show_table, values


@pytest.fixture(scope="module")
def page(chromium: Any, server: Any) -> Iterator[Any]:
    """A page for all tests here; nothing may go wrong on it."""
    context, problems = chromium.new_context(viewport={"width": 1400, "height": 900}), []
    page = context.new_page()
    watch(page, problems)
    page.goto(server.address)
    yield page
    context.close()
    assert problems == []


def _active(page: Any) -> tuple[str, str]:
    """The key and the column of the active cell."""
    cell = "document.querySelector('.penstock-table-cell.penstock-active')"
    found = page.evaluate(f"[table.activeKey.slice(4), {cell}?.dataset.column ?? '']")
    return found[0], found[1]


def _press(page: Any, *pressed: str) -> None:
    for one in pressed:
        page.keyboard.press(one)


def test_typing_replaces_and_enter_commits(page: Any) -> None:
    """A letter on a cell begins its new text, Enter takes it, and the focus is back on the cell."""
    grid = show_table(page, 4)
    grid.focus()
    _press(page, "ArrowDown", "ArrowRight")
    page.keyboard.type("New text")
    assert values(page)["lib:key_1"]["value"] != "New text"
    _press(page, "Enter")
    assert values(page)["lib:key_1"]["value"] == "New text"
    assert _active(page) == ("key_1", "value")
    expect(grid).to_be_focused()


def test_escape_takes_back(page: Any) -> None:
    """What was typed is gone, nothing is changed, and nothing can be undone."""
    grid = show_table(page, 2)
    before = values(page)
    grid.focus()
    _press(page, "F2")
    page.keyboard.type("x")
    _press(page, "Escape")
    expect(grid).to_be_focused()
    assert values(page) == before
    assert page.evaluate("texts.canUndo") is False


def test_long_texts_have_lines(page: Any) -> None:
    """Shift+Enter breaks the line, the field grows, and the cell shows the break."""
    grid = show_table(page, 2)
    grid.get_by_text("a snippet of number 0 short").dblclick()
    field = grid.get_by_role("textbox", name="Snippet")
    before = field.bounding_box()["height"]
    _press(page, "End", "Shift+Enter")
    page.keyboard.type("second")
    assert field.bounding_box()["height"] > before
    _press(page, "Enter")
    assert values(page)["lib:key_0"]["value"].endswith("short\nsecond")
    expect(grid.get_by_text("short ↵ second")).to_be_visible()


def test_tab_edits_the_next_cell(page: Any) -> None:
    """Tab takes what was typed and goes on to the next cell, round the end of the row; Shift+Tab goes back."""
    grid = show_table(page, 3)
    grid.focus()
    _press(page, "Enter")
    page.keyboard.type("first")
    _press(page, "Tab")
    expect(grid.get_by_role("textbox", name="Snippet")).to_be_focused()
    _press(page, "Tab")
    expect(grid.get_by_role("combobox", name="Category")).to_be_focused()
    _press(page, "Tab")
    expect(grid.get_by_role("combobox", name="Tags")).to_be_focused()
    _press(page, "Tab")
    expect(grid.get_by_role("textbox", name="Key")).to_have_value("key_1")
    _press(page, "Shift+Tab")
    expect(grid.get_by_role("combobox", name="Tags")).to_be_focused()
    _press(page, "Escape")
    assert keys(page) == ["first", "key_1", "key_2"]


def test_moving_by_keys(page: Any) -> None:
    """Arrows, Home, End and the pages move the active cell; the row is always in view."""
    grid = show_table(page, 400)
    grid.focus()
    assert _active(page) == ("key_0", "key")
    _press(page, "PageDown")
    assert int(_active(page)[0][4:]) > 15
    _press(page, "Control+End")
    assert _active(page) == ("key_399", "length")
    expect(grid.get_by_text("key_399")).to_be_in_viewport()
    _press(page, "Home", "ArrowUp")
    assert _active(page) == ("key_398", "key")
    _press(page, "Control+Home", "ArrowUp", "Enter")
    expect(grid.get_by_role("columnheader", name="Key")).to_have_attribute("aria-sort", "ascending")
    described = page.evaluate("document.querySelector('[role=grid]').getAttribute('aria-activedescendant')")
    assert page.locator(f"#{described}").inner_text() == "Key"


def test_a_choice_is_chosen_by_keys(page: Any) -> None:
    """The list opens with the value chosen, typing narrows it, Enter takes the active one."""
    grid = show_table(page, 2)
    grid.focus()
    _press(page, "ArrowRight", "ArrowRight", "Enter")
    expect(page.get_by_role("option", name="animals")).to_have_attribute("aria-selected", "true")
    page.keyboard.type("pla")
    expect(page.get_by_role("option")).to_have_text(["places"])
    _press(page, "Enter")
    assert values(page)["lib:key_0"]["category"] == "places"
    expect(page.get_by_role("option")).to_have_count(0)


def test_tags_are_added_and_taken(page: Any) -> None:
    """Commas and Enter add tags, Backspace takes the last; all of it is one step."""
    grid = show_table(page, 2)
    grid.focus()
    _press(page, "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "Enter", "Backspace")
    page.keyboard.type("three,four")
    _press(page, "Enter", "Enter")
    assert values(page)["lib:key_1"]["tags"] == ["one", "three", "four"]
    _press(page, "Control+z")
    assert values(page)["lib:key_1"]["tags"] == ["one", "two"]


def test_a_row_is_added(page: Any) -> None:
    """Add asks for the name in the table, says what is wrong with it, and goes on to the text."""
    grid = show_table(page, 2)
    page.get_by_role("button", name="Add", exact=True).click()
    page.keyboard.type("key_1")
    _press(page, "Enter")
    expect(page.get_by_role("alert").filter(has_text="There is such a key.")).to_be_visible()
    _press(page, "Control+a")
    page.keyboard.type("hat")
    _press(page, "Enter")
    expect(grid.get_by_role("textbox", name="Snippet")).to_be_focused()
    page.keyboard.type("a red hat")
    _press(page, "Enter")
    assert keys(page)[-1] == "hat"
    assert values(page)["lib:hat"]["value"] == "a red hat"
    _press(page, "Control+Enter", "Escape")
    assert len(keys(page)) == 3


def test_delete_offers_undo_in_place(page: Any) -> None:
    """The row after it is active; Undo in the message puts it back where it stood."""
    grid = show_table(page, 5)
    grid.focus()
    _press(page, "ArrowDown", "Delete")
    assert keys(page) == ["key_0", "key_2", "key_3", "key_4"]
    assert _active(page)[0] == "key_2"
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    assert keys(page) == ["key_0", "key_1", "key_2", "key_3", "key_4"]
    assert _active(page)[0] == "key_1"


def test_undo_after_other_changes_keeps_those(page: Any) -> None:
    """Undo of a removal brings that row back, not what was changed since."""
    grid = show_table(page, 3)
    grid.focus()
    _press(page, "Delete", "ArrowRight")
    page.keyboard.type("later")
    _press(page, "Enter")
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    assert sorted(keys(page)) == ["key_0", "key_1", "key_2"]
    assert values(page)["lib:key_1"]["value"] == "later"


def test_undo_redo_save_and_duplicate_by_key(page: Any) -> None:
    """Ctrl+D, Ctrl+Z, Ctrl+Shift+Z and Ctrl+S do what they do everywhere."""
    grid = show_table(page, 2)
    page.evaluate("happened.length = 0")
    grid.focus()
    _press(page, "Control+d")
    assert _active(page)[0] == "key_0_copy"
    _press(page, "Control+z")
    assert keys(page) == ["key_0", "key_1"]
    _press(page, "Control+Shift+z")
    assert keys(page) == ["key_0", "key_1", "key_0_copy"]
    _press(page, "Control+s", "Enter")
    page.keyboard.type("typed")
    _press(page, "Control+s")
    assert happened(page) == ["saved", "saved"]
    assert "typed" in keys(page)


def test_cells_are_copied_and_pasted(page: Any) -> None:
    """Ctrl+C and Ctrl+V carry the text of the active cell to another."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    grid = show_table(page, 3)
    grid.focus()
    _press(page, "ArrowRight", "Control+c", "ArrowDown", "Control+v")
    assert values(page)["lib:key_1"]["value"] == "a snippet of number 0 short"


def test_nothing_is_typed_into_what_is_read_only(page: Any) -> None:
    """Neither keys nor the pointer change it; Add is off."""
    grid = show_table(page, 3, read_only=True)
    before = values(page)
    grid.focus()
    _press(page, "Delete", "Enter", "x", "Control+d", "Control+Enter")
    grid.get_by_text("key_1").dblclick()
    expect(grid.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_disabled()
    assert values(page) == before
