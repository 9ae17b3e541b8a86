"""Collections as files: exported, imported, copied; and those that are not saved yet."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .prompt_page import document, put_collection, stored
from .standalone_page import ask

NUMBERS = {
    "10": {"value": "ten", "processing_type": "raw"},
    "9": {"value": "nine", "processing_type": "raw", "extra": True},
}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with one collection."""
    running = RunningServer(tmp_path_factory.mktemp("prompt_files"))
    running.start()
    put_collection(running, "beach", document(NUMBERS, {"all": ["10", "9"]}))
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page of all collections."""
    page = open_page(f"{server.address}/#/prompts")
    expect(link(page, "beach")).to_be_visible()
    return page


def link(page: Any, folder: str) -> Any:
    """The line of a collection."""
    return page.get_by_role("main").locator(f"[data-folder='{folder}'] a")


def act(page: Any, item: str) -> None:
    """Choose an entry of the menu of the collection beach."""
    page.get_by_role("button", name="Menu of beach", exact=True).click()
    page.get_by_role("menuitem", name=item).click()


def imported(page: Any, *files: Any) -> None:
    """Choose files to import."""
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Import").click()
    choosing.value.set_files(list(files))


def test_an_export_can_be_imported(page: Any, server: Any, tmp_path: Path) -> None:
    """The file that Export gives becomes a collection of a free name, with prompts and compositions in their order."""
    with page.expect_download() as downloading:
        act(page, "Export")
    file = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(file)
    assert file.name == "beach.json"
    imported(page, file)
    expect(link(page, "beach 2")).to_contain_text("2 prompts")
    assert list(stored(server, "beach 2")["prompts"].items()) == list(NUMBERS.items())
    assert stored(server, "beach 2")["compositions"] == {"all": ["10", "9"]}


def test_files_of_version_1_and_others(page: Any, server: Any, tmp_path: Path) -> None:
    """A file of version 1 is imported, one that is no collection is told and makes nothing."""
    old, other = tmp_path / "día é.json", tmp_path / "other.json"
    old.write_text(json.dumps({"girl_pos": "a girl", "male_pos": ""}), encoding="utf-8")
    other.write_text("[1", encoding="utf-8")
    imported(page, other, old)
    expect(link(page, "dia e")).to_contain_text("1 prompt")
    expect(page.get_by_text("“other.json” was not imported")).to_be_visible()
    assert stored(server, "dia e")["prompts"]["girl_pos"]["value"] == "a girl"
    assert not any(one["folder"].startswith("other") for one in ask(server, "GET", "/penstock/prompts")["collections"])


def test_a_copy(page: Any, server: Any) -> None:
    """Duplicate asks for a name and makes a collection with the same prompts."""
    act(page, "Duplicate")
    page.get_by_role("dialog").get_by_role("textbox").fill("coast")
    page.keyboard.press("Enter")
    expect(link(page, "coast")).to_contain_text("2 prompts")
    assert stored(server, "coast")["prompts"] == NUMBERS
