"""The pages and dialogs of data sets are checked by axe, dark and light, on a wide and on a narrow screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .dataset_page import address_of, buckets, make_folder, tiles
from .looks import LOOKS
from .naming import of_try
from .standalone_page import fill_pool
from .test_accessibility import faults

SMALL = """() => [...document.querySelectorAll("main button, main a, main input[type=search], main input[type=number]")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
  .map((one) => one.getAttribute("aria-label") ?? one.textContent)"""


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_pages_have_no_faults(
    server: Any,
    open_page: Callable[..., Any],
    photographs: list[Path],
    request: pytest.FixtureRequest,
    scheme: str,
    width: int,
) -> None:
    """A folder, a picture, statistics with a bucket, an empty folder, a missing one, and the dialogs."""
    name = of_try(request, f"axe {scheme} {width}")
    folder = make_folder(server, name)
    (folder / "below").mkdir()
    page = open_page(address_of(server, f"input/{name}"), width=width, scheme=scheme)
    found, sizes = {}, []

    def look(state: str) -> None:
        found[state] = faults(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        sizes.extend(page.evaluate(SMALL) if width < 720 else [])

    expect(tiles(page)).to_have_count(12)
    look("folder")
    tiles(page).nth(3).click()
    page.keyboard.press("m")
    look("large")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Allow a folder…").click()
    look("allow")
    page.keyboard.press("Escape")
    page.goto(address_of(server, f"input/{name}", "statistics"))
    buckets(page).first.click()
    expect(page.locator(".penstock-dataset-kept").first).to_be_visible()
    look("statistics")
    page.goto(address_of(server, f"input/{name}/below"))
    expect(page.get_by_text("This folder is empty")).to_be_visible()
    look("empty")
    page.goto(address_of(server, "input/nowhere at all"))
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    look("missing")
    pool = fill_pool(server, of_try(request, f"axe-{scheme}-{width}"), photographs)
    page.goto(f"{server.address}/#/datasets/pools/{pool}")
    expect(buckets(page).first).to_be_visible()
    look("pool")
    page.get_by_role("button", name="Export as a training folder…").click()
    expect(page.get_by_text("3 pictures ·")).to_be_visible()
    for fold in ("Choose which images", "More choices"):
        page.get_by_text(fold).click()
    page.get_by_role("radio", name="Fit into buckets").check()
    expect(page.locator(".penstock-dataset-plan[aria-busy]")).to_have_count(0)  # what is still read is paler
    look("export")
    page.get_by_role("button", name="Choose…").click()
    expect(page.get_by_label("New folder")).not_to_have_value("")
    look("chooser")
    assert {state: some for state, some in found.items() if some} == {}
    assert sizes == []
