"""The field for names: searching, choosing by keys, new names, names that are gone, names that change elsewhere."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import watch
from .library_page import happened, prepare

_SHOW = """async (more) => {
  const { makeNamePicker } = await library("texts/name_picker");
  const { element } = await library("elements");
  window.names = ["animals", "lenses", "light", "places"];
  const listeners = new Map();
  window.tell = (name) => listeners.get(name)?.();
  const events = { listen: (name, callback) => (listeners.set(name, callback), () => listeners.delete(name)) };
  window.picker = makeNamePicker();
  const box = element("div", { class: "penstock-page", attributes: { id: "box" } }, picker);
  box.style.cssText = "position: fixed; inset: 40px auto auto 40px; z-index: 50; width: 240px";
  document.querySelector("#box")?.remove();
  document.body.append(box);
  happened.length = 0;
  picker.show({ host: { ...host, events }, label: "Libber", value: "light", names: async () => [...names], none: "None",
    events: ["libber_changed"], chosen: (name) => void happened.push(name),
    create: async (name) => (names.push(name), name), ...more });
  await picker.refresh();
}"""


@pytest.fixture(scope="module")
def page(chromium: Any, server: Any) -> Iterator[Any]:
    """A page for all tests here; nothing may go wrong on it."""
    context, problems = chromium.new_context(viewport={"width": 1000, "height": 700}), []
    page = context.new_page()
    watch(page, problems)
    page.goto(server.address)
    page.get_by_role("heading", level=1).first.wait_for()
    prepare(page)
    yield page
    context.close()
    assert problems == []


def _show(page: Any, **more: Any) -> Any:
    """A picker with four names, of which "light" is chosen."""
    page.evaluate(_SHOW, more)
    return page.get_by_role("combobox", name="Libber")


def test_a_name_is_found_and_chosen_by_keys(page: Any) -> None:
    """The list opens at the chosen one; what begins with the typed text comes first; Enter chooses."""
    field = _show(page)
    field.press("ArrowDown")
    expect(page.get_by_role("option", name="light")).to_have_attribute("aria-selected", "true")
    field.fill("l")
    expect(page.get_by_role("option")).to_have_text(["lenses", "light", "animals", "places", "New “l”"])
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value("light")
    field.fill("len")
    field.press("Enter")
    assert happened(page) == ["lenses"]
    expect(page.get_by_role("option")).to_have_count(0)


def test_escape_and_leaving_take_nothing_by_accident(page: Any) -> None:
    """Escape brings the name back; a whole name that was typed counts when the field is left, in any case."""
    field = _show(page)
    field.fill("ani")
    field.press("Escape")
    expect(field).to_have_value("light")
    field.fill("ani")
    field.blur()
    expect(field).to_have_value("light")
    field.fill("ANIMALS")
    field.blur()
    expect(field).to_have_value("animals")
    assert happened(page) == ["animals"]


def test_none_and_a_new_name_are_lines(page: Any) -> None:
    """None empties the field; New makes one and chooses it."""
    field = _show(page)
    field.click()
    page.get_by_role("option", name="None").click()
    expect(field).to_have_value("")
    field.fill("birds")
    page.get_by_role("option", name="New “birds”").click()
    expect(field).to_have_value("birds")
    assert happened(page) == ["", "birds"]
    field.click()
    expect(page.get_by_role("option", name="birds", exact=True)).to_have_count(1)


def test_a_name_that_is_gone_says_so_until_it_is_back(page: Any) -> None:
    """It stays in the field, is told as missing after the server's event, and is right again after the next."""
    field = _show(page)
    page.evaluate("names.splice(names.indexOf('light'), 1); tell('libber_changed')")
    expect(page.get_by_text("There is no “light” any more")).to_be_visible()
    expect(field).to_have_value("light")
    page.evaluate("names.push('light'); tell('libber_changed')")
    expect(page.get_by_text("There is no “light” any more")).to_have_count(0)
    assert happened(page) == []


def test_a_value_from_outside_is_shown_and_not_told(page: Any) -> None:
    """A loaded workflow sets it; what is being typed meanwhile stays."""
    field = _show(page)
    page.evaluate("picker.value = 'places'")
    expect(field).to_have_value("places")
    field.fill("le")
    page.evaluate("picker.value = 'animals'")
    expect(field).to_have_value("le")
    field.press("Escape")
    expect(field).to_have_value("animals")
    assert happened(page) == []
