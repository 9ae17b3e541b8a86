"""The page of one execution: its contact sheet, choices, deletions, and what comes while one looks."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .execution_page import Made, make_execution, tile, tiles
from .naming import name_of, of_try
from .standalone_page import ask


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its executions are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("executions"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def made(server: Any, request: pytest.FixtureRequest) -> Made:
    """An execution of four scenes that wants three pictures of each and has 3, 3, 2 and 0."""
    story = name_of(request).removeprefix("test_")[:60]
    return make_execution(server, story, picks={0: "000_opening_01.png"})


@pytest.fixture
def page(server: Any, made: Made, open_page: Callable[..., Any]) -> Any:
    """Its page."""
    page = open_page(made.page(server))
    expect(tiles(page)).to_have_count(8)
    return page


def picks(server: Any, made: Made) -> dict[str, str]:
    """The choices as the server has them."""
    return dict(ask(server, "GET", made.route)["picks"])


def undo(page: Any) -> None:
    """Press Undo in the message."""
    page.locator(".penstock-toast").last.get_by_role("button", name="Undo").click()


def test_scenes_are_rows_and_variants_stand_along_them(page: Any) -> None:
    """Each scene is a row with its name, its pictures by variant, counted from 1, and the places of those to come."""
    rows = page.get_by_role("row")
    expect(rows).to_have_count(4)
    expect(rows.nth(1).get_by_role("rowheader")).to_contain_text("the market")
    expect(rows.locator(".penstock-sheet-order")).to_have_text(["1", "2", "3", "4"])
    expect(rows.nth(1).locator(".penstock-sheet-number")).to_have_text(["1", "2", "3"])
    expect(rows.nth(2).locator(".penstock-sheet-tile")).to_have_count(2)
    expect(rows.nth(2).locator(".penstock-sheet-gap")).to_have_count(1)
    expect(rows.nth(3).locator(".penstock-sheet-gap")).to_have_count(3)
    expect(page.get_by_role("status").filter(has_text="8 of 12 pictures")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "67")
    expect(page.locator(".penstock-execution-note")).to_contain_text("4 scenes · job job1")
    names = page.locator(".penstock-sheet-tile").evaluate_all("all => all.map((one) => one.title)")
    assert names == sorted(names)


def test_the_best_is_picked_by_key_and_by_star(page: Any, server: Any, made: Made) -> None:
    """P picks the picture that the keyboard is on, and takes that back; so does its star; the server has it."""
    tile(page, "opening", 0).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("p")
    expect(tile(page, "opening", 2)).to_have_accessible_name("opening, variant 3, Best of its scene")
    expect(page.locator(".penstock-picked")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(tile(page, "the market", 2)).to_be_focused()
    page.keyboard.press("p")
    page.keyboard.press("p")
    tile(page, "harbour", 1).hover()
    page.get_by_role("button", name="Pick as the best: harbour, variant 2").click()
    expect(page.locator(".penstock-picked")).to_have_count(2)
    expect(tile(page, "harbour", 1)).to_have_accessible_name("harbour, variant 2, Best of its scene")
    assert picks(server, made) == {"0": "000_opening_02.png", "2": "002_harbour_01.png"}


def test_two_pages_show_the_same(page: Any, server: Any, made: Made, open_page: Callable[..., Any]) -> None:
    """What is picked and deleted on one page shows on the other at once."""
    other = open_page(made.page(server))
    tile(other, "the market", 1).focus()
    other.keyboard.press("p")
    expect(tile(page, "the market", 1)).to_have_accessible_name("the market, variant 2, Best of its scene")
    other.keyboard.press("Delete")
    expect(tile(page, "the market", 1)).to_have_count(0)
    expect(page.get_by_role("row").nth(1).locator(".penstock-sheet-gap")).to_have_count(1)
    expect(page.get_by_text("7 of 12 pictures")).to_be_visible()


def test_a_deleted_picture_comes_back_with_the_keyboard_on_it(page: Any, made: Made) -> None:
    """Delete moves a picture to the trash and the keyboard to its neighbour; Undo brings both back, and its choice."""
    tile(page, "opening", 1).focus()
    page.keyboard.press("Delete")
    expect(tile(page, "opening", 1)).to_have_count(0)
    assert not (made.folder / "images" / "000_opening_01.png").exists()
    expect(tile(page, "opening", 0)).to_be_focused()
    undo(page)
    expect(tile(page, "opening", 1)).to_be_focused()
    assert (made.folder / "images" / "000_opening_01.png").exists()


def test_what_was_deleted_is_undone_by_key(page: Any, made: Made) -> None:
    """Ctrl+Z brings back what was deleted last, also in the large view, Ctrl+Shift+Z deletes it again; a list helps."""
    gone = made.folder / "images" / "000_opening_01.png"
    tile(page, "opening", 1).focus()
    page.keyboard.press("Delete")
    expect(tile(page, "opening", 1)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(tile(page, "opening", 1)).to_be_focused()
    expect(page.locator(".penstock-toast")).to_have_count(0)
    assert gone.exists()
    page.keyboard.press("Control+Shift+z")
    expect(tile(page, "opening", 1)).to_have_count(0)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Deleted pictures").click()
    page.get_by_role("button", name="Restore: 000_opening_01.png").click()
    expect(tile(page, "opening", 1)).to_be_visible()
    tile(page, "opening", 1).click()
    expect(page.locator(".penstock-large-place")).to_contain_text("2 of 8")
    page.keyboard.press("Delete")
    expect(page.locator(".penstock-large-place")).to_contain_text("of 7")
    page.keyboard.press("Control+z")
    expect(page.locator(".penstock-large-place")).to_contain_text("of 8")
    assert gone.exists()


def test_many_are_deleted_at_once(page: Any, made: Made) -> None:
    """Marked pictures go together, and come back together; Escape takes the marks away."""
    tile(page, "the market", 0).focus()
    page.keyboard.press("Space")
    tile(page, "harbour", 1).click(modifiers=["Shift"])
    expect(page.get_by_text("5 marked")).to_be_visible()
    tile(page, "the market", 2).click(modifiers=["Control"])
    expect(page.get_by_text("4 marked")).to_be_visible()
    page.get_by_role("button", name="Delete the marked").click()
    expect(tiles(page)).to_have_count(4)
    expect(page.locator(".penstock-sheet-marked")).to_be_hidden()
    undo(page)
    expect(tiles(page)).to_have_count(8)
    page.keyboard.press("Control+a")
    expect(page.get_by_text("8 marked")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("8 marked")).to_be_hidden()


@pytest.mark.nightly
def test_what_was_not_picked_is_marked_by_the_menu(page: Any) -> None:
    """The menu of a picture marks the other variants of scenes that have a choice."""
    tile(page, "opening", 0).click(button="right")
    page.get_by_role("menuitem", name="Mark what was not picked").click()
    expect(page.get_by_text("2 marked")).to_be_visible()
    expect(tile(page, "opening", 0)).to_have_accessible_name("opening, variant 1, marked")


def test_pictures_of_other_programs_appear(page: Any, made: Made) -> None:
    """A picture that another program saves shows within moments, in its place; one that it removes goes."""
    made.save(3, 0)
    expect(tile(page, "finale", 0)).to_be_visible()
    expect(page.get_by_text("9 of 12 pictures")).to_be_visible()
    (made.folder / "images" / "000_opening_00.png").unlink()
    expect(tile(page, "opening", 0)).to_have_count(0)


def test_the_keyboard_walks_the_sheet(page: Any) -> None:
    """Arrows pass over what is missing; Home and End lead along a scene, with Ctrl to the ends of all."""
    page.keyboard.press("s")
    expect(tile(page, "opening", 0)).to_be_focused()
    for key, scene, variant in (
        ("End", "opening", 2),
        ("ArrowDown", "the market", 2),
        ("ArrowDown", "harbour", 1),
        ("ArrowDown", "harbour", 1),
        ("ArrowLeft", "harbour", 0),
        ("ArrowLeft", "the market", 2),
        ("Control+Home", "opening", 0),
        ("Control+End", "harbour", 1),
    ):
        page.keyboard.press(key)
        expect(tile(page, scene, variant)).to_be_focused()
    assert page.locator(".penstock-sheet-tile[tabindex='0']").count() == 1


def test_an_execution_is_deleted_and_restored(page: Any, server: Any, made: Made) -> None:
    """Deleting an execution leads to the list; its page says that it is gone, and brings it back."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Delete this execution").click()
    expect(page.get_by_role("heading", name="Executions", level=1)).to_be_visible()
    assert not made.folder.exists()
    page.go_back()
    expect(page.get_by_text("There is no such execution")).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    expect(tiles(page)).to_have_count(8)
    assert made.folder.exists()


@pytest.mark.nightly
def test_problems_are_told(server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """What is wrong with an execution is said in words, and what can be shown is shown."""
    made = make_execution(server, of_try(request, "problems"))
    (made.folder / "metadata.json").write_text(
        '{"exec_id": 5, "scenes": [7], "timestamp": "2026-11-21T10:15:00+00:00"}'
    )
    page = open_page(made.page(server))
    expect(page.locator(".penstock-execution-problems li").first).to_be_visible()
    expect(tiles(page)).to_have_count(8)
