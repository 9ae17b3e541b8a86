"""The menu and the shortcuts' dialog of the shared library, on Penstock's own page."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .library_page import happened, open_dialog, prepare, run

ITEMS = """[
  { label: "Open", keys: "Enter", run: () => happened.push("open", document.activeElement.textContent) },
  { label: "Copy", run: () => happened.push("copy") },
  null,
  { label: "Paint", disabled: true, run: () => happened.push("paint") },
  { label: "Delete", danger: true, run: () => happened.push("delete") },
]"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server without pools: what other tests made would stand where these press and look."""
    running = RunningServer(tmp_path_factory.mktemp("library"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The list of pools with a button that opens a menu."""
    page = open_page(server.address)
    page.get_by_role("button", name="New pool").first.wait_for()
    prepare(page)
    run(
        page,
        f"""const {{ openMenu }} = await library("menu");
        const {{ button }} = await library("elements");
        const anchor = button("Menu here", () => openMenu(host, {{ anchor }}, {ITEMS}));
        document.querySelector("h1").after(anchor);
        window.menuAt = (x, y) => openMenu(host, {{ x, y }}, {ITEMS});""",
    )
    page.get_by_role("button", name="Menu here").focus()
    return page


def item(page: Any, name: str) -> Any:
    """An entry of the open menu."""
    return page.get_by_role("menuitem", name=name)


def test_keys_lead_through_the_menu(page: Any) -> None:
    """Arrows go round, Home and End to the ends, a letter to what begins with it; what is disabled can be reached."""
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    expect(item(page, "Open")).to_be_focused()
    for key, name in [("ArrowUp", "Delete"), ("ArrowDown", "Open"), ("End", "Delete"), ("Home", "Open"), ("c", "Copy")]:
        page.keyboard.press(key)
        expect(item(page, name)).to_be_focused()
    page.keyboard.press("p")
    expect(item(page, "Paint")).to_be_focused()
    expect(item(page, "Paint")).to_be_disabled()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_be_visible()
    assert happened(page) == []


def test_what_is_chosen_runs_with_the_focus_back(page: Any) -> None:
    """Enter runs an entry when the menu has closed and its button has the focus again."""
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_role("menu")).to_have_count(0)
    assert happened(page) == ["open", "Menu here"]


@pytest.mark.parametrize("key", ["Escape", "Tab"])
def test_leaving_gives_the_focus_back(page: Any, key: str) -> None:
    """Escape and Tab close the menu, run nothing, and lead back to its button."""
    page.keyboard.press("Enter")
    page.keyboard.press(key)
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_role("button", name="Menu here")).to_be_focused()
    assert happened(page) == []


def test_a_press_elsewhere_or_on_its_button_closes_it(page: Any) -> None:
    """A press outside closes the menu, one on its button does too; pressed once more, it opens again."""
    anchor = page.get_by_role("button", name="Menu here")
    anchor.click()
    expect(anchor).to_have_attribute("aria-expanded", "true")
    page.mouse.click(700, 700)
    expect(page.get_by_role("menu")).to_have_count(0)
    anchor.click()
    expect(page.get_by_role("menu")).to_be_visible()
    anchor.click()
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(anchor).to_have_attribute("aria-expanded", "false")
    anchor.click()
    expect(page.get_by_role("menu")).to_be_visible()


@pytest.mark.parametrize(("x", "y"), [(1398, 898), (-50, -50), (1398, 2), (2, 898)])
def test_it_stays_on_the_screen(page: Any, x: int, y: int) -> None:
    """Wherever it is asked for, the whole menu can be seen."""
    page.evaluate("([x, y]) => menuAt(x, y)", [x, y])
    box = page.get_by_role("menu").bounding_box()
    assert box["x"] >= 0
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 1400
    assert box["y"] + box["height"] <= 900


def test_it_works_above_a_dialog(page: Any) -> None:
    """A menu that is opened in a dialog is above it; Escape closes the menu alone."""
    open_dialog(page)
    page.get_by_label("Second").focus()
    page.evaluate("menuAt(700, 450)")
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(page.get_by_label("Second")).to_be_focused()
    page.evaluate("menuAt(700, 450)")
    item(page, "Copy").click()
    assert happened(page) == ["copy"]
    expect(page.get_by_role("dialog")).to_be_visible()


@pytest.mark.parametrize(("platform", "undo"), [("MacIntel", ["⌘", "⇧", "Z"]), ("Win32", ["Ctrl", "Shift", "Z"])])
def test_shortcuts_are_shown_as_on_the_keyboard(
    server: Any, open_page: Callable[..., Any], platform: str, undo: list[str]
) -> None:
    """Every key is a `kbd`, called as on this machine's keyboard."""
    page = open_page("about:blank")
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'platform', {{ get: () => '{platform}' }})")
    page.goto(server.address)
    prepare(page)
    groups = "[{ title: 'History', keys: [['Ctrl+Shift+Z', 'Redo'], ['Enter / Space', 'Select'], ['← →', 'Move']] }]"
    run(page, f"(await library('shortcuts')).openShortcuts(host, {groups});")
    rows = page.locator(".penstock-shortcuts dl > div")
    assert rows.nth(0).locator("kbd").all_inner_texts() == undo
    assert rows.nth(2).locator("kbd").all_inner_texts() == ["←", "→"]
    expect(rows.nth(1).locator("dd")).to_have_text("Select")
