"""The pages of scenes have no faults that axe finds, dark and light, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .naming import of_try
from .scene_graph import SceneGraph
from .scene_page import BLUE, LORAS, RED, card, give, put_scene, tile
from .test_accessibility import NO_REGIONS, faults


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_pages_have_no_faults(
    server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest, scheme: str, width: int
) -> None:
    """All scenes, the menu of one, its editor with a message, a picture looked at, a scene that is not there."""
    pictures = {"base": RED, "girl_mask_bkgd": (0, 0, 0, 90)}
    name = put_scene(server, of_try(request, f"axe {scheme}"), pictures=pictures, lora_stack=LORAS)
    page = open_page(f"{server.address}/#/scenes", width=width, scheme=scheme)
    expect(card(page, name)).to_be_visible()
    found = {"scenes": faults(page)}
    page.get_by_role("button", name=f"Menu of the scene {name}").click()
    found["menu"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    card(page, name).click()
    expect(page.get_by_role("rowheader", name="positive")).to_be_visible()
    give(page, "[data-picture=depth]", BLUE)
    expect(tile(page, "depth").locator("img")).to_be_visible()
    page.get_by_label("Description").fill("windy")
    expect(page.get_by_text("Unsaved changes (1)")).to_be_visible()
    found["editor"] = faults(page)
    tile(page, "base").click()
    expect(page.locator(".penstock-scene-view strong")).to_contain_text("base")
    found["view"] = faults(page)
    page.keyboard.press("Escape")
    page.goto(f"{server.address}/#/scenes/no such scene")
    expect(page.get_by_text("There is no scene no such scene")).to_be_visible()
    found["missing"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}


def test_nodes_have_no_faults(editor: Any) -> None:
    """In ComfyUI's frontend: a scene and its pictures in a node, a prompt that is gone, the editor in its dialog."""
    graph = SceneGraph(editor, "axe")
    name = put_scene(editor.server, "axe", pictures={"base": RED, "depth": BLUE}, lora_stack=LORAS)
    graph.add("SceneSelect", selected_scene=name, mask_name="", prompt_name="gone", seed=1)
    expect(graph.part().locator("li[data-picture=depth] img")).to_be_visible()
    expect(graph.part()).to_contain_text("There is no “gone” any more")
    found = {"node": faults(graph.page, ".penstock-scene-node", rules=NO_REGIONS)}
    dialog = graph.open_editor()
    expect(dialog.get_by_role("rowheader", name="positive")).to_be_visible()
    found["dialog"] = faults(graph.page, ".penstock-dialog", rules=NO_REGIONS)
    graph.page.keyboard.press("Escape")
    assert {state: some for state, some in found.items() if some} == {}
