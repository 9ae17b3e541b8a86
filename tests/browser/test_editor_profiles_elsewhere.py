"""Profiles that are renamed, deleted and restored elsewhere, while workflows that use them are open."""

import re
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .naming import name_of
from .profile_graph import ProfileGraph

pytestmark = pytest.mark.one_renderer

STATE = """
    const workflow = app.extensionManager.workflow.activeWorkflow;
    const { changeTracker } = workflow;
    (changeTracker.captureCanvasState ?? changeTracker.checkState).call(changeTracker);
    return [workflow.isModified, changeTracker.undoQueue.length];
"""
# Vue nodes of older frontends note sizes of their own whenever a workflow is shown: only values count.
CHANGED_VALUES = """
    const { initialState, activeState } = app.extensionManager.workflow.activeWorkflow.changeTracker;
    const seen = ({ nodes }) => JSON.stringify(nodes.map(({ id, type, widgets_values }) => [id, type, widgets_values]));
    return seen(initialState) !== seen(activeState);
"""
# What a workflow is compared with, and whether it is changed, as after it was saved.
AS_SAVED = """
    const workflow = app.extensionManager.workflow.activeWorkflow;
    const { changeTracker } = workflow;
    await changeTracker.squashState?.();
    (changeTracker.captureCanvasState ?? changeTracker.checkState).call(changeTracker);
    changeTracker.reset();
    workflow.isModified = false;
"""
NEXT_TAB = """
    await app.extensionManager.command.execute("Comfy.NewBlankWorkflow");
"""
FIRST_TAB = """
    const store = app.extensionManager.workflow;
    const first = store.openWorkflows.find((one) => one.path === argument);
    await app.loadGraphData(first.activeState, true, true, first);
"""


@pytest.fixture
def graph(editor: Any, request: pytest.FixtureRequest, photographs: list[Path]) -> ProfileGraph:
    """A grid with the profile "Cats", in a workflow without unsaved changes."""
    graph = ProfileGraph(editor, name_of(request).removeprefix("test_"))
    graph.build()
    graph.made.append(graph.make("Cats", photographs[0]))
    graph.choose("Cats")
    expect(graph.shown.locator(".penstock-tile")).to_have_count(1)
    editor.capture()
    editor.run(AS_SAVED)
    return graph


def rename(graph: ProfileGraph, word: str) -> None:
    """Rename the profile as another page does."""
    graph.ask("patch", f"/penstock/profiles/{graph.made[0]}", data={"name": graph.called(word)})


def test_a_rename_elsewhere_is_followed_and_changes_nothing(graph: ProfileGraph) -> None:
    """Node, grid and the saved name follow a rename; the workflow is not marked as changed, nothing is to be undone."""
    before = graph.editor.run(STATE)
    assert before[0] is False
    rename(graph, "Lions")
    expect(graph.picker).to_contain_text(graph.called("Lions"))
    expect(graph.shown).to_contain_text(graph.called("Lions"))
    assert graph.editor.widget(graph.profile, "profile") == graph.called("Lions")
    assert graph.editor.widget(graph.profile, "profile_id") == graph.made[0]
    assert graph.editor.run(STATE) == before


def test_a_rename_while_another_tab_is_shown(graph: ProfileGraph) -> None:
    """A workflow in a tab behind follows too, and is not changed either when it is shown again."""
    path = graph.editor.run("return app.extensionManager.workflow.activeWorkflow.path;")
    graph.editor.run(NEXT_TAB)
    rename(graph, "Tigers")
    graph.page.wait_for_function(
        "(name) => JSON.stringify(app.extensionManager.workflow.openWorkflows.map((one) =>"
        " one.changeTracker?.activeState?.nodes ?? [])).includes(name)",
        arg=graph.called("Tigers"),
    )
    graph.editor.run(FIRST_TAB, path)
    expect(graph.picker).to_contain_text(graph.called("Tigers"))
    graph.capture()
    assert graph.editor.run(CHANGED_VALUES) is False


def test_an_old_name_in_a_file_is_only_a_name(graph: ProfileGraph) -> None:
    """A workflow that was saved under the old name, or with another profile's name, uses the profile of its id."""
    saved = graph.editor.run("return app.graph.serialize();")
    graph.make("Dogs")
    rename(graph, "Lynxes")
    for node in saved["nodes"]:
        if node["type"] == "PoolProfile":
            node["widgets_values"][0] = graph.called("Dogs")
    graph.editor.run("await app.loadGraphData(argument);", saved)
    expect(graph.picker).to_contain_text(graph.called("Lynxes"))
    expect(graph.shown).to_have_attribute("pool-id", graph.made[0])


def test_a_delete_elsewhere_is_told_and_its_end_too(graph: ProfileGraph) -> None:
    """A profile that was deleted elsewhere is said to be, in node and grid, and both show it again when it is back."""
    trash = graph.ask("delete", f"/penstock/profiles/{graph.made[0]}")["trash"]
    expect(graph.picker).to_contain_text(f"{graph.called('Cats')} (deleted)")
    expect(graph.shown).to_contain_text("The linked profile was deleted")
    assert graph.editor.widget(graph.profile, "profile_id") == graph.made[0]
    graph.ask("post", f"/penstock/profile_trash/{trash}/restore")
    expect(graph.picker).to_contain_text("1 image")
    expect(graph.shown.locator(".penstock-tile")).to_have_count(1)
    assert graph.editor.run(STATE)[0] is False


def test_a_profile_without_its_pool(graph: ProfileGraph) -> None:
    """A profile whose folder was taken away by hand stays chosen and is said to have no images."""
    folder = graph.editor.server.data / "input/grid_pool" / graph.made[0]
    folder.rename(graph.editor.server.data / f"away-{graph.made[0]}")
    graph.editor.run("window.comfyAPI.api.api.dispatchEvent(new CustomEvent('reconnected'));")
    expect(graph.picker).to_contain_text("Its images are gone")
    assert graph.editor.widget(graph.profile, "profile_id") == graph.made[0]


def test_a_pool_without_a_name(graph: ProfileGraph, photographs: list[Path]) -> None:
    """A pool that is no profile is used by runs and is not called deleted; it can be given a name."""
    pool = re.sub(r"\W+", "-", f"loose {graph.name}").strip("-")
    graph.put(pool, photographs[0])
    saved = graph.editor.run("return app.graph.serialize();")
    for node in saved["nodes"]:
        if node["type"] == "PoolProfile":
            node["widgets_values"] = ["Faces", pool]
    graph.editor.run("await app.loadGraphData(argument);", saved)
    expect(graph.picker).to_contain_text("1 image")
    expect(graph.picker).not_to_contain_text("deleted")
    expect(graph.shown).to_have_attribute("pool-id", pool)
    graph.act("Name this pool…")
    graph.answer(graph.called("Faces"), "Save")
    expect(graph.picker).to_contain_text(graph.called("Faces"))
    assert pool in [one["id"] for one in graph.registry]
