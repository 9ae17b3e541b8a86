"""The parts of profiles are checked by axe, in the dark and in the light, on a wide and on a narrow screen."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
from playwright.sync_api import expect

from .library_page import run
from .looks import LOOKS
from .naming import of_try
from .profile_parts_page import make_profile, prepare
from .test_accessibility import NO_REGIONS, faults

BY_ARROWS = "scrollable-region-focusable"
"""A list that scrolls is gone through with the arrows, from the field above it."""

SHOW_WORK = """
const { ProgressToast } = await import("/penstock/web/library/progress_toast.js");
const [known, unknown] = [new ProgressToast(host, "Exporting Cats"), new ProgressToast(host, "Importing birds.zip")];
known.update(34, 100);
unknown.update(0, 0, "Waiting for other work");
host.toasts.show({ message: "Importing birds.zip: failed", hint: "The zip file is cut short.", severity: "error" });
"""


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.one_look
def test_parts_have_no_faults(
    server: Any,
    open_page: Callable[..., Any],
    photographs: Any,
    request: pytest.FixtureRequest,
    scheme: str,
    width: int,
) -> None:
    """The list, a search without result, the dialog with a report, and messages about work."""
    name = of_try(request, f"Cats {scheme} {width}")
    make_profile(server, name, photographs)
    page = open_page(server.address, width=width, scheme=scheme)
    found = {}
    anchor = prepare(page)
    anchor.click()
    expect(page.get_by_role("option", name=name).locator("img")).to_have_count(3)
    found["list"] = [fault for fault in faults(page, rules=NO_REGIONS) if not fault.startswith(BY_ARROWS)]
    page.get_by_role("combobox").fill("nobody")
    found["no result"] = faults(page, rules=NO_REGIONS)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="Name").fill(name.lower())
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Use “{name.lower()} (2)”")).to_be_visible()
    found["name"] = faults(page)
    page.keyboard.press("Escape")
    run(page, SHOW_WORK)
    expect(page.get_by_role("progressbar")).to_have_count(2)
    found["work"] = faults(page)
    assert {state: some for state, some in found.items() if some} == {}
