"""Naming profiles, and what can be done to one from a menu."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .library_page import run
from .naming import of_try
from .profile_parts_page import choices, forget, ids, make_profile, opened_parts
from .standalone_page import ask, make_pool

RENAME = (
    "const { renameProfile } = await part('profile_actions'); window.renamed = renameProfile(host, book, argument);"
)
MENU = """
const { profileItems } = await part("profile_actions");
const { openMenu } = await import("/penstock/web/library/menu.js");
const profile = book.list.find(({ name }) => name === argument);
const note = (what) => ({ id }) => choices.push(`${what} ${id}`);
const ways = { open: note("open"), chosen: { label: "Take it", run: note("take") } };
openMenu(host, { anchor: document.querySelector("[data-choose]") }, profileItems(host, book, profile, ways));
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server of this module's own."""
    running = RunningServer(tmp_path_factory.mktemp("names"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def prepared(server: Any, chromium: Any) -> Iterator[Any]:
    """A page with the parts of profiles; opening one takes seconds."""
    with opened_parts(chromium, server.address) as page:
        yield page


@pytest.fixture
def page(server: Any, prepared: Any) -> Iterator[Any]:
    """That page, and two profiles."""
    for name in ("Cats", "Dogs"):
        if name not in ids(server):
            make_profile(server, name)
    prepared.evaluate("book.refresh()")
    yield prepared
    forget(prepared)
    for profile in ids(server).values():
        ask(server, "DELETE", f"/penstock/profiles/{profile}")


def rename(server: Any, page: Any, name: str) -> Any:
    """Asks for another name, with the button focused as in a node; returns the field."""
    page.get_by_role("button", name="Choose here").focus()
    run(page, RENAME, {"id": ids(server)[name], "name": name})
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    return page.get_by_role("textbox", name="Name")


def toast(page: Any, text: str) -> Any:
    """A message at the edge of the page."""
    return page.locator(".penstock-toast").filter(has_text=text)


def test_a_name_is_asked_for_and_taken(server: Any, page: Any) -> None:
    """The old name is there, selected; Enter saves what is typed without space around it, and the focus goes back."""
    field = rename(server, page, "Cats")
    expect(field).to_have_value("Cats")
    page.keyboard.type("  Lions ")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    assert page.evaluate("renamed") == "Lions"
    assert sorted(ids(server)) == ["Dogs", "Lions"]
    assert page.evaluate("book.list.map(({ name }) => name).sort()") == ["Dogs", "Lions"]
    expect(page.get_by_role("button", name="Choose here")).to_be_focused()


def test_a_used_name_offers_a_free_one(server: Any, page: Any) -> None:
    """A name in use is reported in the dialog, what was typed stays, and one press takes the name that is free."""
    field = rename(server, page, "Cats")
    page.keyboard.type("dogs")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert").first).to_have_text("There is a profile with the name “Dogs”.")
    expect(field).to_have_value("dogs")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    dialog.get_by_role("button", name="Use “dogs (2)”").click()
    expect(dialog).to_have_count(0)
    assert page.evaluate("renamed") == "dogs (2)"
    assert sorted(ids(server)) == ["Dogs", "dogs (2)"]


def test_typing_on_takes_the_report_away(server: Any, page: Any) -> None:
    """The report and its suggestion go with the next letter; Escape leaves the name as it was."""
    rename(server, page, "Cats")
    page.keyboard.type("Dogs")
    page.keyboard.press("Enter")
    suggestion = page.get_by_role("button", name=re.compile("^Use"))
    expect(suggestion).to_be_visible()
    page.keyboard.type("!")
    expect(suggestion).to_have_count(0)
    page.keyboard.press("Escape")
    assert page.evaluate("renamed") is None
    assert sorted(ids(server)) == ["Cats", "Dogs"]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 201])
def test_what_is_no_name_is_refused_at_once(server: Any, page: Any, typed: str) -> None:
    """An empty and an over-long name are refused without asking the server."""
    field = rename(server, page, "Cats")
    field.fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert").first).to_contain_text("name")
    page.keyboard.press("Escape")
    assert sorted(ids(server)) == ["Cats", "Dogs"]


def test_another_case_of_its_own_name_is_fine(server: Any, page: Any) -> None:
    """A profile may get its own name in another case."""
    rename(server, page, "Cats")
    page.keyboard.type("CATS")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert sorted(ids(server)) == ["CATS", "Dogs"]


def test_a_server_that_refuses_is_heard(server: Any, page: Any) -> None:
    """What the server refuses is said in the dialog with what to do, and the dialog stays."""
    answer = {"error": {"code": "read_only", "message": "This list cannot be changed.", "hint": "Update Penstock."}}
    page.route("**/penstock/profiles/*", lambda route: route.fulfill(status=403, json=answer))
    rename(server, page, "Cats")
    page.keyboard.type("Lions")
    page.keyboard.press("Enter")
    said = page.get_by_role("dialog").get_by_role("alert").first
    expect(said).to_have_text("This list cannot be changed. Update Penstock.")
    page.keyboard.press("Escape")


def test_a_pool_becomes_a_profile(server: Any, page: Any, request: pytest.FixtureRequest) -> None:
    """With a pool the new name is that pool's, whose id stays; a name is proposed that is free."""
    pool = make_pool(server, of_try(request, "node-pool"))
    make_profile(server, "New profile")
    page.evaluate("book.refresh()")
    run(
        page,
        """const { newProfile } = await part("profile_actions");
        window.made = newProfile(host, book, { pool: argument, title: "Save as profile" });""",
        pool,
    )
    expect(page.get_by_role("dialog", name="Save as profile").get_by_role("textbox")).to_have_value("New profile (2)")
    page.keyboard.type("Mine")
    page.keyboard.press("Enter")
    assert page.evaluate("made")["id"] == pool
    assert ids(server)["Mine"] == pool


def test_the_menu_duplicates_and_offers_the_copy(server: Any, page: Any) -> None:
    """Duplicate makes a copy with a free name, and the message offers to take it."""
    run(page, MENU, "Cats")
    page.get_by_role("menuitem", name="Duplicate").click()
    toast(page, "Duplicated as Cats (2)").get_by_role("button", name="Take it").click()
    assert choices(page) == [f"take {ids(server)['Cats (2)']}"]


def test_the_menu_deletes_and_undo_brings_back(server: Any, page: Any) -> None:
    """Delete needs no question: the message offers Undo, which brings the profile back under its id."""
    before = ids(server)
    run(page, MENU, "Cats")
    page.get_by_role("menuitem", name="Delete").click()
    offer = toast(page, "Deleted Cats")
    expect(offer).to_be_visible()
    assert sorted(ids(server)) == ["Dogs"]
    offer.get_by_role("button", name="Undo").click()
    expect(toast(page, "Restored Cats")).to_be_visible()
    expect(offer).to_have_count(0)
    assert ids(server) == before


def test_the_menu_opens_and_renames(server: Any, page: Any) -> None:
    """The first entry opens the profile, and Rename asks for its name."""
    run(page, MENU, "Dogs")
    page.get_by_role("menuitem", name="Open on its own page").click()
    assert choices(page) == [f"open {ids(server)['Dogs']}"]
    run(page, MENU, "Dogs")
    page.get_by_role("menuitem", name="Rename…").click()
    expect(page.get_by_role("textbox", name="Name")).to_have_value("Dogs")
    page.keyboard.press("Escape")


def test_a_list_of_a_newer_penstock_cannot_be_changed(page: Any) -> None:
    """Where the list is read-only, the menu still exports, and everything that changes is disabled."""
    found = {"id": "x", "name": "Newer", "created": 1, "missing": False, "count": None, "pictures": []}
    page.route("**/penstock/profiles", lambda route: route.fulfill(json={"profiles": [found], "read_only": True}))
    page.evaluate("book.refresh()")
    run(page, MENU, "Newer")
    for name in ("Rename…", "Duplicate", "Delete"):
        expect(page.get_by_role("menuitem", name=name)).to_be_disabled()
    expect(page.get_by_role("menuitem", name="Export as zip file")).to_be_enabled()


def test_a_name_is_only_text(server: Any, page: Any) -> None:
    """Markup in a name is shown as it is typed, and runs nowhere."""
    name = "<img src=x onerror=window.bad=1>"
    make_profile(server, name)
    page.evaluate("book.refresh()")
    run(page, MENU, name)
    page.get_by_role("menuitem", name="Delete").click()
    expect(toast(page, name)).to_be_visible()
    assert page.evaluate("window.bad") is None
