"""The page of one pool in the standalone app: title, preview, menu, and a pool that does not exist."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of, of_try
from .standalone_page import ask, drop_file, fill_pool, make_pool, name_pool

# Resolves when image and mask of the preview are loaded and shown.
PAINTED = """async () => {
  const image = document.querySelector(".penstock-preview img");
  const { url } = document.querySelector(".penstock-preview-mask").dataset;
  const mask = Object.assign(new Image(), { src: url.slice(5, -2) });
  await Promise.all([image.decode(), mask.decode()]);
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
}"""


@pytest.fixture
def pool(server: Any, request: pytest.FixtureRequest, photographs: list[Path]) -> str:
    """A pool of three photographs that no other test uses."""
    name = name_of(request).removeprefix("test_").replace("[", "-").replace("]", "")
    return fill_pool(server, name, photographs)


@pytest.fixture
def page(server: Any, pool: str, open_page: Callable[..., Any]) -> Any:
    """Its page."""
    page = open_page(f"{server.address}/#/pools/{pool}")
    expect(page.locator(".penstock-tile")).to_have_count(3)
    return page


def preview(page: Any) -> Any:
    """The selected image, large."""
    return page.get_by_role("figure", name="Selected image")


def put_mask(page: Any, pool: str, slot: str) -> None:
    """The upper half of the image is painted."""
    mask = Image.new("L", (451, 300), 0)
    mask.paste(255, (0, 0, 451, 150))
    data = io.BytesIO()
    mask.save(data, "PNG")
    page.evaluate(
        """async ([url, bytes]) => {
          const form = new FormData();
          form.append("mask", new Blob([new Uint8Array(bytes)], { type: "image/png" }), "mask.png");
          const { ok, status } = await fetch(url, { method: "PUT", body: form });
          if (!ok) throw new Error(String(status));
        }""",
        [f"/penstock/pools/{pool}/slots/{slot}/mask", list(data.getvalue())],
    )


def test_the_title(server: Any, page: Any, pool: str) -> None:
    """The page is called as the pool's profile, says how many images there are, and leads back to all pools."""
    expect(page.get_by_role("heading", name=pool, level=1)).to_be_visible()
    expect(page.locator(".penstock-title .penstock-count")).to_have_text("3 images")
    name_pool(server, pool, "Spring campaign")
    page.reload()
    expect(page.get_by_role("heading", name="Spring campaign", level=1)).to_be_visible()
    expect(page).to_have_title("Spring campaign \u00b7 Penstock")
    page.get_by_role("link", name="All pools").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()


def test_the_preview_follows_the_selection(page: Any, pool: str) -> None:
    """The preview shows the selected image with its label and size, as soon as another one is selected."""
    expect(preview(page)).to_contain_text("451 \u00d7 300")
    page.locator(".penstock-tile").nth(1).click()
    expect(preview(page)).to_contain_text("600 \u00d7 400")
    page.wait_for_function("() => document.querySelector('.penstock-preview img').naturalWidth === 600")
    page.locator("input.penstock-label").nth(1).fill("black")
    page.locator("input.penstock-label").nth(1).press("Enter")
    expect(preview(page).get_by_text("black")).to_be_visible()


def test_the_mask_lies_over_the_preview(page: Any, pool: str) -> None:
    """A saved mask is seen over the image, exactly where it was painted, and can be hidden."""
    expect(preview(page).get_by_role("button", name="Show the mask")).to_be_hidden()
    slot = page.locator(".penstock-cell").first.get_attribute("data-slot-id")
    put_mask(page, pool, slot)
    eye = preview(page).get_by_role("button", name="Show the mask")
    expect(eye).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".penstock-preview-mask")).to_be_visible()
    page.evaluate(PAINTED)
    masked = shot(page)
    eye.click()
    expect(page.locator(".penstock-preview-mask")).to_be_hidden()
    plain = shot(page)
    width, height = plain.size
    shown = height if width / height > 451 / 300 else round(width * 300 / 451)
    above, below = (height - shown) // 2 + shown // 4, (height - shown) // 2 + shown * 3 // 4
    assert difference(masked, plain, above) > 20
    assert difference(masked, plain, below) < 3


def shot(page: Any) -> Image.Image:
    """What can be seen of the preview's picture."""
    data = page.locator(".penstock-preview-picture").screenshot()
    return Image.open(io.BytesIO(data)).convert("RGB")


def difference(one: Image.Image, other: Image.Image, row: int) -> float:
    """How far two pictures differ in the middle of a row."""
    middle = one.size[0] // 2
    pairs = [(one.getpixel((x, row)), other.getpixel((x, row))) for x in range(middle - 30, middle + 30)]
    return sum(abs(a - b) for left, right in pairs for a, b in zip(left, right, strict=True)) / (3 * len(pairs))


def test_zoom_and_paint_open_from_the_preview(page: Any) -> None:
    """The preview's buttons open the zoom view and the mask painter for the selected image."""
    preview(page).get_by_role("button", name="Zoom").click()
    expect(page.locator("dialog.penstock-zoom")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(preview(page).get_by_role("button", name="Zoom")).to_be_focused()
    preview(page).get_by_role("button", name="Paint the mask").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_menu_of_the_pool(server: Any, page: Any, pool: str) -> None:
    """The pool can be copied and deleted here; deleting leads to all pools and can be undone."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    preview(page).get_by_role("button", name="Copy id").click()
    expect(page.get_by_text(f"Copied {pool}")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == pool
    page.get_by_role("button", name=f"Menu of the pool {pool}").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_focused()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.locator(f"[data-pool={pool}]")).to_be_visible()


def test_a_pool_that_does_not_exist(server: Any, open_page: Callable[..., Any]) -> None:
    """An unknown pool is said to be unknown, and can be created here."""
    page = open_page(f"{server.address}/#/pools/not_there_yet")
    expect(page.get_by_text("There is no pool “not_there_yet” yet")).to_be_visible()
    missing = page.locator(".penstock-missing")
    expect(missing.get_by_role("link", name="All pools")).to_be_visible()
    missing.get_by_role("button", name="Create it").click()
    expect(missing).to_be_hidden()
    expect(page.get_by_role("button", name="Choose images")).to_be_visible()
    assert ask(server, "GET", "/penstock/pools/not_there_yet")["count"] == 0


def test_images_make_a_pool_that_does_not_exist(server: Any, open_page: Callable[..., Any]) -> None:
    """An image that is dropped on the page of an unknown pool makes that pool."""
    page = open_page(f"{server.address}/#/pools/made_by_a_drop")
    expect(page.get_by_text("There is no pool “made_by_a_drop” yet")).to_be_visible()
    drop_file(page, ".penstock-missing")
    expect(page.locator(".penstock-tile")).to_have_count(1)
    expect(page.locator(".penstock-missing")).to_be_hidden()


def test_a_pool_that_is_deleted_elsewhere(server: Any, page: Any, pool: str) -> None:
    """When the pool is deleted elsewhere the page says that there is none."""
    ask(server, "DELETE", f"/penstock/pools/{pool}")
    expect(page.get_by_text(f"There is no pool “{pool}” yet")).to_be_visible()


def test_arrows_lead_into_the_grid(page: Any) -> None:
    """With the focus on the page an arrow key leads to the selected image."""
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".penstock-tile").first).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_the_preview_can_be_made_wider(page: Any) -> None:
    """The line beside the preview moves by arrow keys and by dragging, and stays where it was put."""
    line = page.get_by_role("separator", name="Width of the preview")
    before = preview(page).bounding_box()["width"]
    line.focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    wider = preview(page).bounding_box()["width"]
    assert wider > before + 60
    box = line.bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] - 96, box["y"] + 200)
    page.mouse.up()
    widest = preview(page).bounding_box()["width"]
    assert widest > wider + 70
    page.reload()
    expect(page.locator(".penstock-tile")).to_have_count(3)
    assert abs(preview(page).bounding_box()["width"] - widest) < 2


def test_on_a_telephone(server: Any, pool: str, open_page: Callable[..., Any]) -> None:
    """At 390 pixels the preview stands above the images and folds away; what is pressed is large enough."""
    page = open_page(f"{server.address}/#/pools/{pool}", width=390, height=844)
    expect(page.locator(".penstock-tile")).to_have_count(3)
    picture = page.locator(".penstock-preview-picture")
    grid = page.locator("penstock-pool-grid")
    assert picture.bounding_box()["y"] < grid.bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    height = grid.bounding_box()["height"]
    fold = preview(page).get_by_role("button", name="Selected image")
    assert fold.bounding_box()["height"] >= 44
    fold.click()
    expect(picture).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    assert grid.bounding_box()["height"] > height + 100
    page.reload()
    expect(page.locator(".penstock-tile").first).to_be_visible()
    expect(picture).to_be_hidden()


def test_an_empty_pool(server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """A pool without images offers to choose some, and has nothing to zoom or paint."""
    page = open_page(f"{server.address}/#/pools/{make_pool(server, of_try(request, 'page_empty'))}")
    expect(page.get_by_role("button", name="Choose images")).to_be_visible()
    expect(preview(page)).to_contain_text("Select an image to see it here.")
    expect(preview(page).get_by_role("button", name="Zoom")).to_be_disabled()


def test_preview_that_does_not_load_says_so(server: Any, pool: str, open_page: Callable[..., Any]) -> None:
    """Where the selected image cannot be loaded the preview says so, and shows it when it is tried again."""
    page = open_page("about:blank")
    page.route("**/image?v=*", lambda route: route.abort())
    page.goto(f"{server.address}/#/pools/{pool}")
    preview = page.locator(".penstock-preview")
    expect(preview.get_by_role("alert")).to_contain_text("could not be loaded")
    expect(preview.locator("img")).to_be_hidden()
    page.unroute("**/image?v=*")
    preview.get_by_role("button", name="Try again").click()
    expect(preview.get_by_role("alert")).to_be_hidden()
    expect(preview.locator("img")).to_be_visible()
