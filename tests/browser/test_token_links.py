"""The token's address, opened in a real browser from elsewhere: the page is there, and the address bar is clean."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from attrs import define

from .conftest import RunningServer

TOKEN = "aLong-Token_of-letters0123456789"


@define
class Locked(RunningServer):
    """A server that needs its token on this machine, too."""

    async def _serve(self, started: threading.Event) -> None:
        from penstock.adapters.standalone.paths import data_paths
        from penstock.adapters.standalone.server import Server, ServerOptions

        server = Server(ServerOptions(paths=data_paths(self.data), port=self.port, token=TOKEN, discover=False))
        await server.start()
        self.address, self.port = server.address, server.port
        started.set()
        await self._stop.wait()
        await server.stop()


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Locked]:
    """That server."""
    running = Locked(tmp_path)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def message(locked: Locked) -> Iterator[str]:
    """The address of a page of another site with a link, as a message has it; it keeps no referrer."""
    body = f'<!doctype html><a href="{locked.address}">open</a>'.encode()

    class Message(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Message)
    threading.Thread(target=server.serve_forever, name="message", daemon=True).start()
    yield f"http://localhost:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_link_with_the_token_opens_the_page(locked: Locked, message: str, open_page: Callable[..., Any]) -> None:
    """From another site, too, where browsers do not send the strict cookie after a redirect; then without the token."""
    page = open_page(message)
    referrers: list[str] = []
    page.on("request", lambda request: referrers.append(request.headers.get("referer", "")))

    page.get_by_role("link", name="open").click()
    page.get_by_role("navigation").first.wait_for()

    assert TOKEN not in page.url
    assert not any(TOKEN in referrer for referrer in referrers)
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("fetch('/penstock/about').then((answer) => answer.status)") == 200
