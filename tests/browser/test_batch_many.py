"""Batches of many cells: few of them are in the page, and it stays quick while all of them change."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .batch_page import WAIT_MS, begin, opened
from .long_tasks import quietest, traced
from .naming import name_of
from .run_page import RunsHouse, runs_house
from .standalone_page import ask

CELLS = 1000
LONGEST_MS = 50


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A server whose runs go to a fake ComfyUI."""
    with runs_house(tmp_path_factory.mktemp("batches"), pace=0.0) as house:
        yield house


def test_a_thousand_cells_change_without_a_long_task(
    house: RunsHouse, open_page: Callable[..., Any], chromium: Any, request: pytest.FixtureRequest
) -> None:
    """While a thousand cells run, are cancelled and retried, no task of the page is longer than 50 ms."""
    plan = {"keys": ["1.seed"], "range": {"start": "1", "stop": str(CELLS), "step": "1"}}
    batch = begin(house, house.workflow(name_of(request)), groups=[{"axes": [plan]}])
    view = opened(open_page, house, batch)
    expect(view.cells("completed").first).to_be_visible(timeout=WAIT_MS)
    assert view.cells().count() < CELLS / 4
    address = f"/penstock/batches/{batch['id']}"

    def measure() -> float:
        ask(house.server, "POST", f"{address}/retry", {})
        with traced(chromium, view.page) as longest:
            view.page.wait_for_timeout(1500)  # Runs of it end meanwhile, several a second.
            ask(house.server, "POST", f"{address}/stop", {"running_too": True})
            expect(view.status).to_have_text("Ended", timeout=WAIT_MS)
            view.page.wait_for_timeout(500)
        return longest.milliseconds

    ask(house.server, "POST", f"{address}/stop", {"running_too": True})
    expect(view.status).to_have_text("Ended", timeout=WAIT_MS)
    assert quietest(measure, LONGEST_MS) <= LONGEST_MS


def test_far_cells_are_reached_by_keys(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """End leads to the last of a thousand cells, which is read and shown there; Home leads back."""
    plan = {"keys": ["1.seed"], "range": {"start": "1", "stop": str(CELLS), "step": "1"}}
    batch = begin(house, house.workflow(name_of(request)), groups=[{"axes": [plan]}])
    ask(house.server, "POST", f"/penstock/batches/{batch['id']}/stop", {"running_too": True})
    view = opened(open_page, house, batch)
    view.cell(0).focus()
    view.page.keyboard.press("End")
    expect(view.cell(CELLS - 1)).to_be_focused()
    expect(view.cell(CELLS - 1)).to_contain_text(str(CELLS), timeout=WAIT_MS)
    expect(view.cell(CELLS - 1)).to_be_in_viewport()
    view.page.keyboard.press("Home")
    expect(view.cell(0)).to_be_focused()
