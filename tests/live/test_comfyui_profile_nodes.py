"""Profiles in a real browser on a real ComfyUI, in both renderers: what stands in the grid is what the run puts out."""

import base64
import uuid

import numpy
import pytest
from live_pools import LivePool, photographs, rgb
from live_profiles import LiveProfiles

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from live_page import pictures, run, wait_for_frontend
from live_picker import Picker
from playwright.sync_api import expect

PHOTOS = photographs()
SUBGRAPH = """() => {
    const grid = app.graph.nodes.find((node) => node.type === "GridImagePool");
    app.graph.convertToSubgraph(new Set([grid]));
}"""
SAVED = "() => app.graph.serialize()"


@pytest.fixture
def picker(page):
    """The sample workflow of profiles, where none is chosen yet."""
    return Picker(page).open()


@pytest.fixture
def profiles(tab):
    """The profiles of the shared ComfyUI."""
    return LiveProfiles(tab)


def _name(stem):
    return f"{stem} {uuid.uuid4().hex[:8]}"


def _filled(profiles, *photos):
    """A new profile with photographs: its name."""
    name = _name("Live")
    LivePool(profiles.tab, profiles.create(name)).add(*photos)
    return name


def _runs(page, tab, photo):
    assert numpy.array_equal(pictures(run(page, tab), tab)["GridImagePool"], rgb(photo))


def test_each_switch_shows_and_runs_the_chosen_profile(page, tab, picker, profiles):
    """The grid follows each choice at once, and the run puts out that profile's photograph; none is the own pool."""
    first, second = _filled(profiles, PHOTOS[0]), _filled(profiles, PHOTOS[1], PHOTOS[2])
    own = picker.pool
    picker.add(PHOTOS[3])
    for name, count, photo in ((first, 1, PHOTOS[0]), (second, 2, PHOTOS[1]), ("No profile", 1, PHOTOS[3])):
        picker.choose(name)
        picker.expect_tiles(count)
        _runs(page, tab, photo)
    assert picker.pool == own
    picker.choose(first)
    picker.expect_tiles(1)
    _runs(page, tab, PHOTOS[0])
    assert len(LivePool(tab, own).slots()) == 1


def test_a_profile_is_made_renamed_copied_deleted_and_brought_back(page, tab, picker, profiles):
    """All of it in the node; the runs go on with the same photograph, and a deleted profile is named by the node."""
    made, renamed = _name("Made"), _name("Renamed")
    picker.act("New profile…")
    picker.name(made)
    picker.expect(made)
    picker.add(PHOTOS[0])
    _runs(page, tab, PHOTOS[0])
    picker.act("Rename…")
    picker.name(renamed)
    picker.expect(renamed)
    _runs(page, tab, PHOTOS[0])
    picker.act("Duplicate")
    expect(page.get_by_text(f"Duplicated as {renamed} (2)")).to_be_visible()
    picker.expect(renamed)
    picker.act("Delete")
    expect(picker.root).to_contain_text(f"{renamed} (deleted)")
    picker.undo()
    picker.expect(renamed)
    picker.expect_tiles(1)
    _runs(page, tab, PHOTOS[0])
    picker.act("Delete")
    expect(picker.root).to_contain_text(f"{renamed} (deleted)")
    picker.root.get_by_role("button", name="Restore").click()
    picker.expect(renamed)
    _runs(page, tab, PHOTOS[0])
    assert {renamed, f"{renamed} (2)"} <= set(profiles.names().values())


def test_a_second_workflow_has_the_same_profile(page, tab, picker, profiles):
    """What is done to the profile in one workflow is so in the other."""
    name = _filled(profiles, PHOTOS[0], PHOTOS[1])
    picker.choose(name)
    picker.expect_tiles(2)
    with page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
        picker.grid.locator(".penstock-tile").nth(1).click()
    _runs(page, tab, PHOTOS[1])
    picker.open("two_pools_one_profile")
    picker.choose(name)
    expect(picker.grid).to_have_count(2)
    for at in range(2):
        expect(picker.grid.nth(at).locator(".penstock-tile")).to_have_count(2)
    shown = [tab.picture(output["images"][0]) for output in run(page, tab)["outputs"].values()]
    assert sorted(image.size for image in shown) == sorted((rgb(photo).shape[1::-1]) for photo in PHOTOS[:2])


def test_export_and_a_dropped_zip(page, tab, picker, profiles):
    """The exported file, dropped on the node, is a new profile, which the node has then."""
    name = _filled(profiles, PHOTOS[0], PHOTOS[2])
    picker.choose(name)
    with page.expect_download() as download:
        picker.act("Export as zip file")
    assert download.value.suggested_filename == f"{name}.zip"
    data = base64.b64encode(download.value.path().read_bytes()).decode()
    picker.drop("carried.zip", data)
    picker.expect(f"{name} (2)")
    picker.expect_tiles(2)
    _runs(page, tab, PHOTOS[0])


def test_the_nodes_own_pool_becomes_a_profile(page, tab, picker, profiles):
    """Adopted from the profile node, the images stay where they are, and the grid goes on showing them."""
    picker.add(PHOTOS[1])
    own, name = picker.pool, _name("Adopted")
    picker.act("Use the linked grid's images")
    picker.name(name)
    picker.expect(name)
    assert profiles.names()[own] == name
    assert picker.pool == own
    picker.expect_tiles(1)
    _runs(page, tab, PHOTOS[1])


def test_a_saved_workflow_has_its_profile_after_a_reload(page, tab, picker, profiles):
    """A workflow that was saved before a rename, loaded into a new page, shows the new name and runs."""
    name, renamed = _filled(profiles, PHOTOS[2]), _name("Renamed")
    picker.choose(name)
    saved = page.evaluate(SAVED)
    (profile,) = (one for one, called in profiles.names().items() if called == name)
    profiles.rename(profile, renamed)
    picker.expect(renamed)
    page.reload()
    wait_for_frontend(page, "PoolProfile")
    page.evaluate("workflow => app.loadGraphData(workflow)", saved)
    again = Picker(page)
    again.expect(renamed)
    again.expect_tiles(1)
    _runs(page, tab, PHOTOS[2])


def test_a_profile_reaches_a_grid_in_a_subgraph(page, tab, picker, profiles):
    """A grid inside a subgraph runs with the profile that is chosen outside, after each switch."""
    first, second = _filled(profiles, PHOTOS[0]), _filled(profiles, PHOTOS[1])
    page.evaluate(SUBGRAPH)
    for name, photo in ((first, PHOTOS[0]), (second, PHOTOS[1]), (first, PHOTOS[0])):
        picker.choose(name)
        _runs(page, tab, photo)
