"""The servers that Penstock on its own sends runs to: its engine, and those of the settings."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...core.application import Application
from ...core.contracts.comfy_servers import ComfyServer
from ...core.settings import Settings
from ..known_servers import KnownServers, known_servers
from .engine import Engine
from .reach import from_here

_TITLE: Final = "Penstock's engine"


def standalone_servers(
    application: Application, engine: Engine, port: Callable[[], int], host: str, token: str, *, for_command: bool
) -> KnownServers:
    """See the module. `port` is 0 until it listens; a command's own engine takes only what is meant for it."""

    def own(name: str) -> ComfyServer:
        return ComfyServer(
            id=name,
            title=_TITLE,
            url=f"http://{from_here(host)}:{port()}" if port() else "",
            here=True,
            only_wanted=for_command,
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    def classes() -> Mapping[str, Any]:
        return engine.object_info()

    settings = application.services.get(Settings)
    return known_servers(application.host, settings, "cli" if for_command else "standalone", own, classes)
