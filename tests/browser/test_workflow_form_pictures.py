"""Pictures, films and sounds in forms: shown, chosen from folders and pools, uploaded, dropped, pasted, painted on."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from PIL import Image
from playwright.sync_api import expect

from .conftest import RunningServer
from .naming import of_try
from .standalone_page import ask, drop_file, fill_pool
from .workflow_form_page import opened_form_page, parameter, row, shape, show_form, told, values

# Pastes a picture where the focus is.
_PASTE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 9, height: 9 });
  const blob = await new Promise((resolve) => canvas.toBlob(resolve));
  const data = new DataTransfer();
  data.items.add(new File([blob], "pasted.png", { type: "image/png" }));
  const options = { bubbles: true, cancelable: true, clipboardData: data };
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""

# The bytes of a short film.
_FILM = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 32, height: 24 });
  const context = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: "video/webm" });
  const parts = [];
  recorder.ondataavailable = ({ data }) => void parts.push(data);
  const ended = new Promise((resolve) => (recorder.onstop = resolve));
  recorder.start();
  for (let at = 0; at < 12; at += 1) {
    context.fillStyle = `hsl(${at * 30} 80% 50%)`;
    context.fillRect(0, 0, 32, 24);
    await new Promise(requestAnimationFrame);
  }
  recorder.stop();
  await ended;
  return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
}"""


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory, photographs: list[Path]) -> Iterator[RunningServer]:
    """A server with two pictures in the input folder, one of them deeper."""
    running = RunningServer(tmp_path_factory.mktemp("form"))
    folder = running.data / "input" / "trips ä"
    folder.mkdir(parents=True)
    shutil.copy(photographs[0], running.data / "input" / "cat.png")
    shutil.copy(photographs[1], folder / "cup & saucer#1.jpg")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def opened(pictures: RunningServer, chromium: Any) -> Iterator[Any]:
    """A page that forms are put on."""
    with opened_form_page(chromium, pictures.address) as page:
        yield page


@pytest.fixture
def form(opened: Any) -> Iterator[Any]:
    """A form with a picture, a mask, a film and a sound; dialogs that a test left open are closed."""
    made = shape(
        [
            parameter("1.image", "image", "cat.png", label="Image", group="media", choices=["cat.png", "dog.png"]),
            parameter("2.image", "mask", "", label="Mask", group="media", choices=[]),
            parameter("3.video", "video", "clip.mp4", label="Film", group="media"),
            parameter("4.audio", "audio", "", label="Sound", group="media"),
        ]
    )
    yield show_form(opened, made)
    opened.evaluate("for (const left of document.querySelectorAll('dialog, .penstock-toast')) left.remove()")


def choose(form: Any) -> Any:
    """The dialog that chooses the picture, opened."""
    form.get_by_role("button", name="Choose Image").click()
    dialog = form.page.get_by_role("dialog", name="Image")
    expect(shown(dialog).first).to_be_visible()
    return dialog


def shown(dialog: Any) -> Any:
    """The pictures that can be chosen."""
    return dialog.get_by_role("listbox", name="Pictures").get_by_role("option")


def test_a_picture_is_shown_beside_its_name(form: Any) -> None:
    """What the value names is seen; what is not there says so, without a broken picture."""
    image = row(form, "1.image").locator("img")
    expect(image).to_have_js_property("complete", True)
    assert image.evaluate("(image) => image.naturalWidth") > 0
    form.page.evaluate("form.setValue('1.image', 'gone.png')")
    expect(row(form, "1.image").get_by_text("not there")).to_be_visible()
    expect(row(form, "1.image").locator("img")).to_have_count(0)
    form.page.evaluate("form.setValue('1.image', 'trips ä/cup & saucer#1.jpg')")
    expect(row(form, "1.image").locator("img")).to_have_js_property("complete", True)


def test_a_picture_of_the_input_folder_is_chosen_by_keys(form: Any) -> None:
    """The dialog has the newest first, those in folders too; a search, arrows and Enter choose; the focus returns."""
    page, dialog = form.page, choose(form)
    expect(dialog.locator(".penstock-picker-tile[aria-selected=true]")).to_have_attribute("aria-label", "cat.png")
    page.keyboard.type("SAUCER trips")
    expect(shown(dialog)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(shown(dialog)).to_be_focused()
    page.keyboard.press("Enter")
    expect(form.get_by_role("combobox", name="Image")).to_have_value("trips ä/cup & saucer#1.jpg")
    assert values(page) == {"1.image": "trips ä/cup & saucer#1.jpg"}
    expect(form.get_by_role("button", name="Choose Image")).to_be_focused()


def test_a_slot_of_a_pool_is_chosen_with_its_mask(
    pictures: RunningServer, form: Any, photographs: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Slots are named by their labels; without a mask the value is where the picture lies, with one a copy of both."""
    page = form.page
    pool = fill_pool(pictures, of_try(request, "rockets"), photographs[2:])
    slot = ask(pictures, "GET", f"/penstock/pools/{pool}/slots")["slots"][0]
    ask(pictures, "PATCH", f"/penstock/pools/{pool}/slots/{slot['id']}", {"label": "launch", "revision": 0})
    dialog = choose(form)
    dialog.get_by_label("Where from").select_option(f"{pool} (1)")
    dialog.get_by_role("option", name="launch").click()
    expect(form.get_by_role("combobox", name="Image")).to_have_value(re.compile(f"^grid_pool/{pool}/"))
    mask = tmp_path / "mask.png"
    Image.new("L", (slot["width"], slot["height"]), 255).save(mask)
    page.evaluate(
        """async ([path, bytes]) => {
      const form = new FormData();
      form.append("mask", new File([Uint8Array.from(bytes)], "mask.png", { type: "image/png" }));
      await host.requests.upload(path, form, "PUT");
    }""",
        [f"/penstock/pools/{pool}/slots/{slot['id']}/mask", list(mask.read_bytes())],
    )
    dialog = choose(form)
    dialog.get_by_label("Where from").select_option(f"{pool} (1)")
    expect(dialog.get_by_title("Has a mask")).to_be_visible()
    dialog.get_by_role("option", name="launch").click()
    expect(form.get_by_role("combobox", name="Image")).to_have_value(re.compile("^penstock/"))
    copy = pictures.data / "input" / values(page)["1.image"]
    assert Image.open(copy).getchannel("A").getextrema() == (0, 0)


def test_pictures_are_uploaded_dropped_and_pasted(pictures: RunningServer, form: Any, photographs: list[Path]) -> None:
    """A file from the disk, one that is dropped on the field and one that is pasted become values at once."""
    page, image = form.page, form.get_by_role("combobox", name="Image")
    row(form, "1.image").locator("input[type=file]").set_input_files(str(photographs[2]))
    expect(image).to_have_value("rocket.jpg")
    drop_file(page, '[data-address="1.image"] .penstock-form-card')
    expect(image).to_have_value("teal.png")
    image.focus()
    page.evaluate(_PASTE)
    expect(image).to_have_value("pasted.png")
    assert [detail["value"] for _, detail in told(page)] == ["rocket.jpg", "teal.png", "pasted.png"]
    assert (pictures.data / "input" / "teal.png").is_file()
    drop_file(page, '[data-address="4.audio"] .penstock-form-card')
    expect(page.get_by_text("This input does not take such files.")).to_be_visible()


def test_a_file_that_is_dropped_on_the_dialog_is_chosen(form: Any) -> None:
    """Dropping a picture on the open dialog uploads it, takes it, and closes the dialog."""
    dialog = choose(form)
    drop_file(form.page, "dialog .penstock-image-picker")
    expect(form.get_by_role("combobox", name="Image")).to_have_value(re.compile("^teal"))
    expect(dialog).to_have_count(0)


def test_a_mask_is_painted_on_the_picture(pictures: RunningServer, form: Any) -> None:
    """What is painted is the transparency of a copy of the picture, which becomes the value."""
    page = form.page
    form.get_by_role("button", name="Paint a mask on Image").click()
    painter = page.get_by_role("dialog").last
    expect(painter.get_by_role("button", name="Save").first).to_be_enabled()
    page.keyboard.press("i")  # nothing was painted, so that inverting it paints all
    painter.get_by_role("button", name="Save").first.click()
    expect(form.get_by_role("combobox", name="Image")).to_have_value(re.compile("^penstock/cat mask "))
    name = values(page)["1.image"]
    made = Image.open(pictures.data / "input" / name)
    assert made.getchannel("A").getextrema() == (0, 0)
    original = Image.open(pictures.data / "input" / "cat.png")
    assert made.convert("RGB").tobytes() == original.convert("RGB").tobytes()
    expect(painter).to_have_count(0)
    form.get_by_role("button", name="Paint a mask on Image").click()
    expect(painter.get_by_role("button", name="Save").first).to_be_enabled()
    page.keyboard.press("i")  # the painted mask was read again, so that nothing is painted now
    painter.get_by_role("button", name="Save").first.click()
    expect(form.get_by_role("combobox", name="Image")).not_to_have_value(name)
    again = Image.open(pictures.data / "input" / values(page)["1.image"])
    assert again.getchannel("A").getextrema() == (255, 255)


def test_films_and_sounds_can_be_played(pictures: RunningServer, opened: Any) -> None:
    """A film shows its first picture, and plays when it is pressed; a sound has a player; what is gone says so."""
    (pictures.data / "input" / "films").mkdir(exist_ok=True)
    (pictures.data / "input" / "films" / "a & b.webm").write_bytes(bytes(opened.evaluate(_FILM)))
    made = [
        parameter("1.video", "video", "films/a & b.webm", label="Film"),
        parameter("2.audio", "audio", "", label="Sound"),
        parameter("3.video", "video", "gone.mp4", label="Other film"),
        parameter("4.audio", "audio", "gone.mp3", label="Lost music"),
    ]
    form = show_form(opened, shape(made))
    film, sound = row(form, "1.video"), form.get_by_role("combobox", name="Sound")
    expect(film.locator("video")).to_have_js_property("videoWidth", 32)
    form.get_by_role("button", name="Play Film").click()
    expect(film.locator("video[controls]")).to_be_focused()
    expect(row(form, "3.video").get_by_text("not there")).to_be_visible()
    expect(row(form, "4.audio").get_by_text("not there")).to_be_visible()
    expect(row(form, "2.audio").locator("audio")).to_have_count(0)
    sound.fill("voices/my voice.mp3 [output]")
    sound.press("Enter")
    assert values(opened) == {"2.audio": "voices/my voice.mp3 [output]"}


def test_a_folder_that_cannot_be_read_can_be_tried_again(form: Any) -> None:
    """The dialog says what is wrong, and reads again when asked."""
    page = form.page
    page.route("**/penstock/input_images?*", lambda route: route.abort())
    form.get_by_role("button", name="Choose Image").click()
    dialog = page.get_by_role("dialog", name="Image")
    again = dialog.get_by_role("button", name="Try again")
    expect(again).to_be_visible()
    page.unroute_all()
    again.click()
    expect(dialog.get_by_role("option", name="cat.png")).to_be_visible()
    page.keyboard.press("Escape")
    assert values(page) == {}
