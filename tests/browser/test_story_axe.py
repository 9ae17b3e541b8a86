"""The pages and nodes of stories have no faults that axe finds, dark and light, wide and narrow."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .story_graph import StoryGraph
from .story_page import WAIT_MS, entry, open_board, put_scenes, put_story
from .test_accessibility import NO_REGIONS, faults


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with a story that lacks a scene and a prompt."""
    running = RunningServer(tmp_path_factory.mktemp("axe"))
    put_scenes(running)
    put_story(
        running, "tale", [entry("beach", 0, use_depth=True), entry("nowhere", 1), entry("town", 2, prompt_key="x")]
    )
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_pages_have_no_faults(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """All stories, a board, the menu of a card, its details, the dialog that asks for scenes."""
    board = open_board(open_page, server, "tale", width=width, scheme=scheme)
    page = board.page
    found = {"board": faults(page)}
    page.get_by_role("button", name="Menu of the scene beach").click()
    found["menu"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    board.card("beach").click()
    expect(board.detail.locator(".penstock-story-final").first).to_have_text("a hero at the beach", timeout=WAIT_MS)
    found["detail"] = faults(page)
    page.get_by_role("button", name="Add scenes…").first.click()
    page.get_by_role("dialog").get_by_role("button", name="cave", exact=True).click()
    found["chooser"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.goto(f"{server.address}/#/stories")
    expect(page.get_by_role("link", name="tale")).to_contain_text("1 scene missing", timeout=WAIT_MS)
    found["stories"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}


@pytest.mark.nightly
def test_nodes_have_no_faults(editor: Any) -> None:
    """In ComfyUI's frontend: a board in a node, the small scenes of a story, pickers."""
    put_scenes(editor.server)
    graph = StoryGraph(editor, put_story(editor.server, "axe"))
    graph.view()
    graph.add("StoryEdit", story_select="axe")
    expect(graph.board.card("beach")).to_contain_text("a hero at the beach", timeout=WAIT_MS)
    graph.expect_tiles(3)
    ours = {"include": [[".penstock-story-node"]]}
    found = {"cards": faults(graph.page, ours, NO_REGIONS)}
    graph.board.card("beach").click()
    expect(graph.board.detail.locator(".penstock-story-final").first).to_have_text("a hero at the beach")
    found["detail"] = faults(graph.page, ours, NO_REGIONS)
    assert {state: some for state, some in found.items() if some} == {}
