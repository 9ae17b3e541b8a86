"""The standalone server: one Penstock, its embedded engine and its web app, from start to stop."""

import asyncio
import errno
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast

from aiohttp import web
from attrs import evolve, field

from ...core.application import Application, build
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.node_catalog import NodeCatalog
from ...core.contracts.run_queue import RunQueue
from ...core.errors import Unavailable
from ...core.files import Files
from ...core.host import Host, HostPaths
from ...core.values import frozen
from ..bundled import plugin_sources
from ..http.edge import edge_of, handlers, routes_of
from ..http.guard import Guard, is_loopback
from ..http.staged_uploads import sweep_uploads
from ..http.workers import Workers
from .app import Site, web_app
from .comfy_catalog import PACK, ROOT, catalog_routes
from .comfy_queue import queue_routes
from .comfy_servers import standalone_servers
from .comfy_upload import Uploads, upload_routes
from .comfy_user import UserFiles, user_routes
from .comfy_view import view_routes
from .connections import Connections
from .engine import Engine
from .node_catalog import standalone_catalog
from .pages import StaticFiles, frontend_folder
from .paths import make_folders
from .reach import from_elsewhere, from_here, listens_everywhere, plain_host
from .run_queue import EngineRunQueue
from .stopping import stop_within
from .tickets import Tickets
from .websocket import Tabs

_GOODBYE: Final = 0.2
"""Seconds that open connections get at the stop."""

_ENDING: Final = 1.8
"""Seconds that the engine and the services get after that."""

_LINGERING: Final = 2.0
"""Seconds in which the rest of a refused body is read, so that its sender sees the answer."""


@frozen(kw_only=True)
class ServerOptions:
    """How to serve. Beyond loopback `token` (letters, digits, `-` and `_`) is needed; `port` 0 takes a free one.

    `host` may be spelled in any way. `frontend` serves ComfyUI's pages at `/`: True those of the installed package, a
    folder those in it. `for_command`: it lives as long as one command, so its engine takes only runs that name it.
    `safe`: bundled plugins only.
    """

    paths: HostPaths
    host: str = field(default="127.0.0.1", converter=plain_host)
    port: int = 8189
    token: str = field(default="", repr=False)
    frontend: bool | Path = False
    overrides: Mapping[str, str] = field(factory=dict)
    discover: bool = True
    for_command: bool = False
    safe: bool = False


class Server:
    """`await start()`, use `address`, `await stop()`. One event loop; the application has threads of its own."""

    def __init__(self, options: ServerOptions) -> None:
        self._options: Final = options
        self.tabs: Final = Tabs()
        self.application: Final = load(options, self.tabs)
        host = self.application.host
        self.engine: Final = Engine(
            self.application.nodes,
            self.application.services,
            host.paths,
            self.tabs.send,
            clock=host.clock,
            files=host.files,
        )
        self.application.services.put(RunQueue, EngineRunQueue(self.engine))
        self._servers: Final = standalone_servers(
            self.application,
            self.engine,
            lambda: 0 if self._listening is None else self.port,
            options.host,
            options.token,
            for_command=options.for_command,
        )
        self.application.services.put(ComfyServers, self._servers)
        catalog = standalone_catalog(self.application, self.engine, self._servers)
        self.application.services.put(NodeCatalog, catalog)
        self._workers: Final = Workers()
        self._tickets: Final = Tickets(host.clock)
        self._runner: web.AppRunner | None = None
        self._connections: web.ServerRunner | None = None
        self._listening: socket.socket | None = None
        self.port: int = options.port

    @property
    def address(self) -> str:
        """What a person on this machine opens, the token included where there is one."""
        return self.page("")

    @property
    def addresses_elsewhere(self) -> tuple[str, ...]:
        """What people on other machines open, the token included; empty where the host's name says it already."""
        return tuple(self._at(name, "", self._options.token) for name in from_elsewhere(self._options.host))

    def ticket_address(self) -> str:
        """`address`, good for one use within a minute: with a ticket instead of the token, where there is one."""
        return self._at(from_here(self._options.host), "", self._tickets.make() if self._options.token else "")

    @property
    def frontend(self) -> bool:
        """Whether ComfyUI's frontend is served."""
        return self._options.frontend is not False

    def page(self, path: str) -> str:
        """The address of a page, the token included."""
        return self._at(from_here(self._options.host), path, self._options.token)

    def _at(self, name: str, path: str, token: str) -> str:
        return f"http://{name}:{self.port}/{path}{f'?token={token}' if token else ''}"

    async def start(self) -> None:
        """Build the services and listen; `Unavailable` with a hint where the port is taken."""
        listening = self._listening = self._listening_socket()
        self.port = listening.getsockname()[1]
        self.tabs.open()
        await asyncio.to_thread(self.application.start)
        self.application.services.put(Engine, self.engine)
        self.engine.start()
        self._runner = web.AppRunner(self._app(), handle_signals=False)
        await self._runner.setup()
        served = cast("web.Server", self._runner.server)  # made by its setup
        server = Connections(served, self.application.host.ids, access_log=None, lingering_time=_LINGERING)
        self._connections = web.ServerRunner(server, shutdown_timeout=_GOODBYE)
        await self._connections.setup()
        await web.SockSite(self._connections, listening).start()

    async def stop(self) -> None:
        """Close the connections, the engine and the services, in that order; gives up on what takes too long."""
        await self.tabs.close()
        for runner in (self._connections, self._runner):
            if runner is not None:
                await runner.cleanup()
        if self._listening is not None:
            self._listening.close()
        self._workers.close()
        await stop_within(_ENDING, self.engine.stop, self.application.stop)
        self._servers.close()

    def _listening_socket(self) -> socket.socket:
        options = self._options
        family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        both = family == socket.AF_INET6 and listens_everywhere(options.host) and socket.has_dualstack_ipv6()
        try:
            listening = socket.create_server(
                (options.host, options.port), family=family, backlog=128, dualstack_ipv6=both
            )
        except OSError as error:
            raise _cannot_listen(options, error) from error
        if not options.token and not is_loopback(listening.getsockname()[0]):
            listening.close()
            raise Unavailable(f"Without a token nothing is served beyond this machine, and {options.host!r} is beyond.")
        return listening

    def _app(self) -> web.Application:
        application, paths = self.application, self.application.host.paths
        guard = self.guard()
        edge = edge_of(application, guard, self._workers)
        users = UserFiles(paths.user / "default", application.host.files)
        uploads = Uploads(paths, application.host.files, application.host.ids)
        comfyui = (
            *queue_routes(self.engine),
            *catalog_routes(paths),
            *user_routes(users),
            *view_routes(paths),
            *upload_routes(uploads),
        )
        routes = (
            *handlers(edge, routes_of(application, foreign=comfyui)),
            *handlers(evolve(edge, tolerant=True), comfyui),
        )
        site = Site(
            guard=guard,
            tickets=self._tickets,
            ids=application.host.ids,
            tabs=self.tabs,
            frontend=self._pages(),
            folders={
                f"/extensions/{PACK}": StaticFiles(ROOT / "web" / "comfyui", self._workers),
                f"/api/workflow_templates/{PACK}": StaticFiles(ROOT / "example_workflows", self._workers),
            },
        )
        return web_app(routes, site)

    def _pages(self) -> StaticFiles | None:
        wanted = self._options.frontend
        if wanted is False:
            return None
        return StaticFiles(frontend_folder() if wanted is True else wanted, self._workers)

    def guard(self) -> Guard:
        """Who may call: loopback names at our port, the configured name too, and with the token anybody."""
        names = frozenset() if is_loopback(self._options.host) else frozenset({self._options.host.lower()})
        return Guard(hosts=names, port=self.port, token=self._options.token)


def load(options: ServerOptions, tabs: Tabs) -> Application:
    """The application of the data folder, loaded and sealed; its folders are made."""
    files = Files()
    make_folders(options.paths, files)
    sweep_uploads(options.paths, files)
    host = Host(
        name="standalone",
        paths=options.paths,
        send=tabs.send,
        overrides=options.overrides,
        environment=dict(os.environ),
        files=files,
        safe=options.safe,
    )
    return build(host, plugin_sources(discover=options.discover))


def _cannot_listen(options: ServerOptions, error: OSError) -> Unavailable:
    if error.errno == errno.EADDRINUSE:
        return Unavailable(
            f"Port {options.port} is in use.",
            hint=f"Stop the other program, or choose another port: --port {options.port + 1}",
        )
    if error.errno == errno.EACCES:
        return Unavailable(f"Port {options.port} may not be used.", hint="Choose one above 1023.")
    return Unavailable(f"Cannot listen on {options.host}:{options.port}: {error.strerror}.")
