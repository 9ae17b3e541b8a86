"""Changing images in the zoom view, and what happens when others change the pool, on Penstock's own page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of


@pytest.fixture
def pool(server: Any, request: pytest.FixtureRequest) -> str:
    """The address of a pool that no other test uses."""
    return f"{server.address}/penstock/pools/{name_of(request).removeprefix('test_').replace('[', '-').strip(']')}"


@pytest.fixture
def grid(pool: str, open_page: Callable[..., Any], grid_of: Callable[[Any], Any], photographs: list[Path]) -> Any:
    """The pool's page with three photographs."""
    address, _, name = pool.partition("/penstock/pools/")
    grid = grid_of(open_page(f"{address}/#/pools/{name}"))
    grid.upload(photographs)
    return grid


@pytest.fixture
def view(grid: Any) -> Any:
    """The zoom view on the second of them."""
    grid.tiles.nth(1).focus()
    grid.page.keyboard.press("z")
    view = grid.page.get_by_role("dialog")
    expect(place(view)).to_have_text("2 of 3")
    return view


def place(view: Any) -> Any:
    """Where one is: "2 of 3"."""
    return view.locator(".penstock-zoom-place")


def test_enter_selects(grid: Any, view: Any) -> None:
    """Enter selects the image shown, which then says so."""
    expect(view.get_by_role("button", name="Select", exact=True)).to_be_visible()
    with grid.page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        grid.page.keyboard.press("Enter")
    expect(view.get_by_role("button", name="Selected", exact=True)).to_be_visible()
    expect(grid.tiles.nth(1)).to_have_attribute("aria-pressed", "true")


def test_label_is_typed_in_place(grid: Any, view: Any) -> None:
    """F2 goes to the label, Enter saves it and gives the keys back, Escape forgets what was typed; neither closes."""
    field = view.get_by_role("textbox", name="Label")
    grid.page.keyboard.press("F2")
    expect(field).to_be_focused()
    grid.page.keyboard.type("zom?")
    with grid.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        grid.page.keyboard.press("Enter")
    expect(view.locator(".penstock-zoom-stage")).to_be_focused()
    grid.page.keyboard.press("F2")
    grid.page.keyboard.type("never mind")
    grid.page.keyboard.press("Escape")
    expect(field).to_have_value("zom?")
    expect(view).to_be_visible()
    grid.page.keyboard.press("ArrowRight")
    expect(field).to_have_value("")
    grid.page.keyboard.press("ArrowLeft")
    expect(field).to_have_value("zom?")


def test_looking_at_a_label_in_the_view_changes_nothing(grid: Any, view: Any, pool: str) -> None:
    """A label that a field cannot show as it is stays what it is, however one leaves the field."""
    slot = grid.page.request.get(f"{pool}/order").json()["slots"][1]
    assert grid.page.request.patch(f"{pool}/slots/{slot}", data={"label": " two\nlines "}).ok
    before = grid.page.request.get(f"{pool}/slots").json()
    field = view.get_by_role("textbox", name="Label")
    expect(field).to_have_value(re.compile("two\\s*lines"))
    for leave in ("Enter", "Escape", "Tab"):
        grid.page.keyboard.press("F2")
        expect(field).to_be_focused()
        grid.page.keyboard.press(leave)
        expect(field).not_to_be_focused()
    grid.page.wait_for_function("() => !document.querySelector('penstock-pool-grid').pool.busy")
    assert grid.page.request.get(f"{pool}/slots").json() == before


def test_label_is_saved_when_another_image_is_clicked(grid: Any, view: Any) -> None:
    """What was typed belongs to the image that it was typed for, wherever the next click leads."""
    view.get_by_role("textbox", name="Label").fill("second")
    with grid.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        view.get_by_role("button", name="Next image").click()
    expect(view.get_by_role("textbox", name="Label")).to_have_value("")
    grid.page.keyboard.press("Escape")
    expect(grid.labels.nth(1)).to_have_value("second")
    expect(grid.labels.nth(2)).to_have_value("")


def test_delete_goes_to_the_next_and_undo_comes_back(grid: Any, view: Any) -> None:
    """Delete removes the image and shows the next one; the toast's Undo and Ctrl+Z bring it back and show it again."""
    second = grid.shows(1)
    third = grid.shows(2)
    details = view.locator(".penstock-zoom-details")
    expect(details).to_contain_text(second)
    grid.page.keyboard.press("Delete")
    expect(place(view)).to_have_text("2 of 2")
    expect(details).to_contain_text(third)
    view.get_by_role("button", name="Undo", exact=True).click()
    expect(place(view)).to_have_text("2 of 3")
    expect(details).to_contain_text(second)
    grid.page.keyboard.press("Delete")
    expect(details).to_contain_text(third)
    with grid.page.expect_response(lambda answer: answer.url.endswith("/undo") and answer.ok):
        grid.page.keyboard.press("Control+z")
    expect(details).to_contain_text(second)
    with grid.page.expect_response(lambda answer: answer.url.endswith("/redo") and answer.ok):
        grid.page.keyboard.press("Control+Shift+z")
    expect(place(view)).to_have_text("2 of 2")


def test_duplicate_stands_behind(grid: Any, view: Any) -> None:
    """D puts a copy behind the image shown, which stays on the screen."""
    second = grid.shows(1)
    with grid.page.expect_response(lambda answer: answer.url.endswith("/duplicate") and answer.ok):
        grid.page.keyboard.press("d")
    expect(place(view)).to_have_text("2 of 4")
    expect(view.locator(".penstock-zoom-details")).to_contain_text(second)


def test_painting_comes_back_to_the_same_image(grid: Any, view: Any) -> None:
    """M opens the mask painter; closing it comes back to the image, with the keys."""
    grid.page.keyboard.press("m")
    expect(grid.page.get_by_role("dialog")).to_have_count(2)
    grid.page.keyboard.press("Escape")
    expect(grid.page.get_by_role("dialog")).to_have_count(1)
    expect(place(view)).to_have_text("2 of 3")
    grid.page.keyboard.press("ArrowRight")
    expect(place(view)).to_have_text("3 of 3")


def test_removal_elsewhere_shows_the_next(grid: Any, view: Any, pool: str) -> None:
    """When somebody else removes the image shown, the next one is shown, and that is said."""
    second, third = grid.shows(1), grid.shows(2)
    assert grid.page.request.post(f"{pool}/remove", data={"slots": [second]}).ok
    expect(place(view)).to_have_text("2 of 2")
    expect(view.locator(".penstock-zoom-details")).to_contain_text(third)
    expect(view.get_by_text("removed elsewhere")).to_be_visible()


def test_changes_before_it_leave_the_image_alone(grid: Any, view: Any, pool: str) -> None:
    """Images that go, and labels that come, elsewhere are followed without leaving the image shown."""
    first, second = grid.shows(0), grid.shows(1)
    assert grid.page.request.post(f"{pool}/remove", data={"slots": [first]}).ok
    expect(place(view)).to_have_text("1 of 2")
    expect(view.locator(".penstock-zoom-details")).to_contain_text(second)
    assert grid.page.request.patch(f"{pool}/slots/{second}", data={"label": "theirs", "revision": 0}).ok
    expect(view.get_by_role("textbox", name="Label")).to_have_value("theirs")


@pytest.mark.parametrize("way", ["here", "elsewhere"])
def test_nothing_left_closes_the_view(grid: Any, view: Any, pool: str, way: str) -> None:
    """When the last image goes, here or elsewhere, the view closes and says why."""
    slots = [grid.shows(position) for position in range(3)]
    if way == "elsewhere":
        assert grid.page.request.post(f"{pool}/remove", data={"slots": slots}).ok
    else:
        for count in (2, 1):
            grid.page.keyboard.press("Delete")
            expect(place(view)).to_have_text(re.compile(f"of {count}$"))
        grid.page.keyboard.press("Delete")
    expect(view).to_be_hidden()
    expect(grid.page.get_by_text("no images any more")).to_be_visible()
    expect(grid.page.get_by_text("No images yet")).to_be_visible()
