"""The page of folders: pictures with captions and masks, the way through folders, search, the large view."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .dataset_page import address_of, make_folder, place, save_picture, tiles

Open = Callable[..., Any]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """A server of the test's own: its folders are those of the test."""
    running = RunningServer(tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def cats(server: Any) -> Path:
    """Twelve pictures, and one in a folder below."""
    folder = make_folder(server, "cats")
    (folder / "kittens").mkdir()
    save_picture(folder / "kittens" / "small.png", (64, 64), 1)
    return folder


@pytest.fixture
def page(server: Any, cats: Path, open_page: Open) -> Any:
    """The page of that folder."""
    assert cats.exists()
    page = open_page(address_of(server, "input/cats"))
    expect(tiles(page)).to_have_count(12)
    return page


def test_pictures_stand_with_captions_and_masks(page: Any) -> None:
    """Pictures come in natural order, each with its caption or that it has none, and a sign for its mask."""
    names = tiles(page).evaluate_all("all => all.map((one) => one.querySelector('strong').textContent)")
    assert names == [f"cat{number}.png" for number in range(1, 13)]
    expect(tiles(page).nth(0)).to_contain_text("cat, sofa")
    expect(tiles(page).nth(2)).to_contain_text("No caption")
    expect(tiles(page).nth(3)).to_have_accessible_name("cat4.png, has a mask, has a caption")
    expect(tiles(page).nth(2)).to_have_accessible_name("cat3.png, No caption")
    expect(page.get_by_text("12 pictures")).to_be_visible()


def test_the_way_through_folders(page: Any) -> None:
    """Folders open, the way leads back, the key U goes up, and folders below are listed where that is ticked."""
    page.get_by_role("button", name="kittens 1 picture").click()
    expect(tiles(page)).to_have_count(1)
    expect(page).to_have_url(re.compile("kittens"))
    page.keyboard.press("u")
    expect(tiles(page)).to_have_count(12)
    page.get_by_role("checkbox", name="Subfolders too").check()
    expect(tiles(page)).to_have_count(13)
    below = tiles(page).filter(has_text="kittens/")
    expect(below.locator("strong")).to_have_text("small.png")
    page.get_by_role("navigation", name="Way to this folder").get_by_role("button", name="Input").click()
    expect(page.get_by_role("button", name="cats 12 pictures")).to_be_visible()
    page.go_back()
    expect(tiles(page)).to_have_count(13)


def test_search_finds_names_and_captions(page: Any) -> None:
    """The key / leads to the search; what it finds is counted, and Escape takes it back."""
    page.keyboard.press("/")
    page.keyboard.type("cat1")
    expect(tiles(page)).to_have_count(4)
    expect(page.get_by_text("4 of 12 pictures")).to_be_visible()
    page.keyboard.press("Escape")
    expect(tiles(page)).to_have_count(12)
    page.keyboard.type("outdoor")
    expect(tiles(page)).to_have_count(4)
    page.keyboard.type(" nowhere")
    expect(page.get_by_text("No picture matches")).to_be_visible()


def test_keys_lead_to_pictures_and_into_the_large_view(page: Any) -> None:
    """Arrows go from tile to tile; Enter shows one large with its caption and mask; Escape comes back to the last."""
    page.keyboard.press("ArrowDown")
    expect(tiles(page).nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    large = page.get_by_role("dialog", name="Picture")
    expect(large.get_by_text("3 of 12")).to_be_visible()
    expect(large.get_by_role("button", name="Show the mask")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(large.get_by_text("4 of 12")).to_be_visible()
    expect(large.get_by_text("cat, sofa")).to_be_visible()
    page.keyboard.press("m")
    expect(large.get_by_role("button", name="Show the mask")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(tiles(page).nth(3)).to_be_focused()


def test_tab_stops_once_among_the_pictures(page: Any) -> None:
    """Tab reaches the picture that had the focus last, and the next Tab leaves the pictures."""
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    expect(page.locator(".penstock-dataset-tile:focus")).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(tiles(page).nth(1)).to_be_focused()
    assert tiles(page).evaluate_all("all => all.filter((one) => one.tabIndex === 0).length") == 1


def test_a_picture_that_cannot_be_shown_says_why(server: Any, cats: Path, open_page: Open) -> None:
    """The large view tells the server's reason in its middle; of one that is shown it tells the size."""
    (cats / "broken.png").write_bytes(b"no picture")
    page = open_page(address_of(server, "input/cats"))
    tiles(page).first.click()
    large = page.get_by_role("dialog", name="Picture")
    expect(large.get_by_role("alert")).to_contain_text("This picture cannot be shown. The file is no picture")
    page.keyboard.press("ArrowRight")
    expect(large.get_by_text(re.compile(r"^96 . 96$"))).to_be_visible()
    expect(large.get_by_role("alert")).to_be_hidden()


def test_a_folder_that_is_not_there_says_so(server: Any, open_page: Open) -> None:
    """The server's words stand there with a way to a folder that exists."""
    page = open_page(address_of(server, "input/nowhere"))
    expect(page.get_by_text("There is no folder")).to_be_visible()
    make_folder(server, "nowhere", [(64, 64)])
    page.get_by_role("button", name="Try again").click()
    expect(tiles(page)).to_have_count(1)


def test_an_empty_folder_says_what_to_do(server: Any, open_page: Open) -> None:
    """An empty folder tells what belongs into it."""
    make_folder(server, "bare", [])
    page = open_page(address_of(server, "input/bare"))
    expect(page.get_by_text("This folder is empty")).to_be_visible()


def test_folders_elsewhere_are_allowed_and_taken_back(server: Any, tmp_path: Path, open_page: Open) -> None:
    """A folder of the server is allowed by its path; a wrong one is refused and nothing kept; Undo brings one back."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    save_picture(elsewhere / "one.png", (64, 64), 1)
    page = open_page(address_of(server))
    page.get_by_role("button", name="Allow a folder…").click()
    page.get_by_label("Folder on the server").fill(str(tmp_path / "not there"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("There is no such folder.")).to_be_visible()
    expect(page.get_by_label("Folder on the server")).to_have_accessible_description("There is no such folder.")
    page.get_by_label("Folder on the server").fill(str(elsewhere))
    page.keyboard.press("Enter")
    expect(tiles(page)).to_have_count(1)
    expect(place(page, "elsewhere").first).to_have_attribute("aria-current", "true")
    expect(place(page, "not there")).to_have_count(0)
    page.get_by_role("button", name="Menu of elsewhere").click()
    page.get_by_role("menuitem", name="Do not use it any more").click()
    expect(place(page, "elsewhere")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(place(page, "elsewhere").first).to_be_visible()


def test_many_pictures_are_read_while_they_are_scrolled_to(server: Any, open_page: Open) -> None:
    """A folder of more pictures than a page holds is shown from its beginning, and to its end when that is reached."""
    make_folder(server, "many", [(16, 16)] * 230)
    page = open_page(address_of(server, "input/many"))
    expect(page.get_by_text("230 pictures")).to_be_visible()
    expect(tiles(page).first).to_be_visible()
    assert tiles(page).count() < 230
    page.keyboard.press("/")
    page.keyboard.type("cat230")
    expect(tiles(page)).to_have_count(1)
    page.keyboard.press("Escape")
    page.locator("main").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    expect(tiles(page)).to_have_count(230)
