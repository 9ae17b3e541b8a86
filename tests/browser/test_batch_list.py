"""The page of all batches: found by words, begun with a workflow, and reached from the form of one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .batch_page import WAIT_MS, Builder, begin
from .naming import name_of
from .run_page import RunsHouse, runs_house
from .workflow_page import field


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A server whose runs go to a fake ComfyUI."""
    with runs_house(tmp_path_factory.mktemp("batches"), pace=0.0) as house:
        yield house


def test_batches_are_begun_and_found(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Without batches the page says how to begin; one that begins elsewhere appears; words find titles."""
    name = name_of(request)
    workflow = house.workflow(name)
    page = open_page(f"{house.address}/#/batches")
    expect(page.get_by_text("No batches yet")).to_be_visible()
    begin(house, workflow, title="Foxes in snow")
    begin(house, workflow, title="Harbour at night")
    rows = page.locator(".penstock-batch-row")
    expect(rows).to_have_count(2, timeout=WAIT_MS)
    expect(rows.first).to_contain_text("Harbour at night")
    expect(rows.first).to_contain_text("1 of 1 done", timeout=WAIT_MS)
    page.keyboard.press("/")
    page.keyboard.type("foxes")
    expect(rows).to_have_count(1)
    page.keyboard.type(" nowhere")
    expect(page.get_by_text("No batch matches")).to_be_visible()
    page.keyboard.press("Escape")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="New batch").click()
    page.get_by_role("menuitem", name=name).click()
    expect(Builder(page).count).to_contain_text("1 run", timeout=WAIT_MS)


def test_the_form_of_a_workflow_goes_into_its_batch(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """What was edited in the form and not saved is what the batch of it begins with."""
    workflow = house.workflow(name_of(request))
    page = open_page(f"{house.address}/#/workflows/{workflow['id']}")
    field(page, "1.steps").fill("9")
    field(page, "1.steps").press("Tab")
    page.get_by_role("button", name="Menu of the workflow").click()
    page.get_by_role("menuitem", name="batch").click()
    builder = Builder(page)
    expect(builder.count).to_contain_text("1 run", timeout=WAIT_MS)
    builder.add("steps", "1.steps")
    expect(builder.values("1.steps")).to_have_value("9\n")
