"""Saving where the file is another one by now: what is decided was shown, and a file that is gone is asked about."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .draft_page import make_libber, saved, show_draft, type_into
from .standalone_page import ask


def _path(server: Any, name: str) -> Path:
    return next(Path(server.data).rglob(f"libbers/{name}.json"))


def _write(server: Any, name: str, hat: str) -> None:
    """Another program changes one snippet."""
    path = _path(server, name)
    libs = {"hat": hat, "cat": "a black cat"}
    path.write_text(json.dumps({**json.loads(path.read_text()), "libs": libs}))


def test_a_decision_counts_only_for_what_was_shown(server: Any, open_page: Callable[..., Any]) -> None:
    """The file is saved again while the dialog is open: it asks once more, and nothing unseen is written over."""
    name = make_libber(server, "decided")
    page = open_page(f"{server.address}/#/libbers")
    type_into(page, show_draft(page, name), "a red hat", "my hat")
    expect(page.locator(".penstock-save-state")).to_have_text("Unsaved changes (1)")
    _write(server, name, "their hat")
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name="Which version counts?")
    expect(dialog).to_contain_text("their hat")
    _write(server, name, "another hat")
    dialog.get_by_label("Mine").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_contain_text("another hat")
    assert saved(server, name)["hat"] == "another hat"
    dialog.get_by_label("Mine").check()
    dialog.get_by_role("button", name="Save").click()
    expect(page.locator(".penstock-save-state")).to_have_text("Saved")
    assert saved(server, name)["hat"] == "my hat"


def test_a_file_that_is_gone_is_made_again_only_if_that_is_wanted(server: Any, open_page: Callable[..., Any]) -> None:
    """Its changes are listed as not saved yet; cancelled they stay as they are."""
    name = make_libber(server, "vanished")
    page = open_page(f"{server.address}/#/libbers")
    type_into(page, show_draft(page, name), "a red hat", "my hat")
    expect(page.locator(".penstock-save-state")).to_have_text("Unsaved changes (1)")
    _path(server, name).unlink()
    page.get_by_role("button", name="Save").click()
    dialog = page.get_by_role("dialog", name=f"Save “{name}” as a new file?")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    (listed,) = [one for one in ask(server, "GET", "/penstock/libbers")["libbers"] if one["name"] == name]
    assert (listed["revision"], listed["draft"]["dirty"]) == (None, True)
    line = page.locator(f"[data-libber={name}]")
    expect(line).to_contain_text("Not saved yet")
    page.get_by_role("button", name="Save").click()
    dialog.get_by_role("button", name="Save as new").click()
    expect(page.locator(".penstock-save-state")).to_have_text("Saved")
    assert saved(server, name) == {"hat": "my hat", "cat": "a black cat"}
    expect(line).not_to_contain_text("Not saved yet")
