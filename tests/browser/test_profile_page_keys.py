"""The page of profiles by keyboard alone, on a phone, and by axe; work that goes on, and notices about the list."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .profile_page import card, counts, link, make_profile, names, shown, toast
from .standalone_page import ask


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of the test's own: its profiles are those of the test."""
    running = RunningServer(tmp_path_factory.mktemp("profile-keys"))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def profiles(server: Any, photographs: list[Path]) -> Iterator[dict[str, str]]:
    """Four profiles, by name; whatever the test made is gone after it."""
    made = {name: make_profile(server, name, photographs[:1]) for name in ("Ants", "Bees", "Cats", "Dogs")}
    yield made
    for one in ask(server, "GET", "/penstock/profiles")["profiles"]:
        ask(server, "DELETE", f"/penstock/profiles/{one['id']}")


@pytest.fixture
def page(server: Any, profiles: dict[str, str], open_page: Callable[..., Any]) -> Any:
    """The page, with its cards."""
    page = open_page(f"{server.address}/#/gates")
    page.get_by_role("heading", name="Gates", level=1).wait_for()
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(link(page, "Dogs")).to_be_visible()
    return page


def test_the_focus_stays_with_what_is_restored(page: Any, server: Any, profiles: dict[str, str]) -> None:
    """Restoring by key goes on to the next one, and from the last one to its card."""
    for trashed in ask(server, "GET", "/penstock/profile_trash")["deleted"]:
        ask(server, "POST", f"/penstock/profile_trash/{trashed['trash']}/restore")
    for name in ("Ants", "Bees"):
        ask(server, "DELETE", f"/penstock/profiles/{profiles[name]}")
    for name in ("Ants", "Bees"):  # what comes in late would take the button away from under the key
        expect(page.get_by_role("button", name=f"Restore {name}", include_hidden=True)).to_have_count(1)
        expect(link(page, name)).to_have_count(0)
    page.locator("summary").press("Enter")
    page.get_by_role("button", name="Restore Bees").press("Enter")
    expect(page.get_by_role("button", name="Restore Ants")).to_be_focused()
    page.keyboard.press("Enter")
    expect(link(page, "Ants")).to_be_focused()
    expect(page.get_by_text("Recently deleted")).to_be_hidden()


def test_the_keyboard_is_enough(page: Any, server: Any) -> None:
    """Search, go between cards, open, come back, rename, duplicate, delete, undo: no pointer is needed."""
    keys = page.keyboard
    keys.press("/")
    keys.press("ArrowDown")
    expect(link(page, "Ants")).to_be_focused()
    keys.press("ArrowRight")
    expect(link(page, "Bees")).to_be_focused()
    keys.press("End")
    expect(link(page, "Dogs")).to_be_focused()
    keys.press("Home")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Ants", level=1)).to_be_focused()
    page.go_back()
    expect(link(page, "Ants")).to_be_focused()
    keys.press("F2")
    expect(page.get_by_role("dialog").get_by_label("Name")).to_have_value("Ants")
    keys.type("Zebras")
    keys.press("Enter")
    expect(link(page, "Zebras")).to_be_focused()
    assert shown(page) == ["Bees", "Cats", "Dogs", "Zebras"]
    keys.press("Control+d")
    expect(link(page, "Zebras (2)")).to_be_visible()
    assert counts(server)["Zebras (2)"] == 1
    link(page, "Zebras").focus()
    keys.press("Delete")
    expect(link(page, "Zebras")).to_have_count(0)
    expect(link(page, "Zebras (2)")).to_be_focused()
    toast(page, "Zebras").get_by_role("button", name="Undo").press("Enter")
    expect(link(page, "Zebras")).to_be_visible()
    assert names(server) == ["Bees", "Cats", "Dogs", "Zebras", "Zebras (2)"]


def test_keys_of_the_page(page: Any, server: Any) -> None:
    """N asks for a name, I for a file, Shift+F10 opens the menu of a card, ? tells all of it."""
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="New profile")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="New profile")).to_be_hidden()
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("i")
    assert choosing.value.is_multiple()
    link(page, "Bees").press("Shift+F10")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(link(page, "Bees")).to_be_focused()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keyboard shortcuts")
    for told in ("New profile", "Rename it", "Duplicate it", "Delete it", "Go to Profiles"):
        expect(keys.get_by_text(told, exact=True)).to_be_visible()


def test_the_last_card_gives_the_focus_on(page: Any) -> None:
    """Deleting goes from card to card; after the last one New profile has the focus."""
    link(page, "Ants").focus()
    for name, after in (("Ants", "Bees"), ("Bees", "Cats"), ("Cats", "Dogs")):
        expect(link(page, name)).to_be_focused()
        page.keyboard.press("Delete")
        expect(link(page, after)).to_be_focused()
    page.keyboard.press("Backspace")
    expect(page.get_by_role("button", name="New profile")).to_be_focused()


def test_a_long_import_is_told_and_cancelled(page: Any, server: Any) -> None:
    """A job that takes long shows how far it is; Cancel asks the server to end it."""
    job = {"id": "j1", "name": "Export Cats", "status": "running", "done": 3, "total": 12, "message": "", "created": 1}
    job |= {"result": None, "error": None}
    asked: list[str] = []

    def cancel(route: Any) -> None:
        asked.append(route.request.method)
        job["status"] = "cancelled"
        route.fulfill(json=job)

    page.route("**/export", lambda route: route.fulfill(status=202, json=job))
    page.route("**/penstock/jobs/j1", lambda route: route.fulfill(json=job))
    page.route("**/penstock/jobs/j1/cancel", cancel)
    link(page, "Cats").press("Shift+F10")
    page.get_by_role("menuitem", name="Export as zip file").click()
    bar = page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "25")
    toast(page, "Cats").get_by_role("button", name="Cancel").click()
    expect(bar).to_have_count(0)
    assert asked == ["POST"]


def test_work_goes_on_over_a_reload(page: Any, profiles: dict[str, str]) -> None:
    """Work that was begun before the page was loaded anew is shown again, once, and how it ended."""
    job = {"id": "j2", "name": "Export Cats", "status": "running", "done": 1, "total": 2, "message": "", "created": 1}
    job |= {"result": None, "error": None}
    page.route("**/export", lambda route: route.fulfill(status=202, json=job))
    page.route("**/penstock/jobs/j2", lambda route: route.fulfill(json=job))
    link(page, "Cats").press("Shift+F10")
    page.get_by_role("menuitem", name="Export as zip file").click()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "50")
    page.reload()
    expect(page.get_by_role("progressbar")).to_have_count(1)
    job |= {"status": "cancelled"}
    expect(toast(page, "cancelled")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_a_mended_list_says_so(page: Any, server: Any, profiles: dict[str, str]) -> None:
    """A damaged list of profiles is mended and said to be; every profile is still there."""
    registry = server.data / "input/grid_pool/profiles.json"
    registry.write_text(registry.read_text()[:-40])
    page.reload()
    expect(page.get_by_text("Something was wrong with the list of profiles:")).to_be_visible()
    expect(page.locator(".penstock-card[data-profile]")).to_have_count(len(profiles))


def test_a_list_of_a_newer_penstock_cannot_be_changed(
    server: Any, profiles: dict[str, str], open_page: Callable[..., Any]
) -> None:
    """A list that a newer version wrote is shown, and what would change it is switched off, with the reason."""
    page = open_page("about:blank")
    listed = ask(server, "GET", "/penstock/profiles?pictures=4") | {"read_only": True}
    page.route("**/penstock/profiles*", lambda route: route.fulfill(json=listed))
    page.goto(f"{server.address}/#/profiles")
    expect(page.get_by_text("A newer Penstock wrote the list of profiles")).to_be_visible()
    for name in ("New profile", "Import\u2026"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    link(page, "Cats").press("Delete")
    expect(page.locator(".penstock-toast-error")).to_contain_text("newer")
    link(page, "Cats").press("Shift+F10")
    expect(page.get_by_role("menuitem", name="Delete")).to_have_attribute("aria-disabled", "true")


def test_it_fails_and_is_tried_again(server: Any, profiles: dict[str, str], open_page: Callable[..., Any]) -> None:
    """Profiles that cannot be read are an error with its reason; trying again shows them."""
    page = open_page("about:blank")
    failure = {"error": {"code": "storage_failed", "message": "The disk is on strike.", "hint": "Wait."}}
    page.route("**/penstock/profiles*", lambda route: route.fulfill(status=500, json=failure))
    page.goto(f"{server.address}/#/profiles")
    expect(page.get_by_role("alert")).to_contain_text("The disk is on strike.")
    page.unroute("**/penstock/profiles*")
    page.get_by_role("button", name="Try again").click()
    expect(link(page, "Cats")).to_be_visible()
    expect(card(page, profiles["Cats"]).locator("img")).to_have_count(1)


def test_on_a_phone(server: Any, profiles: dict[str, str], open_page: Callable[..., Any]) -> None:
    """Nothing is wider than a narrow screen, and what is pressed is large enough for a finger."""
    long = make_profile(server, "W" * 200)
    ask(server, "DELETE", f"/penstock/profiles/{profiles['Bees']}")
    page = open_page(f"{server.address}/#/profiles", width=390, height=844)
    expect(card(page, long)).to_be_visible()
    page.get_by_text("Recently deleted").click()
    assert page.evaluate("document.querySelector('main').scrollWidth") <= 390
    small = page.locator("main :is(button, a, summary):visible").evaluate_all(
        "all => all.map((one) => [one.getBoundingClientRect(), one.textContent])"
        ".filter(([{ width, height }]) => width < 44 || height < 44).map(([_, text]) => text)"
    )
    assert small == []
    for address in (f"#/pools/{long}?from=profiles", "#/pools", "#/profiles"):
        page.evaluate("(address) => void (location.hash = address)", address)
        expect(page.get_by_text("W" * 200).first).to_be_visible()
        assert page.evaluate("document.querySelector('main').scrollWidth") <= 390
    card(page, long).get_by_role("button").click()
    page.get_by_role("menuitem", name="Rename").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Short")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    expect(link(page, "Short")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_axe_finds_no_faults(
    server: Any, profiles: dict[str, str], open_page: Callable[..., Any], scheme: str, width: int
) -> None:
    """The page empty, with cards, notices and what was deleted, its menu, its dialog and its keys."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from .test_accessibility import NO_REGIONS, faults

    page = open_page("about:blank", width=width, scheme=scheme)
    answer = {"profiles": [], "problems": [], "read_only": False}
    page.route("**/penstock/profiles*", lambda route: route.fulfill(json=answer))
    page.goto(f"{server.address}/#/profiles")
    expect(page.get_by_text("No profiles yet")).to_be_visible()
    found = {"empty": faults(page)}
    ask(server, "DELETE", f"/penstock/profiles/{profiles['Dogs']}")
    answer |= ask(server, "GET", "/penstock/profiles?pictures=4") | {"problems": ["Two entries were mended."]}
    page.reload()
    expect(page.get_by_text("Two entries were mended.")).to_be_visible()
    page.get_by_text("Recently deleted").click()
    expect(page.get_by_role("button", name="Restore Dogs").first).to_be_visible()
    found["cards"] = faults(page)
    link(page, "Cats").press("Shift+F10")
    expect(page.get_by_role("menu")).to_be_visible()
    found["menu"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    found["keys"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}
