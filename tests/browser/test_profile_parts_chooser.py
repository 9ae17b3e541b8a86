"""Choosing a profile from the list at a button."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .profile_parts_page import choices, forget, ids, make_profile, opened_parts, prepare
from .standalone_page import ask

MANY = 400
MOST_PICTURES_READ = 120
MOST_MS = 1500
PROFILES = {"Cats": 3, "Dogs": 1, "Älgar 10": 2, "Älgar 9": 0}


@pytest.fixture(scope="module")
def profiles(tmp_path_factory: pytest.TempPathFactory, photographs: list[Path]) -> Iterator[Any]:
    """A server with four profiles: of three, one and two images, and an empty one."""
    running = RunningServer(tmp_path_factory.mktemp("profiles"))
    running.start()
    for name, count in PROFILES.items():
        make_profile(running, name, photographs[:count])
    yield running
    running.stop()


@pytest.fixture(scope="module")
def prepared(profiles: Any, chromium: Any) -> Iterator[Any]:
    """A page with a button that opens the list; opening one takes seconds."""
    with opened_parts(chromium, profiles.address) as page:
        yield page


@pytest.fixture
def page(profiles: Any, prepared: Any) -> Iterator[Any]:
    """That page, with nothing chosen, the server's own answers and none of the profiles that a test before made."""
    for name, profile in ids(profiles).items():
        if name not in PROFILES:
            ask(profiles, "DELETE", f"/penstock/profiles/{profile}")
    prepared.evaluate("book.refresh()")
    yield prepared
    forget(prepared)


def open_list(page: Any) -> Any:
    """The list, opened by key."""
    page.get_by_role("button", name="Choose here").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Choose a profile")).to_be_visible()
    return page.get_by_role("dialog", name="Choose a profile")


def active(page: Any) -> Any:
    """The line that Enter would choose, as a screen reader is told."""
    return page.locator(f"#{page.get_by_role('combobox').get_attribute('aria-activedescendant')}")


def test_profiles_have_pictures_names_and_counts(page: Any) -> None:
    """No profile comes first, then all by name, numbers by value, each with its pictures and its count."""
    listed = open_list(page)
    options = listed.get_by_role("option")
    expect(options).to_have_count(5)
    found = [options.nth(at).locator(".penstock-profiles-name").inner_text() for at in range(5)]
    assert found == ["No profile", "Älgar 9", "Älgar 10", "Cats", "Dogs"]
    cats = listed.get_by_role("option", name="Cats")
    expect(cats).to_contain_text("3 images")
    expect(cats.locator("img")).to_have_count(3)
    expect(cats.locator("img").first).to_have_js_property("complete", True)
    expect(listed.get_by_role("option", name="Älgar 9")).to_contain_text("0 images")


def test_the_chosen_one_is_marked_and_active(profiles: Any, page: Any) -> None:
    """The profile that is chosen now is marked, and is where the keys begin."""
    page.evaluate("(id) => void (chosen = id)", ids(profiles)["Dogs"])
    listed = open_list(page)
    expect(listed.get_by_role("option", selected=True)).to_have_count(1)
    expect(listed.get_by_role("option", name="Dogs")).to_have_attribute("aria-selected", "true")
    expect(active(page)).to_contain_text("Dogs")


def test_keys_lead_through_the_list(profiles: Any, page: Any) -> None:
    """Arrows go round, Home and End to the ends; Enter chooses and gives the focus back; "" is no profile."""
    open_list(page)
    for key, name in [
        ("ArrowUp", "Dogs"),
        ("ArrowDown", "No profile"),
        ("End", "Dogs"),
        ("Home", "No profile"),
        ("PageDown", "Dogs"),
    ]:
        page.keyboard.press(key)
        expect(active(page)).to_contain_text(name)
    page.keyboard.press("Enter")
    assert choices(page) == [ids(profiles)["Dogs"]]
    expect(page.get_by_role("button", name="Choose here")).to_be_focused()
    page.evaluate("choices.length = 0")
    open_list(page)
    page.keyboard.press("Enter")
    assert choices(page) == [""]


@pytest.mark.parametrize("text", ["al 10", "ÄLGAR 10", "10"])
def test_typing_searches(profiles: Any, page: Any, text: str) -> None:
    """Every word must be in the name, in any order, without regard to case and accents; Enter takes the first."""
    listed = open_list(page)
    page.keyboard.type(text)
    expect(listed.get_by_role("option")).to_have_count(1)
    expect(listed.get_by_role("status")).to_have_text("1 profile")
    expect(active(page)).to_contain_text("Älgar 10")
    page.keyboard.press("Enter")
    assert choices(page) == [ids(profiles)["Älgar 10"]]


def test_a_click_chooses(profiles: Any, page: Any) -> None:
    """A click on a line chooses that profile."""
    open_list(page).get_by_role("option", name="Cats").click()
    assert choices(page) == [ids(profiles)["Cats"]]


@pytest.mark.parametrize("leave", ["Escape", "outside", "button", "Tab", "Shift+Tab"])
def test_leaving_chooses_nothing(page: Any, leave: str) -> None:
    """Escape, a press elsewhere or on the button, and the focus that goes on close the list; nothing is chosen."""
    listed = open_list(page)
    if leave == "Escape":
        page.keyboard.press("Escape")
    elif leave == "outside":
        page.mouse.click(1300, 800)
    elif leave == "button":
        page.get_by_role("button", name="Choose here").click()
    else:
        for key in ["Tab"] * 3 if leave == "Tab" else ["Tab", "Shift+Tab", "Shift+Tab"]:
            page.keyboard.press(key)
    expect(listed).to_have_count(0)
    assert choices(page) == [None]
    expect(page.get_by_role("button", name="Choose here")).to_have_attribute("aria-expanded", "false")


def test_a_name_that_nobody_has_makes_a_profile(profiles: Any, page: Any) -> None:
    """Enter after a search without result asks for the name with what was typed, and chooses the new profile."""
    listed = open_list(page)
    page.keyboard.type("Herons")
    expect(listed.get_by_text("No profile is called “Herons”.")).to_be_visible()
    expect(listed.get_by_role("button", name="New profile “Herons”…")).to_be_visible()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Name")
    expect(field).to_have_value("Herons")
    page.keyboard.press("Enter")
    expect(field).to_have_count(0)
    assert choices(page) == [ids(profiles)["Herons"]]
    expect(page.get_by_role("button", name="Choose here")).to_be_focused()


def test_a_new_profile_that_is_cancelled_chooses_nothing(profiles: Any, page: Any) -> None:
    """The button for a new profile asks for a name; Escape makes none."""
    before = ids(profiles)
    open_list(page).get_by_role("button", name="New profile…").click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.press("Escape")
    assert choices(page) == [None]
    assert ids(profiles) == before


def test_the_list_follows_the_server(profiles: Any, page: Any) -> None:
    """A profile that is made, renamed and deleted elsewhere is shown in the open list; keys keep their place."""
    listed = open_list(page)
    page.keyboard.press("End")
    fresh = make_profile(profiles, "Badgers")
    expect(listed.get_by_role("option", name="Badgers")).to_contain_text("0 images")
    ask(profiles, "PATCH", f"/penstock/profiles/{fresh}", {"name": "Beavers"})
    expect(listed.get_by_role("option", name="Beavers")).to_be_visible()
    ask(profiles, "DELETE", f"/penstock/profiles/{fresh}")
    expect(listed.get_by_role("option")).to_have_count(5)
    expect(active(page)).to_contain_text("Dogs")


def test_a_profile_without_its_pool_cannot_be_chosen(page: Any) -> None:
    """A profile whose images are gone is listed, says so, and is not chosen."""
    gone = {"id": "gone", "name": "Ghosts", "created": 1, "missing": True, "count": None, "pictures": []}
    page.route(
        "**/penstock/profiles*",
        lambda route: route.fulfill(json={"profiles": [gone], "problems": [], "read_only": True}),
    )
    page.evaluate("book.refresh()")
    listed = open_list(page)
    ghosts = listed.get_by_role("option", name="Ghosts")
    expect(ghosts).to_have_attribute("aria-disabled", "true")
    expect(ghosts).to_contain_text("Its images are gone")
    ghosts.click(force=True)
    expect(listed).to_be_visible()
    expect(listed.get_by_role("button", name="New profile…")).to_be_disabled()
    expect(listed.get_by_role("button", name="Import…")).to_be_disabled()
    page.keyboard.press("Escape")
    assert choices(page) == [None]


def test_profiles_with_one_name_are_told_apart(page: Any) -> None:
    """Two profiles with the same name, which another program may write, show their ids; others do not."""
    made = [("one", "Twins"), ("two", "Twins"), ("three", "Alone")]
    fact = {"created": 1, "missing": False, "count": 2, "pictures": []}
    found = [{"id": identity, "name": name, **fact} for identity, name in made]
    page.route("**/penstock/profiles*", lambda route: route.fulfill(json={"profiles": found}))
    page.evaluate("book.refresh()")
    details = open_list(page).locator(".penstock-profiles-detail")
    expect(details).to_have_text(["Linked grids show their own images", "2 images", "2 images · one", "2 images · two"])


def test_a_failure_offers_another_try(page: Any) -> None:
    """A list that cannot be read is reported with what to do; trying again shows it."""
    answer = {"error": {"code": "busy", "message": "The disk is asleep.", "hint": "", "field": None}}
    page.route("**/penstock/profiles*", lambda route: route.fulfill(status=423, body=json.dumps(answer)))
    page.evaluate("book.refresh()")
    listed = open_list(page)
    expect(listed.get_by_role("alert")).to_contain_text("The disk is asleep.")
    page.unroute("**/penstock/profiles*")
    listed.get_by_role("button", name="Try again").click()
    expect(listed.get_by_role("alert")).to_have_count(0)
    expect(listed.get_by_role("option", name="Cats")).to_contain_text("3 images")


def test_many_profiles_are_there_at_once(page: Any) -> None:
    """Four hundred profiles with pictures are shown quickly; only the pictures on the screen are read."""
    some = [{"id": f"img_{number}", "image_tag": f"tag{number}"} for number in range(4)]
    fact = {"created": 1, "missing": False, "count": 9, "pictures": some}
    many = [{"id": f"pool-{number}", "name": f"Profile {number}", **fact} for number in range(MANY)]
    page.route("**/penstock/profiles*", lambda route: route.fulfill(json={"profiles": many}))
    asked: list[str] = []
    pixel = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    page.route(
        "**/pools/pool-*/slots/*/thumbnail?*",
        lambda one: (asked.append(one.request.url), one.fulfill(body=pixel, content_type="image/svg+xml")),
    )
    page.evaluate("book.refresh()")
    taken = page.evaluate(
        """async () => {
          const start = performance.now();
          document.querySelector("[data-choose]").click();
          const lines = () => document.querySelectorAll(".penstock-profiles-option").length;
          while (lines() <= 400) await new Promise(requestAnimationFrame);
          return performance.now() - start;
        }"""
    )
    assert taken < MOST_MS
    listed = page.get_by_role("dialog", name="Choose a profile")
    expect(listed.get_by_role("option", name=re.compile(r"^Profile 0\b")).locator("img")).to_have_count(4)
    assert 0 < len(asked) < MOST_PICTURES_READ
    page.keyboard.press("End")
    expect(listed.get_by_role("option", name="Profile 399").locator("img")).to_have_count(4)


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 700)])
def test_it_stays_on_the_screen(profiles: Any, open_page: Callable[..., Any], width: int, height: int) -> None:
    """On screens of every size the whole list can be seen, and nothing stands beside it."""
    page = open_page(profiles.address, width, height)
    prepare(page)
    box = open_list(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    page.keyboard.press("Escape")


def test_a_finger_chooses_without_a_keyboard(profiles: Any, chromium: Any) -> None:
    """On a phone the list opens without the keyboard over it; lines and buttons are as large as a finger."""
    context = chromium.new_context(viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(profiles.address)
    prepare(page).tap()
    listed = page.get_by_role("dialog", name="Choose a profile")
    expect(listed).to_be_focused()
    expect(listed.get_by_role("option")).to_have_count(len(PROFILES) + 1)  # lines that come in move the others
    for part in (
        listed.get_by_role("combobox"),
        listed.get_by_role("option", name="Cats"),
        listed.get_by_role("button", name="Import…"),
    ):
        assert part.bounding_box()["height"] >= 44
    listed.get_by_role("option", name="Cats").tap()
    assert choices(page) == [ids(profiles)["Cats"]]
    context.close()
