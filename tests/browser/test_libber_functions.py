"""Functions of texts on the page of a libber: offered behind `|`, applied, and told where nobody brings them."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .libber_page import edit_cell, make_libber, snippet
from .naming import name_of

LIBS = {"animal": "a %size% cat", "size": "tiny", "tags": "cat, dog, cat", "own": "%size|upper% ones"}


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest) -> Any:
    """The page of a library of this try of the test."""
    name = make_libber(server, name_of(request).removeprefix("test_")[:56], LIBS)
    page = open_page(f"{server.address}/#/libbers/{name}")
    expect(snippet(page, "size")).to_contain_text("tiny")
    return page


def field(page: Any) -> Any:
    """Where a text is tried."""
    return page.get_by_role("textbox", name="Text with references")


def result(page: Any) -> Any:
    """What it becomes."""
    return page.locator("aside .penstock-result-text")


def test_functions_are_offered_behind_a_key_and_applied(page: Any) -> None:
    """`|` lists what there is with what each does; Enter takes one and closes the reference; a second may follow."""
    field(page).press_sequentially("I see %animal|")
    offered = page.get_by_role("listbox", name="Functions")
    expect(offered.get_by_role("option")).to_contain_text(["escape", "lower", "no_weights", "one_line"])
    expect(offered.get_by_role("option").filter(has_text="upper")).to_contain_text("All letters large.")
    field(page).press_sequentially("tit")
    field(page).press("Enter")
    expect(field(page)).to_have_value("I see %animal|title%")
    expect(result(page)).to_have_text("I see A Tiny Cat")
    field(page).press("ArrowLeft")
    field(page).press_sequentially("|upp")
    field(page).press("Enter")
    expect(field(page)).to_have_value("I see %animal|title|upper%")
    expect(result(page)).to_have_text("I see A TINY CAT")
    expect(page.locator(".penstock-references mark[data-kind=known]")).to_have_text("%animal|title|upper%")
    field(page).press("Control+z")
    expect(field(page)).to_have_value("I see %animal|title|upp%")


def test_a_key_is_completed_before_its_functions(page: Any) -> None:
    """What stands behind the key stays, and no second delimiter is set."""
    field(page).fill("%|upper%")
    field(page).press("Home")
    field(page).press("ArrowRight")
    field(page).press_sequentially("ta")
    page.get_by_role("listbox", name="Keys").get_by_role("option").first.click()
    expect(field(page)).to_have_value("%tags|upper%")
    expect(result(page)).to_have_text("CAT, DOG, CAT")


def test_a_function_that_nobody_brings_leaves_the_text_and_is_told(page: Any) -> None:
    """It is marked where the key is one, and named below; other pipes are text."""
    field(page).fill("%size|shout% %nobody|shout% a|b %tags|unique_tags%")
    expect(result(page)).to_have_text("%size|shout% %nobody|shout% a|b cat, dog")
    expect(page.locator("aside .penstock-result-problems li")).to_have_text(
        "There is no such function, left as written: %size|shout%"
    )
    expect(page.locator(".penstock-references mark[data-kind=unknown]")).to_have_text("%size|shout%")


def test_snippets_follow_a_renamed_key_with_their_functions(page: Any) -> None:
    """`Change the snippets` keeps what they make of it."""
    edit_cell(page, "size", "size", "height", column="key")
    page.get_by_role("button", name="Change the snippets").click()
    expect(snippet(page, "own")).to_contain_text("%height|upper% ones")
    field(page).fill("%own%")
    expect(result(page)).to_have_text("TINY ones")
