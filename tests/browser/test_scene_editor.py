"""The editor of a scene: fields, loras and prompts in drafts, saved together, shared by tabs, kept over a reload."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .scene_page import LORAS, put_scene, saved, saved_prompts, state, tile


@pytest.fixture
def scene(server: Any, request: pytest.FixtureRequest) -> str:
    """A scene of this test, with loras."""
    return put_scene(server, name_of(request).removeprefix("test_")[:60], lora_stack=LORAS)


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any], scene: str) -> Any:
    """Its page."""
    page = open_page(f"{server.address}/#/scenes/{scene}")
    expect(state(page)).to_have_text("Saved")
    expect(cell(page, "positive")).to_be_visible()
    return page


def cell(page: Any, prompt: str) -> Any:
    """The text of a prompt in the table."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=prompt, exact=True))
    return row.locator("[data-column=value]")


def choice(page: Any, name: str) -> Any:
    """The field of a type."""
    return page.get_by_role("combobox", name=name, exact=True)


def write(page: Any, prompt: str, text: str) -> None:
    """Write another text into a prompt."""
    cell(page, prompt).dblclick()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(cell(page, prompt)).to_have_text(text)


def loras(page: Any) -> list[str]:
    """The names of the loras, in their order."""
    return [one.input_value() for one in page.locator(".penstock-scene-loras [data-field=lora]").all()]


def test_one_save_stores_the_scene_and_its_prompts(page: Any, server: Any, scene: str) -> None:
    """Fields and prompts are counted together, and nothing is saved before Ctrl+S, which saves both."""
    page.get_by_label("Description").fill("late light")
    page.get_by_label("Resolution").fill("768")
    choice(page, "Depth picture").select_option("zoe")
    write(page, "positive", "a dog on a sofa")
    expect(state(page)).to_have_text("Unsaved changes (4)")
    assert saved(server, scene)["description"] == ""
    assert saved_prompts(server, scene)["positive"] == "a cat on a sofa"
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    now = saved(server, scene)
    assert (now["description"], now["resolution"], now["depth_type"]) == ("late light", 768, "zoe")
    assert saved_prompts(server, scene) == {"positive": "a dog on a sofa", "negative": "blurry"}


def test_undo_takes_back_the_last_step_of_either(page: Any, server: Any, scene: str) -> None:
    """Undo goes back through fields and prompts in the order in which they were changed, redo forwards."""
    choice(page, "Pose picture").select_option("dw")
    write(page, "negative", "ugly")
    choice(page, "Pose picture").select_option("nlf")
    undo, redo = (page.get_by_role("button", name=name, exact=True) for name in ("Undo", "Redo"))
    undo.click()
    expect(choice(page, "Pose picture")).to_have_value("dw")
    undo.click()
    expect(cell(page, "negative")).to_have_text("blurry")
    expect(choice(page, "Pose picture")).to_have_value("dw")
    redo.click()
    expect(cell(page, "negative")).to_have_text("ugly")
    cell(page, "negative").click()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(choice(page, "Pose picture")).to_have_value("open")
    expect(state(page)).to_have_text("Saved")


def test_a_number_that_cannot_be_stays_unsaved(page: Any, server: Any, scene: str) -> None:
    """A resolution that no picture can have is marked with what can be, and is not stored; one that can be is."""
    expect(page.get_by_label("Resolution")).to_have_value("")
    page.get_by_label("Resolution").fill("5")
    page.keyboard.press("Tab")
    expect(page.get_by_text("16 to 16384")).to_be_visible()
    expect(page.get_by_label("Resolution")).to_have_attribute("aria-invalid", "true")
    expect(state(page)).to_have_text("Saved")
    page.get_by_label("Resolution").fill("640")
    page.keyboard.press("Tab")
    expect(state(page)).to_have_text("Unsaved changes (1)")


def test_loras_are_added_edited_ordered_and_removed(page: Any, server: Any, scene: str) -> None:
    """Loras in a list: a new one, another strength, another order by key, one removed and back; then saved."""
    page.get_by_role("button", name="Add lora").click()
    page.keyboard.type("sharp.safetensors")
    first = page.get_by_role("group", name="Lora 1")
    first.get_by_label("Strength of the model").fill("0.25")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_role("group", name="Lora 2").get_by_label("Strength of the model")).to_be_focused()
    assert loras(page) == ["soft.safetensors", "grain.safetensors", "sharp.safetensors"]
    page.get_by_role("button", name="Menu of lora 1").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_role("group", name="Lora 3")).to_have_count(0)
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("group", name="Lora 3")).to_have_count(1)
    page.get_by_role("group", name="Lora 3").get_by_role("checkbox").uncheck()
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    now = saved(server, scene)["loras"]
    assert [(one["lora"], one["strength_model"], one["enabled"]) for one in now] == [
        ("soft.safetensors", 0.5, True),
        ("grain.safetensors", 0.25, True),
        ("sharp.safetensors", 1.0, False),
    ]


def test_a_lora_without_a_name_is_not_saved(page: Any, server: Any, scene: str) -> None:
    """A row that nobody filled goes when the scene is saved; the others stay."""
    page.get_by_role("button", name="Add lora").click()
    expect(page.get_by_placeholder("No name: left out")).to_have_count(3)
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    expect(page.get_by_role("group", name="Lora 3")).to_have_count(0)
    expect(page.get_by_role("button", name="Add lora")).to_be_focused()
    assert [one["lora"] for one in saved(server, scene)["loras"]] == ["grain.safetensors", "soft.safetensors"]


def test_loras_are_dragged_by_their_grip(page: Any) -> None:
    """A lora that is dragged below another stands there when it is let go; Escape leaves it where it was."""
    grip = page.locator(".penstock-scene-loras .penstock-scene-grip")
    box, below = grip.nth(0).bounding_box(), grip.nth(1).bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5, below["y"] + below["height"] + 4, steps=5)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert loras(page) == ["grain.safetensors", "soft.safetensors"]
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 5, below["y"] + below["height"] + 4, steps=5)
    page.mouse.up()
    expect(state(page)).to_have_text("Unsaved changes (1)")
    assert loras(page) == ["soft.safetensors", "grain.safetensors"]


def test_two_tabs_share_the_drafts(page: Any, server: Any, scene: str, open_page: Callable[..., Any]) -> None:
    """What is changed in one tab shows in the other; what is saved in one is saved in both."""
    other = open_page(f"{server.address}/#/scenes/{scene}")
    expect(state(other)).to_have_text("Saved")
    page.get_by_label("Description").fill("from the first")
    expect(other.get_by_label("Description")).to_have_value("from the first")
    write(other, "negative", "from the second")
    expect(cell(page, "negative")).to_have_text("from the second")
    page.keyboard.press("Control+s")
    for one in (page, other):
        expect(state(one)).to_have_text("Saved")
    assert saved(server, scene)["description"] == "from the first"
    assert saved_prompts(server, scene)["negative"] == "from the second"


def test_a_reload_keeps_what_was_being_typed(page: Any, server: Any, scene: str) -> None:
    """A page that is loaded again in the middle of typing has what was typed, unsaved."""
    page.get_by_label("Description").press_sequentially("half a sent")
    page.reload()
    expect(page.get_by_label("Description")).to_have_value("half a sent")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    assert saved(server, scene)["description"] == ""


def test_what_another_program_saved_is_kept(page: Any, server: Any, scene: str) -> None:
    """A field that another program wrote meanwhile is kept by a save; one that both changed is asked about."""
    page.get_by_label("Resolution").fill("640")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    put_scene(server, scene, scene={"format": 1, "description": "theirs", "future": [1]})
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    expect(page.get_by_label("Description")).to_have_value("theirs")
    page.get_by_label("Description").fill("mine")
    expect(state(page)).to_have_text("Unsaved changes (1)")
    put_scene(server, scene, scene={"format": 1, "description": "theirs again", "resolution": 640, "future": [1]})
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Mine").check()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(state(page)).to_have_text("Saved")
    assert (saved(server, scene)["description"], saved(server, scene)["resolution"]) == ("mine", 640)


def test_a_newer_scene_is_looked_at_and_not_changed(page: Any, server: Any, scene: str) -> None:
    """A scene that a newer Penstock wrote is shown and says so; its fields are off, its prompts can be edited."""
    newer = {"format": 99, "description": "from the future"}
    name = put_scene(server, f"{scene} newer"[:60], scene=newer, lora_stack=LORAS)
    page.goto(f"{server.address}/#/scenes/{name}")
    expect(page.get_by_text("A newer Penstock wrote this scene").first).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("from the future")
    for field in (
        page.get_by_label("Description"),
        choice(page, "Depth picture"),
        page.get_by_role("button", name="Add lora"),
    ):
        expect(field).to_be_disabled()
    write(page, "negative", "ugly")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    assert saved_prompts(server, name)["negative"] == "ugly"


def test_a_scene_without_prompts_gets_its_first(page: Any, server: Any, scene: str) -> None:
    """A scene of pictures alone offers to add a prompt, and has it when it is saved."""
    name = put_scene(server, f"{scene} bare"[:60], prompts=None)
    page.goto(f"{server.address}/#/scenes/{name}")
    expect(page.get_by_text("No prompts yet")).to_be_visible()
    page.get_by_role("button", name="Add prompt").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("hero")
    page.keyboard.press("Enter")
    write(page, "hero", "a hero")
    page.keyboard.press("Control+s")
    expect(state(page)).to_have_text("Saved")
    assert saved_prompts(server, name) == {"hero": "a hero"}


def test_a_scene_that_goes_and_comes_back(page: Any, server: Any, scene: str) -> None:
    """Deleted from its menu, the page leads to all scenes; a scene that is not there is said, also at its address."""
    page.get_by_role("button", name=f"Menu of the scene {scene}").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("heading", name="Scenes", level=1)).to_be_visible()
    page.goto(f"{server.address}/#/scenes/{scene}")
    expect(page.get_by_text(f"There is no scene {scene}")).to_be_visible()
    page.locator(".penstock-toast").get_by_role("button", name="Undo").click()
    expect(tile(page, "base").locator("img")).to_be_visible()
