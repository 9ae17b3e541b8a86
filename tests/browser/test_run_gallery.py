"""The gallery and the comparison of runs: found, looked at with their values, chosen, and seen beside each other."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .run_page import RunsHouse, runs_house

SOME = 3

CENTRED = """() => {
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  return [...document.querySelectorAll(".penstock-run-stage")].every((stage) => {
    const [x, y] = middle(stage.getBoundingClientRect());
    const [left, top] = middle(stage.querySelector("img").getBoundingClientRect());
    return Math.abs(x - left) < 2 && Math.abs(y - top) < 2;
  });
}"""
"""Whether each picture is in the middle of its place."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A Penstock with three pictures."""
    with runs_house(tmp_path_factory.mktemp("gallery"), pace=0.002) as house:
        house.ended(*(house.start(f"picture {seed}", seed=seed)[0] for seed in range(SOME)))
        yield house


@pytest.fixture
def page(house: RunsHouse, open_page: Callable[..., Any]) -> Any:
    """The gallery."""
    page = open_page(f"{house.address}/#/gallery")
    expect(tiles(page)).to_have_count(SOME)
    return page


def tiles(page: Any) -> Any:
    """The pictures."""
    return page.locator(".penstock-gallery-picture")


def test_new_pictures_appear_and_words_find_them(page: Any, house: RunsHouse) -> None:
    """A run that ends brings its picture first; the search finds by title."""
    (run,) = house.start("newest", seed=40)
    expect(tiles(page)).to_have_count(SOME + 1)
    expect(page.locator(".penstock-gallery-tile").filter(has_text="newest")).to_have_attribute("aria-posinset", "1")
    page.keyboard.press("/")
    page.keyboard.type("picture 1")
    expect(tiles(page)).to_have_count(1)
    page.get_by_role("searchbox").fill("nothing like it")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    page.get_by_role("button", name="Clear").click()
    expect(tiles(page)).to_have_count(SOME + 1)
    house.ended(run)
    page.request.delete(f"{house.address}/penstock/runs/{run}")
    expect(tiles(page)).to_have_count(SOME)


def test_a_picture_is_looked_at_with_the_values_that_made_it(page: Any) -> None:
    """Enter opens it, V shows its values, the arrow leads to the next one, Escape back to the tile of that one."""
    tiles(page).first.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"picture {SOME - 1}")
    page.keyboard.press("v")
    expect(dialog.locator("aside")).to_contain_text("steps", ignore_case=True)
    page.keyboard.press("ArrowRight")
    expect(dialog).to_contain_text(f"picture {SOME - 2}")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(tiles(page).nth(1)).to_be_visible()


def test_chosen_runs_are_compared(page: Any) -> None:
    """Space chooses, C compares: only what differs is told, and all pictures are zoomed as one."""
    tiles(page).first.focus()
    page.keyboard.press(" ")
    expect(page.get_by_text("choose another one to compare")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    expect(page.get_by_text("2 runs chosen")).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Comparison")).to_be_visible()
    expect(page.get_by_text("1 value differs.")).to_be_visible()
    row = page.get_by_role("row").filter(has=page.locator("[title='1.seed']"))
    expect(row.get_by_role("cell")).to_have_text(["2", "1"])
    expect(page.get_by_role("rowheader")).to_have_count(1)
    page.get_by_role("button", name="Only differences").click()
    expect(page.get_by_role("rowheader")).to_have_count(4)
    images = page.locator(".penstock-run-compare-side img")
    expect(images.first).to_have_js_property("naturalWidth", 32)
    expect(images.last).to_have_js_property("naturalWidth", 32)
    before = images.last.bounding_box()["width"]
    page.locator(".penstock-run-stage").first.focus()
    page.keyboard.press("+")
    expect(images.last).not_to_have_css("width", f"{before}px")
    assert images.first.bounding_box()["width"] == images.last.bounding_box()["width"]


def test_compared_pictures_stay_in_sight_when_the_window_changes(page: Any, house: RunsHouse) -> None:
    """Each is fitted into its own place; what was zoomed together stays so, and the key 0 fits all of them again."""
    listed = page.request.get(f"{house.address}/penstock/runs?limit=2").json()["runs"]
    page.goto(f"{house.address}/#/gallery/compare?runs={','.join(run['id'] for run in listed)}")
    images = page.locator(".penstock-run-compare-side img")
    expect(images).to_have_count(2)
    for width in (700, 1400):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(CENTRED)
    stage = page.locator(".penstock-run-stage").first
    stage.press("+")
    stage.press("0")
    page.set_viewport_size({"width": 1000, "height": 800})
    page.wait_for_function(CENTRED)


def test_a_comparison_of_nothing_says_what_to_do(page: Any, house: RunsHouse) -> None:
    """An address without runs leads to the gallery; of a run that is gone it says so."""
    page.goto(f"{house.address}/#/gallery/compare")
    expect(page.get_by_text("Choose at least two runs to compare.")).to_be_visible()
    page.goto(f"{house.address}/#/gallery/compare?runs=nobody")
    expect(page.get_by_text("One of the runs is not there any more.")).to_be_visible()
