"""The ComfyUI servers that a host knows: its own, and those of the settings."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from attrs import define, field

from ..core.clock import Clock
from ..core.contracts.comfy_servers import ComfyServer, ServerClasses
from ..core.files import Files
from ..core.host import Host
from ..core.settings import Settings
from .own_identity import OwnIdentity
from .remote_classes import RemoteClasses
from .server_addresses import addresses

PATIENCE: Final = 3.0
"""Seconds to wait for a server of which nothing is known yet."""


@define(eq=False)
class KnownServers:
    """`ComfyServers` of a host. `own` tells its own server of that name, `own_classes` the node classes of that one.

    Answers of the others are kept in `folder`. Safe on any thread.
    """

    identity: OwnIdentity
    folder: Path
    files: Files
    clock: Clock
    settings: Settings
    own: Callable[[str], ComfyServer]
    own_classes: Callable[[], Mapping[str, Any]]
    _lock: threading.Lock = field(factory=threading.Lock)
    _remotes: tuple[RemoteClasses, ...] | None = None

    def list(self) -> tuple[ComfyServer, ...]:
        """See `ComfyServers`."""
        own = self._own()
        others = (remote.url for remote in self.remotes() if remote.url != own.url)
        return (own, *(ComfyServer(id=url, title=url.partition("://")[2], url=url) for url in others))

    def classes(self, server: str) -> ServerClasses | None:
        """See `ComfyServers`."""
        if server == self._own().id:
            schemas = self.own_classes()
            return ServerClasses(schemas=schemas) if schemas else None
        found = next((remote for remote in self.remotes() if remote.url == server), None)
        if found is None:
            return None
        found.look()
        found.wait(PATIENCE)
        known = found.known()
        return ServerClasses(schemas=known.schemas, stale=found.stale) if known.schemas else None

    def remotes(self) -> tuple[RemoteClasses, ...]:
        """The servers of the settings, which count from the start of the host."""
        with self._lock:
            if self._remotes is None:
                self._remotes = tuple(
                    RemoteClasses(url, self.folder, self.files, self.clock) for url in addresses(self.settings)
                )
            return self._remotes

    def _own(self) -> ComfyServer:
        with self._lock:
            name = self.identity.name()
        return self.own(name)

    def close(self) -> None:
        """Let another process have the name of the own server."""
        with self._lock:
            self.identity.release()


def known_servers(
    host: Host,
    settings: Settings,
    kind: str,
    own: Callable[[str], ComfyServer],
    own_classes: Callable[[], Mapping[str, Any]],
) -> KnownServers:
    """Those of a host; nobody is asked before they are needed. `kind` begins the name of its own server."""
    private = host.paths.private
    return KnownServers(
        identity=OwnIdentity(kind, private, host.files),
        folder=private / "node_classes",
        files=host.files,
        clock=host.clock,
        settings=settings,
        own=own,
        own_classes=own_classes,
    )
