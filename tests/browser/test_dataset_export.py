"""A pool becomes a training folder: from its menu, with a preview, into a folder that is chosen."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Error, expect

from .conftest import RunningServer
from .dataset_page import address_of, buckets, make_folder, place, tiles
from .standalone_page import ask, fill_pool, make_pool

Open = Callable[..., Any]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Any]:
    """A server of the test's own: its folders are those of the test."""
    running = RunningServer(tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def pool(server: Any, photographs: list[Path]) -> str:
    """Three photographs, one with a label."""
    fill_pool(server, "pets", photographs)
    first = ask(server, "GET", "/penstock/pools/pets/slots")["slots"][0]
    ask(server, "PATCH", f"/penstock/pools/pets/slots/{first['id']}", {"label": "a cat"})
    return "pets"


@pytest.fixture
def page(server: Any, pool: str, open_page: Open) -> Any:
    """The page of the pool."""
    page = open_page(f"{server.address}/#/pools/{pool}")
    expect(page.locator(".penstock-tile")).to_have_count(3)
    return page


def export(server: Any, request: dict[str, Any]) -> None:
    """Written, without a page."""
    job = ask(server, "POST", "/penstock/datasets/exports", request)["id"]
    while ask(server, "GET", f"/penstock/jobs/{job}")["status"] in ("queued", "running"):
        pass


def open_export(page: Any) -> Any:
    """The dialog, from the menu of the pool's page."""
    page.get_by_role("button", name="Menu of pets").or_(page.locator(".penstock-title > button")).first.click()
    page.get_by_role("menuitem", name="Export as a training folder…").click()
    dialog = page.get_by_role("dialog", name="Export “pets” as a training folder")
    expect(dialog).to_be_visible()
    return dialog


def test_a_pool_is_exported_and_looked_at(server: Any, page: Any) -> None:
    """What will be written is told before; then the files are there, and the message leads to them."""
    dialog = open_export(page)
    expect(dialog.get_by_text("3 pictures · 0 masks · 1 caption")).to_be_visible()
    expect(dialog.get_by_text("0001-masklabel.png")).to_be_visible()
    dialog.get_by_role("radio", name=".caption").check()
    expect(dialog.get_by_text("0001.caption")).to_be_visible()
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_text("3 pictures are in output/datasets/pets")).to_be_visible()
    folder = server.data / "output" / "datasets" / "pets"
    assert (folder / "0001.caption").read_text() == "a cat"
    assert len([path for path in folder.iterdir() if path.suffix in (".png", ".jpg")]) == 3
    page.get_by_role("button", name="Look at it").click()
    expect(tiles(page)).to_have_count(3)


def test_what_is_wrong_stands_at_its_field(page: Any) -> None:
    """A folder that may not be used is told beside the field; until that is mended nothing can be exported."""
    dialog = open_export(page)
    field = dialog.get_by_label("Into the folder")
    field.fill("/somewhere/else")
    expect(dialog.get_by_role("alert").filter(has_text="is in no allowed folder")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("button", name="Export", exact=True)).to_be_disabled()
    expect(dialog.get_by_text("Nothing yet")).to_be_visible()
    expect(dialog.get_by_text("/somewhere/else/")).to_be_hidden()
    field.fill("output/mine")
    expect(dialog.get_by_text("Into output/mine")).to_be_visible()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("button", name="Export", exact=True)).to_be_enabled()


def test_a_folder_that_is_there_is_asked_about(server: Any, pool: str, page: Any) -> None:
    """What to do with it is asked where it is named; an export is replaced, and Undo puts it back."""
    (server.data / "output" / "datasets" / "mine").mkdir(parents=True)
    export(server, {"pool": pool, "folder": "output/datasets/pets"})
    dialog = open_export(page)
    expect(dialog.get_by_text("output/datasets/pets is there already.")).to_be_visible()
    expect(dialog.get_by_text("Into output/datasets/pets-2")).to_be_visible()
    field = dialog.get_by_label("Into the folder")
    field.fill("output/datasets/mine")
    expect(dialog.get_by_role("radio", name="Replace it")).to_be_disabled()
    field.fill("output/datasets/free")
    expect(dialog.get_by_role("radio", name="Replace it")).to_be_hidden()
    field.fill("output/datasets/pets")
    dialog.get_by_role("radio", name="Replace it").check()
    expect(dialog.get_by_text("In place of output/datasets/pets")).to_be_visible()
    dialog.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_text("The folder that was there is kept for 30 days.")).to_be_visible()
    before = ask(server, "GET", "/penstock/datasets/trash")["deleted"]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("output/datasets/pets is restored")).to_be_visible()
    after = ask(server, "GET", "/penstock/datasets/trash")["deleted"]
    assert [one["folder"] for one in after] == ["output/datasets/pets"]
    assert after[0]["id"] != before[0]["id"]


def test_the_folder_is_chosen_by_looking(server: Any, page: Any) -> None:
    """The folders of the server are gone through; a new one gets its name, and stands in the field."""
    (server.data / "output" / "sets" / "old").mkdir(parents=True)
    dialog = open_export(page)
    dialog.get_by_role("button", name="Choose…").click()
    chooser = page.get_by_role("dialog", name="Choose where to save")
    # What is offered lies in a folder that is not there yet.
    expect(chooser.get_by_label("New folder")).to_have_value("datasets/pets")
    chooser.get_by_role("button", name="Output").first.click()
    chooser.get_by_role("button", name="sets").click()
    expect(chooser.get_by_role("button", name="old", exact=True)).to_be_visible()
    chooser.get_by_label("New folder").fill("/b")
    expect(chooser.get_by_text("Leave out the slash")).to_be_visible()
    chooser.get_by_label("New folder").fill("pets")
    expect(chooser.get_by_text("Saves to output/sets/pets")).to_be_visible()
    page.keyboard.press("Enter")
    expect(chooser).to_be_hidden()
    expect(dialog.get_by_label("Into the folder")).to_have_value("output/sets/pets")


def test_marked_images_alone(page: Any) -> None:
    """The menu of an image that is marked exports the marked ones."""
    page.locator(".penstock-tile").nth(0).focus()
    for key in ("Space", "ArrowRight", "Space", "Shift+F10"):
        page.keyboard.press(key)
    page.get_by_role("menuitem", name="Export 2 marked as a training folder…").click()
    dialog = page.get_by_role("dialog", name="Export “pets” as a training folder")
    expect(dialog.get_by_text("2 pictures ·")).to_be_visible()
    dialog.get_by_label("Only the 2 marked images").uncheck()
    expect(dialog.get_by_text("3 pictures ·")).to_be_visible()


def test_a_replaced_folder_comes_back(server: Any, pool: str, open_page: Open) -> None:
    """The folder that an export replaced is a view at the side with a count, and is restored from there."""
    for _ in range(2):
        export(server, {"pool": pool, "folder": "output/pets", "existing": "replace"})
    page = open_page(address_of(server, "output"))
    place(page, "Replaced folders 1").click()
    expect(page.get_by_text("They are kept for 30 days.")).to_be_visible()
    output = server.data / "output"
    (output / "pets").rename(output / "away")
    make_folder(server, "other", [(32, 32)]).rename(output / "pets")
    page.get_by_role("button", name="Restore: output/pets").click()
    expect(page.get_by_role("alert").filter(has_text="pets")).to_be_visible()
    (output / "pets").rename(output / "mine")
    page.get_by_role("button", name="Restore: output/pets").click()
    expect(page.get_by_text("output/pets is restored")).to_be_visible()
    expect(page.get_by_text("No replaced folders")).to_be_visible()
    page.goto(address_of(server, "output"))
    expect(page.get_by_role("button", name="pets 3 pictures")).to_be_visible()
    expect(place(page, "Replaced folders")).to_be_hidden()


def test_the_page_of_a_pool_as_a_data_set(server: Any, pool: str, open_page: Open) -> None:
    """A pool's statistics have a page of their own: its buckets show the pool's pictures, and X exports it."""
    page = open_page(f"{server.address}/#/datasets/pools/{pool}")
    expect(buckets(page).first).to_be_visible()
    buckets(page).first.click()
    expect(tiles(page).first.locator("img")).to_be_visible()
    page.locator("main").focus()
    page.keyboard.press("x")
    expect(page.get_by_role("dialog", name="Export “pets” as a training folder")).to_be_visible()


def test_pools_without_pictures_lead_on(server: Any, open_page: Open) -> None:
    """An empty pool leads to the pool, one that is missing to all pools; neither can be exported."""
    make_pool(server, "bare")
    page = open_page(f"{server.address}/#/datasets/pools/bare")
    expect(page.get_by_text("This pool is empty")).to_be_visible()
    expect(page.get_by_role("button", name="Export as a training folder…")).to_be_disabled()
    expect(page.locator("main .penstock-empty").get_by_role("link", name="To the pool")).to_be_visible()
    page.goto(f"{server.address}/#/datasets/pools/nowhere")
    expect(page.locator("main .penstock-empty").get_by_role("link", name="All pools")).to_be_visible()
    expect(page.get_by_role("button", name="Export as a training folder…")).to_be_disabled()
    expect(page.get_by_role("link", name="To the pool")).to_have_count(0)
    page.get_by_role("link", name="All pools").first.click()
    expect(page.get_by_role("link", name="bare").first).to_be_visible()


def test_a_folder_to_load_from(server: Any, open_page: Open) -> None:
    """The chooser shows the first pictures of a folder; Enter goes to a path that was typed, and then takes it."""
    make_folder(server, "cats")
    page = open_page(address_of(server))
    page.evaluate(
        """async () => {
          const { chooseFolder } = await import("/penstock/web/datasets/folder_dialog.js");
          const { openHost } = await import("/penstock/web/library/host.js");
          const events = { listen: () => () => {} };
          const host = await openHost({ address: (path) => path, events, language: "en" });
          window.chosen = "";
          void chooseFolder(host, { value: "gone" }).then((folder) => (window.chosen = folder));
        }"""
    )
    chooser = page.get_by_role("dialog", name="Choose a folder of pictures")
    expect(chooser.get_by_role("alert").filter(has_text="There is no folder")).to_be_visible()
    expect(chooser.get_by_label("Folder", exact=True)).to_have_value("input")
    chooser.get_by_label("Folder", exact=True).fill("input/cats")
    page.keyboard.press("Enter")
    expect(chooser.locator("img")).to_have_count(12)
    page.keyboard.press("Enter")
    expect(chooser).to_be_hidden()
    page.wait_for_function("window.chosen === 'input/cats'")


def test_what_is_typed_is_not_replaced_by_what_is_still_read(page: Any) -> None:
    """A path that is typed while the dialog still reads the folder it began with stays, and is taken."""
    held: list[Any] = []
    page.route("**/penstock/datasets/listing?folder=output*", lambda route: held.append(route))
    dialog = open_export(page)
    dialog.get_by_role("button", name="Choose…").click()
    chooser = page.get_by_role("dialog", name="Choose where to save")
    path = chooser.get_by_label("Folder", exact=True)
    with page.expect_request("**/penstock/datasets/listing?folder=output*"):
        expect(chooser).to_be_visible()
    path.fill("input/typed")
    page.unroute("**/penstock/datasets/listing?folder=output*")
    for route in held:
        with contextlib.suppress(Error):  # the page gave it up, as it should
            route.continue_()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    expect(path).to_have_value("input/typed")
    chooser.get_by_role("button", name="Save here").click()
    expect(chooser).to_have_count(0)
    expect(dialog.get_by_label("Into the folder")).to_have_value("input/typed")


def test_what_comes_into_the_field_gives_way_to_what_is_typed(page: Any) -> None:
    """Who waits in the empty field while the first folder is read types a path of their own, not one behind it."""
    held: list[Any] = []
    page.route("**/penstock/datasets/listing?folder=output*", lambda route: held.append(route))
    dialog = open_export(page)
    with page.expect_request("**/penstock/datasets/listing?folder=output*"):
        dialog.get_by_role("button", name="Choose…").click()
    path = page.get_by_role("dialog", name="Choose where to save").get_by_label("Folder", exact=True)
    path.focus()
    page.unroute("**/penstock/datasets/listing?folder=output*")
    for route in held:
        with contextlib.suppress(Error):  # the page gave it up
            route.continue_()
    expect(path).to_have_value("output")
    page.keyboard.type("input/typed")
    expect(path).to_have_value("input/typed")
