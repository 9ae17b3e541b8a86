"""The pool grid as a person uses it: by mouse, finger and keys, at the images by their number."""

import re
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from attrs import define, field
from playwright.sync_api import expect

from .big_pools import small_pictures, write_pool
from .naming import name_of

Point = tuple[float, float]
SHOWS = """(wanted) => [...document.querySelectorAll(".penstock-cell")].every(({ ariaPosInSet, dataset }) => {
  const id = wanted[Number(ariaPosInSet) - 1];
  return id === null || dataset.slotId === id;
})"""


@define
class GridPage:
    """A pool of numbered images on Penstock's own page. Images are called by the number that they had at first."""

    page: Any
    root: Any
    address: str
    first: list[str] = field(factory=list)

    def tile(self, place: int) -> Any:
        """The image at a place."""
        return self.root.locator(f".penstock-cell[aria-posinset='{place + 1}'] .penstock-tile")

    def cell(self, place: int) -> Any:
        """The image at a place with its tools and label."""
        return self.root.locator(f".penstock-cell[aria-posinset='{place + 1}']")

    def label(self, place: int) -> Any:
        """The label at a place."""
        return self.cell(place).locator("input.penstock-label")

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def stored(self) -> list[int]:
        """The order on the server."""
        return [self._number(one) for one in self._ids()]

    def expect_stored(self, *numbers: int) -> None:
        """Wait for this order on the server and on the screen."""
        count = "1 image" if len(numbers) == 1 else f"{len(numbers)} images"
        expect(self.root.locator(".penstock-count")).to_have_text(count)
        wanted = [self.first[number] if number >= 0 else None for number in numbers]
        self.page.wait_for_function(SHOWS, arg=wanted)
        assert self.settled() == list(numbers)

    def settled(self) -> list[int]:
        """The order on the server when everything that was sent is answered."""
        self.page.wait_for_function("() => !document.querySelector('penstock-pool-grid').pool.busy")
        return self.stored()

    def marked(self) -> list[int]:
        """Which places look marked, and say so."""
        places = self.root.locator(".penstock-marked").evaluate_all(
            "all => all.map((one) => [Number(one.ariaPosInSet) - 1, one.querySelector('.penstock-tile').ariaLabel])"
        )
        assert all(name.endswith("marked") for _, name in places)
        return sorted(place for place, _ in places)

    def expect_marked(self, *places: int) -> None:
        """Wait for these marks, and for the bar that counts them."""
        expect(self.root.locator(".penstock-marked")).to_have_count(len(places))
        assert self.marked() == list(places)
        bar = self.root.get_by_role("toolbar", name="Marked images")
        if places:
            expect(bar).to_contain_text(f"{len(places)} marked")
        else:
            expect(bar).to_be_hidden()

    def middle(self, place: int, across: float = 0.5) -> Point:
        """A point on an image: `across` is 0 at its left edge and 1 at its right one."""
        box = self.tile(place).bounding_box()
        return box["x"] + box["width"] * across, box["y"] + box["height"] / 2

    def drag(self, place: int, to: Point, *, drop: bool = True) -> None:
        """Pull an image to a point with the mouse."""
        self.page.mouse.move(*self.middle(place))
        self.page.mouse.down()
        self.page.mouse.move(*to, steps=6)
        if drop:
            self.page.mouse.up()

    def said(self) -> Any:
        """What screen readers are told."""
        return self.root.locator("[aria-live=polite]")

    def _ids(self) -> list[str]:
        return list(self.page.request.get(f"{self.address}/order").json()["slots"])

    def _number(self, one: str) -> int:
        return self.first.index(one) if one in self.first else -1


def open_numbered(
    server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any], count: int, **options: Any
) -> GridPage:
    """The page of a pool with so many images that no other test uses, nor an earlier try of this one."""
    name = own_pool(request)
    write_pool(server.data, name, small_pictures(min(count, 250)), count)
    page = open_page(f"{server.address}/#/pools/{name}", **options)
    return shown_grid(page, f"{server.address}/penstock/pools/{name}")


def own_pool(request: pytest.FixtureRequest) -> str:
    """An id for a pool of this try of a test: what an earlier try wrote is there, and open on the server."""
    name = re.sub(r"[^\w-]+", "-", name_of(request).removeprefix("test_")).strip("-")
    return f"{name[:56]}-{token_hex(3)}"


def shown_grid(page: Any, address: str) -> GridPage:
    """The grid of a page that shows it."""
    root = page.locator("penstock-pool-grid").first
    grid = GridPage(page, root, address)
    grid.first = grid._ids()
    expect(root.locator(".penstock-loaded").first).to_be_visible()
    return grid


def touch_page(chromium: Any, address: str, width: int = 390, height: int = 844) -> Any:
    """A page on a screen that is touched."""
    context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(address)
    return page


@define
class Finger:
    """One finger on a page."""

    page: Any
    _session: Any = None

    def down(self, point: Point) -> None:
        """Put it on the screen."""
        self._session = self._session or self.page.context.new_cdp_session(self.page)
        self._send("touchStart", point)

    def move(self, point: Point) -> None:
        """Move it there."""
        self._send("touchMove", point)

    def up(self) -> None:
        """Take it off."""
        self._session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    def _send(self, kind: str, point: Point) -> None:
        x, y = point
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})


def picture_files(folder: Path, count: int) -> list[Path]:
    """Pictures in a folder, by number."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.png" for number in range(count)]
    for path, picture in zip(paths, small_pictures(count), strict=True):
        path.write_bytes(picture)
    return paths
