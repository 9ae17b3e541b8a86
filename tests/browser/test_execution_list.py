"""The page of all executions: by story, the newest first, filtered, deleted and restored, also elsewhere."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .execution_page import Made, make_execution
from .standalone_page import ask


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """A server of the test's own: its executions are those of the test."""
    running = RunningServer(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def made(server: Any) -> dict[str, Made]:
    """An unfinished one and a finished one of a story, and a newer one of another."""
    done = {"pictures": (1, 1, 1, 1), "variants": 1, "finished": "2026-11-20T10:00:00+00:00"}
    return {
        "open": make_execution(server, "voyage", "20261120_101500_aaaaaa", timestamp="2026-11-20T10:15:00+00:00"),
        "done": make_execution(
            server, "voyage", "20261119_101500_bbbbbb", timestamp="2026-11-19T10:15:00+00:00", **done
        ),
        "town": make_execution(server, "town", "20261121_101500_cccccc", **done),
    }


@pytest.fixture
def page(server: Any, made: dict[str, Made], open_page: Callable[..., Any]) -> Any:
    """The page of all."""
    page = open_page(f"{server.address}/#/executions")
    expect(page.locator("[data-execution]")).to_have_count(3)
    return page


def card(page: Any, made: Made) -> Any:
    """The card of an execution."""
    return page.locator(f"[data-execution='{made.key}'] a")


def test_executions_stand_by_story_the_newest_first(page: Any, made: dict[str, Made]) -> None:
    """Stories come by their newest execution; a card tells how far it is and opens it; the keyboard leads to each."""
    expect(page.get_by_role("heading", level=2).filter(has_text="o")).to_contain_text(["town", "voyage"])
    assert page.locator("[data-execution]").evaluate_all("all => all.map((one) => one.dataset.execution)") == [
        made[name].key for name in ("town", "open", "done")
    ]
    expect(card(page, made["open"])).to_contain_text("8 of 12 pictures")
    expect(card(page, made["open"])).to_contain_text("4 scenes · job job1")
    expect(card(page, made["done"])).to_contain_text("4 pictures")
    page.get_by_role("button", name="1 unfinished").click()
    expect(page.locator("[data-execution]")).to_have_count(1)
    page.get_by_role("button", name="1 unfinished").click()
    page.keyboard.press("/")
    page.keyboard.type("town")
    expect(page.locator("[data-execution]")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(card(page, made["town"])).to_be_focused()
    for key, name in (("ArrowDown", "open"), ("ArrowRight", "done"), ("Home", "town"), ("End", "done")):
        page.keyboard.press(key)
        expect(card(page, made[name])).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".penstock-sheet-tile")).to_have_count(4)
    page.go_back()
    page.get_by_role("link", name="town", exact=True).wait_for()


def test_one_story_alone(server: Any, made: dict[str, Made], open_page: Callable[..., Any]) -> None:
    """The address may name a story: its executions alone are shown, and a link leads to all."""
    page = open_page(f"{server.address}/#/executions?story=voyage")
    expect(page.get_by_role("heading", name="voyage", level=1)).to_be_visible()
    expect(page.locator("[data-execution]")).to_have_count(2)
    page.get_by_role("link", name="All executions").click()
    expect(page.locator("[data-execution]")).to_have_count(3)


def test_an_execution_goes_to_the_trash_and_comes_back(page: Any, server: Any, made: dict[str, Made]) -> None:
    """Delete takes a card away, Undo brings it back with the keyboard on it; the list of the trash restores others."""
    card(page, made["done"]).focus()
    page.keyboard.press("Delete")
    expect(card(page, made["done"])).to_have_count(0)
    expect(card(page, made["open"])).to_be_focused()
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(card(page, made["done"])).to_be_focused()
    page.keyboard.press("Delete")
    expect(card(page, made["done"])).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(card(page, made["done"])).to_be_focused()
    expect(page.locator(".penstock-toast")).to_have_count(0)
    ask(server, "DELETE", made["town"].route)
    expect(card(page, made["town"])).to_have_count(0)
    page.locator("summary").click()
    page.get_by_role("button", name="Restore").click()
    expect(card(page, made["town"])).to_be_visible()


def test_progress_is_live(page: Any, server: Any, made: dict[str, Made], open_page: Callable[..., Any]) -> None:
    """A picture that is saved while an execution is looked at moves the numbers on every page."""
    looking = open_page(made["open"].page(server))
    expect(looking.locator(".penstock-sheet-tile")).to_have_count(8)
    name = made["open"].save(3, 0)
    expect(looking.locator(".penstock-sheet-tile")).to_have_count(9)
    expect(card(page, made["open"])).to_contain_text("9 of 12 pictures")
    ask(server, "POST", f"{made['open'].route}/deletions", {"names": [name]})
    expect(card(page, made["open"])).to_contain_text("8 of 12 pictures")
    expect(card(page, made["open"])).to_contain_text("4 scenes · job job1")
