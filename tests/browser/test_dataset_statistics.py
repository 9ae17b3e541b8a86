"""What a data set consists of: counted with progress, drawn, and looked at bucket by bucket."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .dataset_page import address_of, buckets, make_folder, tiles
from .naming import name_of

Open = Callable[..., Any]


@pytest.fixture
def page(server: Any, request: pytest.FixtureRequest, open_page: Open) -> Any:
    """The statistics of twelve pictures and one that cannot be read."""
    name = name_of(request)
    folder = make_folder(server, name)
    (folder / "broken.png").write_bytes(b"no picture")
    page = open_page(address_of(server, f"input/{name}", "statistics"))
    expect(buckets(page).first).to_be_visible()
    return page


def fact(page: Any, name: str) -> Any:
    """One of the numbers at the top."""
    return page.locator(".penstock-dataset-facts > div").filter(has_text=name).locator("dd")


def test_numbers_and_plots(page: Any) -> None:
    """Pictures, captions and masks are counted; megapixels stand from small to large, tags with their counts."""
    expect(fact(page, "pictures")).to_have_text("13")
    expect(fact(page, "captions")).to_have_text("8")
    expect(fact(page, "masks")).to_have_text("3")
    expect(fact(page, "unreadable")).to_have_text("1")
    plot = page.get_by_role("img", name="Megapixels: ≤ 0.25 12, ≤ 0.5 0, ≤ 1 0")
    expect(plot).to_be_visible()
    expect(page.get_by_role("list", name="3 tags").get_by_role("listitem").first).to_have_text("cat8")


def test_warnings_show_their_pictures(page: Any) -> None:
    """What a training would suffer from names its pictures; one of them opens large."""
    warning = page.locator("[data-code=missing_captions]")
    expect(warning.get_by_role("button")).to_have_count(4)
    warning.get_by_role("button", name="cat6.png").click()
    expect(page.get_by_role("dialog", name="Picture").get_by_text("2 of 4")).to_be_visible()
    page.keyboard.press("Escape")
    expect(warning.get_by_role("button", name="cat6.png")).to_be_focused()


def test_a_bucket_shows_what_is_kept(page: Any) -> None:
    """A bucket shows its pictures with what is kept of each; the keyboard chooses another, and closes it."""
    buckets(page).filter(has_text="5").first.click()
    expect(tiles(page)).to_have_count(5)
    expect(page.locator(".penstock-dataset-kept")).to_have_count(5)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(tiles(page)).to_have_count(4)
    page.get_by_role("button", name="Close the pictures of this bucket").focus()
    page.keyboard.press("Enter")
    expect(tiles(page)).to_have_count(0)
    expect(buckets(page).nth(1)).to_be_focused()


def test_other_options_count_anew(page: Any) -> None:
    """A new resolution gives new buckets without a button; one that cannot be is told at its field, and stays wrong."""
    expect(page.get_by_role("button", name="Bucket 1280 by 1280")).to_be_visible()
    page.get_by_label("Resolution").fill("128")
    expect(page.get_by_role("button", name="Bucket 128 by 128")).to_be_visible()
    page.get_by_label("Resolution").fill("1")
    expect(page.locator(".penstock-dataset-options [role=alert]")).to_be_visible()
    expect(page.get_by_label("Resolution")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".penstock-dataset-stale")).to_be_visible()
    page.get_by_label("Resolution").fill("128")
    expect(page.locator(".penstock-dataset-options [role=alert]")).to_be_hidden()


def test_counting_can_be_cancelled(server: Any, request: pytest.FixtureRequest, open_page: Open) -> None:
    """While pictures are measured how far it is stands there; Cancel ends it, and Try again begins anew."""
    name = name_of(request)
    make_folder(server, name, [(32, 32)] * 3)
    page = open_page(f"{server.address}/#/plugins")
    asked: list[str] = []
    job = {"id": "slow", "status": "running", "done": 1, "total": 3, "message": "", "result": None, "error": None}
    page.route("**/penstock/datasets/statistics", lambda route: route.fulfill(status=202, json=job))

    def cancel(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(json={**job, "status": "cancelled"})

    def tell(route: Any) -> None:
        route.fulfill(json={**job, "status": "cancelled"} if asked else job)

    page.route("**/penstock/jobs/slow/cancel", cancel)
    page.route("**/penstock/jobs/slow", tell)
    page.goto(address_of(server, f"input/{name}", "statistics"))
    expect(page.get_by_text("1 of 3")).to_be_visible()
    page.locator("main").get_by_role("button", name="Cancel", exact=True).click()
    expect(page.get_by_text("Measuring was cancelled")).to_be_visible()
    page.unroute("**/penstock/datasets/statistics")
    page.get_by_role("button", name="Try again").click()
    expect(buckets(page).first).to_be_visible()
    assert len(asked) == 1
