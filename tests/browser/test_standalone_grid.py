"""The pool grid on Penstock's own page."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of

MOST_CELLS = 150


@pytest.fixture
def address(server: Any, request: pytest.FixtureRequest) -> str:
    """The page of a pool that no other test uses."""
    name = name_of(request).removeprefix("test_").replace("[", "-").replace("]", "")
    return f"{server.address}/#/pools/{name}"


@pytest.fixture
def grid(address: str, open_page: Callable[..., Any], grid_of: Callable[[Any], Any], photographs: list[Path]) -> Any:
    """The grid with three photographs."""
    grid = grid_of(open_page(address))
    grid.upload(photographs)
    return grid


def test_empty_pool_says_what_to_do(address: str, open_page: Callable[..., Any]) -> None:
    """A pool without images says how images get in."""
    page = open_page(address)
    expect(page.get_by_text("No images yet")).to_be_visible()
    expect(page.get_by_role("button", name="Choose images")).to_be_visible()


def test_upload_and_select(grid: Any, address: str) -> None:
    """Uploaded photographs appear with real thumbnails, the first is selected, and a click selects another for good."""
    expect(grid.root.locator(".penstock-count")).to_have_text("3 images")
    widths = "images => images.every(image => image.complete && image.naturalWidth >= 100)"
    grid.page.wait_for_function(f"() => ({widths})([...document.querySelectorAll('.penstock-thumbnail')])")
    expect(grid.tiles.nth(0)).to_have_attribute("aria-pressed", "true")
    with grid.page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        grid.tiles.nth(2).click()
    expect(grid.selected).to_have_count(1)
    expect(grid.tiles.nth(2)).to_have_attribute("aria-pressed", "true")
    grid.page.reload()
    expect(grid.tiles.nth(2)).to_have_attribute("aria-pressed", "true")


def test_no_picture_is_fetched_twice(grid: Any) -> None:
    """Selecting, labelling, and opening the page again take every thumbnail from the browser's cache."""
    transferred = """() => performance.getEntriesByType("resource")
        .filter(({ name, transferSize }) => name.includes("/thumbnail") && transferSize > 0).length"""
    loaded = "() => [...document.querySelectorAll('.penstock-thumbnail')].every((one) => one.naturalWidth > 0)"
    grid.page.wait_for_function(loaded)
    assert grid.page.evaluate(transferred) == 3
    grid.tiles.nth(1).click()
    grid.label(1, "still the same picture")
    expect(grid.tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    assert grid.page.evaluate(transferred) == 3
    grid.page.reload()
    grid.expect_count(3)
    grid.page.wait_for_function(loaded)
    assert grid.page.evaluate(transferred) == 0


def test_preview_shows_the_selected_image(grid: Any) -> None:
    """The selected image is shown large, with its size."""
    grid.tiles.nth(1).click()
    expect(grid.page.locator(".penstock-preview figcaption")).to_contain_text("600 \u00d7 400")
    loaded = "() => document.querySelector('.penstock-preview img').naturalWidth === 600"
    grid.page.wait_for_function(loaded)


def test_label_is_kept(grid: Any) -> None:
    """A label is saved on Enter and is there after a reload; Escape brings the saved one back."""
    grid.label(1, "espresso, “black” & <b>hot</b>")
    grid.page.reload()
    expect(grid.labels.nth(1)).to_have_value("espresso, “black” & <b>hot</b>")
    grid.labels.nth(1).fill("never mind")
    grid.labels.nth(1).press("Escape")
    expect(grid.labels.nth(1)).to_have_value("espresso, “black” & <b>hot</b>")


def test_remove_and_undo(grid: Any) -> None:
    """A removed image comes back at its place, with its label."""
    grid.label(1, "keep me")
    middle = grid.shows(1)
    grid.remove(1)
    grid.expect_count(2)
    grid.page.get_by_role("button", name="Undo", exact=True).click()
    grid.expect_count(3)
    assert grid.shows(1) == middle
    expect(grid.labels.nth(1)).to_have_value("keep me")


def test_second_tab_shows_changes_at_once(
    grid: Any, address: str, open_page: Callable[..., Any], grid_of: Callable[[Any], Any], photographs: list[Path]
) -> None:
    """Another browser sees images, selection, label and removal as they happen, without a reload."""
    other = grid_of(open_page(address))
    other.expect_count(3)
    grid.tiles.nth(1).click()
    expect(other.tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    grid.label(0, "seen elsewhere")
    expect(other.labels.nth(0)).to_have_value("seen elsewhere")
    other.upload(photographs[:1])
    grid.expect_count(4)
    other.remove(0)
    grid.expect_count(3)
    expect(grid.labels.nth(0)).not_to_have_value("seen elsewhere")


def test_label_conflict_shows_the_other(
    grid: Any, address: str, open_page: Callable[..., Any], grid_of: Callable[[Any], Any]
) -> None:
    """Who types while another saves sees the other's label, and can still have their own."""
    other = grid_of(open_page(address))
    other.expect_count(3)
    grid.labels.nth(0).fill("mine")
    other.label(0, "theirs")
    expect(grid.root.locator(".penstock-cell").nth(0).locator(".penstock-tile")).to_have_attribute(
        "title", "theirs · 451 \u00d7 300"
    )
    grid.labels.nth(0).press("Enter")
    expect(grid.page.get_by_role("alert").filter(has_text="mine")).to_be_visible()
    expect(grid.labels.nth(0)).to_have_value("theirs")
    grid.page.get_by_role("button", name="Use mine").click()
    expect(other.labels.nth(0)).to_have_value("mine")


def test_bad_files_are_named(grid: Any, tmp_path: Path, photographs: list[Path]) -> None:
    """Of several files the good ones are stored, and each bad one is shown with the server's reason."""
    bad = tmp_path / "notes.png"
    bad.write_bytes(b"not an image at all")
    grid.root.locator("input[type=file]").set_input_files([str(bad), str(photographs[0])])
    grid.expect_count(4)
    problems = grid.root.locator(".penstock-problems")
    expect(problems).to_contain_text("notes.png")
    assert len(problems.inner_text()) > len("1 file was not added notes.png") + 10
    problems.get_by_role("button", name="Close").click()
    expect(problems).to_be_hidden()


def test_keyboard_alone_is_enough(grid: Any) -> None:
    """Arrows move, Enter selects, F2 labels, Delete removes; one Tab stop leads into the grid."""
    keyboard = grid.page.keyboard
    assert grid.root.locator(".penstock-tile[tabindex='0']").count() == 1
    grid.tiles.nth(0).focus()
    keyboard.press("ArrowRight")
    expect(grid.tiles.nth(1)).to_be_focused()
    keyboard.press("Enter")
    expect(grid.tiles.nth(1)).to_have_attribute("aria-pressed", "true")
    keyboard.press("F2")
    keyboard.type("typed")
    with grid.page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        keyboard.press("Enter")
    expect(grid.tiles.nth(1)).to_be_focused()
    keyboard.press("End")
    expect(grid.tiles.nth(2)).to_be_focused()
    keyboard.press("Delete")
    grid.expect_count(2)
    expect(grid.tiles.nth(1)).to_be_focused()


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_dropped_and_pasted_images_arrive(grid: Any, way: str) -> None:
    """An image that is dropped on the grid or pasted on the page is added."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    grid.page.evaluate(
        """([way, bytes]) => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([new Uint8Array(bytes)], "teal.png", { type: "image/png" }));
          const target = way === "drop" ? document.querySelector("penstock-pool-grid") : document.body;
          const options = { bubbles: true, cancelable: true };
          target.dispatchEvent(way === "drop" ? new DragEvent("drop", { ...options, dataTransfer: transfer })
            : new ClipboardEvent("paste", { ...options, clipboardData: transfer }));
        }""",
        [way, list(picture.getvalue())],
    )
    grid.expect_count(4)


def test_many_images_stay_few_cells(
    server: Any, address: str, open_page: Callable[..., Any], grid_of: Callable[[Any], Any], tmp_path: Path
) -> None:
    """Of 250 images only those near the screen are in the document, all can be reached, the focus stays."""
    page = open_page(address)
    names = []
    for number in range(250):
        path = tmp_path / f"{number:03}.png"
        Image.new("RGB", (8, 8), (number % 256, number // 256, 0)).save(path)
        names.append(str(path))
    grid = grid_of(page)
    grid.root.locator("input[type=file]").set_input_files(names)
    expect(grid.root.locator(".penstock-count")).to_have_text("250 images", timeout=60_000)
    expect(grid.root.locator(".penstock-progress")).to_be_hidden()
    assert 20 < grid.tiles.count() <= MOST_CELLS
    grid.tiles.nth(0).focus()
    page.keyboard.press("End")
    expect(grid.root.locator("[aria-posinset='250'] .penstock-tile")).to_be_focused()
    assert grid.tiles.count() <= MOST_CELLS
    pool = f"{server.address}/penstock/pools/{address.rpartition('/')[2]}"
    middle = page.request.get(f"{pool}/slots?start=120&limit=1").json()["slots"][0]["id"]
    assert page.request.post(f"{pool}/remove", data={"slots": [middle]}).ok
    expect(grid.root.locator(".penstock-count")).to_have_text("249 images")
    # What was read of the first hundred is stale by now: it is read again while the keyboard is on it.
    page.keyboard.press("Home")
    first = grid.root.locator("[aria-posinset='1']")
    expect(first.locator(".penstock-tile")).to_be_focused()
    expect(first).to_have_attribute("data-slot-id", re.compile("."))
    expect(first.locator(".penstock-tile")).to_be_focused()


@pytest.mark.parametrize("width", [390, 1400])
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_nothing_sticks_out(
    address: str,
    open_page: Callable[..., Any],
    width: int,
    scheme: str,
    grid_of: Callable[[Any], Any],
    photographs: list[Path],
) -> None:
    """Neither page is wider than the screen of a telephone or a desk, and text stands out from what is behind it."""
    page = open_page(address, width=width, scheme=scheme)
    grid_of(page).upload(photographs)
    for hash_ in ("#/", page.evaluate("location.hash")):
        page.evaluate("(hash) => { location.hash = hash; }", hash_)
        page.locator(".penstock-card, .penstock-cell").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) >= 4.5


CONTRAST = """() => {
  const light = (css) => {
    const linear = (v) => v <= 10 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = css.match(/[\\d.]+/g).slice(0, 3).map((v) => linear(Number(v)));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const bar = getComputedStyle(document.querySelector(".penstock-header"));
  const text = getComputedStyle(document.querySelector(".penstock-header nav a"));
  const [dark, bright] = [light(bar.backgroundColor), light(text.color)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""
