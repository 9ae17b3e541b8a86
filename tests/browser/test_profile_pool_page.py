"""Pools and their names in the standalone app: pools that get a name, pages of profiles that were deleted."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .profile_page import drop_zip, make_profile, names, toast, zipped
from .standalone_page import ask, fill_pool, make_pool


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its profiles are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("named-pools"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def profiles(server: Any, photographs: list[Path]) -> Iterator[dict[str, str]]:
    """A profile with an image, by name; whatever the test made is gone after it."""
    yield {"Cats": make_profile(server, "Cats", photographs[:1])}
    for one in ask(server, "GET", "/penstock/profiles")["profiles"]:
        ask(server, "DELETE", f"/penstock/profiles/{one['id']}")


def test_names_follow_everywhere(server: Any, profiles: dict[str, str], open_page: Callable[..., Any]) -> None:
    """The overview and the page of a pool are called as its profile, and follow when that is renamed elsewhere."""
    page = open_page(f"{server.address}/#/pools")
    expect(page.get_by_role("link", name="Open the pool Cats")).to_be_visible()
    ask(server, "PATCH", f"/penstock/profiles/{profiles['Cats']}", {"name": "Tigers"})
    page.get_by_role("link", name="Open the pool Tigers").click()
    expect(page.get_by_role("heading", name="Tigers", level=1)).to_be_visible()
    ask(server, "PATCH", f"/penstock/profiles/{profiles['Cats']}", {"name": "Lions"})
    expect(page.get_by_role("heading", name="Lions", level=1)).to_be_visible()
    expect(page).to_have_title("Lions \u00b7 Penstock")
    page.get_by_role("link", name="All pools").click()
    expect(page.get_by_role("heading", name="Pools", level=1)).to_be_visible()


def test_a_pool_gets_a_name(
    server: Any, profiles: dict[str, str], photographs: list[Path], open_page: Callable[..., Any]
) -> None:
    """A pool is saved as a profile from its page, and renamed from the overview: its images and its id stay."""
    fill_pool(server, "plain", photographs[:2])
    page = open_page(f"{server.address}/#/pools/plain")
    page.get_by_role("button", name="Menu of the pool plain").click()
    page.get_by_role("menuitem", name="Save as profile").click()
    page.keyboard.type("Plain things")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Plain things", level=1)).to_be_visible()
    expect(page.locator(".penstock-tile")).to_have_count(2)
    page.get_by_role("link", name="All pools").click()
    page.get_by_role("link", name="Open the pool Plain things").press("F2")
    page.keyboard.type("Fancy things")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Open the pool Fancy things")).to_be_focused()
    listed = ask(server, "GET", "/penstock/profiles/plain?pictures=1")
    assert (listed["id"], listed["name"], listed["count"]) == ("plain", "Fancy things", 2)


def test_the_copy_of_a_profile_is_a_profile(
    server: Any, profiles: dict[str, str], open_page: Callable[..., Any]
) -> None:
    """Duplicated from the page of its pool or from the overview: there is no second way that loses the name."""
    page = open_page(f"{server.address}/#/pools/{profiles['Cats']}")
    page.get_by_role("button", name="Menu of the pool Cats").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(toast(page, "Cats (2)")).to_be_visible()
    page.get_by_role("link", name="All pools").click()
    page.get_by_role("button", name="Menu of the pool Cats (2)").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_role("link", name="Open the pool Cats (3)")).to_be_visible()
    assert names(server) == ["Cats", "Cats (2)", "Cats (3)"]


def test_a_deleted_profile_is_restored_from_its_page(
    server: Any, profiles: dict[str, str], open_page: Callable[..., Any]
) -> None:
    """The page of a profile that is deleted elsewhere says so, also when it is opened anew, and brings it back."""
    page = open_page(f"{server.address}/#/pools/{profiles['Cats']}?from=profiles")
    expect(page.locator(".penstock-tile")).to_have_count(1)
    ask(server, "DELETE", f"/penstock/profiles/{profiles['Cats']}")
    expect(page.get_by_text("The profile \u201cCats\u201d was deleted")).to_be_visible()
    expect(page.get_by_role("heading", name="Cats", level=1)).to_be_visible()
    expect(page.get_by_role("navigation").get_by_role("link", name="Profiles")).to_have_attribute(
        "aria-current", "true"
    )
    page.reload()
    expect(page.get_by_role("button", name="Create it")).to_be_hidden()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(".penstock-tile")).to_have_count(1)
    expect(page.get_by_role("heading", name="Cats", level=1)).to_be_visible()
    page.get_by_role("link", name="All profiles").click()
    expect(page.get_by_role("heading", name="Profiles", level=1)).to_be_visible()


def test_a_profile_is_deleted_from_its_page(
    server: Any, profiles: dict[str, str], open_page: Callable[..., Any]
) -> None:
    """Delete on the page of a profile leads back to the profiles; Undo brings it back under its name."""
    page = open_page(f"{server.address}/#/pools/{profiles['Cats']}?from=profiles")
    expect(page.get_by_role("heading", name="Cats", level=1)).to_be_visible()
    page.get_by_role("button", name="Menu of the pool Cats").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_text("No profiles yet")).to_be_visible()
    toast(page, "Cats").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Open the profile Cats")).to_be_visible()
    assert names(server) == ["Cats"]


def test_profiles_switched_off(server: Any, profiles: dict[str, str], open_page: Callable[..., Any]) -> None:
    """Without the plugin of profiles its page is gone, pools go by their ids, and nobody asks for names."""
    page = open_page("about:blank")
    plugins = [one for one in ask(server, "GET", "/penstock/plugins")["plugins"] if one["name"] != "profiles"]
    asked: list[str] = []
    page.on("request", lambda request: "profile" in request.url and asked.append(request.url))
    page.route("**/penstock/plugins", lambda route: route.fulfill(json={"plugins": plugins}))
    page.goto(f"{server.address}/#/pools")
    page.locator(f"[data-pool='{profiles['Cats']}'] a").press("F2")
    page.keyboard.press("Enter")
    expect(page.locator(".penstock-tile")).to_have_count(1)
    expect(page.locator("h1")).to_have_attribute("title", profiles["Cats"])
    links = page.get_by_role("navigation").get_by_role("link")
    expect(links.first).to_have_text("Pools")
    expect(links.filter(has_text="Profiles")).to_have_count(0)
    page.locator(".penstock-title > button").click()
    expect(page.get_by_role("menuitem")).to_have_count(5)
    assert asked == []


def test_a_zip_file_is_imported_on_every_page(
    server: Any, profiles: dict[str, str], photographs: list[Path], open_page: Callable[..., Any]
) -> None:
    """A zip file that is dropped on the page of a pool becomes a profile, and nothing is added to that pool."""
    make_pool(server, "other")
    page = open_page(f"{server.address}/#/pools/other")
    expect(page.get_by_text("No images yet")).to_be_visible()
    drop_zip(page, "penstock-pool-grid", zipped("Birds", [path for path in photographs if path.suffix == ".png"]))
    toast(page, "Birds").get_by_role("button", name="Open").click()
    expect(page.get_by_role("heading", name="Birds", level=1)).to_be_visible()
    assert ask(server, "GET", "/penstock/pools/other")["count"] == 0
