"""The builder of batches: what is varied, what is wrong with it, and the preview of what will run."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .batch_page import FITS, WAIT_MS, Builder, View
from .naming import name_of
from .run_page import RunsHouse, runs_house
from .standalone_page import ask


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunsHouse]:
    """A server whose runs go to a fake ComfyUI."""
    with runs_house(tmp_path_factory.mktemp("batches"), pace=0.0) as house:
        yield house


@pytest.fixture
def builder(house: RunsHouse, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> Builder:
    """A new batch of a workflow with a seed and steps."""
    workflow = house.workflow(name_of(request))
    builder = Builder(open_page(f"{house.address}/#/batches/new/{workflow['id']}"))
    expect(builder.count).to_contain_text("1 run", timeout=WAIT_MS)
    return builder


def test_the_simple_form_is_a_number_and_seeds(builder: Builder, house: RunsHouse) -> None:
    """Four runs that count up from a seed are started as the table shows them, and their batch opens."""
    page = builder.page
    for _ in range(3):
        builder.root.get_by_role("button", name="One run more").click()
    builder.root.get_by_label("Seeds", exact=True).select_option("increment")
    builder.root.get_by_label("From", exact=True).fill("18446744073709551000")
    expect(builder.start).to_have_text("Start 4 runs")
    seeds = [str(18446744073709551000 + number) for number in range(4)]
    assert [row[-1] for row in builder.rows()] == seeds
    builder.start.click()
    view = View(page)
    expect(view.summary).to_contain_text("All 4 runs completed.", timeout=WAIT_MS)
    batch = page.url.rsplit("/", 1)[-1]
    cells = ask(house.server, "GET", f"/penstock/batches/{batch}/cells")["cells"]
    assert [str(cell["values"]["1.seed"]) for cell in cells] == seeds


def test_axes_are_combined_or_side_by_side(builder: Builder) -> None:
    """Two lists make all combinations; side by side they need equal lengths, or one begins anew."""
    builder.add("steps", "1.steps")
    builder.values("1.steps").fill("1\n2\n3")
    builder.add("seed", "1.seed")
    builder.values("1.seed").fill("5\n6")
    expect(builder.count).to_contain_text("3 \N{MULTIPLICATION SIGN} 2 = 6 runs")
    assert [row[1:] for row in builder.rows()][:3] == [["1", "5"], ["1", "6"], ["2", "5"]]
    builder.root.get_by_role("button", name="each with each").click()
    expect(builder.root.locator(".penstock-axis-fault:visible")).to_contain_text("side by side, they need equally many")
    builder.axis("1.seed").get_by_label("Repeat these values until the longer list is through").check()
    expect(builder.count).to_contain_text("3 runs")
    assert [row[1:] for row in builder.rows()] == [["1", "5"], ["2", "6"], ["3", "5"]]


def test_ranges_tell_their_numbers(builder: Builder) -> None:
    """A range shows its numbers as they will be; a step of 0 is said at its axis, and nothing can be started."""
    axis = builder.add("steps", "1.steps")
    axis.get_by_role("button", name="Range").click()
    axis.get_by_label("From", exact=True).fill("1")
    axis.get_by_label("To", exact=True).fill("10")
    axis.get_by_label("Step", exact=True).fill("4")
    expect(axis.locator(".penstock-axis-values")).to_have_text("1, 5, 9")
    expect(builder.start).to_have_text("Start 3 runs")
    axis.get_by_label("Step", exact=True).fill("0")
    expect(axis.get_by_role("alert")).to_have_text("Enter a step other than 0.")
    builder.start.click()
    expect(axis.get_by_label("From", exact=True)).to_be_focused()
    assert "/new/" in builder.page.url


def test_faults_stand_at_their_axis(builder: Builder) -> None:
    """A word among numbers and a number that is too large are said where they are, in words; mending them is enough."""
    builder.add("steps", "1.steps")
    builder.values("1.steps").fill("1\nmany")
    fault = builder.axis("1.steps").get_by_role("alert")
    expect(fault).to_contain_text("is not a whole number")
    builder.values("1.steps").fill("1\n99999999")
    expect(fault).to_contain_text("99999999")
    builder.values("1.steps").fill("1\n2")
    expect(fault).to_be_hidden()
    expect(builder.count).to_contain_text("2 runs")


def test_axes_are_moved_by_keys_and_pointer(builder: Builder) -> None:
    """The menu of the grip moves an axis and keeps the focus; dragging moves it, too; removing gives the focus on."""
    page = builder.page
    for name in ("steps", "seed"):
        builder.add(name, f"1.{name}")
    order = "() => [...document.querySelectorAll('.penstock-axis')].map((axis) => axis.dataset.address)"
    grip = builder.axis("1.seed").get_by_role("button", name="Move")
    grip.press("Enter")
    page.get_by_role("menuitem", name="Move up").press("Enter")
    assert page.evaluate(order) == ["1.seed", "1.steps"]
    expect(grip).to_be_focused()
    box = builder.axis("1.steps").bounding_box()
    grip.hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 40, box["y"] + box["height"] - 4, steps=6)
    page.mouse.up()
    expect(page.locator(".penstock-axis").first).to_have_attribute("data-address", "1.steps")
    builder.axis("1.seed").get_by_role("button", name="Do not vary").press("Enter")
    expect(builder.axis("1.steps").get_by_role("button", name="Move")).to_be_focused()


def test_shared_values_are_those_of_the_form(builder: Builder, house: RunsHouse) -> None:
    """What the form below has is run with; a value that is refused leads there."""
    builder.root.get_by_text("Values of all runs").click()
    field = builder.root.locator("penstock-parameter-form [data-address='1.steps'] input").last
    field.fill("7")
    field.press("Tab")
    expect(builder.start).to_have_text("Start 1 run")
    builder.start.click()
    view = View(builder.page)
    expect(view.summary).to_contain_text("The run completed.", timeout=WAIT_MS)
    batch = builder.page.url.rsplit("/", 1)[-1]
    assert ask(house.server, "GET", f"/penstock/batches/{batch}")["plan"]["values"]["1.steps"] == 7


def test_a_large_plan_is_shown_by_pages(builder: Builder) -> None:
    """The table shows the first of many and more when asked; a sample says how many of how many."""
    builder.add("seed", "1.seed").get_by_role("button", name="Range").click()
    builder.axis("1.seed").get_by_label("From", exact=True).fill("1")
    builder.axis("1.seed").get_by_label("To", exact=True).fill("120")
    expect(builder.count).to_contain_text("120 runs")
    assert len(builder.rows()) == 50
    builder.root.get_by_role("button", name="Show more (70)").click()
    expect(builder.root.locator(".penstock-preview-table tbody tr")).to_have_count(100)
    builder.root.get_by_text("More settings").click()
    builder.root.get_by_label("Random sample of").fill("7")
    expect(builder.count).to_contain_text("120 runs, 7 of them are run")
    assert len(builder.rows()) == 7
    builder.page.set_viewport_size({"width": 390, "height": 844})
    assert builder.page.evaluate(FITS)
