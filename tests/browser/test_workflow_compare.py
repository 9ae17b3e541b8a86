"""Two versions of a workflow beside each other."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .workflow_page import PAINTING, changed, field, put_workflow

_BIG = 18446744073709551614


@pytest.fixture
def workflow(server: Any, request: pytest.FixtureRequest) -> dict[str, Any]:
    """Three versions: another text and seed, then one node more and one less."""
    made = put_workflow(server, name_of(request), PAINTING)
    second = changed(PAINTING, n6_text="a grey fox in the snow at dusk", n3_seed=_BIG)
    put_workflow(server, "second", second, into=made["id"])
    third = {key: node for key, node in second.items() if key != "9"}
    third["10"] = {"class_type": "PreviewImage", "inputs": {"images": ["8", 0]}}
    put_workflow(server, "third", third, into=made["id"])
    return made


@pytest.fixture
def compare(server: Any, workflow: dict[str, Any], open_page: Callable[..., Any]) -> Callable[..., Any]:
    """Opens the comparison of two versions."""

    def opened(versions: str = "", **look: Any) -> Any:
        return open_page(f"{server.address}/#/workflows/{workflow['id']}/compare{versions}", **look)

    return opened


def test_parameters_that_differ_stand_beside_each_other(compare: Callable[..., Any]) -> None:
    """The changed text has its words marked, the seed is exact; how much differs is said."""
    page = compare("?a=1&b=2")
    expect(page.get_by_text("2 parameters differ")).to_be_visible()
    rows = (
        page.locator("section")
        .filter(has=page.get_by_role("heading", name="Parameters", exact=True))
        .locator("tbody tr")
    )
    text = rows.filter(has_text="6.text")
    expect(text.locator("del")).to_have_text(["red", "dawn"])
    expect(text.locator("ins")).to_have_text(["grey", "dusk"])
    expect(rows.filter(has_text="3.seed").locator("td")).to_have_text(["18446744073709551615", str(_BIG)])


def test_nodes_that_came_and_went_are_listed(compare: Callable[..., Any]) -> None:
    """Without versions in the address the newest stands beside the one before; its new and lost nodes are named."""
    page = compare()
    expect(page.get_by_role("heading", name="1 node added")).to_be_visible()
    expect(page.locator("[data-kind=added] li")).to_contain_text("PreviewImage")
    expect(page.locator("[data-kind=removed] li")).to_contain_text("SaveImage")
    page.wait_for_function("() => location.hash.endsWith('?a=2&b=3')")


def test_other_versions_are_chosen_and_swapped(compare: Callable[..., Any]) -> None:
    """The address follows what is chosen; the same version twice says so; the way back leads to the form."""
    page = compare("?a=1&b=2")
    expect(page.get_by_text("2 parameters differ")).to_be_visible()
    page.get_by_role("button", name="Swap the versions").click()
    expect(page.locator("tr").filter(has_text="3.seed").locator("td").first).to_have_text(str(_BIG))
    page.get_by_label("First version").select_option("1")
    page.get_by_label("Second version").select_option("1")
    expect(page.get_by_text("Nothing differs")).to_be_visible()
    page.wait_for_function("() => location.hash.endsWith('?a=1&b=1')")
    page.get_by_role("link", name="Form", exact=True).click()
    expect(field(page, "6.text")).to_have_value("a grey fox in the snow at dusk")


def test_versions_lead_to_their_comparison(
    server: Any, workflow: dict[str, Any], open_page: Callable[..., Any]
) -> None:
    """The menu of an older version compares it with the newest; on a phone both values stand below the name."""
    page = open_page(f"{server.address}/#/workflows/{workflow['id']}", width=390)
    page.get_by_role("button", name="Menu of version 1").click()
    page.get_by_role("menuitem", name="Compare with the newest").click()
    page.wait_for_function("() => location.hash.endsWith('?a=1&b=3')")
    expect(page.locator("tr").filter(has_text="3.seed")).to_be_visible()
    assert page.evaluate("() => document.querySelector('main').scrollWidth <= innerWidth")


def test_a_workflow_that_is_not_there_is_no_comparison(server: Any, open_page: Callable[..., Any]) -> None:
    """The comparison of an unknown workflow says so."""
    page = open_page(f"{server.address}/#/workflows/nobody/compare?a=1&b=2")
    expect(page.get_by_text("There is no such workflow")).to_be_visible()
