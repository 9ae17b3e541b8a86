"""The pages of workflows have no faults that axe finds, dark and light, wide and narrow."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .naming import of_try
from .test_accessibility import NO_REGIONS, faults
from .workflow_page import PAINTING, card, change, changed, drop, field, picture_with, presets, put_workflow

_FITS = "() => document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1400), ("light", 390)])
@pytest.mark.one_look
def test_pages_of_workflows_have_no_faults(
    server: Any, open_page: Callable[..., Any], request: pytest.FixtureRequest, scheme: str, width: int
) -> None:
    """All workflows, the menu of one, a summary, a form with missing nodes and presets, two versions, none.

    Nothing is wider than the screen.
    """
    name = of_try(request, f"axe {scheme}")
    workflow = put_workflow(server, name, PAINTING)
    change(server, workflow, tags=["one", "two"], description="words")
    put_workflow(server, name, changed(PAINTING, n6_text="a grey fox in the snow at dawn"), into=workflow["id"])
    page = open_page(f"{server.address}/#/workflows", width=width, scheme=scheme)
    expect(card(page, name)).to_be_visible()
    found = {"workflows": faults(page)}
    assert page.evaluate(_FITS)
    page.get_by_role("button", name=f"Menu of {name}", exact=True).click()
    found["menu"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    drop(page, ".penstock-workflows-page", (f"{name} picture.png", picture_with(PAINTING)), ("bad.json", b"{"))
    expect(page.get_by_role("dialog")).to_be_visible()
    found["summary"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    card(page, name).click()
    field(page, "6.text").fill("a white fox")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")
    found["form"] = faults(page)
    assert page.evaluate(_FITS)
    presets(page).get_by_role("button", name="Menu of presets").click()
    found["presets"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    page.goto(f"{server.address}/#/workflows/{workflow['id']}/compare?a=1&b=2")
    expect(page.get_by_text("1 parameter differs")).to_be_visible()
    found["compare"] = faults(page)
    assert page.evaluate(_FITS)
    page.goto(f"{server.address}/#/workflows/nobody")
    expect(page.get_by_text("There is no such workflow")).to_be_visible()
    found["gone"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}
