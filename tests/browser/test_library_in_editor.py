"""Dialogs, menus and toasts in ComfyUI's page: they are above everything, and ComfyUI hears nothing of them."""

from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .library_page import happened, open_dialog, prepare, run

# ComfyUI would delete the node, open a side bar, paste an image, queue, and undo.
KEYS = ["Delete", "Backspace", "w", "n", "m", "r", ".", "Control+Enter", "Control+a", "Control+z"]
OVER_ALL = """(selector) => {
  const root = document.querySelector(selector);
  const { left, top, right, bottom } = root.getBoundingClientRect();
  const points = [[left + 4, top + 4], [right - 4, bottom - 4], [(left + right) / 2, (top + bottom) / 2]];
  return points.every(([x, y]) => root.contains(document.elementFromPoint(x, y)));
}"""
PASTE = """() => {
  const transfer = new DataTransfer();
  transfer.items.add(new File(["x"], "x.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: transfer });
  document.activeElement.dispatchEvent(event);
}"""


@pytest.fixture
def page(editor: Any) -> Any:
    """The graph editor with one selected node, and what ComfyUI would do noted."""
    node = editor.add("EmptyImage")
    editor.run("app.canvas.selectNode(app.graph.getNodeById(argument));", node)
    prepare(editor.page, "/api")
    editor.run(
        "window.originalQueue ??= app.queuePrompt; app.queuePrompt = () => void happened.push('queued');"
        "for (const type of ['keydown', 'keyup', 'paste', 'wheel', 'pointerdown', 'click', 'drop']) {"
        "  const note = () => happened.push(type); document.addEventListener(type, note);"
        "  (window.notes ??= []).push([type, note]); }"
    )
    yield editor.page
    editor.run("app.queuePrompt = window.originalQueue;")
    editor.run("for (const [type, note] of window.notes.splice(0)) document.removeEventListener(type, note);")


def test_a_dialog_keeps_its_events(editor: Any, page: Any) -> None:
    """Keys, pastes, clicks and the wheel in a dialog reach nothing of ComfyUI: the node stays, nothing is queued."""
    open_dialog(page)
    root = page.get_by_role("dialog", name="Question")
    root.focus()
    for key in KEYS:
        page.keyboard.press(key)
    page.evaluate(PASTE)
    page.get_by_text("Question").click()
    page.mouse.wheel(0, 200)
    run(page, "await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));")
    expect(root).to_be_focused()
    assert happened(page) == []
    assert editor.nodes() == ["EmptyImage"]
    assert editor.run("return app.canvas.ds.scale;") == 1
    page.keyboard.press("Escape")
    expect(root).to_have_count(0)


def test_a_dialog_looks_like_one(page: Any) -> None:
    """ComfyUI's resets of margins, borders and fields do not reach a dialog: it stands in the middle, above all."""
    open_dialog(page, "{ actions: [{ label: 'Go', primary: true, run: () => {} }] }")
    root = page.get_by_role("dialog", name="Question")
    box = root.bounding_box()
    assert abs(box["x"] + box["width"] / 2 - 700) <= 1
    assert abs(box["y"] + box["height"] / 2 - 450) <= 1
    assert page.evaluate(OVER_ALL, "dialog.penstock-dialog") is True
    go = root.get_by_role("button", name="Go")
    expect(go).to_have_css("border-radius", "6px")
    expect(go).to_have_css("padding-left", "10px")
    assert go.bounding_box()["height"] >= 28
    page.keyboard.press("Escape")


def test_a_menu_keeps_its_events(editor: Any, page: Any) -> None:
    """A menu is above everything, at its full size whatever the canvas' zoom, and its keys are its own."""
    editor.run("app.canvas.ds.scale = 0.4;")
    run(page, "(await library('menu')).openMenu(host, { x: 30, y: 60 }, [{ label: 'Delete it', run: () => {} }]);")
    menu = page.get_by_role("menu")
    assert page.evaluate(OVER_ALL, ".penstock-menu") is True
    assert menu.bounding_box()["width"] >= 160
    for key in ["Delete", "w", "Control+Enter"]:
        page.keyboard.press(key)
    assert happened(page) == []
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    assert editor.nodes() == ["EmptyImage"]


def test_a_toast_is_above_everything(page: Any) -> None:
    """A toast can be seen and used above ComfyUI's own bars, and in a dialog."""
    show = "host.toasts.show({ message: 'Done', action: { label: 'Undo it', run: () => happened.push('undone') } });"
    run(page, show)
    assert page.evaluate(OVER_ALL, ".penstock-toast") is True
    open_dialog(page)
    page.get_by_role("button", name="Undo it").click()
    assert happened(page) == ["undone"]
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Question")).to_have_count(0)
