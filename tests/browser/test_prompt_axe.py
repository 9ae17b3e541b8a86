"""The pages and nodes of prompts have no faults that axe finds, dark and light, wide and narrow."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .prompt_graph import PromptGraph
from .prompt_page import document, put_collection
from .test_accessibility import NO_REGIONS, faults


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server with a collection of each version."""
    running = RunningServer(tmp_path_factory.mktemp("axe"))
    put_collection(running, "beach", document())
    put_collection(running, "old", {"girl_pos": "a girl", "custom": "mine"})
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_pages_have_no_faults(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """All collections, the menu of one, its prompts, a prompt's detail, its compositions, the notice of version 1."""
    page = open_page(f"{server.address}/#/prompts", width=width, scheme=scheme)
    expect(page.get_by_role("link", name="beach")).to_be_visible()
    found = {"collections": faults(page)}
    page.get_by_role("button", name="Menu of beach").click()
    found["menu"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="beach").click()
    page.get_by_text("a tall body").click()
    page.keyboard.press("Alt+Enter")
    found["detail"] = faults(page)
    page.get_by_role("tab", name="Compositions").click()
    expect(page.locator(".penstock-composed-text")).to_have_text("a friendly face soft light")
    found["compositions"] = faults(page)
    page.get_by_role("listitem", name="zoo").click()
    expect(page.get_by_text('There is no prompt "gone".')).to_be_visible()
    found["missing"] = faults(page)
    page.goto(f"{server.address}/#/prompts/old")
    expect(page.get_by_text("This collection is of version 1.")).to_be_visible()
    found["version 1"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}


def test_nodes_have_no_faults(editor: Any) -> None:
    """In ComfyUI's frontend: prompts and compositions in the node, and the composer with a missing prompt."""
    graph = PromptGraph(editor, "axe")
    put_collection(editor.server, "axe", document())
    _, composer = graph.pair(collection="axe")
    graph.set(composer, composition="zoo")
    expect(graph.chips).to_have_count(2)
    expect(graph.cell("light", "value")).to_have_text("soft light")
    ours = {"include": [[".penstock-prompt-node"]]}
    found = {"prompts": faults(graph.page, ours, NO_REGIONS)}
    graph.table.get_by_role("tab", name="Compositions").click()
    expect(graph.table.locator(".penstock-composed-text")).to_have_text("a friendly face soft light")
    found["compositions"] = faults(graph.page, ours, NO_REGIONS)
    assert {state: some for state, some in found.items() if some} == {}
