"""Going through images in the zoom view, on Penstock's own page, by real keys, clicks and fingers."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of

SIZE = (90, 60)
MANY = 40
MOST_IN_STRIP = 30
MOST_MS = 100


@pytest.fixture
def pool(server: Any, request: pytest.FixtureRequest) -> str:
    """The address of a pool that no other test uses."""
    return f"{server.address}/penstock/pools/{name_of(request).removeprefix('test_').replace('[', '-').strip(']')}"


@pytest.fixture
def fill(pool: str, open_page: Callable[..., Any], grid_of: Callable[[Any], Any], tmp_path: Path) -> Callable[..., Any]:
    """Opens the pool's page and gives it images, one for each size."""

    def make(sizes: list[tuple[int, int]], **options: Any) -> Any:
        grid = grid_of(open_page(page_of(pool), **options))
        paths = [tmp_path / f"{number:03}.png" for number in range(len(sizes))]
        for number, (path, size) in enumerate(zip(paths, sizes, strict=True)):
            Image.new("RGB", size, (number * 5 % 256, 90, 140)).save(path)
        grid.root.locator("input[type=file]").set_input_files([str(path) for path in paths])
        expect(grid.root.locator(".penstock-count")).to_have_text(re.compile(rf"^{len(sizes)} "), timeout=30_000)
        return grid

    return make


def page_of(pool: str) -> str:
    """The page of a pool, given the address of its route."""
    address, _, name = pool.partition("/penstock/pools/")
    return f"{address}/#/pools/{name}"


def zoom(grid: Any, position: int = 0) -> Any:
    """Opens the zoom view with Z; returns its dialog, with the image loaded."""
    grid.root.locator(f"[aria-posinset='{position + 1}'] .penstock-tile").focus()
    grid.page.keyboard.press("z")
    view = grid.page.get_by_role("dialog")
    expect(view.locator(".penstock-zoom-full")).to_be_visible()
    return view


def place(view: Any) -> Any:
    """Where one is: "2 of 3"."""
    return view.locator(".penstock-zoom-place")


def scale(view: Any) -> int:
    """How large the image is shown, in percent."""
    return int(view.locator(".penstock-zoom-scale").inner_text().split()[0])


@pytest.mark.parametrize("closing", ["Escape", "z"])
def test_keys_lead_through_all_images_and_back_to_the_grid(fill: Callable[..., Any], closing: str) -> None:
    """Arrows, Home and End go through the pool and stop at its ends; closing puts the grid on the image shown last."""
    grid = fill([SIZE] * 3)
    view = zoom(grid)
    keyboard = grid.page.keyboard
    for key, number in [
        ("ArrowRight", 2),
        ("End", 3),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("Home", 1),
        ("PageDown", 3),
    ]:
        keyboard.press(key)
        expect(place(view)).to_have_text(f"{number} of 3")
    expect(view.locator(".penstock-zoom-full")).to_have_js_property("naturalWidth", SIZE[0])
    expect(view.locator(".penstock-zoom-details")).to_contain_text("90 \u00d7 60")
    keyboard.press(closing)
    expect(view).to_be_hidden()
    expect(grid.tiles.nth(2)).to_be_focused()


def test_double_click_opens_and_buttons_lead_on(fill: Callable[..., Any]) -> None:
    """A double click on an image opens it; the buttons, and the pictures below, lead to others; a button closes."""
    grid = fill([SIZE] * 3)
    grid.tiles.nth(1).dblclick()
    view = grid.page.get_by_role("dialog")
    expect(place(view)).to_have_text("2 of 3")
    view.get_by_role("button", name="Next image").click()
    expect(place(view)).to_have_text("3 of 3")
    expect(view.get_by_role("button", name="Next image")).to_have_attribute("aria-disabled", "true")
    grid.page.keyboard.press("ArrowLeft")
    expect(place(view)).to_have_text("2 of 3")
    view.locator(".penstock-zoom-strip-cell").first.click()
    expect(place(view)).to_have_text("1 of 3")
    expect(view.locator("[aria-current=true]")).to_have_attribute("aria-label", re.compile("Image at index 0"))
    view.get_by_role("button", name="Close", exact=True).click()
    expect(view).to_be_hidden()


def until(page: Any, condition: str) -> None:
    """Wait for it in the page: its policy forbids what Playwright's own waiting does when it has to look twice."""
    page.evaluate(
        f"""async () => {{
          const end = performance.now() + 15_000;
          while (!({condition}) && performance.now() < end) await new Promise(requestAnimationFrame);
        }}"""
    )


def test_next_image_shows_at_once(fill: Callable[..., Any]) -> None:
    """Images around the one shown are loaded ahead: the next one is on the screen within 100 ms of the key."""
    grid = fill([(1600, 1200)] * 6)
    grid.page.evaluate("performance.clearResourceTimings()")  # the browser notes 250 of them, the page's modules too
    view = zoom(grid)
    until(
        grid.page,
        "performance.getEntriesByType('resource').filter(({ name }) => name.includes('/image?')).length >= 4",
    )
    grid.page.evaluate(
        """() => addEventListener("keydown", () => {
          const [start, before] = [performance.now(), document.querySelector(".penstock-zoom-full")];
          const look = () => {
            const image = document.querySelector(".penstock-zoom-full");
            if (image !== before && image.complete && image.naturalWidth) window.taken = performance.now() - start;
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }, { capture: true, once: true })"""
    )
    grid.page.keyboard.press("ArrowRight")
    until(grid.page, "window.taken !== undefined")
    assert grid.page.evaluate("() => window.taken") <= MOST_MS
    expect(place(view)).to_have_text("2 of 6")


def test_thumbnail_stands_in_for_an_image_on_its_way(fill: Callable[..., Any]) -> None:
    """While the full image is loading its thumbnail, which the grid has shown already, is on the screen."""
    grid = fill([SIZE] * 2)
    held = []
    grid.page.route("**/image?*", lambda route: held.append(route))
    grid.tiles.first.focus()
    grid.page.keyboard.press("z")
    thumbnail = grid.page.locator(".penstock-zoom-thumbnail")
    expect(thumbnail).to_have_js_property("complete", True)
    expect(grid.page.locator(".penstock-zoom-full")).to_have_js_property("naturalWidth", 0)
    expect(grid.page.locator(".penstock-zoom-stage > .penstock-spinner")).to_be_visible()
    for route in held:
        route.continue_()
    expect(grid.page.locator(".penstock-zoom-full")).to_have_js_property("naturalWidth", SIZE[0])
    expect(grid.page.locator(".penstock-zoom-stage > .penstock-spinner")).to_be_hidden()


def test_strip_stays_small_in_a_large_pool(fill: Callable[..., Any]) -> None:
    """Of many images at most thirty are in the strip, with the one shown among them; the grid follows to the end."""
    grid = fill([(12, 8)] * MANY)
    view = zoom(grid)
    strip = view.locator(".penstock-zoom-strip-cell")
    assert strip.count() < MOST_IN_STRIP
    grid.page.keyboard.press("End")
    expect(place(view)).to_have_text(f"{MANY} of {MANY}")
    expect(strip.last).to_have_attribute("aria-current", "true")
    assert strip.count() < MOST_IN_STRIP
    grid.page.keyboard.press("Escape")
    expect(grid.root.locator(f"[aria-posinset='{MANY}'] .penstock-tile")).to_be_focused()


def test_zoom_is_kept_through_images_of_one_size(fill: Callable[..., Any]) -> None:
    """100 %, zooming by wheel and key, and fit; images of the same size keep the zoom, others are fitted."""
    grid = fill([SIZE, SIZE, (50, 80)])
    view = zoom(grid)
    fitted = scale(view)
    picture = view.locator(".penstock-zoom-picture")
    grid.page.keyboard.press("1")
    assert scale(view) == 100
    expect(picture).not_to_have_class(re.compile("pixelated"))
    view.locator(".penstock-zoom-stage").hover()
    grid.page.mouse.wheel(0, -900)
    expect(picture).to_have_class(re.compile("pixelated"))
    zoomed = scale(view)
    assert zoomed > 200
    before = picture.bounding_box()
    grid.page.keyboard.press("ArrowRight")
    assert scale(view) == zoomed
    assert picture.bounding_box() == before
    grid.page.keyboard.press("Shift+ArrowRight")
    assert picture.bounding_box()["x"] < before["x"]
    grid.page.keyboard.press("ArrowRight")
    assert picture.bounding_box()["height"] > picture.bounding_box()["width"]
    grid.page.keyboard.press("Home")
    grid.page.keyboard.press("1")
    grid.page.keyboard.press("f")
    assert scale(view) == fitted


def test_mask_lies_on_the_image(fill: Callable[..., Any], pool: str) -> None:
    """The painted part of the mask is tinted, the rest is not; O hides it, and the slider thins it."""
    grid = fill([SIZE])
    mask = io.BytesIO()
    half = Image.new("L", SIZE)
    half.paste(255, (0, 0, SIZE[0] // 2, SIZE[1]))
    half.save(mask, "PNG")
    form = {"mask": {"name": "mask.png", "mimeType": "image/png", "buffer": mask.getvalue()}, "revision": "0"}
    assert grid.page.request.put(f"{pool}/slots/{grid.shows(0)}/mask", multipart=form).ok
    view = zoom(grid)
    picture = view.locator(".penstock-zoom-picture")

    def colours() -> tuple[Any, Any]:
        seen = Image.open(io.BytesIO(picture.screenshot(style=".penstock-toasts { display: none }"))).convert("RGB")
        return seen.getpixel((seen.width // 4, seen.height // 2)), seen.getpixel(
            (seen.width * 3 // 4, seen.height // 2)
        )

    expect(view.locator(".penstock-zoom-mask")).to_be_visible()
    tinted, plain = colours()
    assert plain == (0, 90, 140)
    assert tinted[0] > plain[0] + 60
    slider = view.get_by_role("slider", name="Opacity of the mask")
    slider.press("Home")
    assert plain[0] < colours()[0][0] < tinted[0]
    grid.page.keyboard.press("o")
    expect(view.locator(".penstock-zoom-mask")).to_be_hidden()
    assert colours() == (plain, plain)


def test_image_that_does_not_load_says_so(fill: Callable[..., Any]) -> None:
    """An image that cannot be read is named as such, and shown once it can be."""
    grid = fill([SIZE])
    grid.page.route("**/image?*", lambda route: route.fulfill(status=500, body=""))
    grid.tiles.first.focus()
    grid.page.keyboard.press("z")
    view = grid.page.get_by_role("dialog")
    expect(view.get_by_role("alert").filter(has_text="could not be loaded")).to_be_visible()
    expect(view.locator(".penstock-zoom-full")).to_be_hidden()
    expect(view.locator(".penstock-zoom-thumbnail")).to_be_visible()
    grid.page.unroute("**/image?*")
    view.get_by_role("button", name="Try again").click()
    expect(view.locator(".penstock-zoom-full")).to_have_js_property("naturalWidth", SIZE[0])
    expect(view.locator(".penstock-zoom-problem")).to_be_hidden()
    expect(view.locator(".penstock-zoom-full")).to_be_visible()


def test_question_mark_shows_the_keys(fill: Callable[..., Any]) -> None:
    """? lists the keys; after closing that list the zoom view has the keys again."""
    grid = fill([SIZE] * 2)
    view = zoom(grid)
    grid.page.keyboard.press("?")
    keys = grid.page.get_by_role("dialog").last
    expect(keys).to_contain_text("Paint the mask")
    grid.page.keyboard.press("Escape")
    expect(grid.page.get_by_role("dialog")).to_have_count(1)
    grid.page.keyboard.press("ArrowRight")
    expect(place(view)).to_have_text("2 of 2")


@pytest.fixture
def fingers(chromium: Any, pool: str, fill: Callable[..., Any]) -> Iterator[Any]:
    """A phone that shows the pool of three images; the page and what sends touches."""
    fill([SIZE] * 3)
    context = chromium.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(page_of(pool))
    session = context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": touched})

    yield page, touch
    context.close()


def test_fingers_swipe_and_pinch(fingers: Any) -> None:
    """On a phone a swipe leads to the next image, two fingers zoom, and then one finger pans."""
    page, touch = fingers
    page.locator(".penstock-tile").first.wait_for()
    page.evaluate("() => { document.querySelector('penstock-pool-grid').commands.zoom(0); }")
    view = page.get_by_role("dialog")
    box = view.locator(".penstock-zoom-stage").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    assert view.bounding_box()["width"] == 390

    def drag(*way: tuple[tuple[float, float], ...]) -> None:
        touch("Start", *way[0])
        for points in way[1:]:
            touch("Move", *points)
        touch("End")

    drag(((x + 90, y),), ((x + 20, y + 4),), ((x - 90, y + 4),))
    expect(place(view)).to_have_text("2 of 3")
    drag(((x - 90, y),), ((x + 90, y),))
    expect(place(view)).to_have_text("1 of 3")
    drag(((x, y),), ((x + 5, y + 150),))
    expect(place(view)).to_have_text("1 of 3")
    picture = view.locator(".penstock-zoom-picture")
    before = picture.bounding_box()
    drag(((x - 20, y), (x + 20, y)), ((x - 40, y), (x + 40, y)), ((x - 80, y), (x + 80, y)))
    zoomed = picture.bounding_box()
    assert zoomed["width"] > before["width"] * 2
    drag(((x, y),), ((x - 60, y),), ((x - 120, y),))
    assert picture.bounding_box()["x"] < zoomed["x"] - 60
    expect(place(view)).to_have_text("1 of 3")
