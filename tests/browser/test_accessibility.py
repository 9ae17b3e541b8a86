"""Every page and state is checked by axe; the keyboard reaches everything, and dialogs keep and give back the focus."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .grid_page import GridPage, open_numbered
from .looks import LOOKS, WHOLE_LOOKS

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
# In ComfyUI's page only what is ours is checked; whether it has landmarks and a heading is for that page to say.
# A menu belongs to its button and stands in the top layer, in no landmark.
NO_REGIONS = {**RULES, "rules": {"region": {"enabled": False}}}
OURS = ["penstock-pool-grid", ".penstock-picker", ".penstock-dialog", ".penstock-menu", ".penstock-toasts"]
MOST_TABS = 80
# Where the focus is, in words, and whether it can be seen.
FOCUS = """() => {
  const one = document.activeElement;
  const name = one.getAttribute("aria-label") || one.innerText?.trim() || one.className || one.tagName;
  return [name, one !== document.body && one.matches(":focus-visible")];
}"""


def faults(page: Any, context: Any = None, rules: dict[str, Any] = RULES) -> list[str]:
    """What axe finds: rule, element, reason."""
    # What is still fading in has not its colours yet.
    page.evaluate(
        "() => Promise.all(document.getAnimations().filter((one) => one.effect.getTiming().iterations < 9)"
        ".map((one) => one.finished.catch(() => {})))"
    )
    found = Axe().run(page, context, rules).response["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary']}" for one in found for node in one["nodes"]]


@pytest.fixture(params=WHOLE_LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def grid(server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> GridPage:
    """A pool of six images, in the dark and in the light, on a wide and on a narrow screen."""
    scheme, width = request.param
    return open_numbered(server, request, open_page, 6, width=width, scheme=scheme)


@pytest.mark.one_look
def test_pool_page_has_no_faults(grid: GridPage) -> None:
    """The page of a pool: with images, marks, a toast, its menu, and its dialogs."""
    found = {"images": faults(grid.page)}
    grid.tile(1).focus()
    grid.press("Space")
    found["marks"] = faults(grid.page)
    grid.press("Escape", "Delete")
    expect(grid.page.get_by_role("button", name="Undo", exact=True).first).to_be_visible()
    found["toast"] = faults(grid.page)
    grid.press("Shift+F10")
    expect(grid.page.get_by_role("menu")).to_be_visible()
    found["menu"] = faults(grid.page, rules=NO_REGIONS)
    grid.press("Escape", "?")
    expect(grid.page.get_by_role("dialog")).to_be_visible()
    found["keys"] = faults(grid.page)
    assert {state: some for state, some in found.items() if some} == {}


@pytest.mark.one_look
def test_views_over_the_page_have_no_faults(grid: GridPage) -> None:
    """The zoom view, its list of keys, the mask painter, and the chooser of pools."""
    found = {}
    grid.tile(1).focus()
    grid.press("z")
    expect(grid.page.locator(".penstock-zoom-full")).to_have_js_property("complete", True)
    found["zoom"] = faults(grid.page)
    grid.press("?")
    expect(grid.page.get_by_role("dialog")).to_have_count(2)
    found["keys of the zoom view"] = faults(grid.page)
    grid.press("Escape", "m")
    expect(grid.page.locator(".penstock-painter-dialog canvas").first).to_be_visible()
    found["painter"] = faults(grid.page)
    grid.press("Escape", "Escape")
    expect(grid.page.get_by_role("dialog")).to_have_count(0)
    grid.page.evaluate("() => { document.querySelector('penstock-pool-grid').commands.copyToPool(['x']); }")
    expect(grid.page.locator(".penstock-chooser-card").first).to_be_visible()
    found["chooser"] = faults(grid.page)
    assert {state: some for state, some in found.items() if some} == {}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_overview_has_no_faults(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """The overview: empty, with pools, a search in vain, the dialog for a new pool; an empty pool, and a failed one."""
    page = open_page("about:blank", width=width, scheme=scheme)
    state = {"pools": []}
    page.route("**/penstock/pools?*", lambda route: route.fulfill(json=state) if state else route.fallback())
    page.goto(f"{server.address}/#/pools")
    expect(page.get_by_text("No pools yet")).to_be_visible()
    found = {"empty": faults(page)}
    state.clear()
    for name in ("accessible", f"accessible-{scheme}"):
        page.request.post(f"{server.address}/penstock/pools", data={"id": name})
    page.reload()
    expect(page.get_by_role("link", name="accessible").first).to_be_visible()
    found["pools"] = faults(page)
    page.keyboard.press("/")
    page.keyboard.type("nothing is called so")
    found["search"] = faults(page)
    page.get_by_role("button", name="New pool").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["new pool"] = faults(page)
    page.goto(f"{server.address}/#/pools/accessible")
    expect(page.get_by_text("No images yet")).to_be_visible()
    found["empty pool"] = faults(page)
    refused = {"error": {"code": "busy", "message": "Asleep.", "hint": "", "field": None, "retryable": True}}
    page.route("**/slots?*", lambda route: route.fulfill(status=423, json=refused))
    page.reload()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    found["failed pool"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}


def test_elements_in_the_real_frontend_have_no_faults(editor: Any, photographs: list[Path]) -> None:
    """In ComfyUI, in both of its renderers: the grid empty and with images, the zoom view and the profile's list."""
    editor.add("GridImagePool")
    editor.add("PoolProfile", x=900)
    [grid] = editor.grids()
    expect(grid.root.get_by_text("No images yet")).to_be_visible()
    found = {"empty": ours(editor.page)}
    grid.upload(photographs)
    expect(grid.root.locator(".penstock-loaded")).to_have_count(3)
    found["images"] = ours(editor.page)
    grid.tiles.first.focus()
    editor.page.keyboard.press("z")
    expect(editor.page.locator(".penstock-zoom-full")).to_have_js_property("complete", True)
    found["zoom"] = ours(editor.page)
    editor.page.keyboard.press("?")
    expect(editor.page.locator("dialog.penstock-dialog")).to_have_count(2)
    found["keys"] = ours(editor.page)
    editor.page.keyboard.press("Escape")
    editor.page.keyboard.press("Escape")
    expect(editor.page.locator("dialog.penstock-dialog")).to_have_count(0)
    assert {state: some for state, some in found.items() if some} == {}


def ours(page: Any) -> list[str]:
    """What axe finds in our elements on ComfyUI's page."""
    present = [one for one in OURS if page.locator(one).count()]
    return faults(page, {"include": [[one] for one in present]}, NO_REGIONS)


def tabbed(page: Any, key: str = "Tab") -> list[str]:
    """Press Tab until the focus is where it was, or has left the page; returns where it went."""
    stops: list[str] = []
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        name, visible = page.evaluate(FOCUS)
        if name in stops or not visible:
            break
        stops.append(name)
    return stops


@pytest.mark.parametrize("grid", [("dark", 1400)], indirect=True)
def test_tab_leads_through_the_page(grid: GridPage) -> None:
    """Tab goes through navigation, the bar, and one image with its buttons; the arrows lead to the other images."""
    grid.page.get_by_role("link").first.focus()
    grid.press("Shift+Tab")
    stops = json.dumps(tabbed(grid.page))
    places = [
        stops.find(wanted) for wanted in ("Pools", "Add images", "Image at index 0", "Remove the image at index 0")
    ]
    assert min(places) >= 0, stops
    assert places == sorted(places), stops
    assert "Image at index 1" not in stops


@pytest.mark.parametrize("grid", [("dark", 1400)], indirect=True)
@pytest.mark.parametrize("keys", ["z", "m", "?"], ids=["zoom", "painter", "keys"])
def test_dialogs_keep_the_focus_and_give_it_back(grid: GridPage, keys: str) -> None:
    """In a dialog Tab reaches every control, and nothing behind it; closed, the image has the focus again."""
    grid.tile(2).focus()
    grid.press(keys)
    dialog = grid.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[aria-busy=true], .penstock-spinner:visible")).to_have_count(0)
    reached = """(dialog) => {
      const one = document.activeElement;
      if (one !== document.body && !dialog.contains(one)) return "outside";
      one.dataset.reached = "";
      return "inside";
    }"""
    for _ in range(MOST_TABS):
        grid.press("Tab")
        assert dialog.evaluate(reached) == "inside"
    missed = """(dialog) => [...dialog.querySelectorAll("button, input, select, textarea, [tabindex='0']")]
      .filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0 && !("reached" in one.dataset))
      .map((one) => one.outerHTML)"""
    assert [one for one in dialog.evaluate(missed) if 'type="radio"' not in one] == []
    dialog.get_by_role("button").first.focus()
    grid.press("Escape")
    expect(dialog).to_be_hidden()
    expect(grid.tile(2)).to_be_focused()
