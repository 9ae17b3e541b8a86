"""Real servers on a thread of their own, and a client that sends exactly what it is told to."""

import asyncio
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from attrs import define, field, frozen

from penstock.adapters.http.edge import handlers
from penstock.adapters.http.endpoint import Edge
from penstock.adapters.http.guard import Guard
from penstock.adapters.http.workers import Workers
from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.standalone.server import Server, ServerOptions
from penstock.adapters.testing.fakes import CountingIds
from penstock.core.files import Files
from penstock.core.routes import RouteSpec
from penstock.core.services import Services


@frozen
class Reply:
    """An answer, read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of an error; fails where the answer breaks the contract of errors."""
        assert self.headers["Content-Type"].startswith("application/json"), self
        error = self.json["error"]
        assert {"code", "message", "hint", "field", "retryable", "request_id"} <= set(error), self
        return str(error["code"])


@define
class LiveServer:
    """A server on a port of loopback; `start(loop)` is awaited on its thread and returns `(port, stop)`."""

    port: int = 0
    loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    staging: Path = field(factory=Path)
    subject: Any = None
    _thread: threading.Thread | None = None
    _stop: Any = None

    def start(self, start: Callable[[], Any]) -> None:
        """Run the loop on a thread and wait until the server listens."""
        self._thread = threading.Thread(target=self.loop.run_forever, name="tested-server")
        self._thread.start()
        self.port, self._stop = asyncio.run_coroutine_threadsafe(start(), self.loop).result(30)

    def stop(self) -> None:
        """Stop the server and its loop."""
        if self._stop is not None:
            asyncio.run_coroutine_threadsafe(self._stop(), self.loop).result(30)
        asyncio.run_coroutine_threadsafe(_end_what_is_left(), self.loop).result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        assert self._thread is not None
        self._thread.join(30)
        self.loop.close()

    def request(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | Sequence[tuple[str, str]] = (),
        *,
        host: str | None = "",
    ) -> Reply:
        """Send one request as it stands; `host` None sends no Host header, "" the right one."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if host is not None:
                connection.putheader("Host", host or f"127.0.0.1:{self.port}")
            for name, value in headers.items() if isinstance(headers, Mapping) else headers:
                connection.putheader(name, value)
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders(data)
            return _reply(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Reply:
        """A plain GET."""
        return self.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def post_json(self, path: str, value: Any, method: str = "POST") -> Reply:
        """A plain JSON request."""
        return self.request(method, path, json.dumps(value), {"Content-Type": "application/json"})

    def post_form(self, path: str, *parts: tuple[str, str | None, bytes]) -> Reply:
        """A multipart form of `(name, file name or None, bytes)`."""
        content_type, body = form(*parts)
        return self.request("POST", path, body, {"Content-Type": content_type})

    def raw(self, data: bytes, *, half_close: bool = False, seconds: float = 10) -> bytes:
        """Send bytes on a bare socket and read until the server closes, or for `seconds`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            try:
                while chunk := connection.recv(65536):
                    received += chunk
            except (TimeoutError, ConnectionResetError):
                return received
            return received


async def _end_what_is_left() -> None:
    """Connections that came in while the server stopped: ended here, so that none outlives its loop."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    if left:
        await asyncio.wait(left, timeout=1)
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def form(*parts: tuple[str, str | None, bytes], boundary: str = "gate-7f3a") -> tuple[str, bytes]:
    """Content type and body of a multipart form."""
    body = b""
    for name, file_name, data in parts:
        file_part = f'; filename="{file_name}"' if file_name is not None else ""
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{file_part}\r\n'
        kind = "Content-Type: application/octet-stream\r\n" if file_name is not None else ""
        body += head.encode() + kind.encode() + b"\r\n" + data + b"\r\n"
    return f"multipart/form-data; boundary={boundary}", body + f"--{boundary}--\r\n".encode()


def _reply(response: HTTPResponse) -> Reply:
    return Reply(response.status, {name.title(): value for name, value in response.getheaders()}, response.read())


@pytest.fixture
def multipart_form() -> Callable[..., tuple[str, bytes]]:
    """`form(*parts)`: content type and body."""
    return form


@pytest.fixture
def serve_routes(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """`serve_routes(*specs, guard=..., patience=...)`: a server that has just these routes; it knows its port."""
    running: list[LiveServer] = []

    def serve(
        *specs: RouteSpec, guard: Guard | None = None, patience: float = 30.0, files: Files | None = None
    ) -> LiveServer:
        server = LiveServer(staging=tmp_path / "staging")
        listening = socket.create_server(("127.0.0.1", 0))
        edge = Edge(
            services=Services(),
            ids=CountingIds(),
            files=files or Files(),
            staging=server.staging,
            guard=guard or Guard(port=listening.getsockname()[1]),
            workers=Workers(),
            patience=patience,
        )
        server.start(lambda: _start_edge(edge, specs, listening))
        running.append(server)
        return server

    yield serve
    for server in running:
        server.stop()


async def _start_edge(edge: Edge, specs: Sequence[RouteSpec], listening: socket.socket) -> tuple[int, Any]:
    app = web.Application()
    app.add_routes([web.route(route.method, route.path, route.handler) for route in handlers(edge, specs)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, lingering_time=1)
    await runner.setup()
    await web.SockSite(runner, listening).start()

    async def stop() -> None:
        await runner.cleanup()
        edge.workers.close()

    return listening.getsockname()[1], stop


@pytest.fixture
def serve_standalone(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """`serve_standalone(**options)`: the whole standalone server on a free port; `subject` is the `Server`."""
    running: list[LiveServer] = []

    def serve(**options: Any) -> LiveServer:
        data = options.pop("data", tmp_path / "data")
        live = LiveServer()
        live.subject = Server(ServerOptions(paths=data_paths(data), port=0, discover=False, **options))
        live.start(lambda: start_standalone(live.subject))
        running.append(live)
        return live

    yield serve
    for live in running:
        live.stop()


async def start_standalone(server: Server) -> tuple[int, Any]:
    """Start a server; its port, and what stops it."""
    await server.start()
    return server.port, server.stop


@pytest.fixture
def connect() -> Iterator[Callable[[int], LiveServer]]:
    """`connect(port)`: the same client for a server in another process."""
    clients: list[LiveServer] = []

    def client(port: int) -> LiveServer:
        clients.append(LiveServer(port=port))
        return clients[-1]

    yield client
    for made in clients:
        made.loop.close()
