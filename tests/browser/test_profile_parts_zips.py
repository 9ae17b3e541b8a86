"""Zip files of profiles: exported, chosen, dropped; and the long work that shows how far it is."""

import base64
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from PIL import Image
from playwright.sync_api import expect

from .conftest import RunningServer
from .library_page import run
from .profile_parts_page import choices, ids, make_profile, prepare
from .standalone_page import ask, fill_pool, make_pool

EXPORT = "window.ended = book.exportZip(argument);"
IMPORT = """
const bytes = Uint8Array.from(atob(argument), (letter) => letter.charCodeAt(0));
const offer = ({ id }) => ({ label: "Take it", run: () => choices.push(id) });
window.ended = book.importZip(new File([bytes], "birds.zip", { type: "application/zip" }), offer);
"""
DROP = """
const transfer = new DataTransfer();
for (const [name, type] of argument) transfer.items.add(new File(["x"], name, { type }));
window.target ??= Object.assign(document.createElement("div"), { className: "target" });
if (!target.isConnected) {
  document.documentElement.append(target); // the page takes what is dropped on its body
  const { acceptZipDrops } = await part("zip_drops");
  acceptZipDrops(target, (files) => choices.push(files.map(({ name }) => name)));
  target.parentNode.addEventListener("drop", (event) => event.defaultPrevented || choices.push("left alone"));
}
const seen = [];
for (const type of ["dragenter", "dragover", "drop"]) {
  target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  seen.push(target.classList.contains("penstock-dropping"));
}
return seen;
"""
MANY = 60
RUNNING = {"name": "work", "message": "", "result": None, "error": None, "created": 1}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, photographs: list[Path]) -> Iterator[Any]:
    """A server of the test's own, with a profile of two images."""
    running = RunningServer(tmp_path_factory.mktemp("zips"))
    running.start()
    make_profile(running, "Cats", photographs[:2])
    yield running
    running.stop()


@pytest.fixture
def page(server: Any, open_page: Callable[..., Any]) -> Any:
    """A page with the parts of profiles."""
    page = open_page(server.address)
    prepare(page)
    return page


def toast(page: Any, text: str) -> Any:
    """A message at the edge of the page."""
    return page.locator(".penstock-toast").filter(has_text=text)


def zipped(**files: bytes) -> str:
    """A zip file with these members, as base64; `__` in a name stands for a slash, the last `_` for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in files.items():
            archive.writestr(".".join(name.replace("__", "/").rsplit("_", 1)), data)
    return base64.b64encode(made.getvalue()).decode()


def big_zip(path: Path) -> Path:
    """A zip file of many noisy pictures, which take a while to check."""
    picture = io.BytesIO()
    Image.effect_noise((1600, 1200), 90).convert("RGB").save(picture, "PNG", compress_level=1)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("profile_meta.json", '{"name": "Big"}')
        for number in range(MANY):
            archive.writestr(f"pool/{number}.png", picture.getvalue())
    return path


def test_an_export_is_downloaded(server: Any, page: Any) -> None:
    """The zip file arrives under the profile's name with its images; the message offers it once more."""
    with page.expect_download() as download:
        run(page, EXPORT, ids(server)["Cats"])
    assert download.value.suggested_filename == "Cats.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        assert json.loads(archive.read("profile_meta.json"))["name"] == "Cats"
        assert sum(name.endswith((".png", ".jpg")) for name in archive.namelist()) == 2
    expect(toast(page, "Exported to Cats.zip")).to_be_visible()
    assert page.evaluate("ended") is True
    with page.expect_download() as again:
        toast(page, "Exported to Cats.zip").get_by_role("button", name="Download again").click()
    assert again.value.suggested_filename == "Cats.zip"


def test_an_export_comes_back_as_it_was(server: Any, page: Any) -> None:
    """A zip file that is chosen becomes a profile with a free name and the same images, which is the choice."""
    with page.expect_download() as download:
        run(page, EXPORT, ids(server)["Cats"])
    page.get_by_role("button", name="Choose here").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import…").click()
    chooser.value.set_files([{"name": "Cats.zip", "mimeType": "", "buffer": download.value.path().read_bytes()}])
    expect(toast(page, "Imported Cats (2) (2 images)")).to_be_visible()
    assert choices(page) == [ids(server)["Cats (2)"]]
    assert ask(server, "GET", f"/penstock/profiles/{ids(server)['Cats (2)']}")["count"] == 2


def test_an_import_that_is_not_chosen_is_nothing(server: Any, page: Any) -> None:
    """Closing the file chooser imports nothing and chooses nothing."""
    before = ids(server)
    page.get_by_role("button", name="Choose here").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import…").click()
    chooser.value.element.evaluate("(field) => field.dispatchEvent(new Event('cancel'))")
    assert choices(page) == [None]
    assert ids(server) == before


def test_what_was_left_out_is_counted(server: Any, page: Any) -> None:
    """The message says how many files of the zip were no part of the profile, and offers what the caller wants."""
    run(page, IMPORT, zipped(profile_meta_json=b'{"name": "Birds"}', pool__Thumbs_db=b"x"))
    made = toast(page, "Imported Birds (0 images)")
    expect(made).to_contain_text("1 file in the zip file is no part of a profile and was left out.")
    made.get_by_role("button", name="Take it").click()
    assert choices(page) == [ids(server)["Birds"]]
    assert page.evaluate("ended.then(({ name }) => name)") == "Birds"


def test_a_zip_that_is_refused_says_why(server: Any, page: Any) -> None:
    """A zip file that is no profile is refused with the server's words, and nothing is there."""
    before = ids(server)
    run(page, IMPORT, zipped(notes_txt=b"hello"))
    failed = toast(page, "Importing birds.zip: failed")
    expect(failed.locator("small")).not_to_be_empty()
    assert page.evaluate("ended") is None
    assert ids(server) == before


def test_sending_can_be_cancelled(server: Any, page: Any) -> None:
    """While the file is on its way its progress is shown, and Cancel ends it; no profile is made."""
    before = ids(server)
    held: list[Any] = []
    page.route("**/penstock/profile_imports", lambda route: held.append(route))
    run(page, IMPORT, zipped(profile_meta_json=b'{"name": "Late"}'))
    sending = toast(page, "Importing birds.zip")
    expect(sending.get_by_role("progressbar", name="Importing birds.zip")).to_be_visible()
    sending.get_by_role("button", name="Cancel").click()
    expect(toast(page, "Importing birds.zip: cancelled")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    assert page.evaluate("ended") is None
    assert ids(server) == before
    assert held


def test_a_real_import_shows_its_progress_and_can_be_cancelled(server: Any, page: Any, tmp_path: Path) -> None:
    """While many pictures are checked the bar moves on; Cancel ends the job, and no profile is made."""
    before = ids(server)
    page.get_by_role("button", name="Choose here").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import…").click()
    chooser.value.set_files(big_zip(tmp_path / "big.zip"))
    bar = page.get_by_role("progressbar", name="Importing big.zip")
    expect(bar).to_have_attribute("aria-valuenow", re.compile("^[1-9]"))
    expect(toast(page, "Importing big.zip")).to_contain_text("Unpacking")
    toast(page, "Importing big.zip").get_by_role("button", name="Cancel").click()
    expect(toast(page, "Importing big.zip: cancelled")).to_be_visible(timeout=15_000)
    assert choices(page) == [None]
    assert ids(server) == before


def test_a_server_that_is_away_is_said(page: Any) -> None:
    """Where the file cannot be sent at all, the message says so and what to do."""
    page.route("**/penstock/profile_imports", lambda route: route.abort())
    run(page, IMPORT, zipped(profile_meta_json=b'{"name": "Late"}'))
    expect(toast(page, "Importing birds.zip: failed")).to_contain_text("The server cannot be reached.")
    assert page.evaluate("ended") is None


def test_progress_is_shown_and_can_be_cancelled(server: Any, page: Any) -> None:
    """Long work shows how far it is, to screen readers too; other messages leave it; Cancel asks the server to end."""
    job = {"id": "long", "status": "running", "done": 30, "total": 120, **RUNNING}
    page.route("**/penstock/profiles/*/export", lambda route: route.fulfill(status=202, json=job))
    page.route("**/penstock/jobs/long", lambda route: route.fulfill(json=job))
    cancelled: list[str] = []
    page.route(
        "**/penstock/jobs/long/cancel",
        lambda route: (cancelled.append(route.request.method), route.fulfill(json={**job, "status": "running"})),
    )
    run(page, EXPORT, ids(server)["Cats"])
    bar = page.get_by_role("progressbar", name="Exporting Cats")
    expect(bar).to_have_attribute("aria-valuenow", "25")
    run(page, "for (let at = 0; at < 6; at += 1) host.toasts.show({ message: `Other ${at}` });")
    expect(page.locator(".penstock-toast")).to_have_count(5)
    expect(bar).to_be_visible()
    cancel = toast(page, "Exporting Cats").get_by_role("button", name="Cancel")
    cancel.click()
    expect(toast(page, "Exporting Cats")).to_contain_text("Cancelling…")
    expect(cancel).to_be_disabled()
    job["status"] = "cancelled"
    expect(toast(page, "Exporting Cats: cancelled")).to_be_visible(timeout=10_000)
    assert cancelled == ["POST"]
    assert page.evaluate("ended") is False


def test_the_server_tells_of_its_jobs(server: Any, page: Any) -> None:
    """Every step of a job reaches the page as an event, without a question."""
    page.route("**/penstock/jobs/*", lambda route: route.abort())
    run(
        page,
        """const stop = host.events.listen("job_changed", ({ job }) => choices.push(job.status));
        await book.duplicate(argument, "Told copy");
        stop();""",
        ids(server)["Cats"],
    )
    heard = choices(page)
    assert heard[-1] == "done"
    assert "running" in heard


def test_work_that_is_over_at_once_does_not_flash(server: Any, page: Any) -> None:
    """Progress is shown only for what takes a while."""
    run(
        page,
        """window.flashed = 0;
        const shows = (node) => Number(!!node.querySelector?.("[role=progressbar]"));
        new MutationObserver((changes) => {
          for (const { addedNodes } of changes) for (const node of addedNodes) flashed += shows(node);
        }).observe(document.body, { childList: true, subtree: true });
        await book.duplicate(argument, "Quick copy");""",
        ids(server)["Cats"],
    )
    expect(toast(page, "Duplicated as Quick copy")).to_be_visible()
    assert page.evaluate("flashed") == 0


def test_seeding_fills_an_empty_profile(server: Any, page: Any, photographs: list[Path]) -> None:
    """The images of a pool are copied into an empty profile; into one that has some they are not, which is said."""
    pool = fill_pool(server, make_pool(server, "source"), photographs)
    empty = make_profile(server, "Empty")
    page.evaluate("book.refresh()")
    assert run(page, "return book.seed(argument[0], argument[1]);", [empty, pool]) == 3
    expect(toast(page, "3 images copied to Empty")).to_be_visible()
    assert run(page, "return book.seed(argument[0], argument[1]);", [empty, pool]) is None
    expect(toast(page, "Copying images to Empty: failed")).to_contain_text("has images already")


def test_a_restart_that_cuts_work_short_is_said(
    start_server: Callable[..., Any], open_page: Callable[..., Any], tmp_path: Path
) -> None:
    """A job that the server does not know any more after a restart is reported, with what to do."""
    first = start_server(tmp_path)
    profile = make_profile(first, "Cats")
    page = open_page(first.address)
    prepare(page)
    job = {"id": "long", "status": "running", "done": 1, "total": 9, **RUNNING}
    page.route("**/penstock/profiles/*/export", lambda route: route.fulfill(status=202, json=job))
    page.route("**/penstock/jobs/long", lambda route: route.fulfill(json=job))
    run(page, EXPORT, profile)
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.unroute_all()
    port = first.port
    first.stop()
    start_server(tmp_path, port)
    lost = toast(page, "Exporting Cats: cut short")
    expect(lost).to_contain_text("Start it again.", timeout=15_000)
    assert page.evaluate("ended") is False


def test_an_export_survives_a_reload(server: Any, open_page: Callable[..., Any]) -> None:
    """A page that is loaded anew while its export goes on downloads it when it is done."""
    page = open_page(server.address)
    prepare(page)
    job = {"id": "long", "status": "running", "done": 1, "total": 9, **RUNNING}
    page.route("**/penstock/profiles/*/export", lambda route: route.fulfill(status=202, json=job))
    page.route("**/penstock/jobs/long", lambda route: route.fulfill(json=job))
    run(page, EXPORT, ids(server)["Cats"])
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.reload()
    expect(page.get_by_role("progressbar", name="Exporting Cats")).to_be_visible()
    real = ask(server, "POST", f"/penstock/profiles/{ids(server)['Cats']}/export")
    while real["status"] in ("queued", "running"):
        real = ask(server, "GET", f"/penstock/jobs/{real['id']}")
    job |= {"status": "done", "result": real["result"]}
    with page.expect_download() as download:
        expect(toast(page, "Exported to Cats.zip")).to_be_visible(timeout=10_000)
    assert download.value.suggested_filename == "Cats.zip"


@pytest.mark.parametrize(
    ("files", "taken", "hovered"),
    [
        ([["a.zip", "application/zip"], ["b.ZIP", ""]], [["a.zip", "b.ZIP"]], [True, True, False]),
        ([["a.zip", "application/x-zip-compressed"], ["b.png", "image/png"]], [["a.zip"]], [True, True, False]),
        ([["b.png", "image/png"]], ["left alone"], [False, False, False]),
        ([["a.zip", ""]], [["a.zip"]], [True, True, False]),
        ([["notes", ""]], ["left alone"], [True, True, False]),
    ],
)
def test_zip_files_can_be_dropped(page: Any, files: Any, taken: Any, hovered: list[bool]) -> None:
    """Dropped zip files are taken, and what waits for them is marked; other files are left to whoever wants them."""
    assert run(page, DROP, files) == hovered
    assert choices(page) == taken
