"""Importing workflows: by the button, by drop, several at once, out of pictures, and as new versions."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .standalone_page import ask
from .workflow_page import PLAIN, card, changed, clear, drop, kept, picture_with, put_workflow


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its workflows are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("imports"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Iterator[Any]:
    """The page without workflows; whatever the test imports is gone after it."""
    page = open_page(f"{server.address}/#/workflows")
    expect(page.get_by_text("No workflows yet")).to_be_visible()
    yield page
    clear(server)


def _toast(page: Any) -> Any:
    return page.locator(".penstock-toast")


def test_a_chosen_file_is_imported_and_opened(page: Any, tmp_path: Path) -> None:
    """The button imports a file; its card has the focus, and the message opens its form."""
    path = tmp_path / "lake.json"
    path.write_text(json.dumps(PLAIN))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("i")
    chooser.value.set_files(str(path))
    expect(card(page, "lake")).to_be_focused()
    expect(_toast(page)).to_contain_text("Imported “lake”")
    _toast(page).get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="lake", level=1)).to_be_visible()
    expect(page.locator("[data-address='1.width']")).to_be_visible()


def test_a_dropped_picture_becomes_workflow_and_thumbnail(page: Any) -> None:
    """A PNG that carries a workflow is imported by drop, and is the picture of its card."""
    drop(page, ".penstock-workflows-page", ("pond.png", picture_with(PLAIN)))
    expect(card(page, "pond")).to_be_visible()
    expect(card(page, "pond").locator("img")).to_have_js_property("complete", True)
    assert card(page, "pond").locator("img").evaluate("(image) => image.naturalWidth") > 0


def test_several_files_have_a_summary(page: Any, server: Any) -> None:
    """Of several files each is told: imported, here already, or why not; the good ones are there."""
    put_workflow(server, "same")
    good = json.dumps(PLAIN).encode()
    bad = [("two.json", b'{"a": 1}'), ("three.json", b"{")]
    drop(page, ".penstock-workflows-page", ("one.json", good), ("same.json", good), *bad)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading")).to_have_text("1 of 4 files imported, 1 here already")
    expect(dialog.locator("[data-outcome=failed]")).to_have_count(2)
    expect(dialog.locator("[data-outcome=imported]").first).to_contain_text("Imported “one”")
    dialog.get_by_role("button", name="Open one").click()
    expect(page.get_by_role("heading", name="one", level=1)).to_be_visible()
    names = sorted(one["name"] for one in ask(server, "GET", "/penstock/workflows")["workflows"])
    assert names == ["one", "same"]


def test_a_file_that_is_no_workflow_is_refused_in_words(page: Any, server: Any) -> None:
    """A file without a workflow is refused with its name and the reason, and nothing is kept."""
    drop(page, ".penstock-workflows-page", ("notes.json", b'["no workflow"]'))
    expect(page.get_by_role("alert")).to_contain_text("notes.json was not imported")
    assert ask(server, "GET", "/penstock/workflows")["workflows"] == []


def test_the_same_file_again_says_so(page: Any, server: Any) -> None:
    """A file that is here already adds nothing; one of the same name and another content is a new workflow."""
    workflow = put_workflow(server, "same")
    text = json.dumps(PLAIN).encode()
    drop(page, ".penstock-workflows-page", ("same.json", text))
    expect(_toast(page)).to_contain_text("“same” is here already")
    assert kept(server, workflow)["versions"] == 1


def test_a_drop_on_the_page_of_a_workflow_is_a_new_version(server: Any, open_page: Callable[..., Any]) -> None:
    """A file that is dropped on the page of a workflow is its newest version, and the form shows it at once."""
    workflow = put_workflow(server, "river")
    page = open_page(f"{server.address}/#/workflows/{workflow['id']}")
    expect(page.locator("[data-address='1.width'] input").last).to_have_value("64")
    drop(page, ".penstock-workflow-page", ("wider.json", json.dumps(changed(PLAIN, n1_width=96)).encode()))
    expect(_toast(page)).to_contain_text("Imported as version 2 of “river”")
    expect(page.locator("[data-address='1.width'] input").last).to_have_value("96")
    versions = page.locator(".penstock-versions > li")
    expect(versions).to_have_count(2)
    expect(versions.first).to_contain_text("newest")
    clear(server)
