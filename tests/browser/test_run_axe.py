"""The pages of runs have no faults that axe finds, dark and light, wide and narrow, and fit the screen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .run_page import RunsHouse, runs_house
from .test_accessibility import NO_REGIONS, faults

_FITS = "() => document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A Penstock with two pictures and a failure."""
    with runs_house(tmp_path_factory.mktemp("axe"), pace=0.02) as house:
        house.ended(*house.start("one", seed=1), *house.start("two", seed=2), *house.start("bad", fails=True))
        yield house


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_pages_of_runs_have_no_faults(house: RunsHouse, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """Runs while one goes on, one that goes on, one that failed, pictures, one of them, a comparison."""
    done = [run["id"] for run in house.ended(*house.start("three", seed=3), *house.start("four", seed=4))]
    (failed,) = house.start("worse", fails=True)
    (going,) = house.start("going on, with a title that is far too long for a line", steps=3000, seed=5)
    page = open_page(f"{house.address}/#/runs", width=width, scheme=scheme)
    expect(page.locator(".penstock-run-now .penstock-run-row")).to_contain_text("Fake picture")
    expect(page.locator(".penstock-run-history .penstock-run-row").first).to_be_visible()
    found = {"runs": faults(page)}
    assert page.evaluate(_FITS)
    for name, run in (("going", going), ("failed", failed), ("done", done[0])):
        page.goto(f"{house.address}/#/runs/{run}")
        expect(page.locator(".penstock-run-nodes > li").first).to_be_visible()
        found[name] = faults(page)
        assert page.evaluate(_FITS)
    page.goto(f"{house.address}/#/gallery")
    expect(page.locator(".penstock-gallery-picture").first).to_be_visible()
    found["gallery"] = faults(page)
    assert page.evaluate(_FITS)
    page.locator(".penstock-gallery-picture").first.click()
    page.keyboard.press("v")
    expect(page.get_by_role("dialog").locator("aside")).to_be_visible()
    found["picture"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.goto(f"{house.address}/#/gallery/compare?runs={done[0]},{done[1]}")
    expect(page.get_by_text("1 value differs.")).to_be_visible()
    found["comparison"] = faults(page)
    assert page.evaluate(_FITS)
    page.request.post(f"{house.address}/penstock/runs/{going}/cancel")
    assert {state: some for state, some in found.items() if some} == {}
