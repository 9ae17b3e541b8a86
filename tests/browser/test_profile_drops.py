"""Files dropped on the standalone app: zip files whose type the system does not know, and what nobody takes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .profile_page import drop_zip, link, make_profile, names, toast, zipped

HOVER = ("dragenter", "dragover")
HOVERED = ".penstock-dropping"


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own, with one profile."""
    running = RunningServer(tmp_path_factory.mktemp("drops"))
    running.start()
    make_profile(running, "Cats")
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """The page of profiles."""
    page = open_page(f"{server.address}/#/profiles")
    expect(link(page, "Cats")).to_be_visible()
    return page


@pytest.mark.parametrize("place", ["nav", ".penstock-profiles", ".penstock-card"])
def test_a_zip_file_without_a_type_is_imported(page: Any, server: Any, photographs: list[Path], place: str) -> None:
    """What has no type is not refused during the drag; a zip file by its name is imported, and nothing stays marked."""
    before = names(server)
    drop_zip(page, place, b"", events=HOVER, kind="")
    expect(page.locator(HOVERED)).to_have_count(1)
    drop_zip(page, place, zipped("Birds", photographs[:1]), events=("drop",), kind="")
    expect(toast(page, "Imported Birds")).to_be_visible()
    expect(page.locator(HOVERED)).to_have_count(0)
    assert len(names(server)) == len(before) + 1


@pytest.mark.parametrize("place", ["nav", ".penstock-profiles", ".penstock-card"])
def test_what_is_neither_zip_nor_picture_is_refused(page: Any, server: Any, place: str) -> None:
    """The message names the file and says what can be dropped; no profile is made, and no name is asked for."""
    before = names(server)
    drop_zip(page, place, b"x", "notes.txt", kind="" if place == "nav" else "text/plain")
    said = page.locator(".penstock-toast-error")
    expect(said).to_contain_text("notes.txt")
    expect(said).to_contain_text("zip files of profiles")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(HOVERED)).to_have_count(0)
    assert names(server) == before
