"""What ComfyUI does with nodes in the course of a day: undo, another renderer, subgraphs, scrolling, muting."""

from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect


@pytest.fixture
def node(editor: Any) -> str:
    """A new node Image Pool (Grid)."""
    return str(editor.add("GridImagePool"))


@pytest.fixture
def grid(editor: Any, node: str, photographs: list[Path]) -> Any:
    """Its grid, with nine photographs: more than fit."""
    grid = editor.grids()[0]
    grid.upload(photographs * 3)
    return grid


def test_undo_of_the_graph_keeps_the_grid(editor: Any, node: str, grid: Any) -> None:
    """Undo makes every node anew: the grid shows the same pool, and still takes changes and events."""
    pool = editor.widget(node, "pool_id")
    editor.capture()
    editor.add("PreviewImage", x=900)
    editor.capture()
    editor.undo_to("GridImagePool")
    assert editor.nodes() == ["GridImagePool"]
    again = editor.grids()[0]
    expect(again.root).to_have_attribute("pool-id", pool)
    again.expect_count(9)
    again.tiles.nth(1).click()
    expect(again.tiles.nth(1)).to_have_attribute("aria-pressed", "true")


def test_renderer_can_be_switched(editor: Any, node: str, grid: Any) -> None:
    """Switching the renderer with the node open keeps images and selection, and nothing is read twice at once."""
    name = "Comfy.VueNodes.Enabled"
    before = editor.run("return app.extensionManager.setting.get(argument);", name)
    grid.tiles.nth(1).click()
    for value in (not before, before):
        editor.run("await app.extensionManager.setting.set(argument[0], argument[1]);", [name, value])
        found = editor.grids()[0]
        found.expect_count(9)
        expect(found.tiles.nth(1)).to_have_attribute("aria-pressed", "true")
        assert found.root.bounding_box()["height"] >= 240


def test_wheel_zooms_until_the_grid_has_the_focus(editor: Any, node: str, grid: Any) -> None:
    """Over a grid without the focus the wheel zooms the canvas; after a click inside it scrolls the images."""
    scroller = grid.root.locator(".penstock-scroller")
    box = scroller.bounding_box()
    editor.run("document.activeElement?.blur(); app.canvas.deselectAll?.();")
    editor.page.mouse.move(box["x"] + 40, box["y"] + 40)
    editor.page.mouse.wheel(0, 100)
    editor.page.wait_for_function("() => app.canvas.ds.scale < 1")
    editor.run("app.canvas.ds.scale = 1; app.canvas.ds.offset = [0, 0]; app.canvas.setDirty(true, true);")
    editor.page.wait_for_function(
        "(x) => Math.abs(document.querySelector('.penstock-scroller').getBoundingClientRect().x - x) < 1", arg=box["x"]
    )
    grid.tiles.nth(0).click()
    editor.page.mouse.move(box["x"] + 40, box["y"] + 40)
    editor.page.mouse.wheel(0, 100)
    editor.page.wait_for_function("() => document.querySelector('.penstock-scroller').scrollTop > 50")
    assert editor.run("return app.canvas.ds.scale;") == 1


@pytest.mark.usefixtures("leave_no_subgraph")
def test_node_works_inside_a_subgraph(editor: Any, node: str, grid: Any) -> None:
    """In a subgraph the node keeps its pool, and a run is sent the pool's id and nothing of the grid."""
    pool = editor.widget(node, "pool_id")
    editor.run(
        "app.canvas.selectNode(app.graph.getNodeById(argument));"
        "await app.extensionManager.command.execute('Comfy.Graph.ConvertToSubgraph');",
        node,
    )
    editor.run(
        "const host = app.graph.nodes.find((one) => one.subgraph); app.canvas.openSubgraph(host.subgraph, host);"
    )
    inner = editor.grids()[0]
    expect(inner.root).to_have_attribute("pool-id", pool)
    inner.expect_count(9)
    prompt = editor.run("return (await app.graphToPrompt()).output;")
    assert [one["inputs"] for one in prompt.values()] == [{"index": -1, "pool_id": pool}]


def test_missing_profile_is_named(editor: Any, node: str, grid: Any) -> None:
    """A linked profile whose pool is gone is an error with its name, not an empty pool; muted, it does not count."""
    own = editor.widget(node, "pool_id")
    profile = editor.add("PoolProfile", x=60)
    editor.run(
        """
        const [profile, node] = argument.map((id) => app.graph.getNodeById(id));
        profile.widgets.find((one) => one.name === "profile_id").value = "gone-for-good";
        profile.connect(0, node, "profile");
        """,
        [profile, node],
    )
    expect(grid.root).to_contain_text("The linked profile was deleted")
    expect(grid.root.get_by_text("Restore “gone-for-good”, choose another profile")).to_be_visible()
    expect(grid.root.get_by_text("Shows the linked profile")).to_be_hidden()
    expect(grid.root.get_by_role("button", name="Add images")).to_be_disabled()
    mute = "app.graph.getNodeById(argument).mode = 2;"
    editor.run(mute + "window.comfyAPI.api.api.dispatchCustomEvent('graphChanged');", profile)
    expect(grid.root).to_have_attribute("pool-id", own)
    grid.expect_count(9)


def test_ctrl_enter_in_the_grid_queues(editor: Any, node: str, grid: Any) -> None:
    """Keys with Ctrl reach ComfyUI: Ctrl+Enter in the grid queues the graph."""
    saver = editor.add("PreviewImage", x=900)
    link = "const [pool, save] = argument.map((id) => app.graph.getNodeById(id)); pool.connect(0, save, 0);"
    editor.run(link, [node, saver])
    grid.tiles.nth(0).focus()
    with editor.page.expect_response(lambda answer: answer.url.endswith("/prompt") and answer.ok):
        editor.page.keyboard.press("Control+Enter")


def test_menu_leads_to_the_page(editor: Any) -> None:
    """Beside the standalone server's graph editor, a command opens Penstock's own page."""
    with editor.page.context.expect_page() as opened:
        editor.run("await app.extensionManager.command.execute('Penstock.OpenPools');")
    page = opened.value
    expect(page.get_by_role("heading", name="Pools")).to_be_visible()
    expect(page.get_by_role("link", name="Graph", exact=True)).to_be_visible()
    page.close()


def test_first_workflow_can_run(editor: Any, chromium: Any) -> None:
    """Who opens the graph editor for the first time finds a pool and only nodes that this server has."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(editor.server.address)
    page.wait_for_function(
        "() => window.app?.graph?.nodes?.some((node) => node.type === 'GridImagePool')", timeout=60_000
    )
    unknown = "app.graph.nodes.filter((node) => !LiteGraph.registered_node_types[node.type]).map((node) => node.type)"
    assert page.evaluate(unknown) == []
    context.close()
