"""Runs that are started from the page of a workflow: once, several times, followed, and what is wrong with them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .run_page import RunsHouse, runs_house
from .standalone_page import ask
from .workflow_page import field


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A Penstock and a ComfyUI of their own."""
    with runs_house(tmp_path_factory.mktemp("starts")) as house:
        yield house


@pytest.fixture
def workflow(house: RunsHouse, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """A workflow of one picture."""
    yield house.workflow(name_of(request), steps=20)
    house.clear()


def runs_of(house: RunsHouse, workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """The runs of a workflow, the last one first."""
    return list(ask(house.server, "GET", f"/penstock/runs?workflow={workflow['id']}")["runs"])


def run(page: Any) -> None:
    """Presses Run."""
    page.get_by_role("button", name="Run", exact=True).click()


def test_run_is_followed_in_a_message_that_leads_to_the_run(
    house: RunsHouse, workflow: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    """The values of the form run; the message says how far it is, then that it is done, and shows the run."""
    page = open_page(f"{house.address}/#/workflows/{workflow['id']}")
    field(page, "1.seed").fill("18446744073709551615")
    run(page)
    toasts = page.locator(".penstock-toasts")
    expect(toasts).to_contain_text("Fake picture · step")
    expect(toasts).to_contain_text("Completed in")
    toasts.get_by_role("button", name="Show").click()
    expect(page.locator("penstock-run-view .penstock-run-values").first).to_contain_text("18446744073709551615")
    (made,) = runs_of(house, workflow)
    assert made["parameters_used"]["1.seed"] == "18446744073709551615"
    page.get_by_role("button", name="Open with these values").click()
    expect(field(page, "1.seed")).to_have_value("18446744073709551615")


def test_several_runs_get_the_seeds_that_the_form_would_give_them(
    house: RunsHouse, workflow: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    """With a seed that grows three runs have three seeds; one message tells that all are done."""
    page = open_page(f"{house.address}/#/workflows/{workflow['id']}")
    field(page, "1.seed").fill("7")
    page.locator("[data-address='1.seed'] button[aria-haspopup=menu]").click()
    page.get_by_role("menuitemradio", name="Add 1").click()
    page.get_by_label("How often").fill("3")
    run(page)
    expect(page.locator(".penstock-toasts")).to_contain_text("All 3 runs completed.", timeout=30_000)
    assert sorted(one["parameters_used"]["1.seed"] for one in runs_of(house, workflow)) == [7, 8, 9]
    expect(field(page, "1.seed")).to_have_value("10")


def test_equal_runs_are_told_before_they_are_queued(
    house: RunsHouse, workflow: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    """With a fixed seed the message comes while the number is typed, and gives each run another seed; 50 become 20."""
    page = open_page(f"{house.address}/#/workflows/{workflow['id']}")
    often = page.get_by_label("How often")
    toasts = page.locator(".penstock-toasts")
    often.fill("50")
    often.press("Tab")
    expect(often).to_have_value("20")
    expect(toasts).to_contain_text("From 1 to 20 runs")
    often.fill("3")
    expect(toasts).to_contain_text("All 3 runs will have the same values.")
    toasts.get_by_role("button", name="Another seed for each").click()
    run(page)
    expect(toasts).to_contain_text("All 3 runs completed.", timeout=30_000)
    assert len({str(one["parameters_used"]["1.seed"]) for one in runs_of(house, workflow)}) == 3


def test_a_failed_run_leads_to_its_field(
    house: RunsHouse, workflow: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    """The failure is told with what to do; from the run one comes to the form, with its values."""
    values = {"1.fails": True, "1.seed": 77}
    body = {"workflow": workflow["id"], "values": values}
    (failed,) = ask(house.server, "POST", "/penstock/runs", body)["runs"]
    house.ended(failed["id"])
    page = open_page(f"{house.address}/#/runs/{failed['id']}")
    page.get_by_role("button", name="Show the field").click()
    expect(field(page, "1.seed")).to_have_value("77")
    expect(page.locator("penstock-parameter-form")).to_contain_text("FakePicture cannot do this")
