"""A form in ComfyUI's page: its files and keys are its own, and nothing of them reaches the graph."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .library_page import prepare
from .standalone_page import drop_file
from .workflow_form_page import every_kind, row, show_form, values

KEYS = ["Delete", "Backspace", "w", "n", "m", "r", "."]
# Where no text is typed these are ComfyUI's: its undo takes back what a form has changed in the graph.
TEXT_KEYS = ["Control+a", "Control+z"]


@pytest.fixture
def form(editor: Any) -> Iterator[Any]:
    """The graph editor with one selected node, and a form as wide as a side bar."""
    node = editor.add("EmptyImage")
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    prepare(editor.page, "/api")
    yield show_form(editor.page, every_kind(), width="320px", base="/api", ownControls=True)
    editor.run("for (const left of document.querySelectorAll('#box, .penstock-dialog')) left.remove();")
    # What the page keeps of a form would be there for the next one.
    kept = "Object.keys(localStorage).filter((key) => key.startsWith('penstock.form.'))"
    editor.run(f"for (const key of {kept}) localStorage.removeItem(key);")


def test_typing_in_a_form_does_nothing_to_the_graph(editor: Any, form: Any) -> None:
    """Keys that delete, undo and open things in ComfyUI act on the field that has the focus and on nothing else."""
    for field in [
        form.get_by_role("textbox", name="Prompt", exact=True),
        form.get_by_role("spinbutton", name="Steps"),
        form.get_by_role("combobox", name="Sampler"),
    ]:
        field.focus()
        for key in KEYS + TEXT_KEYS:
            editor.page.keyboard.press(key)
        expect(field).to_be_focused()
    switch = form.get_by_role("switch", name="Add noise")
    switch.focus()
    for key in KEYS:
        editor.page.keyboard.press(key)
    expect(switch).to_be_focused()
    assert editor.nodes() == ["EmptyImage"]


def test_pictures_are_chosen_and_uploaded_in_comfyui(editor: Any, form: Any, photographs: list[Path]) -> None:
    """An upload, a dropped file and the picker work at ComfyUI's own addresses; the graph gets no node for them."""
    image = form.get_by_role("combobox", name="Image")
    row(form, "10.image").locator("input[type=file]").set_input_files(str(photographs[2]))
    expect(image).to_have_value("rocket.jpg")
    expect(row(form, "10.image").locator("img")).to_have_js_property("naturalWidth", 192)
    drop_file(editor.page, '[data-address="10.image"] .penstock-form-card')
    expect(image).to_have_value("teal.png")
    form.get_by_role("button", name="Choose Image").click()
    dialog = editor.page.get_by_role("dialog", name="Image")
    dialog.get_by_role("searchbox").fill("rocket")
    expect(dialog.get_by_role("listbox").get_by_role("option")).to_have_count(1)
    dialog.get_by_role("searchbox").press("Enter")
    editor.page.keyboard.press("Enter")
    expect(image).to_have_value("rocket.jpg")
    assert values(editor.page) == {"10.image": "rocket.jpg"}
    assert editor.nodes() == ["EmptyImage"]


def test_lists_and_menus_of_a_form_are_above_comfyui(editor: Any, form: Any) -> None:
    """Options and the choice of what follows a run can be clicked over the canvas."""
    form.get_by_role("combobox", name="Sampler").click()
    editor.page.get_by_role("option", name="heun").click()
    form.get_by_role("button", name="After each run, Seed: Random").click()
    editor.page.get_by_role("menuitemradio", name="Keep").click()
    assert values(editor.page) == {"3.sampler_name": "heun"}
    expect(form.get_by_role("button", name="After each run, Seed: Keep")).to_be_focused()
