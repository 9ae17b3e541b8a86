"""What can be done to profiles in ComfyUI's graph: make, adopt, duplicate, delete, restore, export, import, seed."""

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .profile_graph import ProfileGraph, same_picture

pytestmark = pytest.mark.one_renderer

# A drop of one file, as the browser sends it.
DROP = """
    const target = document.querySelector(argument.target);
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(argument.bytes), (letter) => letter.charCodeAt(0));
    transfer.items.add(new File([bytes], argument.name, { type: "application/zip" }));
    const options = { bubbles: true, cancelable: true, dataTransfer: transfer };
    for (const type of ["dragenter", "dragover", "drop"]) target.dispatchEvent(new DragEvent(type, options));
"""


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> ProfileGraph:
    """A linked Pool Profile and grid."""
    graph = ProfileGraph(editor, name_of(request).removeprefix("test_"))
    graph.build()
    return graph


def own_pool(graph: ProfileGraph) -> str:
    """The grid's own pool."""
    return str(graph.editor.widget(graph.grid, "pool_id"))


def chosen(graph: ProfileGraph) -> str:
    """The profile of the node."""
    return str(graph.editor.widget(graph.profile, "profile_id"))


def test_a_new_profile_is_chosen(graph: ProfileGraph) -> None:
    """A new profile is made with a name, chosen and shown; a used name is refused and a free one offered."""
    graph.act("New profile…")
    graph.answer(graph.called("Cats"), "Create")
    expect(graph.picker).to_contain_text(graph.called("Cats"))
    expect(graph.shown).to_have_attribute("pool-id", chosen(graph))
    graph.act("New profile…")
    dialog = graph.page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill(graph.called("CATS"))
    dialog.get_by_role("button", name="Create", exact=True).click()
    dialog.get_by_role("button", name="Use “").click()
    expect(graph.picker).to_contain_text("(2)")
    assert graph.called("CATS") + " (2)" in [one["name"] for one in graph.registry]


def test_the_linked_grids_images_become_the_profile(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Adopting names the grid's own pool: the same id, the same images, nothing is copied."""
    own = own_pool(graph)
    graph.put(own, photographs[0])
    graph.act("Use the linked grid's images")
    graph.answer(graph.called("Cats"), "Save")
    expect(graph.picker).to_contain_text(graph.called("Cats"))
    assert chosen(graph) == own
    assert same_picture(graph.run(), photographs[0])


def test_a_pool_is_saved_as_a_profile(graph: ProfileGraph, photographs: list[Path]) -> None:
    """The menu of a grid without a profile gives its own pool a name, which the grid shows from then on."""
    own = own_pool(graph)
    graph.put(own, photographs[0])
    entries = "app.extensions.flatMap((one) => one.getNodeMenuItems?.(app.graph.getNodeById(argument)) ?? [])"
    graph.editor.run(f"{entries}.find((one) => one?.content.includes('save as profile')).callback();", graph.grid)
    graph.answer(graph.called("Cats"), "Save")
    expect(graph.shown).to_contain_text(graph.called("Cats"))
    assert [one["id"] for one in graph.registry if one["name"] == graph.called("Cats")] == [own]
    assert (
        graph.editor.run(f"return {entries}.some((one) => one?.content.includes('save as profile'));", graph.grid)
        is False
    )


def test_a_copy_is_offered(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Duplicating changes no node until the copy is selected from the message."""
    profile = graph.make("Cats", photographs[0])
    graph.choose("Cats")
    graph.act("Duplicate")
    graph.page.get_by_role("button", name="Select", exact=True).click()
    expect(graph.picker).to_contain_text(graph.called("Cats") + " (2)")
    assert chosen(graph) != profile
    assert same_picture(graph.run(), photographs[0])


def test_a_deleted_profile_is_told_and_comes_back(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Deleting leaves the id in the node, says so in node and grid, stops runs, and Undo and Restore bring all back."""
    profile = graph.make("Cats", photographs[0])
    graph.choose("Cats")
    for button in ("Undo", "Restore"):
        graph.act("Delete")
        expect(graph.picker).to_contain_text(f"{graph.called('Cats')} (deleted)")
        expect(graph.shown).to_contain_text("The linked profile was deleted")
        expect(graph.shown).to_contain_text(graph.called("Cats"))
        assert chosen(graph) == profile
        place = graph.page.locator(".penstock-toast") if button == "Undo" else graph.picker
        place.get_by_role("button", name=button, exact=True).click()
        expect(graph.picker).to_contain_text("1 image")
        expect(graph.shown.locator(".penstock-tile")).to_have_count(1)
    graph.act("Delete")
    graph.shown.get_by_role("button", name="Restore").click()
    expect(graph.picker).to_contain_text("1 image")
    assert same_picture(graph.run(), photographs[0])


def test_a_run_with_a_deleted_profile_names_it(graph: ProfileGraph, photographs: list[Path]) -> None:
    """A run stops with a sentence that names the deleted profile; never a blank picture."""
    graph.make("Cats", photographs[0])
    graph.choose("Cats")
    graph.act("Delete")
    expect(graph.picker).to_contain_text("(deleted)")
    body = "const { output } = await app.graphToPrompt(); return output;"
    prompt = {"prompt": graph.editor.run(body), "client_id": "test"}
    answer = graph.page.request.post(f"{graph.editor.server.address}/prompt", data=prompt)
    assert answer.status == 400
    assert graph.called("Cats") in answer.text()


def test_an_export_is_downloaded_and_imported_by_drop(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Export downloads the profile's zip file; dropped on the node it is imported as "name (2)" and selected."""
    profile = graph.make("Cats", *photographs)
    graph.choose("Cats")
    with graph.page.expect_download() as downloading:
        graph.act("Export as zip file")
    download = downloading.value
    assert download.suggested_filename == f"{graph.called('Cats')}.zip"
    archive = Path(download.path()).read_bytes()
    assert "profile_meta.json" in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    nodes = graph.editor.nodes()
    file = {"target": ".penstock-picker-main", "name": "cats.zip", "bytes": base64.b64encode(archive).decode()}
    graph.editor.run(DROP, file)
    expect(graph.picker).to_contain_text(graph.called("Cats") + " (2)")
    expect(graph.picker).to_contain_text("3 images")
    assert chosen(graph) != profile
    assert graph.editor.nodes() == nodes
    assert same_picture(graph.run(), photographs[0])


def test_an_import_that_ends_late_leaves_what_was_chosen_meanwhile(
    graph: ProfileGraph, photographs: list[Path]
) -> None:
    """A long import is selected only where nothing else was; its message offers it."""
    graph.make("Cats", photographs[0])
    other = graph.make("Dogs", photographs[1])
    graph.choose("Cats")
    with graph.page.expect_download() as downloading:
        graph.act("Export as zip file")
    archive = Path(downloading.value.path()).read_bytes()
    held: list[Any] = []
    graph.page.route("**/penstock/profile_imports", lambda route: held.append(route))
    file = {"target": ".penstock-picker-main", "name": "cats.zip", "bytes": base64.b64encode(archive).decode()}
    with graph.page.expect_request("**/penstock/profile_imports"):
        graph.editor.run(DROP, file)
    graph.choose("Dogs")
    held[0].continue_()
    message = graph.page.locator(".penstock-toast").filter(has_text=graph.called("Cats") + " (2)")
    expect(message).to_be_visible()
    assert chosen(graph) == other
    message.get_by_role("button", name="Select", exact=True).click()
    expect(graph.picker).to_contain_text(graph.called("Cats") + " (2)")


def test_an_empty_profile_offers_the_nodes_images(graph: ProfileGraph, photographs: list[Path]) -> None:
    """An empty linked profile offers to copy the node's own images; nothing is copied before the click."""
    own = own_pool(graph)
    for picture in photographs[:2]:
        graph.put(own, picture)
    profile = graph.make("Empty")
    graph.choose("Empty")
    offer = graph.shown.get_by_role("button", name="Copy the 2 images of this node here")
    expect(offer).to_be_visible()
    assert graph.ask("get", f"/penstock/profiles/{profile}")["count"] == 0
    offer.click()
    expect(graph.shown.locator(".penstock-tile")).to_have_count(2)
    expect(offer).to_be_hidden()
    assert graph.ask("get", f"/penstock/pools/{own}/slots?start=0&limit=9")["pool"]["count"] == 2
    assert same_picture(graph.run(), photographs[0])


def test_what_was_begun_before_an_undo_goes_on(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Undo makes nodes anew: a copy that is selected from the message afterwards is selected in the node of now."""
    graph.make("Cats", photographs[0])
    graph.choose("Cats")
    graph.act("Duplicate")
    select = graph.page.get_by_role("button", name="Select", exact=True)
    expect(select).to_be_visible()
    graph.editor.run("await app.loadGraphData(app.graph.serialize(), true, false);")
    select.click()
    expect(graph.picker).to_contain_text(graph.called("Cats") + " (2)")
    expect(graph.shown.locator(".penstock-tile")).to_have_count(1)
