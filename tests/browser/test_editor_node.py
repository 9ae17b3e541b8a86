"""The pool nodes in ComfyUI's real frontend, in both of its renderers."""

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
    """Its grid, with three photographs."""
    grid = editor.grids()[0]
    grid.upload(photographs)
    return grid


def test_new_node_has_a_grid_and_a_pool(editor: Any, node: str) -> None:
    """A new node shows an empty grid, mints a pool id of its own, and hides the widget that keeps it."""
    grid = editor.grids()[0]
    expect(grid.root).to_contain_text("No images yet")
    pool = editor.widget(node, "pool_id")
    assert pool
    assert grid.root.get_attribute("pool-id") == pool
    hidden = "const w = app.graph.getNodeById(argument).widgets.find((one) => one.name === 'pool_id');"
    assert editor.run(f"{hidden} return w.hidden && w.options.hidden;", node) is True
    assert editor.page.get_by_text("pool_id").count() == 0


def test_new_node_asks_for_nothing(editor: Any) -> None:
    """The pool of a new node is known to be empty: no request is made that could only fail."""
    asked: list[str] = []
    editor.page.on("request", lambda request: asked.append(request.url))
    editor.add("GridImagePool")
    expect(editor.grids()[0].root).to_contain_text("No images yet")
    assert [url for url in asked if "/penstock/pools/" in url] == []


def test_grid_fits_into_the_node(editor: Any, node: str) -> None:
    """The grid lies inside its node and fills what the node gives it, also after its corner was dragged."""
    root = editor.grids()[0].root
    before = root.bounding_box()
    assert before["height"] >= 240
    corner = editor.run(
        "const { pos, size } = app.graph.getNodeById(argument);"
        "return app.canvasPosToClientPos([pos[0] + size[0] - 3, pos[1] + size[1] - 3]);",
        node,
    )
    mouse = editor.page.mouse
    mouse.move(*corner)
    mouse.down()
    mouse.move(corner[0] + 60, corner[1] + 60)
    mouse.move(corner[0] + 120, corner[1] + 150)
    mouse.up()
    taller = "(height) => document.querySelector('penstock-pool-grid').offsetHeight > height + 100"
    editor.page.wait_for_function(taller, arg=before["height"])
    assert root.bounding_box()["width"] > before["width"] + 80


def test_upload_select_label_remove(editor: Any, grid: Any) -> None:
    """In the node images are added, selected, labelled and removed with undo."""
    grid.tiles.nth(2).click()
    expect(grid.tiles.nth(2)).to_have_attribute("aria-pressed", "true")
    grid.label(0, "in the node")
    expect(grid.labels.nth(0)).to_have_value("in the node")
    grid.remove(1)
    grid.expect_count(2)
    editor.page.get_by_role("button", name="Undo", exact=True).click()
    grid.expect_count(3)


def test_delete_key_spares_the_node(editor: Any, grid: Any) -> None:
    """Delete in the grid removes the image, in a label a letter; the node stays, and other keys start nothing."""
    panels = editor.page.locator(".side-bar-panel").count()
    grid.tiles.nth(1).click()
    editor.page.keyboard.press("Delete")
    grid.expect_count(2)
    grid.labels.nth(0).fill("ab")
    grid.labels.nth(0).press("Backspace")
    grid.labels.nth(0).press("Enter")
    editor.page.keyboard.press("Delete")
    grid.expect_count(1)
    editor.page.keyboard.press("w")
    assert editor.nodes() == ["GridImagePool"]
    assert editor.page.locator(".side-bar-panel").count() == panels


def test_paste_adds_to_the_selected_node(editor: Any, node: str, grid: Any) -> None:
    """An image that is pasted while the node is selected goes into its pool and makes no node."""
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    editor.run(
        """
        const canvas = Object.assign(document.createElement("canvas"), { width: 20, height: 20 });
        canvas.getContext("2d").fillRect(0, 0, 20, 20);
        const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], "image.png", { type: "image/png" }));
        const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer });
        document.body.dispatchEvent(event);
        """
    )
    grid.expect_count(4)
    assert editor.nodes() == ["GridImagePool"]


def test_saved_workflow_brings_its_pool_back(editor: Any, node: str, grid: Any) -> None:
    """A workflow that is saved and loaded (as undo, reload and a tab switch do) shows the same pool."""
    pool = editor.widget(node, "pool_id")
    saved = editor.run("return app.graph.serialize();")
    saved_node = saved["nodes"][0]
    assert pool in saved_node["widgets_values"]
    assert len(saved_node["widgets_values"]) == 2
    editor.run("await app.loadGraphData(argument);", saved)
    editor.page.wait_for_function("(pool) => document.querySelector(`penstock-pool-grid[pool-id='${pool}']`)", arg=pool)
    again = editor.grids()[0]
    again.expect_count(3)


def test_copied_node_shares_and_detaches(editor: Any, node: str, grid: Any) -> None:
    """A copied node shares the pool, both say so, and either can get a copy of its own."""
    editor.run(
        """
        const original = app.graph.getNodeById(argument);
        const copy = original.clone(); copy.pos = [original.pos[0] + 420, original.pos[1]]; app.graph.add(copy);
        """,
        node,
    )
    editor.page.wait_for_function("() => document.querySelectorAll('.penstock-notice:not([hidden])').length === 2")
    copy = editor.grids()[1]
    copy.expect_count(3)
    shared = copy.root.get_attribute("pool-id")
    copy.root.get_by_role("button", name="Make a copy").click()
    editor.page.wait_for_function("() => document.querySelectorAll('.penstock-notice:not([hidden])').length === 0")
    assert copy.root.get_attribute("pool-id") != shared
    copy.expect_count(3)
    copy.remove(0)
    copy.expect_count(2)
    grid.expect_count(3)


def test_menu_offers_detach(editor: Any, node: str, grid: Any) -> None:
    """The node's menu gives it an empty pool of its own."""
    before = editor.widget(node, "pool_id")
    found = editor.run(
        """
        const node = app.graph.getNodeById(argument);
        const items = app.extensions.flatMap((one) => one.getNodeMenuItems?.(node) ?? []);
        const item = items.find((one) => one?.content.includes("start empty"));
        item?.callback();
        return !!item;
        """,
        node,
    )
    assert found
    expect(grid.root).to_contain_text("No images yet")
    assert editor.widget(node, "pool_id") != before


def test_run_uses_the_selected_image(editor: Any, node: str, grid: Any) -> None:
    """A run of the graph saves the selected image, and after another click the other one."""
    saver = editor.add("SaveImage", x=860)
    link = "const [pool, save] = argument.map((id) => app.graph.getNodeById(id)); pool.connect(0, save, 0);"
    editor.run(link, [node, saver])
    sizes = []
    for position in (1, 2):
        with editor.page.expect_response(lambda answer: answer.request.method == "PUT" and answer.ok):
            grid.tiles.nth(position).click()
        sizes.append(_run(editor))
    assert sizes == [[600, 400], [640, 427]]


def _run(editor: Any) -> list[int]:
    """Queue the graph as the Run button does; the size of the image that it saves."""
    output = editor.run(
        """
        const { api } = window.comfyAPI.api;
        const done = new Promise((resolve, reject) => {
          api.addEventListener("executed", ({ detail }) => resolve(detail.output.images[0]), { once: true });
          const failed = ({ detail }) => reject(new Error(JSON.stringify(detail)));
          api.addEventListener("execution_error", failed, { once: true });
        });
        await app.extensionManager.command.execute("Comfy.QueuePrompt");
        const image = await done;
        const query = new URLSearchParams({ subfolder: "", ...image });
        const url = api.apiURL(`/view?${query}`);
        const bitmap = await createImageBitmap(await (await fetch(url)).blob());
        return [bitmap.width, bitmap.height];
        """
    )
    return list(output)


def test_plugin_switch_is_the_servers(editor: Any) -> None:
    """The settings show each plugin's switch as the server has it, and a change reaches the server."""
    about = f"{editor.server.address}/penstock/plugins"

    def wanted() -> bool:
        plugins = editor.page.request.get(about).json()["plugins"]
        return bool(next(one for one in plugins if one["name"] == "profiles")["wanted"])

    name = "Penstock.Plugins.profiles"
    assert editor.run("return app.extensionManager.setting.get(argument);", name) is True
    for value in (False, True):
        with editor.page.expect_response(lambda answer: "/penstock/plugins/profiles/" in answer.url and answer.ok):
            editor.run("await app.extensionManager.setting.set(argument[0], argument[1]);", [name, value])
        assert wanted() is value
