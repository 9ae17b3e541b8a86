"""Penstock's routes on a web application such as ComfyUI's, with what that does about other sites."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from attrs import define

from penstock.adapters.comfyui import server_edge
from penstock.adapters.standalone.engine import Engine
from penstock.adapters.standalone.paths import data_paths
from penstock.adapters.standalone.server import Server, ServerOptions

from ..http.conftest import LiveServer


@define
class ComfyUIApp:
    """An application with all its services, behind the HTTP edge that ComfyUI has. `cors`: `--enable-cors-header`."""

    server: Server
    cors: str = ""
    _runner: web.AppRunner | None = None

    @property
    def application(self) -> Any:
        """The running Penstock."""
        return self.server.application

    @property
    def app(self) -> web.Application:
        """The web application."""
        assert self._runner is not None
        return self._runner.app

    async def start(self) -> int:
        """Start all of it; the port."""
        self.server.tabs.open()
        await asyncio.to_thread(self.application.start)
        self.application.services.put(Engine, self.server.engine)
        self.server.engine.start()
        app = web.Application(middlewares=[cors_for(self.cors) if self.cors else own_origin])
        trusted = server_edge.trusted_origins(self.cors)
        server_edge.add_routes(self.application, app, trusted)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2, lingering_time=1)
        await self._runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(self._runner, listening).start()
        return int(listening.getsockname()[1])

    async def stop(self) -> None:
        """Stop all of it."""
        assert self._runner is not None
        await self._runner.cleanup()
        await self.server.stop()


def cors_for(origin: str) -> Any:
    """As ComfyUI with `--enable-cors-header`: every preflight is granted, every answer allows the origin."""

    @web.middleware
    async def allowing(request: web.Request, handler: Any) -> web.StreamResponse:
        response: web.StreamResponse = web.Response() if request.method == "OPTIONS" else await handler(request)
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Methods"] = "POST, GET, DELETE, PUT, OPTIONS, PATCH"
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, Authorization"
        response.headers["Access-Control-Allow-Credentials"] = "true"
        return response

    return allowing


@web.middleware
async def own_origin(request: web.Request, handler: Any) -> web.StreamResponse:
    """As ComfyUI without it, as far as it goes: nothing from what a browser calls another site."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return web.Response(status=403)
    return web.Response() if request.method == "OPTIONS" else await handler(request)


@pytest.fixture
def serve_comfyui(tmp_path: Path) -> Iterator[Callable[..., LiveServer]]:
    """`serve_comfyui(cors="")`: Penstock as in ComfyUI, on a free port; `subject` is the `ComfyUIApp`."""
    running: list[LiveServer] = []

    def serve(cors: str = "") -> LiveServer:
        live = LiveServer()
        options = ServerOptions(paths=data_paths(tmp_path / "comfyui"), port=0, discover=False)
        live.subject = ComfyUIApp(Server(options), cors)

        async def start() -> tuple[int, Any]:
            return await live.subject.start(), live.subject.stop

        live.start(start)
        running.append(live)
        return live

    yield serve
    for live in running:
        live.stop()
