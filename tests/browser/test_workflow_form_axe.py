"""Forms are checked by axe: in the dark and in the light, on a wide and a narrow screen, and in a sidebar."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .looks import LOOKS
from .test_accessibility import NO_REGIONS, faults
from .workflow_form_page import every_kind, show_form


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_forms_have_no_faults(server: Any, open_page: Callable[..., Any], scheme: str, width: int) -> None:
    """Every kind of field, changed and wrong ones, an open list, a search without result, the picker of pictures."""
    page = open_page(server.address, width=width, scheme=scheme)
    made, found = every_kind(), {}
    made["problems"] = ["Two nodes have the id 4."]
    form = show_form(
        page, made, {"3.seed": 7}, width="260px" if (scheme, width) == ("dark", 1400) else "100vw", showNode=True
    )
    form.get_by_role("button", name="Advanced").click()
    form.get_by_text("1 note about this workflow").click()
    form.get_by_role("spinbutton", name="Steps").fill("many")
    found["fields"] = faults(page, rules=NO_REGIONS)
    form.get_by_role("combobox", name="Sampler").click()
    expect(page.get_by_role("listbox")).to_be_visible()
    found["list"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Escape")
    form.get_by_role("button", name="1 changed").click()
    form.get_by_role("searchbox").fill("nowhere")
    found["empty"] = faults(page, rules=NO_REGIONS)
    form.get_by_role("button", name="1 changed").click()
    form.get_by_role("searchbox").fill("image")
    form.get_by_role("button", name="Choose Image").click()
    expect(page.get_by_role("dialog", name="Image")).to_be_visible()
    found["picker"] = faults(page, rules=NO_REGIONS)
    assert {state: some for state, some in found.items() if some} == {}
