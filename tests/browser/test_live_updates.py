"""What others do on the same pools: another host on the same folder, and a server that goes and comes back."""

import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect


def _post(server: Any, pool: str, photograph: Path) -> None:
    """Add an image through a server's route, as a script would."""
    boundary = "penstock-test"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="images"; filename="{photograph.name}"\r\n\r\n'
    body = head.encode() + photograph.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    request = urllib.request.Request(f"{server.address}/penstock/pools/{pool}/slots", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.status == 200


def test_another_host_on_the_same_folder(
    start_server: Callable[..., Any],
    open_page: Callable[..., Any],
    grid_of: Callable[[Any], Any],
    photographs: list[Path],
    tmp_path: Path,
) -> None:
    """What one host changes, a page of another host on the same folder shows within a few seconds, both ways."""
    one, two = start_server(tmp_path), start_server(tmp_path)
    first = grid_of(open_page(f"{one.address}/#/pools/shared"))
    first.upload(photographs[:2])
    second = grid_of(open_page(f"{two.address}/#/pools/shared"))
    second.expect_count(2)
    _post(one, "shared", photographs[2])
    second.expect_count(3)
    second.tiles.nth(2).click()
    expect(first.tiles.nth(2)).to_have_attribute("aria-pressed", "true")
    second.label(0, "from the other host")
    expect(first.labels.nth(0)).to_have_value("from the other host")


def test_page_recovers_from_a_restart(
    start_server: Callable[..., Any],
    open_page: Callable[..., Any],
    grid_of: Callable[[Any], Any],
    photographs: list[Path],
    tmp_path: Path,
) -> None:
    """A page says that the connection is lost, connects again by itself, and shows what it missed."""
    before = start_server(tmp_path)
    grid = grid_of(open_page(f"{before.address}/#/pools/kept"))
    grid.upload(photographs[:2])
    before.stop()
    offline = grid.page.locator(".penstock-offline")
    expect(offline).to_be_visible()
    elsewhere = start_server(tmp_path)
    _post(elsewhere, "kept", photographs[2])
    elsewhere.stop()
    start_server(tmp_path, before.port)
    expect(offline).to_be_hidden(timeout=20_000)
    grid.expect_count(3)
