"""Presets on the page of a workflow: saved, chosen, renamed, deleted; defaults and last used values."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .standalone_page import ask
from .workflow_page import PAINTING, answer, choose_values, field, kept, presets, put_workflow

_SEED = 18446744073709551614


@pytest.fixture
def workflow(server: Any, request: pytest.FixtureRequest) -> dict[str, Any]:
    """A workflow of the test's own."""
    return put_workflow(server, name_of(request), PAINTING)


@pytest.fixture
def page(server: Any, workflow: dict[str, Any], open_page: Callable[..., Any]) -> Any:
    """Its page, with the form."""
    page = open_page(f"{server.address}/#/workflows/{workflow['id']}")
    expect(field(page, "6.text")).to_be_visible()
    return page


def _menu(page: Any, item: str) -> None:
    presets(page).get_by_role("button", name="Menu of presets").click()
    page.get_by_role("menuitem", name=item).click()


def _preset(server: Any, workflow: dict[str, Any], name: str, values: dict[str, Any]) -> dict[str, Any]:
    return dict(ask(server, "POST", f"/penstock/workflows/{workflow['id']}/presets", {"name": name, "values": values}))


def _edit(page: Any, text: str) -> None:
    field(page, "6.text").fill(text)
    expect(presets(page).get_by_role("status")).to_have_text("Edited")


def test_a_preset_is_saved_and_chosen_again(page: Any, server: Any, workflow: dict[str, Any]) -> None:
    """What is edited is saved under a name, seeds exactly; another choice shows other values, the preset its own."""
    _edit(page, "a blue fox")
    field(page, "3.seed").fill(str(_SEED))
    field(page, "3.seed").press("Enter")
    page.keyboard.press("Control+s")
    answer(page, "Blue")
    expect(presets(page).get_by_role("status")).to_have_text("")
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Blue")
    [saved] = kept(server, workflow)["presets"]
    assert (saved["name"], saved["values"]) == ("Blue", {"6.text": "a blue fox", "3.seed": str(_SEED)})
    page.reload()
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Blue")
    expect(presets(page).get_by_role("status")).to_have_text("")
    choose_values(page, "The workflow's own values")
    expect(field(page, "6.text")).to_have_value("a red fox in the snow at dawn")
    choose_values(page, "Blue")
    expect(field(page, "6.text")).to_have_value("a blue fox")
    expect(field(page, "3.seed")).to_have_value(str(_SEED))


def test_a_preset_is_saved_over_renamed_and_deleted(page: Any, server: Any, workflow: dict[str, Any]) -> None:
    """Ctrl+S saves into the chosen preset, its menu renames and deletes it: the form stays, Undo brings it back."""
    _preset(server, workflow, "Mine", {"6.text": "one"})
    choose_values(page, "Mine")
    _edit(page, "two")
    page.keyboard.press("Control+s")
    expect(presets(page).get_by_role("status")).to_have_text("")
    _menu(page, "Rename the preset…")
    answer(page, "Ours")
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Ours")
    [saved] = kept(server, workflow)["presets"]
    assert (saved["name"], saved["values"]) == ("Ours", {"6.text": "two"})
    _menu(page, "Delete the preset")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")
    expect(field(page, "6.text")).to_have_value("two")
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Ours")
    assert [one["name"] for one in kept(server, workflow)["presets"]] == ["Ours"]


def test_a_preset_that_changed_elsewhere_is_replaced_only_on_demand(
    page: Any, server: Any, workflow: dict[str, Any]
) -> None:
    """A preset that somebody else saved meanwhile shows at once where nothing is edited, and is not written over."""
    preset = _preset(server, workflow, "Shared", {"6.text": "one"})
    path = f"/penstock/workflows/{workflow['id']}/presets/{preset['id']}"
    choose_values(page, "Shared")
    ask(server, "PATCH", path, {"revision": preset["revision"], "values": {"6.text": "theirs"}})
    expect(field(page, "6.text")).to_have_value("theirs")
    _edit(page, "mine")
    now = kept(server, workflow)["presets"][0]
    ask(server, "PATCH", path, {"revision": now["revision"], "values": {"6.text": "theirs again"}})
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("“Shared” was changed elsewhere")
    assert kept(server, workflow)["presets"][0]["values"] == {"6.text": "theirs again"}
    expect(field(page, "6.text")).to_have_value("mine")
    page.get_by_role("button", name="Replace it").click()
    expect(presets(page).get_by_role("status")).to_have_text("")
    assert kept(server, workflow)["presets"][0]["values"] == {"6.text": "mine"}


def test_a_form_begins_with_the_defaults(page: Any, server: Any, workflow: dict[str, Any]) -> None:
    """Values that are made the defaults are there when the workflow is opened anew; that can be undone."""
    _edit(page, "the usual fox")
    _menu(page, "Begin with these values")
    expect(page.locator(".penstock-toast")).to_contain_text("begins with these values")
    page.evaluate("sessionStorage.clear()")
    page.reload()
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Defaults")
    expect(field(page, "6.text")).to_have_value("the usual fox")
    _menu(page, "Begin with the workflow's own values")
    expect(page.locator(".penstock-toast")).to_contain_text("begins with its own values")
    assert kept(server, workflow)["default_parameters"] == {}


def test_edits_that_another_choice_replaces_come_back(page: Any, server: Any, workflow: dict[str, Any]) -> None:
    """Choosing other values over edited ones can be undone: the edits are back, of the preset that they were of."""
    _preset(server, workflow, "Mine", {"6.text": "one"})
    choose_values(page, "Mine")
    _edit(page, "two")
    choose_values(page, "The workflow's own values")
    expect(field(page, "6.text")).to_have_value("a red fox in the snow at dawn")
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(field(page, "6.text")).to_have_value("two")
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Mine")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")
    page.reload()
    expect(field(page, "6.text")).to_have_value("two")
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Mine")


def test_a_name_of_a_preset_is_used_once(page: Any, server: Any, workflow: dict[str, Any]) -> None:
    """A used name is refused beside the field, whatever its capitals, and the typed one stays."""
    _preset(server, workflow, "Taken", {})
    _edit(page, "another")
    _menu(page, "Save as preset…")
    answer(page, "taken")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_value("taken")
    answer(page, "Free")
    expect(presets(page).locator(".penstock-preset-chooser")).to_have_text("Free")
