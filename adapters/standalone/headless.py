"""Penstock and its engine without a server, for commands that do one thing and end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from attrs import frozen

from ...core.application import Application, build
from ...core.files import Files
from ...core.host import Host, HostPaths
from ..bundled import plugin_sources
from .engine import Engine
from .engine.messages import Send
from .paths import make_folders


@frozen
class Headless:
    """A started application and an engine that runs graphs on the calling thread."""

    application: Application
    engine: Engine


def _send_nowhere(_type: str, _data: dict[str, object], _client_id: str | None) -> None:
    """Nobody listens."""


def loaded(paths: HostPaths, *, discover: bool = True) -> Application:
    """The application of a data folder, sealed and not started; its folders are made."""
    files = Files()
    make_folders(paths, files)
    host = Host(name="standalone", paths=paths, environment=dict(os.environ), files=files)
    return build(host, plugin_sources(discover=discover))


@contextmanager
def headless(paths: HostPaths, send: Send = _send_nowhere) -> Iterator[Headless]:
    """Start, hand over, stop."""
    application = loaded(paths)
    application.start()
    try:
        engine = Engine(application.nodes, application.services, paths, send, files=application.host.files)
        yield Headless(application, engine)
    finally:
        application.stop()
