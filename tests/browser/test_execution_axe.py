"""The pages of executions are checked by axe, dark and light, on a wide and on a narrow screen, and fit a telephone."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .execution_page import make_execution, tile, tiles
from .looks import LOOKS
from .naming import of_try
from .standalone_page import ask
from .test_accessibility import faults

OLDER = "20261120_091000_zzz999"
SMALL = """() => [...document.querySelectorAll("main button, main a, main input[type=search]")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .filter((one) => !one.closest("h2, .penstock-sheet-cell"))
  .map((one) => one.getAttribute("aria-label") ?? one.textContent)"""


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_pages_have_no_faults(
    server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest, scheme: str, width: int
) -> None:
    """The list with its trash, a contact sheet with marks and videos, the large view, the chooser, a comparison."""
    story = of_try(request, f"axe {scheme} {width}")
    one = make_execution(server, story, picks={0: "000_opening_01.png"})
    other = make_execution(server, story, OLDER, pictures=(3, 3, 3, 3), timestamp="2026-11-20T09:10:00+00:00")
    (one.folder / "videos" / "000_opening_to_the_market.mp4").write_bytes(b"no film")
    gone = make_execution(server, story, "20261101_091000_gone00")
    ask(server, "DELETE", gone.route.replace(" ", "%20"))
    page = open_page(f"{server.address}/#/executions?story={story}", width=width, scheme=scheme)
    expect(page.locator("[data-execution]")).to_have_count(2)
    page.locator("summary").click()
    found = {"list": faults(page)}
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = page.evaluate(SMALL) if width < 720 else []
    page.goto(one.page(server))
    expect(tiles(page)).to_have_count(8)
    tile(page, "opening", 0).focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 marked")).to_be_visible()
    found["sheet"] = faults(page)
    sizes += page.evaluate(SMALL) if width < 720 else []
    page.keyboard.press("Enter")
    expect(page.locator(".penstock-large-full")).to_be_visible()
    found["large"] = faults(page)
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="1 video").click()
    found["videos"] = faults(page)
    page.get_by_role("tab", name="8 pictures").click()
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("dialog").get_by_role("button", name=story)).to_be_visible()
    found["chooser"] = faults(page)
    page.get_by_role("dialog").get_by_role("button", name=story).click()
    expect(tiles(page).first).to_be_visible()
    found["compare"] = faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes += page.evaluate(SMALL) if width < 720 else []
    page.keyboard.press("s")
    page.keyboard.press("Enter")
    expect(page.locator(".penstock-large-place")).to_be_visible()
    page.keyboard.press("w")
    expect(page.get_by_role("slider", name="Line between the two pictures")).to_be_visible()
    found["wipe"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}
    assert sizes == []
    assert other.folder.exists()
