"""The parts of the editors of texts are checked by axe, in the dark and in the light, on a wide and a narrow screen."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .draft_page import make_libber, show_draft, type_into
from .looks import LOOKS
from .test_accessibility import NO_REGIONS, faults
from .text_page import show_table

CONFLICT = """async () => {
  const { askConflicts } = await library("texts/conflict_dialog");
  const words = { nameOf: (key) => key, textOf: String };
  const [current, sent] = [{ hat: "a red hat", cat: null }, { hat: "a blue hat", cat: "a cat" }];
  void askConflicts(host, { current, sent }, words);
}"""


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_table_has_no_faults(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """With filters, an open detail, a cell that is edited with something wrong, a list, and nothing that matches."""
    page = open_page(server.address, width=width, scheme=scheme)
    grid, found = show_table(page, 30), {}
    grid.focus()
    page.keyboard.press("Alt+Enter")
    found["detail"] = faults(page, rules=NO_REGIONS)
    page.get_by_role("button", name="Add", exact=True).click()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="It needs a name.")).to_be_visible()
    found["new row"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.evaluate("table.reveal('lib:key_1', { column: 'category', edit: true })")
    expect(page.get_by_role("option")).to_have_count(5)
    found["choice"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.get_by_role("searchbox").fill("nowhere")
    found["empty"] = faults(page, rules=NO_REGIONS)
    assert {state: some for state, some in found.items() if some} == {}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_save_bar_and_dialogs_have_no_faults(
    server: Any, open_page: Callable[..., Any], scheme: str, width: int
) -> None:
    """Unsaved changes, what they are, and a conflict."""
    name = make_libber(server, f"axe {scheme} {width}")
    page = open_page(server.address, width=width, scheme=scheme)
    grid, found = show_draft(page, name), {}
    type_into(page, grid, "a red hat", "a blue hat")
    expect(page.get_by_text("Unsaved changes (1)")).to_be_visible()
    found["bar"] = faults(page, rules=NO_REGIONS)
    page.get_by_role("button", name="Show changes").click()
    expect(page.get_by_role("dialog").locator("ins")).to_have_count(1)
    found["changes"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.evaluate(CONFLICT)
    expect(page.get_by_role("dialog", name="Which version counts?")).to_be_visible()
    found["conflict"] = faults(page, rules=NO_REGIONS)
    assert {state: some for state, some in found.items() if some} == {}
