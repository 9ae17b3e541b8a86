"""Every key of the grid, and the focus."""

import re
from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .grid_page import GridPage, open_numbered


@pytest.fixture
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of eight images."""
    return open_numbered(server, request, open_page, 8)


def test_undo_and_redo_by_key(grid: GridPage) -> None:
    """Ctrl+Z takes back what was done, one by one; Ctrl+Shift+Z and Ctrl+Y do it again."""
    grid.tile(2).focus()
    grid.press("Delete", "d")
    grid.expect_stored(0, 1, 3, -1, 4, 5, 6, 7)
    grid.press("Control+z")
    grid.expect_stored(0, 1, 3, 4, 5, 6, 7)
    grid.press("Control+z")
    grid.expect_stored(*range(8))
    grid.press("Control+Shift+z")
    grid.expect_stored(0, 1, 3, 4, 5, 6, 7)
    grid.press("Control+y")
    grid.expect_stored(0, 1, 3, -1, 4, 5, 6, 7)
    for _ in range(3):
        grid.press("Control+z")
    expect(grid.page.get_by_text("nothing to undo")).to_be_visible()


def test_removal_leads_to_the_next(grid: GridPage) -> None:
    """Removing one after the other needs no other key: the focus goes to the next image, or the one before."""
    grid.tile(5).focus()
    grid.press("Delete")
    expect(grid.cell(5)).to_have_attribute("data-slot-id", grid.first[6])
    expect(grid.tile(5)).to_be_focused()
    grid.press("Backspace", "Delete")
    grid.expect_stored(0, 1, 2, 3, 4)
    expect(grid.tile(4)).to_be_focused()
    for _ in range(5):
        grid.press("Delete")
    expect(grid.page.get_by_role("button", name="Choose images")).to_be_focused()


def test_one_offer_to_undo_at_a_time(grid: GridPage) -> None:
    """Removing many one by one leaves one message, whose undo takes back the last."""
    grid.tile(1).focus()
    grid.press("Delete", "Delete", "Delete")
    grid.expect_stored(0, 4, 5, 6, 7)
    undo = grid.page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_have_count(1)
    undo.click()
    grid.expect_stored(0, 3, 4, 5, 6, 7)


def test_labels_one_after_the_other(grid: GridPage) -> None:
    """F2 labels, Tab saves and goes on, Shift+Tab goes back, Enter saves and stays, Escape restores."""
    grid.tile(0).focus()
    grid.press("F2")
    for text in ("one", "two", "three"):
        grid.page.keyboard.type(text)
        grid.press("Tab")
    expect(grid.label(3)).to_be_focused()
    grid.press("Shift+Tab")
    expect(grid.label(2)).to_be_focused()
    grid.page.keyboard.type("THREE")
    grid.press("Enter")
    expect(grid.tile(2)).to_be_focused()
    grid.press("F2")
    grid.page.keyboard.type("never mind")
    grid.press("Escape")
    expect(grid.tile(2)).to_be_focused()
    expect(grid.label(2)).to_have_value("THREE")
    grid.settled()
    slots = grid.page.request.get(f"{grid.address}/slots").json()["slots"]
    assert [slot["label"] for slot in slots][:4] == ["one", "two", "THREE", ""]


def test_looking_at_a_label_changes_nothing(grid: GridPage) -> None:
    """Labels that a field cannot show as they are stay what they are, however one leaves the field."""
    labels = ["  outer spaces ", "two\nlines", " one\n two "]
    for slot, label in zip(grid.first, labels, strict=False):
        assert grid.page.request.patch(f"{grid.address}/slots/{slot}", data={"label": label}).ok
    before = _read(grid)
    assert [slot["label"] for slot in before["slots"][:3]] == labels
    expect(grid.tile(2)).to_have_attribute("title", re.compile("one\\s+two"))
    grid.tile(0).focus()
    grid.press("F2", "Tab", "Tab", "Enter", "F2", "Shift+Tab", "Escape", "F2")
    grid.tile(5).focus()
    grid.settled()
    assert _read(grid) == before


def test_escape_takes_what_was_labelled_meanwhile(grid: GridPage) -> None:
    """Escape gives up what was typed: the label that another window gave meanwhile is shown, and stays."""
    grid.tile(0).focus()
    grid.press("F2")
    grid.page.keyboard.type("mine")
    assert grid.page.request.patch(f"{grid.address}/slots/{grid.first[0]}", data={"label": "theirs"}).ok
    expect(grid.tile(0)).to_have_accessible_name(re.compile("theirs"))
    before = _read(grid)
    grid.press("Escape")
    expect(grid.label(0)).to_have_value("theirs")
    grid.settled()
    assert _read(grid) == before
    expect(grid.page.get_by_role("alert")).to_have_count(0)


def _read(grid: GridPage) -> Any:
    return grid.page.request.get(f"{grid.address}/slots").json()


def test_typing_is_never_a_command(grid: GridPage) -> None:
    """Letters in a label are text; where the image is removed elsewhere meanwhile, what is typed on does nothing."""
    grid.tile(3).focus()
    grid.press("F2")
    grid.page.keyboard.type("mdz? ")
    expect(grid.label(3)).to_have_value("mdz? ")
    assert grid.page.request.post(f"{grid.address}/remove", data={"slots": grid.first[3:4]}).ok
    expect(grid.cell(3)).to_have_attribute("data-slot-id", grid.first[4])
    grid.page.keyboard.type("dm")
    grid.press("Delete")
    assert grid.settled() == [0, 1, 2, 4, 5, 6, 7]
    expect(grid.page.get_by_role("dialog")).to_have_count(0)


def test_focus_stays_with_its_image(grid: GridPage) -> None:
    """When another window moves or removes images, the focus stays on the same image, else at the same place."""
    grid.tile(5).focus()
    assert grid.page.request.post(f"{grid.address}/remove", data={"slots": grid.first[:2]}).ok
    expect(grid.cell(3)).to_have_attribute("data-slot-id", grid.first[5])
    expect(grid.tile(3)).to_be_focused()
    assert grid.page.request.post(f"{grid.address}/remove", data={"slots": grid.first[5:6]}).ok
    expect(grid.cell(3)).to_have_attribute("data-slot-id", grid.first[6])
    expect(grid.tile(3)).to_be_focused()


def test_zoom_and_help(grid: GridPage) -> None:
    """Z and a double click open the zoom view, which leads back to the image shown last; ? shows the keys."""
    grid.tile(1).focus()
    grid.press("z")
    expect(grid.page.get_by_role("dialog")).to_be_visible()
    grid.press("ArrowRight")
    expect(grid.page.get_by_role("dialog").get_by_text(re.compile(r"\b2\b")).first).to_be_attached()
    grid.press("Escape")
    expect(grid.page.get_by_role("dialog")).to_have_count(0)
    expect(grid.tile(2)).to_be_focused()
    selections: list[str] = []
    grid.page.on("request", lambda request: request.url.endswith("/selected") and selections.append(request.url))
    grid.tile(4).dblclick()
    expect(grid.page.get_by_role("dialog")).to_be_visible()
    assert len(selections) == 1
    grid.press("Escape")
    expect(grid.tile(4)).to_be_focused()
    grid.press("?")
    keys = grid.page.get_by_role("dialog")
    expect(keys).to_contain_text("Mark for actions on many")
    expect(keys.locator("kbd", has_text="F10")).to_be_visible()
    grid.press("Escape")
    expect(grid.page.locator("dialog")).to_have_count(0)
    expect(grid.tile(4)).to_be_focused()


def test_pages_and_ends(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> None:
    """Page down goes by what is on the screen, End and Home to the ends, also of what was not read."""
    grid = open_numbered(server, request, open_page, 400)
    grid.tile(0).focus()
    grid.press("PageDown")
    place = "Number(document.activeElement.closest('.penstock-cell').ariaPosInSet) - 1"
    first = grid.page.evaluate(place)
    assert first >= 4
    expect(grid.tile(first)).to_be_in_viewport()
    grid.press("PageUp")
    expect(grid.tile(0)).to_be_focused()
    grid.press("End")
    expect(grid.tile(399)).to_be_focused()
    expect(grid.cell(399)).to_have_attribute("data-slot-id", grid.first[399])
    grid.press("Home")
    expect(grid.tile(0)).to_be_focused()


def test_tools_and_bar_keep_their_own_keys(grid: GridPage) -> None:
    """Tab leads from an image to its tools and out; Delete on a button of the bar removes nothing."""
    grid.tile(1).focus()
    grid.press("Tab")
    expect(grid.cell(1).get_by_role("button", name="Paint the mask of the image at index 1")).to_be_focused()
    grid.press("Tab")
    expect(grid.cell(1).get_by_role("button", name="Remove the image at index 1")).to_be_focused()
    grid.press("Enter")
    grid.expect_stored(0, 2, 3, 4, 5, 6, 7)
    expect(grid.tile(1)).to_be_focused()
    grid.root.get_by_role("button", name="Add images").focus()
    grid.press("Delete", "d", "m")
    assert grid.settled() == [0, 2, 3, 4, 5, 6, 7]


def test_forced_position_shows(grid: GridPage) -> None:
    """The image that the node's index takes has a badge, a name and a line, whatever is selected."""
    grid.page.evaluate("document.querySelector('penstock-pool-grid').forcedPosition = 3")
    expect(grid.root.get_by_text("The node takes the image at index 3")).to_be_visible()
    expect(grid.cell(3).locator(".penstock-force")).to_be_visible()
    expect(grid.tile(3)).to_have_accessible_name("Image at index 3, taken by the node's index")
    grid.page.evaluate("document.querySelector('penstock-pool-grid').forcedPosition = 900")
    expect(grid.root.get_by_text("The node takes the image at index 7")).to_be_visible()
    grid.page.evaluate("document.querySelector('penstock-pool-grid').forcedPosition = null")
    expect(grid.root.locator(".penstock-forced")).to_have_count(0)
