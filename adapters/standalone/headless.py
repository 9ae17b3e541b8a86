"""Penstock and its engine without a server, for commands that do one thing and end."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from ...core.application import Application, build
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.node_catalog import NodeCatalog
from ...core.files import Files
from ...core.host import Host, HostPaths
from ...core.values import frozen
from ..bundled import plugin_sources
from .comfy_servers import standalone_servers
from .engine import Engine
from .engine.messages import Send
from .node_catalog import standalone_catalog
from .paths import make_folders

_SENDS_NOTHING: Final = {"runs.drive": "false"}
"""A command that ends soon leaves runs to those who stay."""


@frozen
class Headless:
    """A started application and an engine that runs graphs on the calling thread."""

    application: Application
    engine: Engine


def _send_nowhere(_type: str, _data: dict[str, object], _client_id: str | None) -> None:
    """Nobody listens."""


def loaded(paths: HostPaths, *, discover: bool = True, overrides: Mapping[str, str] | None = None) -> Application:
    """The application of a data folder, sealed and not started; its folders are made."""
    files = Files()
    make_folders(paths, files)
    host = Host(
        name="standalone", paths=paths, environment=dict(os.environ), files=files, overrides=dict(overrides or {})
    )
    return build(host, plugin_sources(discover=discover))


@contextmanager
def headless(
    paths: HostPaths, send: Send = _send_nowhere, *, overrides: Mapping[str, str] | None = None
) -> Iterator[Headless]:
    """Start, hand over, stop."""
    application = loaded(paths, overrides={**_SENDS_NOTHING, **(overrides or {})})
    engine = Engine(application.nodes, application.services, paths, send, files=application.host.files)
    servers = standalone_servers(application, engine, lambda: 0, "127.0.0.1", "", for_command=True)
    application.services.put(ComfyServers, servers)
    application.services.put(NodeCatalog, standalone_catalog(application, engine, servers))
    application.start()
    try:
        yield Headless(application, engine)
    finally:
        application.stop()
        servers.close()
