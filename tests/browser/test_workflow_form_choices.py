"""The form of a kept workflow follows its choices: another option's inputs come up, with what was entered for them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from penstock.adapters.testing.class_server import MADE, MAKER, class_server

from .standalone_page import ask
from .workflow_page import choose_values, field, presets, put_workflow

GOOD = {"1.model": "good", "1.model.size": "2K"}


@pytest.fixture
def knowing(start_server: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server that knows the classes of another one."""
    with class_server(MAKER) as url:
        monkeypatch.setenv("PENSTOCK_WORKFLOWS_SERVERS", url)
        yield start_server(tmp_path / "data")


def choose(page: Any, address: str, option: str) -> None:
    """Chooses an option of a parameter, and waits until the field has it."""
    page.locator(f"[data-address='{address}']").get_by_role("combobox").click()
    page.get_by_role("option", name=option, exact=True).click()


def test_another_choice_brings_its_inputs(knowing: Any, open_page: Callable[..., Any]) -> None:
    """They take values at once; what was typed, the focus and what was entered for the old choice are kept."""
    workflow = put_workflow(knowing, "makes", MADE)
    ask(knowing, "POST", f"/penstock/workflows/{workflow['id']}/presets", {"name": "large", "values": GOOD})
    page = open_page(f"{knowing.address}/#/workflows/{workflow['id']}")
    speed, size = field(page, "1.model.speed"), field(page, "1.model.size")
    speed.fill("3")
    speed.press("Enter")
    choose(page, "1.model", "good")
    page.locator("[data-address='1.prompt'] textarea").fill("a cat")
    expect(size).to_be_visible()
    expect(speed).to_have_count(0)
    expect(page.locator("[data-address='1.prompt'] textarea")).to_have_value("a cat")
    expect(page.locator("[data-address='1.prompt'] textarea")).to_be_focused()
    choose(page, "1.model.size", "2K")
    page.reload()
    expect(size).to_have_value("2K")
    choose(page, "1.model", "fast")
    expect(size).to_have_count(0)
    expect(speed).to_have_value("7")
    speed.fill("4")
    speed.press("Enter")
    choose(page, "1.model", "good")
    expect(size).to_have_value("2K")
    choose(page, "1.model", "fast")
    expect(speed).to_have_value("4")
    choose(page, "1.model", "good")
    expect(size).to_have_value("2K")
    choose(page, "1.model", "huge")
    expect(size).to_have_value("8K")
    choose_values(page, "large")
    expect(size).to_have_value("2K")
    expect(presets(page).get_by_role("status")).to_be_empty()
    choose(page, "1.model.size", "1K")
    expect(presets(page).get_by_role("status")).to_have_text("Edited")
