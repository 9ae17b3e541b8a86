"""The pictures of a scene: given, replaced, removed and taken back, looked at, by mouse and keyboard."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .scene_page import BLUE, GREEN, RED, colour_of, give, png, put_scene, saved, tile


@pytest.fixture
def scene(server: Any, request: pytest.FixtureRequest) -> str:
    """A scene of this test with two pictures and a mask."""
    name = name_of(request).removeprefix("test_")[:60]
    return put_scene(server, name, pictures={"base": RED, "depth": GREEN, "girl_mask_bkgd": (255, 0, 0, 128)})


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any], scene: str) -> Iterator[Any]:
    """Its page."""
    page = open_page(f"{server.address}/#/scenes/{scene}")
    expect(tile(page, "depth").locator("img")).to_be_visible()
    return page


def undo(page: Any) -> None:
    """Take back what the last message tells of."""
    page.locator(".penstock-toast").get_by_role("button", name="Undo").last.click()


def test_a_dropped_picture_replaces_and_undo_takes_it_back(page: Any, server: Any, scene: str) -> None:
    """A picture that is dropped on a tile takes the place of the old one, which comes back with Undo."""
    before = tile(page, "depth").locator("img").get_attribute("src")
    give(page, "[data-picture=depth]", BLUE)
    expect(page.get_by_text("Replaced the picture depth")).to_be_visible()
    assert colour_of(server, scene, "depth") == BLUE
    expect(tile(page, "depth").locator("img")).not_to_have_attribute("src", before)
    replaced = tile(page, "depth").locator("img").get_attribute("src")
    undo(page)
    expect(tile(page, "depth").locator("img")).not_to_have_attribute("src", replaced)
    assert colour_of(server, scene, "depth") == GREEN


def test_a_picture_goes_where_its_name_says(page: Any, server: Any, scene: str) -> None:
    """A file that is dropped beside the tiles goes where its name says; one that says nothing is asked about."""
    give(page, ".penstock-scene-pictures h2", BLUE, name="Pose Open (2).png")
    expect(tile(page, "pose_open").locator("img")).to_be_visible()
    assert colour_of(server, scene, "pose_open") == BLUE
    give(page, ".penstock-scene-pictures h2", BLUE, name="holiday.png")
    expect(page.get_by_text("Which picture is “holiday.png”?")).to_be_visible()
    assert colour_of(server, scene, "base") == RED


def test_paste_and_delete_by_key(page: Any, server: Any, scene: str) -> None:
    """What is pasted goes to the tile with the focus; Delete moves it to the trash, Undo brings it back."""
    tile(page, "base").focus()
    page.keyboard.press("ArrowRight")
    expect(tile(page, "upscale")).to_be_focused()
    give(page, "[data-picture=upscale]", BLUE, kind="paste")
    expect(tile(page, "upscale").locator("img")).to_be_visible()
    page.keyboard.press("Delete")
    expect(tile(page, "upscale").locator("img")).to_have_count(0)
    assert colour_of(server, scene, "upscale") is None
    expect(tile(page, "upscale")).to_be_focused()
    undo(page)
    expect(tile(page, "upscale").locator("img")).to_be_visible()
    assert colour_of(server, scene, "upscale") == BLUE


def test_pictures_are_undone_and_redone_by_key(page: Any, server: Any, scene: str) -> None:
    """In their order with what was edited, also when the messages are gone, and by the button of the bar."""
    tile(page, "depth").focus()
    page.keyboard.press("Delete")
    expect(tile(page, "depth").locator("img")).to_have_count(0)
    give(page, "[data-picture=base]", BLUE)
    expect(page.get_by_text("Replaced the picture base")).to_be_visible()
    page.get_by_role("combobox", name="Pose picture").select_option("dw")
    tile(page, "base").focus()
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect(page.locator(".penstock-toast")).to_have_count(1)
    expect(page.get_by_role("combobox", name="Pose picture")).to_have_value("open")
    expect(tile(page, "base")).not_to_have_attribute("aria-busy", "true")
    assert colour_of(server, scene, "base") == RED
    page.locator("penstock-save-bar").get_by_role("button", name="Undo").click()
    expect(tile(page, "depth").locator("img")).to_be_visible()
    tile(page, "base").focus()
    for _ in range(2):
        page.keyboard.press("Control+Shift+z")
    expect(tile(page, "depth").locator("img")).to_have_count(0)
    expect(tile(page, "base")).not_to_have_attribute("aria-busy", "true")
    page.wait_for_function("() => !document.querySelector('.penstock-scene-tiles [aria-busy=true]')")
    assert (colour_of(server, scene, "depth"), colour_of(server, scene, "base")) == (None, BLUE)


def test_a_file_is_chosen_and_what_is_none_is_refused(page: Any, server: Any, scene: str) -> None:
    """An empty place asks for a file; what is no picture is refused in words, and nothing changes."""
    with page.expect_file_chooser() as chosen:
        tile(page, "canny").click()
    chosen.value.set_files({"name": "edges.png", "mimeType": "image/png", "buffer": png(BLUE)})
    expect(tile(page, "canny").locator("img")).to_be_visible()
    assert colour_of(server, scene, "canny") == BLUE
    with page.expect_file_chooser() as chosen:
        tile(page, "upscale").click()
    chosen.value.set_files({"name": "no.png", "mimeType": "image/png", "buffer": b"<html>"})
    expect(page.locator(".penstock-toast-error")).to_be_visible()
    assert colour_of(server, scene, "upscale") is None


def test_a_mask_is_added_with_a_name(page: Any, server: Any, scene: str) -> None:
    """A new mask is named, then its file is chosen; it can be taken in runs, and how it masks is edited and saved."""
    page.get_by_role("button", name="Add mask").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("dog")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Enter")
    chosen.value.set_files({"name": "dog.png", "mimeType": "image/png", "buffer": png((0, 0, 0, 90))})
    expect(tile(page, "mask:dog").locator("img")).to_be_visible()
    page.get_by_role("combobox", name="How dog is masked").select_option("color")
    expect(page.get_by_label("Colour of dog")).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.locator("penstock-save-bar").get_by_role("status")).to_have_text("Saved")
    assert {mask["name"]: mask["type"] for mask in saved(server, scene)["masks"]}["dog"] == "color"


def test_a_picture_is_looked_at(page: Any) -> None:
    """Enter shows a picture large, arrows the others, Escape gives the focus back to the one that was shown last."""
    tile(page, "base").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("strong")).to_have_text("base (1/3)")
    expect(dialog.locator(".penstock-scene-view-facts")).to_contain_text("48")
    page.keyboard.press("ArrowRight")
    expect(dialog.locator("strong")).to_have_text("depth (2/3)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(tile(page, "depth")).to_be_focused()


def test_pictures_of_other_programs_appear(page: Any, server: Any, scene: str) -> None:
    """A picture that another program writes or replaces shows within a moment, without a reload."""
    put_scene(server, scene, pictures={"pose_dw": BLUE})
    expect(tile(page, "pose_dw").locator("img")).to_be_visible()
    before = tile(page, "depth").locator("img").get_attribute("src")
    put_scene(server, scene, pictures={"depth": BLUE})
    expect(tile(page, "depth").locator("img")).not_to_have_attribute("src", before)
