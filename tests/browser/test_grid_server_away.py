"""What the grid says when the server is away and something is needed that was not read yet."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .grid_page import open_numbered


def test_what_is_opened_first_while_the_server_is_away(
    server: Any, request: pytest.FixtureRequest, open_page: Callable[..., Any]
) -> None:
    """The painter says that the server cannot be reached, no address of a file; later the same key opens it."""
    grid = open_numbered(server, request, open_page, 2)
    grid.tile(0).focus()
    grid.page.context.set_offline(True)
    grid.press("m")
    expect(grid.page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    grid.page.context.set_offline(False)
    grid.press("m")
    expect(grid.page.locator(".penstock-painter-stage")).to_be_visible()
