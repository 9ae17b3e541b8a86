"""The view of a batch: its cells as they go on, what can be done with it, and how it ended."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .batch_page import WAIT_MS, axis, begin, opened
from .naming import name_of
from .run_page import RunsHouse, runs_house
from .standalone_page import ask


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A server whose runs go to a fake ComfyUI."""
    with runs_house(tmp_path_factory.mktemp("batches"), pace=0.0) as house:
        yield house


@pytest.fixture
def house(own_house: RunsHouse) -> Iterator[RunsHouse]:
    """Its ComfyUI works, and nothing is left of a test."""
    yield own_house
    own_house.comfy.release()
    ask(own_house.server, "POST", "/penstock/run_queue/stop", {"keep_running": False})


def test_cells_follow_their_runs(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Cells wait, run and show their picture without a reload; the summary closes the batch; a cell opens its run."""
    house.comfy.hold()
    workflow = house.workflow(name_of(request))
    view = opened(open_page, house, begin(house, workflow, groups=[axis("1.seed", 1, 2, 3)]))
    expect(view.status).to_have_text("Running")
    expect(view.cells("running")).to_have_count(1, timeout=WAIT_MS)
    house.comfy.release()
    expect(view.summary).to_contain_text("All 3 runs completed.", timeout=WAIT_MS)
    expect(view.cells("completed").locator("img")).to_have_count(3, timeout=WAIT_MS)
    view.cell(1).click()
    view.page.wait_for_url("**/#/runs/*")


def test_a_batch_is_paused_stopped_and_retried(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Pause and resume, stop the rest, stop now: each is shown at once; retry runs what did not complete."""
    house.comfy.hold()
    workflow = house.workflow(name_of(request))
    view = opened(open_page, house, begin(house, workflow, groups=[axis("1.seed", *range(10, 16))]))
    expect(view.cells("running")).to_have_count(1, timeout=WAIT_MS)
    view.press("Pause")
    expect(view.status).to_have_text("Paused")
    view.press("Resume")
    expect(view.status).to_have_text("Running")
    view.press("Stop")
    view.choose("Stop the rest, let running ones end")
    expect(view.cells("cancelled").first).to_be_visible(timeout=WAIT_MS)
    expect(view.cells("running")).to_have_count(1)
    house.comfy.release()
    expect(view.status).to_have_text("Ended", timeout=WAIT_MS)
    expect(view.summary).to_contain_text("Retry runs the others again.")
    view.root.get_by_role("button", name="Retry ").first.click()
    expect(view.summary).to_contain_text("All 6 runs completed.", timeout=WAIT_MS)


def test_failed_cells_say_why(house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """A cell that failed is marked and has its error; the others go on; R runs that cell again."""
    workflow = house.workflow(name_of(request))
    view = opened(open_page, house, begin(house, workflow, groups=[axis("1.fails", False, True)]))
    expect(view.summary).to_contain_text("1 of 2 runs completed.", timeout=WAIT_MS)
    expect(view.cells("failed")).to_have_count(1)
    failed = view.cell(1)
    expect(failed).to_have_attribute("title", re.compile(r"\n.+"))
    before = len(house.comfy.accepted)
    failed.focus()
    view.page.keyboard.press("r")
    expect(view.summary).to_contain_text("1 of 2 runs completed.", timeout=WAIT_MS)
    assert _grows(view.page, lambda: len(house.comfy.accepted) > before)


def _grows(page: Any, isit: Callable[[], bool]) -> bool:
    """Waits for something outside the page."""
    for _ in range(200):
        if isit():
            return True
        page.wait_for_timeout(50)
    return False


def test_cells_are_laid_out_by_axes(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """A table has the values at its edges; axes change places; what is neither is chosen; arrows go by rows."""
    workflow = house.workflow(name_of(request))
    groups = [axis("1.seed", 1, 2), axis("1.steps", 1, 2, 3)]
    view = opened(open_page, house, begin(house, workflow, groups=groups, runs=2))
    expect(view.summary).to_be_visible(timeout=WAIT_MS)
    view.press("Table")
    view.root.get_by_label("Across").select_option(label="Steps")
    view.root.get_by_label("Down").select_option(label="Seed")
    expect(view.cells()).to_have_count(6)
    heads = view.root.locator(".penstock-batch-cells-columns > span")
    assert heads.all_text_contents() == ["1", "2", "3"]
    view.root.get_by_label("Repetition").select_option(label="Run 2")
    expect(view.cells()).to_have_count(6)
    view.cell(1).focus()
    view.page.keyboard.press("ArrowDown")
    expect(view.cell(7)).to_be_focused()
    view.page.keyboard.press("ArrowRight")
    expect(view.cell(9)).to_be_focused()


def test_chosen_cells_are_compared(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """Space chooses, Escape lets go; two with pictures go beside each other."""
    workflow = house.workflow(name_of(request))
    view = opened(open_page, house, begin(house, workflow, groups=[axis("1.seed", 1, 2)]))
    expect(view.cells("completed").locator("img")).to_have_count(2, timeout=WAIT_MS)
    view.cell(0).focus()
    view.page.keyboard.press("Space")
    expect(view.root.get_by_text("1 selected")).to_be_visible()
    view.page.keyboard.press("Escape")
    expect(view.root.get_by_text("1 selected")).to_be_hidden()
    view.page.keyboard.press("Space")
    view.page.keyboard.press("ArrowRight")
    view.page.keyboard.press("Space")
    view.press("Compare")
    view.page.wait_for_url("**/#/gallery/compare?runs=*,*")
    sides = view.page.locator(".penstock-run-compare-side figcaption")
    expect(sides).to_have_text([re.compile("cell 1"), re.compile("cell 2")], timeout=WAIT_MS)
    view.page.get_by_role("link", name="Batch", exact=True).click()
    expect(view.cells()).to_have_count(2, timeout=WAIT_MS)


def test_results_are_files(house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> None:
    """The picture of all cells, CSV and JSON are downloads."""
    workflow = house.workflow(name_of(request))
    view = opened(open_page, house, begin(house, workflow, groups=[axis("1.seed", 1, 2)]))
    expect(view.summary).to_be_visible(timeout=WAIT_MS)
    for name, kind in [("Save as one picture", ".png"), ("Save as CSV", ".csv"), ("Save as JSON", ".json")]:
        with view.page.expect_download(timeout=WAIT_MS) as started:
            view.more(name)
        assert started.value.suggested_filename.endswith(kind)


def test_a_batch_is_renamed_deleted_and_brought_back(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """F2 renames; deleting leads to the list, where Undo brings it back."""
    name = name_of(request)
    view = opened(open_page, house, begin(house, house.workflow(name)))
    expect(view.summary).to_be_visible(timeout=WAIT_MS)
    view.page.keyboard.press("F2")
    view.page.get_by_role("dialog").get_by_role("textbox").fill(f"{name} renamed")
    view.page.keyboard.press("Enter")
    expect(view.page.get_by_role("heading", name=f"{name} renamed")).to_be_visible()
    view.more("Delete")
    row = view.page.locator(".penstock-batch-row").filter(has_text=f"{name} renamed")
    expect(view.page.get_by_role("heading", name="Batches")).to_be_visible()
    expect(row).to_have_count(0)
    view.page.get_by_role("button", name="Undo").click()
    expect(row).to_be_visible(timeout=WAIT_MS)


def test_the_page_goes_on_when_the_server_is_back(
    house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    """A page whose server was restarted in the middle shows what happened meanwhile, and how the batch ended."""
    house.comfy.hold()
    view = opened(open_page, house, begin(house, house.workflow(name_of(request)), groups=[axis("1.seed", 1, 2, 3)]))
    expect(view.cells("running")).to_have_count(1, timeout=WAIT_MS)
    house.server.stop()
    house.comfy.release()
    house.server.restart()
    expect(view.summary).to_contain_text("All 3 runs completed.", timeout=2 * WAIT_MS)
    expect(view.cells("completed").locator("img")).to_have_count(3, timeout=WAIT_MS)
