"""A plugin that is installed beside Penstock adds a page to the standalone app: navigation, route, its own request."""

import importlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import expect

from .conftest import RunningServer
from .standalone_page import ask

ANOTHER = Path(__file__).parents[1] / "unit" / "platform" / "another"


class Finding(RunningServer):
    """A server that looks for installed plugins, as `penstock serve` does."""

    async def _serve(self, started: threading.Event) -> None:
        from penstock.adapters.standalone.paths import data_paths
        from penstock.adapters.standalone.server import Server, ServerOptions

        server = Server(ServerOptions(paths=data_paths(self.data), port=self.port, frontend=False, discover=True))
        await server.start()
        self.address, self.port = server.address.rstrip("/"), server.port
        started.set()
        await self._stop.wait()
        await server.stop()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A server that finds the plugin by its entry point."""
    site = tmp_path / "site"
    info = site / "penstock_another-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "penstock_another").symlink_to(ANOTHER / "penstock_another", target_is_directory=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: penstock-another\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[penstock]\nanother = penstock_another\n")
    monkeypatch.syspath_prepend(site)
    importlib.invalidate_caches()
    running = Finding(tmp_path / "data")
    running.start()
    yield running
    running.stop()
    sys.modules.pop("penstock_another", None)


def test_a_page_of_a_third_party(server: Any, open_page: Callable[..., Any]) -> None:
    """It stands in the navigation, opens at its address, and asks its own route."""
    ask(server, "POST", "/penstock/pools", {"id": "cats"})
    page = open_page(f"{server.address}/")
    page.get_by_role("navigation").get_by_role("link", name="Another").click()
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()
    expect(page.get_by_text("0 in cats")).to_be_visible()
    assert page.url.endswith("#/another")
