"""The grid with a thousand images and with ten thousand: what is in the document, what blocks it, what is sent."""

import json
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .big_pools import photographs as many_photographs
from .big_pools import small_pictures, write_pool
from .long_tasks import traced

MOST_CELLS = 300
LONG_TASK_MS = 50
CHANGES = 80
FEWER_BYTES = 80
ANSWER_BYTES = 1024

# Scrolls by a quarter of a screen in each frame, to the end, and jumps back; answers how many cells there were at most.
SCROLL = """async () => {
  const scroller = document.querySelector(".penstock-scroller");
  const frame = () => new Promise(requestAnimationFrame);
  let most = 0;
  const [step, end] = [scroller.clientHeight / 4, scroller.scrollHeight - scroller.clientHeight];
  for (let top = 0; top < end + step; top += step) {
    scroller.scrollTop = top;
    await frame();
    most = Math.max(most, document.querySelectorAll(".penstock-cell").length);
  }
  scroller.scrollTop = 0;
  await frame();
  await frame();
  return most;
}"""

# Looks at everything, row by row, as a person does: until each picture is there.
LOOK_THROUGH = """async () => {
  const scroller = document.querySelector(".penstock-scroller");
  const frame = () => new Promise(requestAnimationFrame);
  const isThere = () => !document.querySelector(".penstock-cells[aria-busy]")
    && [...document.querySelectorAll(".penstock-thumbnail")].every(({ naturalWidth }) => naturalWidth > 0);
  const seen = new Set();
  for (scroller.scrollTop = 0; ; scroller.scrollTop += scroller.clientHeight * 0.8) {
    await frame(); // in this one the grid hears of it, and draws
    do await frame(); while (!isThere());
    for (const { dataset } of document.querySelectorAll(".penstock-cell")) seen.add(dataset.slotId);
    if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 2) return seen.size;
  }
}"""

TRANSFERRED = """(part) => performance.getEntriesByType("resource")
  .filter(({ name }) => name.includes("/penstock/pools/") && name.includes(part))
  .reduce((sum, { transferSize }) => sum + transferSize, 0)"""


def _change(pool: str, slots: list[str]) -> None:
    """What another client does: label, select, move and remove, as fast as it is answered."""
    for number, slot in enumerate(slots):
        changes: list[tuple[str, str, dict[str, Any]]] = [
            ("PATCH", f"/slots/{slot}", {"label": f"seen {number}"}),
            ("PUT", "/selected", {"slot": slot}),
            ("POST", "/move", {"slots": [slot], "before": slots[0]}),
            ("POST", "/remove", {"slots": [slot]}),
        ]
        method, path, body = changes[number % len(changes)]
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(pool + path, json.dumps(body).encode(), headers, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200


@pytest.fixture
def open_pool(
    start_server: Callable[..., Any],
    open_page: Callable[..., Any],
    grid_of: Callable[[Any], Any],
    tmp_path: Path,
) -> Callable[..., Any]:
    """Writes a pool and opens its page; returns the grid."""

    def make(pictures: list[bytes], count: int) -> Any:
        write_pool(tmp_path, "big", pictures, count)
        page = open_page("about:blank")
        page.add_init_script("performance.setResourceTimingBufferSize(10000)")
        page.goto(f"{start_server(tmp_path).address}/#/pools/big")
        grid = grid_of(page)
        expect(grid.root.locator(".penstock-count")).to_contain_text("images")
        return grid

    return make


def test_a_thousand_images_scroll_and_update(open_pool: Callable[..., Any], chromium: Any) -> None:
    """Scrolling a thousand images while another client changes them blocks the page for 50 ms at most at a time.

    Processor time is counted: what a task waits for other programs on the machine is no work of the page's.
    """
    grid = open_pool(small_pictures(), 1000)
    slots = [f"img_{number:04d}" for number in range(1, 1 + CHANGES)]
    other = threading.Thread(target=_change, args=(grid.page.url.split("/#")[0] + "/penstock/pools/big", slots))
    with traced(chromium, grid.page) as longest:
        other.start()
        assert 0 < grid.page.evaluate(SCROLL) <= MOST_CELLS
        other.join()
        expect(grid.root.locator(".penstock-count")).to_contain_text(f"{1000 - CHANGES // 4} images")
    assert longest.milliseconds <= LONG_TASK_MS


def test_ten_thousand_images_open_by_one_page(open_pool: Callable[..., Any]) -> None:
    """A pool of ten thousand opens after reading a hundred slots; its end and all its marks are a key away."""
    grid = open_pool(small_pictures(), 10_000)
    expect(grid.root.locator(".penstock-count")).to_contain_text("images")
    asked = "() => performance.getEntriesByType('resource').filter(({ name }) => /slots\\?|\\/order/.test(name)).length"
    assert grid.page.evaluate(asked) == 1
    grid.tiles.nth(0).focus()
    grid.page.keyboard.press("End")
    last = grid.root.locator("[aria-posinset='10000']")
    expect(last.locator(".penstock-tile")).to_be_focused()
    expect(last).to_have_attribute("data-slot-id", "img_10000")
    assert grid.root.locator(".penstock-cell").count() <= MOST_CELLS
    grid.page.keyboard.press("Control+a")
    expect(grid.root.get_by_text("10000 marked").first).to_be_visible()


def test_selecting_is_one_small_request(open_pool: Callable[..., Any]) -> None:
    """A click on an image sends one request, and less than 1 kB comes back; its event asks for nothing more.

    The large picture beside the grid is one that the page shows, not a part of selecting.
    """
    grid = open_pool(small_pictures(20), 20)
    requests: list[Any] = []
    grid.page.on("request", lambda request: request.resource_type != "image" and requests.append(request))
    for position in (3, 7):
        with grid.page.expect_response(lambda answer: answer.request.method == "PUT") as answered:
            grid.tiles.nth(position).click()
        sizes = answered.value.request.sizes()
        assert sizes["responseBodySize"] + sizes["responseHeadersSize"] <= ANSWER_BYTES
        expect(grid.tiles.nth(position)).to_have_attribute("aria-pressed", "true")
    # The event of the first came before the answer to the second: what it made the page ask for would be here.
    assert [(request.method, request.url.rpartition("/")[2]) for request in requests] == [("PUT", "selected")] * 2


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=[pytest.mark.nightly, pytest.mark.timeout(600)])])
def test_photographs_are_looked_through_for_a_fraction(
    open_pool: Callable[..., Any], photographs: list[Path], tmp_path: Path, count: int
) -> None:
    """Looking at every photograph of a pool costs 80 times fewer bytes than the photographs; a second time, none.

    Of sixty the one that the page shows large would be a sixtieth of everything: it is left out.
    """
    grid = open_pool(list(many_photographs(photographs)), count)
    originals = sum(path.stat().st_size for path in (tmp_path / "input/grid_pool/big").glob("img_*.png"))
    assert grid.page.evaluate(LOOK_THROUGH) == count
    parts = ["/thumbnail", "/slots?", "/image"] if count >= 1000 else ["/thumbnail", "/slots?"]
    first = [grid.page.evaluate(TRANSFERRED, part) for part in parts]
    assert all(first), "nothing was measured"
    assert sum(first) * FEWER_BYTES <= originals, (first, originals)
    grid.page.reload()
    expect(grid.root.locator(".penstock-count")).to_contain_text("images")
    assert grid.page.evaluate(LOOK_THROUGH) == count
    assert grid.page.evaluate(TRANSFERRED, "/thumbnail") == 0
