"""The node Pool Profile in ComfyUI's real frontend, in both of its renderers: choosing, and what a run gets."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .profile_graph import ProfileGraph, same_picture


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest) -> ProfileGraph:
    """A linked Pool Profile and grid."""
    graph = ProfileGraph(editor, name_of(request).removeprefix("test_"))
    graph.build()
    return graph


def test_a_new_node_has_no_profile(editor: Any) -> None:
    """A new node has no profile, also where a deleted one of the same number had: it is not its successor."""
    node = editor.add("PoolProfile")
    chosen = "app.graph.getNodeById(argument).widgets.find((one) => one.name === 'profile_id')"
    editor.run(f"{chosen}.value = 'gone'; app.graph.getNodeById(argument).onConfigure?.({{}});", node)
    editor.run("app.graph.clear();")
    again = editor.add("PoolProfile")
    assert editor.widget(again, "profile_id") == ""
    expect(editor.page.locator(".penstock-picker-name")).to_have_text("No profile")


def test_switching_is_live_and_runs_follow(graph: ProfileGraph, photographs: list[Path]) -> None:
    """The grid shows the chosen profile at once, and each run gets its pixels; without one, the own pool's."""
    one, other = graph.make("Cats", photographs[0]), graph.make("Drinks", photographs[1])
    own = graph.editor.widget(graph.grid, "pool_id")
    graph.put(own, photographs[2])
    for word, pool, picture in (("Cats", one, 0), ("Drinks", other, 1), ("No profile", own, 2), ("Cats", one, 0)):
        graph.choose(word)
        expect(graph.shown).to_have_attribute("pool-id", pool)
        expect(graph.shown.locator(".penstock-tile")).to_have_count(1)
        assert same_picture(graph.run(), photographs[picture])
    assert graph.editor.widget(graph.profile, "profile") == graph.called("Cats")
    assert graph.editor.widget(graph.grid, "pool_id") == own


def test_the_node_shows_picture_and_count(graph: ProfileGraph, photographs: list[Path]) -> None:
    """The node shows the first picture and the number of images of its profile, as they are now."""
    profile = graph.make("Cats", *photographs[:2])
    graph.choose("Cats")
    expect(graph.picker).to_contain_text("2 images")
    expect(graph.picker.locator("img")).to_have_js_property("complete", True)
    graph.put(profile, photographs[2])
    expect(graph.picker).to_contain_text("3 images")


def test_choosing_is_undone_with_the_graph(graph: ProfileGraph, photographs: list[Path]) -> None:
    """ComfyUI's undo takes the choice of a profile back, and redo chooses it again."""
    profile = graph.make("Cats", photographs[0])
    graph.editor.capture()
    graph.choose("Cats")
    expect(graph.shown).to_have_attribute("pool-id", profile)
    graph.editor.capture()
    tracker = "app.extensionManager.workflow.activeWorkflow.changeTracker"
    # Vue nodes note sizes of their own, which may be steps in between.
    graph.editor.run(
        f"const at = () => app.graph.nodes.find((node) => node.type === 'PoolProfile')?.widgets[1].value;"
        f"for (let step = 0; step < 4 && at(); step += 1) await {tracker}.undo();"
    )
    expect(graph.picker).to_contain_text("No profile")
    expect(graph.shown).not_to_have_attribute("pool-id", profile)
    graph.editor.run(f"for (let step = 0; step < 4; step += 1) await {tracker}.redo();")
    expect(graph.picker).to_contain_text(graph.called("Cats"))
    expect(graph.shown).to_have_attribute("pool-id", profile)


def test_two_grids_share_a_profile(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Both grids that are linked to one node switch at once, and what is added in one appears in the other."""
    second = graph.editor.add("GridImagePool", 420, 700)
    graph.editor.run(
        "const [from, to] = argument.map((id) => app.graph.getNodeById(id)); from.connect(0, to, 'profile');",
        [graph.profile, second],
    )
    profile = graph.make("Cats", photographs[0])
    graph.choose("Cats")
    assert set(graph.expect_truth().values()) == {profile}
    graph.put(profile, photographs[1])
    grids = graph.page.locator("penstock-pool-grid")
    for at in range(2):
        expect(grids.nth(at).locator(".penstock-tile")).to_have_count(2)


def test_a_saved_workflow_and_a_second_one(graph: ProfileGraph, photographs: list[Path]) -> None:
    """A workflow keeps id and name through saving and loading, and another workflow uses the same profile."""
    profile = graph.make("Cats", photographs[0])
    graph.choose("Cats")
    expect(graph.shown).to_have_attribute("pool-id", profile)
    saved = graph.editor.run("return app.graph.serialize();")
    values = [node["widgets_values"] for node in saved["nodes"] if node["type"] == "PoolProfile"]
    assert values == [[graph.called("Cats"), profile]]
    graph.editor.run("await app.loadGraphData(argument);", saved)
    expect(graph.shown).to_have_attribute("pool-id", profile)
    expect(graph.picker).to_contain_text(graph.called("Cats"))
    graph.editor.run("app.graph.clear();")
    graph.build()
    graph.choose("Cats")
    assert same_picture(graph.run(), photographs[0])


def test_the_keyboard_chooses_and_renames(graph: ProfileGraph, photographs: list[Path]) -> None:
    """Enter opens the list, typing searches, Enter chooses, F2 renames; the focus stays, and Delete does nothing."""
    profile = graph.make("Zebras", photographs[0])
    main = graph.picker.locator(".penstock-picker-main")
    main.focus()
    graph.page.keyboard.press("Enter")
    graph.page.keyboard.type(graph.called("Zebras"))
    graph.page.keyboard.press("Enter")
    expect(graph.shown).to_have_attribute("pool-id", profile)
    expect(main).to_be_focused()
    graph.page.keyboard.press("F2")
    graph.answer(graph.called("Horses"), "Rename")
    expect(graph.picker).to_contain_text(graph.called("Horses"))
    expect(main).to_be_focused()
    graph.page.keyboard.press("Delete")
    assert "PoolProfile" in graph.editor.nodes()
    assert profile in [one["id"] for one in graph.registry]
