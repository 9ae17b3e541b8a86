"""The table of texts: search, filters, sorting, the menu, ten thousand rows, phones and narrow nodes."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import watch
from .text_page import keys, show_table, values

MOST_ELEMENTS = 300
FRAME_MS = 17

# Scrolls all the way in steps of a frame; gives how long each took to draw, and how many elements there were at most.
_SCROLL = """async () => {
  const scroller = document.querySelector("[role=grid]");
  const times = [];
  let most = 0;
  for (let step = 0; step < 60; step += 1) {
    scroller.scrollTop = (scroller.scrollHeight * step) / 60;
    scroller.dispatchEvent(new Event("scroll"));
    times.push(await new Promise((done) => requestAnimationFrame((start) => done(performance.now() - start))));
    most = Math.max(most, table.querySelectorAll("*").length);
  }
  return { median: times.sort((one, other) => one - other)[30], most };
}"""


@pytest.fixture(scope="module")
def page(chromium: Any, server: Any) -> Iterator[Any]:
    """A page for all tests here; nothing may go wrong on it."""
    context, problems = chromium.new_context(viewport={"width": 1400, "height": 900}), []
    page = context.new_page()
    watch(page, problems)
    page.goto(server.address)
    yield page
    context.close()
    assert problems == []


def _rows(grid: Any) -> list[str]:
    """The first column of the rows that are shown."""
    return grid.locator(".penstock-table-body [role=rowheader]").all_inner_texts()


def test_ten_thousand_rows_scroll_with_few_elements(page: Any) -> None:
    """However many rows there are, few stand in the page, and each step of scrolling is drawn within a frame."""
    show_table(page, 10_000)
    found = [page.evaluate(_SCROLL) for _ in range(3)]
    assert max(one["most"] for one in found) < MOST_ELEMENTS
    # Other work on the machine makes a measure longer, never shorter.
    assert min(one["median"] for one in found) < FRAME_MS


def test_what_is_typed_outlives_scrolling(page: Any) -> None:
    """A cell that is being edited and scrolled away has what was typed."""
    grid = show_table(page, 5_000)
    grid.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("kept")
    page.evaluate("document.querySelector('[role=grid]').scrollTop = 60_000")
    expect(grid.get_by_text("key_2000")).to_be_visible()
    page.keyboard.type("_on")
    page.keyboard.press("Enter")
    assert keys(page)[0] == "kept_on"


def test_searching_is_fast_and_escape_ends_it(page: Any) -> None:
    """Slash leads into the search, all words must be found, Escape shows all rows again."""
    grid = show_table(page, 10_000)
    grid.focus()
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search")
    expect(search).to_be_focused()
    page.keyboard.type("NUMBER 777 short")
    expect(page.get_by_role("status").filter(has_text=" of 10,000")).to_be_visible()
    assert all("777" in key for key in _rows(grid))
    page.keyboard.press("ArrowDown")
    expect(grid).to_be_focused()
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    expect(page.get_by_text("10,000 rows")).to_be_visible()


def test_a_row_that_stops_matching_stays_until_the_search_changes(page: Any) -> None:
    """Rows do not run away from under the hands of who types."""
    grid = show_table(page, 20)
    page.get_by_role("searchbox").fill("key_7")
    assert _rows(grid) == ["key_7"]
    grid.focus()
    page.keyboard.press("Enter")
    page.keyboard.type("other")
    page.keyboard.press("Enter")
    assert _rows(grid) == ["other"]
    page.get_by_role("searchbox").fill("key_")
    expect(grid.get_by_text("other", exact=True)).to_have_count(0)


def test_filters_are_several_or_none(page: Any) -> None:
    """Values of a column are alternatives, columns go together; None stands for rows without a tag."""
    grid = show_table(page, 12)
    categories = page.get_by_role("group", name="Category")
    categories.get_by_role("button", name="animals").click()
    categories.get_by_role("button", name="places").click()
    assert len(_rows(grid)) == 6
    page.get_by_role("group", name="Tags").get_by_role("button", name="None").click()
    assert _rows(grid) == ["key_0", "key_4", "key_8"]
    expect(categories.get_by_role("button", name="animals")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Clear filters").click()
    assert len(_rows(grid)) == 12


def test_sorting_goes_up_down_and_back(page: Any) -> None:
    """Numbers in names count as numbers; the third press brings the own order back."""
    grid = show_table(page, 12)
    key, length = (grid.get_by_role("columnheader", name=name) for name in ("Key", "Length"))
    length.click()
    assert _rows(grid)[0] in {"key_0", "key_3", "key_6", "key_9"}
    key.click()
    key.click()
    assert _rows(grid)[:3] == ["key_11", "key_10", "key_9"]
    expect(key).to_have_attribute("aria-sort", "descending")
    key.click()
    assert _rows(grid)[0] == "key_0"


def test_a_detail_opens_below_its_row(page: Any) -> None:
    """Alt+Enter shows it, the rows below make room, and it closes again."""
    grid = show_table(page, 6)
    grid.focus()
    before = grid.get_by_text("key_1").bounding_box()["y"]
    page.keyboard.press("Alt+Enter")
    expect(grid.get_by_text("All of it: a snippet of number 0")).to_be_visible()
    expect(grid.locator("[role=rowheader][aria-expanded=true]")).to_have_count(1)
    assert grid.get_by_text("key_1").bounding_box()["y"] > before + 20
    page.keyboard.press("Space")
    expect(grid.get_by_text("All of it:")).to_have_count(0)


def test_the_menu_of_a_row(page: Any) -> None:
    """By key, by the button in the row and by the right button; the focus comes back to the rows."""
    grid = show_table(page, 3)
    grid.focus()
    page.keyboard.press("Shift+F10")
    page.get_by_role("menuitem", name="Duplicate").click()
    assert keys(page)[-1] == "key_0_copy"
    expect(grid).to_be_focused()
    grid.get_by_text("key_2").hover()
    grid.locator(".penstock-table-more").click()
    page.get_by_role("menuitem", name="Remove").click()
    grid.get_by_text("key_1").click(button="right")
    page.get_by_role("menuitem", name="Rename").click()
    expect(grid.get_by_role("textbox", name="Key")).to_have_value("key_1")
    page.keyboard.press("Escape")
    assert keys(page) == ["key_0", "key_1", "key_0_copy"]


def test_in_a_narrow_node_the_main_columns_stay(page: Any) -> None:
    """360 px are enough for key and snippet; nothing stands out at the side."""
    grid = show_table(page, 30, width="360px", height="300px")
    assert grid.get_by_role("columnheader").all_inner_texts() == ["Key", "Snippet"]
    assert page.evaluate("(() => { const box = document.querySelector('#box'); return box.scrollWidth <= 360; })()")
    grid.get_by_text("a snippet of number 0 short").dblclick()
    page.keyboard.type("!")
    page.keyboard.press("Enter")
    assert values(page)["lib:key_0"]["value"].endswith("short!")


def test_on_a_phone_rows_are_cards(chromium: Any, server: Any) -> None:
    """Each has all columns; a tap activates a part, the next one edits it; sorting has a button."""
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(server.address)
    grid = show_table(page, 30)
    first = grid.locator("[role=row][data-key='lib:key_1']")
    expect(first).to_contain_text("places")
    assert first.bounding_box()["height"] > 80
    first.get_by_text("key_1").tap()
    first.get_by_text("key_1").tap()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("renamed")
    page.keyboard.press("Enter")
    assert keys(page)[1] == "renamed"
    page.get_by_role("button", name="Sort").tap()
    page.get_by_role("menuitemradio", name="Key, Z to A").tap()
    assert _rows(grid)[0] == "renamed"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_the_table_is_announced(page: Any, open_page: Callable[..., Any]) -> None:
    """It says how many rows and columns it has, which row is where, and that nothing matches."""
    grid = show_table(page, 500)
    expect(grid).to_have_attribute("aria-rowcount", "501")
    expect(grid).to_have_attribute("aria-colcount", "5")
    expect(grid.locator("[data-key='lib:key_0']")).to_have_attribute("aria-rowindex", "2")
    page.get_by_role("searchbox").fill("nowhere")
    expect(page.get_by_text("No row matches")).to_be_visible()
