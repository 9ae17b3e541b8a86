"""The page of profiles in the standalone app: cards, what is done to them, zip files, and what was deleted."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .profile_page import card, counts, drop_zip, link, make_profile, names, shown, toast, zipped
from .standalone_page import ask, drop_file, fill_pool


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its profiles are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("profiles"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def png(photographs: list[Path]) -> Path:
    """A photograph that is stored byte for byte."""
    return next(path for path in photographs if path.suffix == ".png")


@pytest.fixture
def profiles(server: Any, photographs: list[Path]) -> Iterator[dict[str, str]]:
    """Two profiles, of three images and of none, by name; whatever the test made is gone after it."""
    made = {"Cats": make_profile(server, "Cats", photographs), "Dogs": make_profile(server, "Dogs")}
    yield made
    for one in ask(server, "GET", "/penstock/profiles")["profiles"]:
        ask(server, "DELETE", f"/penstock/profiles/{one['id']}")


@pytest.fixture
def page(server: Any, profiles: dict[str, str], open_page: Callable[..., Any]) -> Iterator[Any]:
    """The page, with its cards."""
    page = open_page(f"{server.address}/#/profiles")
    expect(link(page, "Cats")).to_be_visible()
    yield page
    page.evaluate("localStorage.clear()")


def test_a_card_shows_pictures_name_count_and_date(page: Any, profiles: dict[str, str]) -> None:
    """A card has the first pictures, the name, the count and the day of a profile; the page is in the navigation."""
    cats = card(page, profiles["Cats"])
    expect(cats.locator("img")).to_have_count(3)
    expect(cats.locator(".penstock-count")).to_contain_text("3 images")
    expect(cats.locator(".penstock-count")).to_contain_text(re.compile(r"20\d\d"))
    expect(link(page, "Cats")).to_have_attribute("aria-description", re.compile(r"^3 images, .*20\d\d"))
    expect(card(page, profiles["Dogs"]).locator(".penstock-count")).to_contain_text("0 images")
    expect(page.get_by_role("navigation").get_by_role("link", name="Profiles")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page).to_have_title("Profiles \u00b7 Penstock")


def test_changes_elsewhere_show_at_once(page: Any, server: Any, profiles: dict[str, str], png: Path) -> None:
    """Profiles that are made, filled, renamed and deleted elsewhere appear, change and go without a reload."""
    live = make_profile(server, "Live")
    expect(card(page, live).locator(".penstock-count")).to_contain_text("0 images")
    fill_pool(server, live, [png])
    expect(card(page, live).locator(".penstock-count")).to_contain_text("1 image")
    expect(card(page, live).locator("img")).to_have_count(1)
    ask(server, "PATCH", f"/penstock/profiles/{live}", {"name": "Alive"})
    expect(link(page, "Alive")).to_be_visible()
    assert shown(page) == ["Alive", "Cats", "Dogs"]
    ask(server, "DELETE", f"/penstock/pools/{live}")
    expect(card(page, live)).to_have_count(0)


def test_the_file_written_by_another_program(page: Any, server: Any, profiles: dict[str, str]) -> None:
    """A name that another program, say Dataset Gates, writes into the list is shown without a reload."""
    registry = server.data / "input/grid_pool/profiles.json"
    registry.write_text(registry.read_text().replace("Dogs", "Wolves"))
    expect(link(page, "Wolves")).to_be_visible()
    expect(card(page, profiles["Dogs"]).locator(".penstock-count")).to_contain_text("0 images")


def test_search_and_sort(page: Any, server: Any, profiles: dict[str, str]) -> None:
    """Typing narrows the profiles by name; the order can be chosen, and is kept."""
    search = page.get_by_role("searchbox", name="Search profiles")
    search.fill("CA")
    assert shown(page) == ["Cats"]
    search.fill("nothing like it")
    expect(page.get_by_text("No profile matches")).to_be_visible()
    page.get_by_role("button", name="Clear the search").click()
    expect(search).to_be_focused()
    for order, wanted in (
        ("Newest first", ["Dogs", "Cats"]),
        ("Most images first", ["Cats", "Dogs"]),
        ("Newest first", ["Dogs", "Cats"]),
    ):
        page.get_by_role("button", name="Sort").click()
        page.get_by_role("menuitemradio", name=order).click()
        assert shown(page) == wanted
    page.reload()
    expect(link(page, "Cats")).to_be_visible()
    assert shown(page) == ["Dogs", "Cats"]


def test_a_new_profile_is_opened(page: Any, server: Any) -> None:
    """A used name is refused with a free one to take; the new profile opens, called by its name, and leads back."""
    page.get_by_role("button", name="New profile").click()
    dialog = page.get_by_role("dialog", name="New profile")
    dialog.get_by_label("Name").fill(" cats ")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="cats (2)").click()
    expect(page.get_by_role("heading", name="cats (2)", level=1)).to_be_visible()
    expect(page).to_have_title("cats (2) \u00b7 Penstock")
    expect(page.get_by_text("No images yet")).to_be_visible()
    page.get_by_role("link", name="All profiles").click()
    expect(link(page, "cats (2)")).to_be_focused()
    assert names(server) == ["Cats", "Dogs", "cats (2)"]


def test_images_dropped_on_a_card(page: Any, profiles: dict[str, str]) -> None:
    """Images dropped on a card are added to its profile."""
    selector = f"[data-profile='{profiles['Dogs']}']"
    drop_file(page, selector)
    expect(toast(page, "1 image added to Dogs")).to_be_visible()
    expect(card(page, profiles["Dogs"]).locator(".penstock-count")).to_contain_text("1 image")


def test_images_dropped_beside_the_cards(page: Any, server: Any) -> None:
    """Images dropped beside the cards ask for a name and are a new profile, which opens."""
    drop_file(page, ".penstock-profiles", "dragenter", "dragover")
    expect(page.get_by_text("Drop to make a new profile")).to_be_visible()
    drop_file(page, ".penstock-profiles", "drop")
    expect(page.get_by_role("dialog", name="New profile")).to_be_visible()
    page.keyboard.type("Teal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Teal", level=1)).to_be_visible()
    expect(page.locator(".penstock-tile")).to_have_count(1)
    assert counts(server)["Teal"] == 1


def test_a_dropped_zip_file_is_imported(page: Any, server: Any, png: Path) -> None:
    """A zip file of Dataset Gates that is dropped anywhere becomes a profile; a used name becomes a free one."""
    data = zipped("Cats", [png, png])
    drop_zip(page, "nav", data, events=("dragenter", "dragover"))
    expect(page.get_by_text("Drop to import the profile")).to_be_visible()
    drop_zip(page, "nav", data, events=("drop",))
    expect(page.get_by_text("Drop to import the profile")).to_be_hidden()
    expect(link(page, "Cats (2)")).to_be_visible()
    said = toast(page, "Cats (2)")
    expect(said).to_contain_text("2 images")
    said.get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Cats (2)", level=1)).to_be_visible()
    expect(page.locator(".penstock-tile")).to_have_count(2)
    expect(page.locator("input.penstock-label").first).to_have_value(png.stem)


def test_a_zip_file_that_is_refused(page: Any, server: Any, png: Path) -> None:
    """A zip file that is no profile is refused with the reason, and nothing is left of it."""
    drop_zip(page, "main", b"PK\x05\x06" + bytes(18), "empty.zip")
    expect(page.locator(".penstock-toast-error")).to_contain_text("empty.zip")
    page.locator(".penstock-toast-error").get_by_role("button", name="Close").click()
    drop_zip(page, ".penstock-card", zipped("../Cats", [])[:-30], "cut.zip")
    expect(page.locator(".penstock-toast-error")).to_contain_text("cut.zip")
    assert names(server) == ["Cats", "Dogs"]


def test_export_and_import_by_buttons(page: Any, server: Any, profiles: dict[str, str], tmp_path: Path) -> None:
    """Export downloads the profile under its name; Import takes the file back, as another profile."""
    card(page, profiles["Cats"]).get_by_role("button", name="Menu of the profile Cats").click()
    with page.expect_download() as downloading:
        page.get_by_role("menuitem", name="Export as zip file").click()
    assert downloading.value.suggested_filename == "Cats.zip"
    path = tmp_path / "Cats.zip"
    downloading.value.save_as(path)
    assert {"profile_meta.json", "pool/manifest.json"} < set(zipfile.ZipFile(path).namelist())
    with page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Import\u2026").click()
    choosing.value.set_files(path)
    expect(link(page, "Cats (2)")).to_be_visible()
    assert counts(server) == {"Cats": 3, "Dogs": 0, "Cats (2)": 3}


def test_deleted_profiles_can_be_restored(page: Any, server: Any, profiles: dict[str, str]) -> None:
    """What was deleted stands below; Restore brings it back with its images, also where its name is in use."""
    ask(server, "DELETE", f"/penstock/profiles/{profiles['Cats']}")
    other = make_profile(server, "Cats")
    page.get_by_text("Recently deleted").click()
    row = page.locator(".penstock-trash-rows li").first
    expect(row).to_contain_text("Cats")
    expect(row.locator("time")).to_contain_text(re.compile(r"20\d\d"))
    row.get_by_role("button", name="Restore Cats").click()
    expect(link(page, "Cats (2)")).to_be_visible()
    expect(card(page, profiles["Cats"]).locator(".penstock-count")).to_contain_text("3 images")
    assert counts(server) == {"Dogs": 0, "Cats": 0, "Cats (2)": 3}
    expect(card(page, other)).to_be_visible()


def test_a_profile_whose_images_are_gone(page: Any, server: Any, profiles: dict[str, str]) -> None:
    """A profile whose folder was taken away stays, says so, and can be deleted."""
    folder = server.data / "input/grid_pool"
    (folder / profiles["Dogs"]).rename(server.data / f"elsewhere-{profiles['Dogs']}")
    page.reload()
    expect(card(page, profiles["Dogs"])).to_contain_text("Its images are gone")
    link(page, "Dogs").press("Delete")
    expect(card(page, profiles["Dogs"])).to_have_count(0)
    expect(link(page, "Cats")).to_be_visible()


def test_it_says_what_a_profile_is(server: Any, open_page: Callable[..., Any]) -> None:
    """Without profiles the page says what one is, and offers to make and to import one."""
    page = open_page(f"{server.address}/#/profiles")
    expect(page.get_by_text("No profiles yet")).to_be_visible()
    expect(page.get_by_text("A profile is a pool of images with a name.")).to_be_visible()
    expect(page.get_by_role("button", name="Import\u2026")).to_be_visible()
    page.get_by_role("button", name="New profile").click()
    expect(page.get_by_role("dialog", name="New profile").get_by_label("Name")).to_be_focused()
