"""The pages and nodes of libbers are checked by axe, in the dark and in the light, on a wide and on a narrow screen."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .libber_graph import LibberGraph
from .libber_page import edit_cell, line, make_libber, snippet
from .looks import LOOKS
from .naming import name_of, of_try
from .standalone_page import ask
from .test_accessibility import NO_REGIONS, faults

BY_ARROWS = "scrollable-region-focusable"
"""A list that scrolls is gone through with the arrows, from the field above it."""

LIBS = {
    "animal": "a %size% cat",
    "size": "tiny",
    "a": "%b%",
    "b": "%a%",
    "none": "",
    **{f"key_{at}": "" for at in range(12)},
}


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_the_pages_have_no_faults(
    server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest, scheme: str, width: int
) -> None:
    """The list with its trash and the dialog for a name; a library with changes, a detail, a text with problems."""
    name = make_libber(server, of_try(request, f"axe {scheme} {width}"), LIBS)
    gone = make_libber(server, of_try(request, f"gone {scheme} {width}"))
    ask(server, "DELETE", f"/penstock/libbers/{quote(gone)}")
    page = open_page(f"{server.address}/#/libbers", width=width, scheme=scheme)
    expect(line(page, name)).to_be_visible()
    page.locator("summary").click()
    found = {"list": faults(page)}
    page.keyboard.press("Escape")
    page.get_by_role("button", name="New libber").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["dialog"] = faults(page)
    page.keyboard.press("Escape")
    line(page, name).get_by_role("link").click()
    edit_cell(page, "size", "tiny", "huge")
    snippet(page, "animal").locator("[data-column=key]").click()
    page.keyboard.press("Alt+Enter")
    page.get_by_role("textbox", name="Text with references").fill("%animal% %nothing% %a% %*%")
    expect(page.locator("aside .penstock-result-problems")).to_contain_text("%nothing%")
    found["page"] = faults(page)
    page.get_by_role("textbox", name="Text with references").press("End")
    page.keyboard.type("%k")
    expect(page.get_by_role("option").first).to_be_visible()
    found["keys"] = [fault for fault in faults(page, rules=NO_REGIONS) if not fault.startswith(BY_ARROWS)]
    assert {state: some for state, some in found.items() if some} == {}


@pytest.mark.nightly
def test_the_nodes_have_no_faults(editor: Any, request: pytest.FixtureRequest) -> None:
    """In ComfyUI's page, both nodes with changes and problems."""
    graph = LibberGraph(editor, name_of(request).removeprefix("test_").replace("[", " ").replace("]", ""))
    name = graph.make("Animals", LIBS)
    graph.add("LibberManager", 60, libber_name=name)
    graph.add("LibberApply", 620, libber_name=name, text="%animal% %nothing% %a%")
    edit_cell(graph.table, "size", "tiny", "huge")
    expect(graph.problems).to_contain_text("%nothing%")
    context = {"include": [["penstock-libber-editor"], ["penstock-libber-apply"]]}
    assert faults(graph.page, context, NO_REGIONS) == []
