"""The painter in ComfyUI's real frontend, in both renderers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .painter_page import DRAWN, Painter, Slot, open_painter, picture


@pytest.fixture
def pool(editor: Any, grid_of: Callable[[Any], Any], tmp_path: Path) -> Slot:
    """A pool node with one image; the slot is that image's."""
    node = editor.add("GridImagePool")
    editor.run("app.canvas.setDirty(true, true);")
    editor.grids()[0].upload([picture(tmp_path / "image.png", 300, 200)])
    return Slot(editor.server.address, editor.widget(node, "pool_id"))


def zoom_canvas(editor: Any, scale: float) -> None:
    """Show ComfyUI's canvas at this scale, with the node in sight."""
    editor.run(
        "app.canvas.ds.scale = argument; app.canvas.ds.offset = [-300, -60]; app.canvas.setDirty(true, true);", scale
    )
    editor.page.evaluate(DRAWN)


def paint(painter: Painter) -> None:
    """A soft stroke and a rectangle."""
    painter.brush(40, softness=50)
    painter.draw((60, 60), (150, 120), (230, 50))
    painter.pick("r")
    painter.draw((200, 120), (220, 130), (250, 170))


def test_every_canvas_zoom_gives_the_same_mask(editor: Any, pool: Slot) -> None:
    """With the canvas at 0.6, 1 and 1.7 the same gestures give byte for byte the same mask."""
    masks = []
    for scale in (0.6, 1, 1.7):
        zoom_canvas(editor, scale)
        painter = open_painter(editor.page)
        painter.zoom(100)
        if masks:
            painter.press("Delete")
        paint(painter)
        painter.save()
        masks.append(pool.mask)
    assert len(np.unique(masks[0])) > 50
    assert np.array_equal(masks[0], masks[1])
    assert np.array_equal(masks[0], masks[2])


def test_keys_stay_in_the_painter(editor: Any, pool: Slot) -> None:
    """Delete, undo, letters and the wheel in the painter change the mask, never the graph or the canvas."""
    seen = "return [app.graph.nodes.length, app.canvas.ds.scale, ...app.canvas.ds.offset];"
    editor.run("app.canvas.selectNode?.(app.graph.nodes[0]); app.graph.nodes[0].properties.touched = 1;")
    before = editor.run(seen)
    painter = open_painter(editor.page)
    painter.brush(20)
    painter.draw((60, 60))
    painter.draw((200, 60))
    painter.press("Delete", "Control+z", "Control+z", "w", "n", "m", "q")
    painter.page.mouse.wheel(0, -200)
    painter.page.evaluate(DRAWN)
    assert editor.run(seen) == before
    expect(painter.root).to_be_visible()
    painter.save()
    assert (pool.mask[60, 60], pool.mask[60, 200]) == (255, 0)


def test_the_other_editor_is_offered(editor: Any, pool: Slot) -> None:
    """A second button leads to ComfyUI's own mask editor, or says why it cannot."""
    painter = open_painter(editor.page)
    other = painter.root.locator(".penstock-painter-extra")
    expect(other).to_contain_text("ComfyUI")
    if other.is_disabled():
        assert other.get_attribute("title")
    painter.press("Escape")
    expect(painter.root).to_have_count(0)
