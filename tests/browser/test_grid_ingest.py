"""How images come in: files, folders, pictures of pages, many at once; and what stands where there is none."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .big_pools import small_pictures
from .grid_page import GridPage, open_numbered, picture_files

# Drops and pastes as browsers make them, which keep what they carry only until the event is over.
CARRY = """
  const transfer = new DataTransfer();
  for (const [name, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
  for (const [type, text] of Object.entries(texts)) transfer.setData(type, text);
  const target = document.querySelector(way === "drop" ? "penstock-pool-grid" : ".penstock-tile");
  const options = { bubbles: true, cancelable: true };
  const event = way === "drop" ? new DragEvent("drop", { ...options, dataTransfer: transfer })
    : new ClipboardEvent("paste", { ...options, clipboardData: transfer });
  target.dispatchEvent(event);
  return event.defaultPrevented;
"""
FOLDERS = """([names, bytes]) => {
  const file = (name) => ({ name, isDirectory: false, isFile: true,
    file: (done) => done(new File([new Uint8Array(bytes)], name)) });
  const folder = (name, entries) => ({ name, isDirectory: true, isFile: false, createReader: () => {
    const parts = [entries.slice(0, 2), entries.slice(2), []];  // browsers hand them out in parts
    return { readEntries: (done) => done(parts.shift()) };
  } });
  const entries = [folder("holiday", [...names.map(file), folder("deep", [file("inner.png"), file(".hidden.png")])]),
    folder("papers", [file("letter.txt")])];
  const event = new DragEvent("drop", { bubbles: true, cancelable: true });
  const items = entries.map((entry) => ({ kind: "file", webkitGetAsEntry: () => entry }));
  Object.defineProperty(event, "dataTransfer", { value: { types: ["Files"], items, files: [], getData: () => "" } });
  document.querySelector("penstock-pool-grid").dispatchEvent(event);
}"""


@pytest.fixture
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of two images."""
    return open_numbered(server, request, open_page, 2)


def carry(grid: GridPage, way: str, texts: dict[str, str] | None = None, files: Any = ()) -> bool:
    """Drop or paste; returns whether the grid took it."""
    run = f"([way, texts, files]) => {{ {CARRY} }}"
    return bool(grid.page.evaluate(run, [way, texts or {}, [[name, list(data)] for name, data in files]]))


def expect_images(grid: GridPage, count: int) -> None:
    """Wait for so many images."""
    expect(grid.root.locator(".penstock-count")).to_have_text(f"{count} images")


@pytest.mark.parametrize("way", ["drop", "paste"])
def test_picture_of_the_same_server(grid: GridPage, way: str) -> None:
    """A picture of a page of this server, dragged or copied as HTML, comes in as it is stored, not as its preview."""
    asked: list[str] = []
    grid.page.on("request", lambda request: asked.append(request.url))
    image = f"{grid.address}/slots/{grid.first[0]}/image"
    grid.page.route("**/view?**", lambda route: route.fulfill(body=small_pictures(1)[0], content_type="image/png"))
    assert carry(grid, way, {"text/html": f'<meta charset="utf-8"><img src="{image}" alt="x">', "text/uri-list": "x:/"})
    expect_images(grid, 3)
    assert carry(grid, way, {"text/html": '<img src="/view?filename=cat.png&preview=webp%3B90&type=output">'})
    expect_images(grid, 4)
    assert next(url for url in asked if "/view" in url).endswith("/view?filename=cat.png&type=output")


def test_picture_of_an_address(grid: GridPage) -> None:
    """A dragged address of a picture comes in, and so does one that carries its bytes."""
    assert carry(grid, "drop", {"text/uri-list": f"# comment\r\n{grid.address}/slots/{grid.first[1]}/image"})
    expect_images(grid, 3)
    pixel = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
    assert carry(grid, "drop", {"text/html": f'<p><img src="{pixel}"></p>'})
    expect_images(grid, 4)
    made = (
        "fetch(document.querySelector('.penstock-thumbnail').src).then((one) => one.blob()).then(URL.createObjectURL)"
    )
    assert carry(grid, "drop", {"text/html": f'<img src="{grid.page.evaluate(made)}">'})
    expect_images(grid, 5)


def test_picture_that_may_not_be_read(grid: GridPage) -> None:
    """Where another site does not share its picture, or the address is none, a line says to save it first."""
    grid.page.route("**/elsewhere/**", lambda route: route.abort())
    assert carry(grid, "drop", {"text/uri-list": f"{grid.page.url.split('#')[0]}elsewhere/nice%20cat.jpg"})
    problems = grid.root.get_by_role("alert")
    expect(problems).to_contain_text("nice cat.jpg")
    expect(problems).to_contain_text("Save it as a file, then drop the file.")
    carry(grid, "drop", {"text/uri-list": f"{grid.address}/slots"})
    expect(problems).to_contain_text("2 files were not added")
    problems.get_by_role("button", name="Close").click()
    expect(problems).to_be_hidden()
    expect_images(grid, 2)


def test_pasted_text_is_left_alone(grid: GridPage) -> None:
    """Text on the clipboard, even with a picture in it, is nothing for a pool."""
    assert not carry(grid, "paste", {"text/plain": "hello"})
    assert not carry(grid, "paste", {"text/html": "<p>hello <img src='data:,'></p>"})
    expect_images(grid, 2)


def test_folders(grid: GridPage) -> None:
    """Of dropped folders all pictures come in, by number, also from folders within; one without any is named."""
    names = ["10.png", "2.png", "notes.txt", "1.png"]
    grid.page.evaluate(FOLDERS, [names, list(small_pictures(1)[0])])
    expect_images(grid, 6)
    problems = grid.root.get_by_role("alert")
    expect(problems).to_contain_text("papers")
    expect(problems).to_contain_text("no pictures")
    expect(problems).to_contain_text("1 file was not added")


def test_many_files_while_the_grid_is_used(grid: GridPage, tmp_path: Path) -> None:
    """While many files come in, progress is shown and the grid can be used; each bad file is named with its reason."""
    files = picture_files(tmp_path / "many", 30)
    bad = tmp_path / "many" / "broken.png"
    bad.write_bytes(b"no picture")
    grid.root.locator("input[type=file]").set_input_files([str(path) for path in [*files, bad]])
    expect(grid.root.locator(".penstock-progress")).to_have_text(re.compile(r"Adding \d+ of 31…"))
    grid.tile(1).click()
    expect(grid.tile(1)).to_have_attribute("aria-pressed", "true")
    expect_images(grid, 32)
    expect(grid.root.locator(".penstock-progress")).to_be_hidden()
    problems = grid.root.get_by_role("alert")
    expect(problems).to_contain_text("broken.png")
    expect(problems.get_by_role("button", name="Send again")).to_have_count(0)
    expect(grid.tile(1)).to_have_attribute("aria-pressed", "true")


def test_reason_that_several_files_share_is_said_once(grid: GridPage, tmp_path: Path) -> None:
    """Three files that are no pictures are one line with three names; what else is wrong with another is a second."""
    for name, data in (("a.png", b"text"), ("b.png", b"more text"), ("c.png", b"\x00\x01"), ("empty.png", b"")):
        (tmp_path / name).write_bytes(data)
    files = [str(tmp_path / name) for name in ("a.png", "b.png", "empty.png", "c.png")]
    grid.root.locator("input[type=file]").set_input_files(files)
    problems = grid.root.get_by_role("alert")
    expect(problems).to_contain_text("4 files were not added")
    expect(problems.get_by_role("listitem")).to_have_count(2)
    expect(problems.get_by_role("listitem").first).to_have_text(
        "a.png, b.png, c.png The file is not an image that a pool can hold. "
        "Use PNG, JPEG, WebP, AVIF, GIF, TIFF or BMP."
    )


def test_files_that_the_network_lost_are_sent_again(grid: GridPage, tmp_path: Path) -> None:
    """What could not be sent is listed and can be sent again with one click; then the list is gone."""
    files = picture_files(tmp_path / "lost", 3)
    grid.page.route("**/slots", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    grid.root.locator("input[type=file]").set_input_files([str(path) for path in files])
    problems = grid.root.get_by_role("alert")
    expect(problems).to_contain_text("3 files were not added")
    grid.page.unroute("**/slots")
    problems.get_by_role("button", name="Send again").click()
    expect_images(grid, 5)
    expect(problems).to_be_hidden()


def test_a_picture_that_does_not_load(server: Any, request: Any, open_page: Callable[..., Any]) -> None:
    """A thumbnail that could not be loaded says so, and a click tries again, for all of them."""
    grid = open_numbered(server, request, open_page, 6)
    grid.page.route("**/thumbnail?*", lambda route: route.abort())
    mend = {"images": {"name": "1.png", "mimeType": "image/png", "buffer": small_pictures(7)[6]}}
    for _ in range(2):
        assert grid.page.request.post(f"{grid.address}/slots", multipart=mend).ok
    expect(grid.root.locator(".penstock-broken")).to_have_count(2)
    expect(grid.cell(6).get_by_text("Not loaded")).to_be_visible()
    expect(grid.tile(6)).to_have_accessible_name("Image at index 6, not loaded")
    grid.page.unroute("**/thumbnail?*")
    grid.tile(6).click()
    expect(grid.root.locator(".penstock-broken")).to_have_count(0)
    expect(grid.tile(6)).to_have_accessible_name("Image at index 6")
    expect(grid.root.locator(".penstock-loaded")).to_have_count(8)


def test_states_without_images(server: Any, open_page: Callable[..., Any]) -> None:
    """Reading shows places for images, a failure says why and reads again on a click, a missing pool says so."""
    held: list[Any] = []
    page = open_page(server.address)
    page.route("**/pools/no_such_pool/slots?*", lambda route: held.append(route))
    page.goto(f"{server.address}/#/pools/no_such_pool")
    root = page.locator("penstock-pool-grid")
    expect(root.locator(".penstock-skeleton").first).to_be_visible()
    expect(root.get_by_role("status").filter(has_text="Reading the pool")).to_have_count(1)
    error = '{"error": {"code": "storage_failed", "message": "The disk is gone.", "hint": "Look at the cable."}}'
    for route in held:
        route.fulfill(status=400, body=error, content_type="application/json")
    expect(root).to_contain_text("The disk is gone.")
    page.unroute("**/pools/no_such_pool/slots?*")
    expect(root).to_contain_text("Look at the cable.")
    root.get_by_role("button", name="Try again").click()
    expect(root).to_contain_text("No images yet")
    page.evaluate("Object.assign(document.querySelector('penstock-pool-grid'), { mustExist: true }).pool.refresh()")
    expect(root).to_contain_text("The linked profile was deleted")
