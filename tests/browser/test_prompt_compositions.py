"""Compositions of prompts: picked, dragged, moved by key, and the text that they make up."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .prompt_page import COMPOSITIONS, PROMPTS, parts, put_libber, show_editor


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with the libber that a prompt names."""
    running = RunningServer(tmp_path_factory.mktemp("compositions"))
    put_libber(running, "animals", {"dog": "big dog"})
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The editor over a document in the page."""
    page = open_page(f"{server.address}/#/prompts")
    page.get_by_role("heading", name="Prompts").wait_for()
    show_editor(page, PROMPTS, COMPOSITIONS)
    return page


def text_of(page: Any) -> Any:
    """The text that the chosen composition makes up."""
    return page.locator("penstock-compositions .penstock-composed-text")


def step(page: Any, position: int) -> Any:
    """One of the prompts in the chosen composition."""
    return page.get_by_role("list", name="Prompts in this composition").get_by_role("listitem").nth(position)


def choose(page: Any, composition: str) -> None:
    """Another composition is shown."""
    page.get_by_role("list", name="Compositions", exact=True).get_by_role("listitem", name=composition).click()


def test_the_text_follows_at_once(page: Any) -> None:
    """The first composition is shown with its text; a picked prompt is added at its end, and to the text."""
    expect(text_of(page)).to_have_text("a friendly face soft light")
    page.get_by_role("button", name="Add body", exact=True).click()
    expect(text_of(page)).to_have_text("a friendly face soft light a tall body")
    assert parts(page, "portrait") == ["face", "light", "body"]


def test_what_is_missing_is_told(page: Any) -> None:
    """A prompt that there is not is marked in the list and in the composition, told in words, and can be taken out."""
    option = page.get_by_role("listitem", name="zoo")
    expect(option).to_have_attribute("aria-label", "zoo, 2 prompts, 1 missing")
    choose(page, "zoo")
    expect(text_of(page)).to_have_text("a big dog")
    expect(step(page, 1)).to_have_attribute("aria-label", "2. gone, There is no prompt of this name")
    expect(page.get_by_text('There is no prompt "gone".')).to_be_visible()
    page.get_by_role("button", name="Take gone out").click()
    expect(option).to_have_attribute("aria-label", "zoo, 1 prompt")
    expect(page.get_by_text('There is no prompt "gone".')).to_be_hidden()


def test_the_keyboard_builds_a_composition(page: Any) -> None:
    """A name, prompts found by typing, moved by Alt with arrows, removed by Delete; undo takes the last step back."""
    page.get_by_role("button", name="New composition").click()
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Add a prompt")).to_be_focused()
    for word in ("fac", "tall", "light"):
        page.keyboard.type(word)
        page.keyboard.press("Enter")
    assert parts(page, "Mine") == ["face", "body", "light"]
    step(page, 2).focus()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Alt+ArrowUp")
    expect(step(page, 0)).to_be_focused()
    assert parts(page, "Mine") == ["light", "face", "body"]
    page.keyboard.press("End")
    page.keyboard.press("Delete")
    expect(step(page, 1)).to_be_focused()
    assert parts(page, "Mine") == ["light", "face"]
    page.keyboard.press("Control+z")
    assert parts(page, "Mine") == ["light", "face", "body"]
    page.keyboard.press("Control+Shift+z")
    expect(text_of(page)).to_have_text("soft light a friendly face")


def drag(page: Any, source: Any, target: Any, below: bool) -> None:
    """Drag one element above or below the middle of another, as a hand does."""
    here, there = source.bounding_box(), target.bounding_box()
    page.mouse.move(here["x"] + 40, here["y"] + here["height"] / 2)
    page.mouse.down()
    page.mouse.move(here["x"] + 60, here["y"] + here["height"] / 2 + 10)
    page.mouse.move(there["x"] + 60, there["y"] + there["height"] * (0.8 if below else 0.2), steps=4)
    page.mouse.up()


def test_dragging_moves_and_adds(page: Any) -> None:
    """A prompt is dragged to another place, and one from beside is dragged between two; Escape leaves all as it was."""
    drag(page, step(page, 1), step(page, 0), below=False)
    assert parts(page, "portrait") == ["light", "face"]
    drag(page, page.get_by_role("button", name="Add body", exact=True), step(page, 0), below=True)
    assert parts(page, "portrait") == ["light", "body", "face"]
    box = step(page, 0).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 50, box["y"] + 70, steps=3)
    expect(page.locator(".penstock-row-ghost")).to_have_text("light")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".penstock-row-ghost")).to_have_count(0)
    assert parts(page, "portrait") == ["light", "body", "face"]


def test_compositions_are_renamed_copied_and_removed(page: Any) -> None:
    """F2 renames in place, Ctrl+D copies, Delete removes with an Undo; a used name is refused in words."""
    choose(page, "portrait")
    page.keyboard.press("F2")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("zoo")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("This name is in use.")
    dialog.get_by_role("textbox").fill("Portraits")
    page.keyboard.press("Enter")
    options = page.get_by_role("list", name="Compositions", exact=True).get_by_role("listitem")
    expect(options.first).to_have_attribute("aria-label", "Portraits, 2 prompts")
    expect(options.first).to_be_focused()
    page.keyboard.press("Control+d")
    expect(options).to_have_count(3)
    assert parts(page, "Portraits 2") == ["face", "light"]
    page.keyboard.press("Delete")
    expect(options).to_have_count(2)
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(options).to_have_count(3)
    assert parts(page, "Portraits 2") == ["face", "light"]


def test_a_removed_composition_comes_back_in_its_place(page: Any) -> None:
    """Undo puts the first one of two back as the first one."""
    options = page.get_by_role("list", name="Compositions", exact=True).get_by_role("listitem")
    choose(page, "portrait")
    page.keyboard.press("Delete")
    expect(options).to_have_count(1)
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(options.first).to_have_attribute("aria-label", "portrait, 2 prompts")
    assert parts(page, "portrait") == ["face", "light"]


def test_the_menu_of_another_composition(page: Any) -> None:
    """A click on the menu button of a composition that is not chosen opens its menu and chooses it."""
    row = page.get_by_role("listitem", name="zoo")
    row.get_by_role("button", name="Menu of the composition zoo").click()
    expect(page.get_by_role("menuitem", name="Duplicate")).to_be_visible()
    expect(row).to_have_attribute("aria-current", "true")


def test_the_focus_stays_when_a_composition_is_emptied(page: Any) -> None:
    """With its last prompt taken out by key, the search for prompts to add has the focus."""
    choose(page, "portrait")
    step(page, 0).focus()
    page.keyboard.press("Delete")
    expect(step(page, 0)).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("searchbox", name="Add a prompt")).to_be_focused()


def test_a_phone_shows_everything(server: Any, open_page: Callable[..., Any]) -> None:
    """On a phone the parts stand one below the other, nothing is wider than the screen, and a tap adds a prompt."""
    page = open_page(f"{server.address}/#/prompts", width=390, height=844, scheme="light")
    page.get_by_role("heading", name="Prompts").wait_for()
    show_editor(page, PROMPTS, COMPOSITIONS)
    page.get_by_role("button", name="Add body", exact=True).click()
    expect(text_of(page)).to_have_text("a friendly face soft light a tall body")
    text_of(page).scroll_into_view_if_needed()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    widest = "(root) => Math.max(...[...root.querySelectorAll('*')].map((one) => one.getBoundingClientRect().right))"
    assert page.locator("penstock-compositions").evaluate(widest) <= 390
