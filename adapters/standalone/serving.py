"""`penstock serve`: the server in the foreground, until Ctrl-C."""

import asyncio
import logging
import secrets
import signal
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Final

from ...core.values import frozen
from ..http.guard import is_loopback
from .paths import data_paths, default_data
from .reach import plain_host
from .remote import normalized, reachable
from .server import Server, ServerOptions

SERVERS_SETTING: Final = "workflows.servers"
"""The setting that `--comfyui` overrides: addresses, separated by blanks."""


@frozen(kw_only=True)
class ServeCommand:
    """What the command line asked for; `say` takes lines for the person who started it."""

    say: Callable[[str], None]
    data: Path | None = None
    host: str = "127.0.0.1"
    port: int = 8189
    browser: bool = True
    servers: tuple[str, ...] = ()
    frontend: bool = False
    safe: bool = False
    locked: bool = False

    def run(self) -> None:
        """Serve until the process is asked to stop. Blocks."""
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
        logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # its errors are what clients send, not ours
        addresses = tuple(normalized(server) for server in self.servers)
        for address in addresses:
            self.say(reachable(address))
        asyncio.run(self.serve(self.options(addresses)))

    def options(self, addresses: tuple[str, ...] = ()) -> ServerOptions:
        """How the server is set up; a token is made where it listens beyond this machine, or is wanted."""
        token = secrets.token_urlsafe(24) if self.locked or not is_loopback(plain_host(self.host)) else ""
        return ServerOptions(
            paths=data_paths(self.data or default_data()),
            host=self.host,
            port=self.port,
            token=token,
            frontend=self.frontend,
            safe=self.safe,
            overrides={SERVERS_SETTING: " ".join(addresses)} if addresses else {},
        )

    async def serve(self, options: ServerOptions) -> None:
        """Start, tell where, wait for SIGINT or SIGTERM, stop."""
        server = Server(options)
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, stopping.set)
            except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt and ends asyncio.run
                break
        try:
            await server.start()
            self._tell(server)
            await stopping.wait()
            self.say("Stopping.")
        finally:
            await server.stop()

    def _tell(self, server: Server) -> None:
        self.say(f"Penstock runs at {server.address}")
        for address in server.addresses_elsewhere:
            self.say(f"From other machines: {address}")
        self.say(f"Data folder: {server.application.host.paths.input.parent}")
        if server.frontend:
            self.say(f"ComfyUI's frontend is at that address, Penstock's own page at {server.page('penstock/')}")
        if self.safe:
            self.say("Safe mode: only plugins that come with Penstock take part.")
        self.say("Stop with Ctrl-C.")
        if self.browser:
            webbrowser.open(server.ticket_address())
