"""The pages of runs and of one run, over a fake ComfyUI: live, cancelled, failed, stopped, deleted and found again."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .run_page import RunsHouse, runs_house
from .standalone_page import ask

LONG = 200
PERCENT = re.compile(r"[1-9]\d? %")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A Penstock and a ComfyUI of their own."""
    with runs_house(tmp_path_factory.mktemp("runs")) as house:
        yield house


@pytest.fixture
def page(house: RunsHouse, open_page: Callable[..., Any]) -> Iterator[Any]:
    """The page of runs; whatever the test started is gone after it."""
    page = open_page(f"{house.address}/#/runs")
    expect(page.get_by_role("heading", name="Runs", level=1)).to_be_visible()
    yield page
    house.clear()


def now(page: Any, name: str = "") -> Any:
    """The lines of what runs and waits."""
    return page.locator(".penstock-run-now .penstock-run-row").filter(has_text=name)


def history(page: Any, name: str = "") -> Any:
    """The lines of what ran."""
    return page.locator(".penstock-run-history .penstock-run-row").filter(has_text=name)


def view(page: Any) -> Any:
    """One run."""
    return page.locator("penstock-run-view")


def test_a_run_is_followed_from_the_queue_into_the_history(page: Any, house: RunsHouse) -> None:
    """It appears by itself, tells its node and percent, and stands in the history with its picture when it is done."""
    expect(page.get_by_text("Nothing runs or waits.")).to_be_visible()
    house.start("fox", steps=60, seed=5)
    expect(now(page, "fox")).to_contain_text(PERCENT)
    expect(now(page, "fox")).to_contain_text("Fake picture · step")
    expect(page.locator(".penstock-run-now .penstock-count")).to_have_text("1 running · 0 waiting")
    expect(history(page, "fox")).to_contain_text("Completed in")
    expect(history(page, "fox").locator("img")).to_be_visible()
    expect(now(page)).to_have_count(0)


def test_one_run_shows_its_nodes_its_pictures_and_its_values(page: Any, house: RunsHouse) -> None:
    """While it goes on there are percent, nodes and a preview; then what it made, with the values."""
    (run,) = house.start("harbour", steps=60, seed=9007199254740993)
    page.goto(f"{house.address}/#/runs/{run}")
    expect(view(page).get_by_role("heading", level=1)).to_have_text("harbour")
    expect(view(page).locator(".penstock-run-percent")).to_contain_text(PERCENT)
    expect(view(page).locator(".penstock-run-nodes > li[data-state=running]")).to_contain_text("step")
    expect(view(page).locator(".penstock-run-preview")).to_be_visible()
    expect(view(page).locator(".penstock-run-status")).to_have_text("Completed")
    expect(view(page).locator(".penstock-run-nodes > li[data-state=done]")).to_have_count(2)
    expect(view(page).locator(".penstock-run-values").first).to_contain_text("9007199254740993")
    view(page).get_by_role("button", name="Look at").click()
    expect(page.get_by_role("dialog").locator("img")).to_have_js_property("naturalWidth", 32)
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        view(page).get_by_role("link", name="Download").click()
    assert download.value.suggested_filename.endswith(".png")


def test_cancel_stops_this_run_and_no_other(page: Any, house: RunsHouse) -> None:
    """X on a line cancels what runs; the next one goes on."""
    first, second = house.start("first", steps=LONG, seed=1) + house.start("second", steps=20, seed=2)
    expect(now(page, "first")).to_contain_text(PERCENT)
    now(page, "first").get_by_role("link").focus()
    page.keyboard.press("x")
    expect(history(page, "first")).to_contain_text("Cancelled")
    expect(history(page, "second")).to_contain_text("Completed")
    assert [one["status"] for one in house.ended(first, second)] == ["cancelled", "completed"]


def test_a_failure_says_where_and_what_to_do(page: Any, house: RunsHouse) -> None:
    """The node is named, what the server wrote can be read, and Retry sends it again."""
    (run,) = house.start("broken", fails=True)
    house.ended(run)
    page.goto(f"{house.address}/#/runs/{run}")
    problem = view(page).locator(".penstock-run-problem")
    expect(problem).to_contain_text("FakePicture cannot do this")
    expect(problem).to_contain_text("In the node Fake picture (1).")
    problem.get_by_text("What the server wrote").click()
    expect(problem.locator("pre")).to_contain_text("nodes.py")
    expect(view(page).locator(".penstock-run-nodes > li[data-state=failed]")).to_have_count(1)
    view(page).get_by_role("button", name="Retry").click()
    expect(view(page).locator(".penstock-run-facts")).to_contain_text("sent 2 times")


def test_all_but_the_current_are_stopped_and_queued_again(page: Any, house: RunsHouse) -> None:
    """What runs goes on, what waits is cancelled; Undo queues it again."""
    house.start("current", steps=LONG, seed=1)
    house.start("later", count=4, seed=2)
    expect(now(page, "current")).to_contain_text(PERCENT)
    expect(now(page, "later")).to_have_count(4)
    page.locator(".penstock-run-now").get_by_role("button", name="Stop").click()
    page.get_by_role("menuitem", name="Stop all but the current").click()
    expect(page.get_by_text("4 runs were cancelled.")).to_be_visible()
    expect(now(page)).to_have_count(1)
    expect(now(page, "current")).to_contain_text(PERCENT)
    page.get_by_role("button", name="Undo").click()
    expect(now(page, "later")).to_have_count(4)


def test_the_history_is_searched_and_deleted_from(page: Any, house: RunsHouse) -> None:
    """Words and a status find runs, the address keeps them; Delete asks nothing, and Ctrl+Z brings it back."""
    house.ended(*house.start("grey fox", seed=1), *house.start("red fox", seed=2), *house.start("bad", fails=True))
    expect(history(page)).to_have_count(3)
    page.keyboard.press("/")
    page.keyboard.type("fox")
    expect(history(page)).to_have_count(2)
    expect(page).to_have_url(re.compile(r"search=fox"))
    page.keyboard.press("ArrowDown")
    expect(history(page, "red fox").get_by_role("link")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(history(page, "grey fox").get_by_role("link")).to_be_focused()
    page.keyboard.press("Delete")
    expect(history(page, "grey fox")).to_have_count(0)
    expect(history(page, "red fox").get_by_role("link")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(history(page, "grey fox")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    page.get_by_role("combobox", name="Status").select_option("failed")
    expect(history(page)).to_have_text([re.compile("bad")])
    page.reload()
    expect(history(page)).to_have_text([re.compile("bad")])


def test_runs_wait_for_a_server_that_is_away_and_nothing_is_lost(page: Any, house: RunsHouse) -> None:
    """The server is said to be offline and the run to wait; when it is back the run is done, without a reload."""
    house.ended(*house.start("known", seed=2))
    house.comfy.stop()
    try:
        expect(page.locator(".penstock-run-servers")).to_contain_text("Offline")
        house.start("patient", seed=3)
        expect(now(page, "patient")).to_contain_text("no server can be reached")
    finally:
        house.comfy.start()
    expect(history(page, "patient")).to_contain_text("Completed", timeout=30_000)


def test_a_page_that_was_cut_off_shows_how_things_are(page: Any, house: RunsHouse) -> None:
    """What happened while the page could not reach Penstock is there when it can again."""
    house.start("cut", steps=40, seed=4)
    expect(now(page, "cut")).to_contain_text(PERCENT)
    page.context.set_offline(True)
    house.ended(*(run["id"] for run in ask(house.server, "GET", "/penstock/runs")["runs"]))
    page.context.set_offline(False)
    expect(history(page, "cut")).to_contain_text("Completed")
    expect(now(page)).to_have_count(0)


def test_a_run_that_is_not_there_is_brought_back(page: Any, house: RunsHouse) -> None:
    """A deleted run says so at its address, and how to get it back."""
    (run,) = house.start("gone", seed=6)
    house.ended(run)
    ask(house.server, "DELETE", f"/penstock/runs/{run}")
    page.goto(f"{house.address}/#/runs/{run}")
    expect(view(page)).to_contain_text("This run is not here.")
    view(page).get_by_role("button", name="Bring it back").click()
    expect(view(page).locator(".penstock-run-status")).to_have_text("Completed")
