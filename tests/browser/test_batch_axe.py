"""The pages of batches have no faults that axe finds, dark and light, wide and narrow."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .batch_page import FITS, WAIT_MS, Builder, axis, begin, opened
from .naming import name_of
from .run_page import RunsHouse, runs_house
from .test_accessibility import NO_REGIONS, faults


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A server whose runs go to a fake ComfyUI."""
    with runs_house(tmp_path_factory.mktemp("batches"), pace=0.0) as house:
        yield house


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_pages_of_batches_have_no_faults(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest, scheme: str, width: int
) -> None:
    """A plan with axes and a fault, a batch with a failed cell and chosen ones, its menu, the list, and none.

    Nothing is wider than the screen.
    """
    name = name_of(request)
    workflow = house.workflow(name)
    builder = Builder(open_page(f"{house.address}/#/batches/new/{workflow['id']}", width=width, scheme=scheme))
    page = builder.page
    expect(builder.count).to_contain_text("1 run", timeout=WAIT_MS)
    found = {"new": faults(page)}
    builder.add("steps", "1.steps").get_by_role("button", name="Range").click()
    builder.add("fails", "1.fails")
    builder.add("seed", "1.seed")
    builder.values("1.seed").fill("many")
    expect(builder.axis("1.seed").get_by_role("alert")).to_be_visible()
    builder.root.get_by_text("More settings").click()
    found["plan"] = faults(page)
    assert page.evaluate(FITS)
    page.close()
    batch = begin(house, workflow, groups=[axis("1.seed", 1, 2), axis("1.fails", False, True)], title=name)
    view = opened(open_page, house, batch, width=width, scheme=scheme)
    page = view.page
    expect(view.summary).to_be_visible(timeout=WAIT_MS)
    view.press("Table")
    view.cell(0).focus()
    page.keyboard.press("Space")
    found["batch"] = faults(page)
    assert page.evaluate(FITS)
    view.press("More actions")
    found["menu"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.goto(f"{house.address}/#/batches")
    expect(page.locator(".penstock-batch-row").filter(has_text=name).first).to_be_visible()
    found["list"] = faults(page)
    assert page.evaluate(FITS)
    page.goto(f"{house.address}/#/batches/nobody")
    expect(page.get_by_text("There is no such batch")).to_be_visible()
    found["gone"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}
