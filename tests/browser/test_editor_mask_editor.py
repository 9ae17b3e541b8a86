"""ComfyUI's own mask editor on a pool's masks: opened with what is painted, taken back, and nothing left behind."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

EDITOR = '[data-testid="mask-editor-root"], .maskEditor-dialog-root'
OPEN = """
    const grid = document.querySelector("penstock-pool-grid");
    window.edited = false;
    void grid.host.maskEditor.open(grid.pool, grid.pool.slotAt(0)).finally(() => (window.edited = true));
"""
PAINTABLE = f"""() => [...document.querySelectorAll('{EDITOR.replace("'", '"')}')].some((root) =>
    root.querySelector('.maskEditor_toolPanelIndicator')
    && [...root.querySelectorAll('canvas')].filter((canvas) => canvas.width === 600).length >= 3)"""
TRACES = """
    const node = (app.canvas.graph ?? app.graph).getNodeById(argument);
    const names = ["images", "imgs", "previewMediaType", "imageIndex", "hideOutputImages"];
    const own = names.filter((name) => Object.hasOwn(node, name) && node[name] !== undefined);
    const left = Object.keys(app.nodeOutputs ?? {}).filter((key) => key.split(":").at(-1) === argument);
    return [...own, ...left, app.constructor.clipspace_return_node ?? null];
"""


@pytest.fixture
def node(editor: Any) -> str:
    """A new node Image Pool (Grid)."""
    return str(editor.add("GridImagePool"))


@pytest.fixture
def grid(editor: Any, node: str, photographs: list[Path]) -> Iterator[Any]:
    """Its grid, with one photograph of 600 x 400 pixels."""
    grid = editor.grids()[0]
    grid.upload([photographs[1]])
    yield grid
    if editor.page.locator(EDITOR).count():
        editor.page.keyboard.press("Escape")


@pytest.fixture
def painted(editor: Any, grid: Any) -> np.ndarray:
    """The mask of that photograph: soft levels on its left half."""
    levels = np.zeros((400, 600), np.uint8)
    levels[:, :300] = np.linspace(0, 255, 300).astype(np.uint8)
    data = io.BytesIO()
    Image.fromarray(levels).save(data, "PNG")
    form = {"mask": {"name": "mask.png", "mimeType": "image/png", "buffer": data.getvalue()}}
    assert editor.page.request.put(f"{mask_address(editor, grid)}", multipart=form).ok
    editor.page.wait_for_function("() => !!document.querySelector('penstock-pool-grid').pool.slotAt(0)?.mask")
    return levels


def mask_address(editor: Any, grid: Any) -> str:
    """Where the mask of the first image is."""
    pool = grid.root.get_attribute("pool-id")
    return f"{editor.server.address}/penstock/pools/{pool}/slots/{grid.shows(0)}/mask"


def mask_of(editor: Any, grid: Any) -> np.ndarray:
    """The levels of the stored mask."""
    answer = editor.page.request.get(mask_address(editor, grid))
    assert answer.ok
    return np.asarray(Image.open(io.BytesIO(answer.body())))


def open_editor(editor: Any) -> Any:
    """Open the editor on the first image and wait until one can paint."""
    editor.run(OPEN)
    editor.page.wait_for_function(PAINTABLE)
    return editor.page.locator(EDITOR).first


def leftovers(editor: Any) -> list[str]:
    """Files of the editor and the bridge on the server."""
    data = editor.server.data
    found = [*data.rglob("clipspace-*"), *(data / "temp").rglob("penstock-mask-*")]
    return sorted(path.name for path in found)


def close(editor: Any, name: str) -> None:
    """Press one of the editor's two buttons and wait for its end."""
    editor.page.locator("button", has_text=re.compile(rf"^\s*{name}\s*$")).last.click()
    editor.page.wait_for_function("() => window.edited")


def test_the_mask_goes_through_the_editor_unchanged(editor: Any, node: str, grid: Any, painted: np.ndarray) -> None:
    """The editor opens with the mask that is there, and what it saves is that mask again."""
    open_editor(editor)
    with editor.page.expect_response(lambda answer: answer.url.endswith("/mask/from_editor")) as saved:
        close(editor, "Save")
    assert saved.value.ok
    assert np.abs(mask_of(editor, grid).astype(int) - painted).max() <= 1
    assert editor.run(TRACES, node) == [None]
    assert leftovers(editor) == []
    assert editor.nodes() == ["GridImagePool"]


def test_strokes_of_the_editor_are_added(editor: Any, grid: Any, painted: np.ndarray) -> None:
    """A stroke in the editor is in the mask, beside what was painted before."""
    root = open_editor(editor)
    box = root.bounding_box()
    x, y = box["x"] + box["width"] * 0.62, box["y"] + box["height"] * 0.5
    editor.page.mouse.move(x, y)
    editor.page.mouse.down()
    editor.page.mouse.move(x + 30, y + 12, steps=6)
    editor.page.mouse.up()
    close(editor, "Save")
    now = mask_of(editor, grid)
    assert now[:, 320:].max() > 100
    assert np.abs(now[:, :250].astype(int) - painted[:, :250]).mean() < 2


def test_cancelling_writes_nothing(editor: Any, node: str, grid: Any, painted: np.ndarray) -> None:
    """Cancel leaves mask, node and folders as they were."""
    open_editor(editor)
    close(editor, "Cancel")
    assert np.array_equal(mask_of(editor, grid), painted)
    assert editor.run(TRACES, node) == [None]
    assert leftovers(editor) == []


@pytest.mark.nightly
@pytest.mark.usefixtures("leave_no_subgraph", "painted")
def test_the_editor_works_inside_a_subgraph(editor: Any, node: str, grid: Any) -> None:
    """For a node in a subgraph that is open the mask goes through the editor as well."""
    before = mask_of(editor, grid)
    editor.run(
        "app.canvas.selectNode(app.graph.getNodeById(argument));"
        "await app.extensionManager.command.execute('Comfy.Graph.ConvertToSubgraph');"
        "const host = app.graph.nodes.find((one) => one.subgraph); app.canvas.openSubgraph(host.subgraph, host);",
        node,
    )
    inner = editor.grids()[0]
    inner.expect_count(1)
    open_editor(editor)
    close(editor, "Save")
    assert np.abs(mask_of(editor, inner).astype(int) - before).max() <= 1
    inside = editor.run("return app.canvas.graph.nodes.map((one) => String(one.id));")
    assert [editor.run(TRACES, one) for one in inside] == [[None]]
    assert leftovers(editor) == []


@pytest.mark.nightly
def test_our_painter_opens_where_the_editor_does_not(editor: Any, node: str, grid: Any) -> None:
    """An editor that does not appear within three seconds is said so, and our painter takes its place."""
    command = "app.extensionManager.command.commands.find((one) => one.id === 'Comfy.MaskEditor.OpenMaskEditor')"
    editor.run(f"const found = {command}; window.replaced = found.function; found.function = () => {{}};")
    editor.run(OPEN)
    expect(editor.page.get_by_text("did not open")).to_be_visible()
    painter = editor.page.locator("dialog[open]")
    expect(painter).to_be_visible()
    editor.run(f"({command}).function = window.replaced;")
    editor.page.keyboard.press("Escape")
    expect(painter).to_be_hidden()
    editor.page.wait_for_function("() => window.edited")
    assert editor.run(TRACES, node) == [None]
    assert leftovers(editor) == []


def test_a_dialog_of_ours_gives_way(editor: Any, grid: Any) -> None:
    """Opened from our painter, the editor is not covered by it; the painter is closed."""
    editor.run(
        """
        const grid = document.querySelector("penstock-pool-grid");
        const { paintMask } = await import("/penstock/web/pools/mask_painting.js");
        window.painting = paintMask(grid.host, grid.pool, grid.pool.slotAt(0));
        """
    )
    painter = editor.page.locator("dialog[open]")
    expect(painter).to_be_visible()
    open_editor(editor)
    expect(painter).to_have_count(0)
    close(editor, "Cancel")
    editor.run("await window.painting;")


def test_a_mask_that_changed_meanwhile_is_not_overwritten(editor: Any, grid: Any, painted: np.ndarray) -> None:
    """Where somebody painted while the editor was open, the user says whose mask it is; theirs is kept first."""
    open_editor(editor)
    data = io.BytesIO()
    Image.new("L", (600, 400), 77).save(data, "PNG")
    form = {"mask": {"name": "mask.png", "mimeType": "image/png", "buffer": data.getvalue()}}
    assert editor.page.request.put(mask_address(editor, grid), multipart=form).ok
    editor.page.locator("button", has_text=re.compile(r"^\s*Save\s*$")).last.click()
    theirs = editor.page.get_by_role("button", name="Keep theirs")
    expect(theirs).to_be_visible()
    assert (mask_of(editor, grid) == 77).all()
    theirs.click()
    editor.page.wait_for_function("() => window.edited")
    assert (mask_of(editor, grid) == 77).all()
    assert leftovers(editor) == []
