"""The servers that Penstock on its own sends runs to: its engine, and those of the settings."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...core.application import Application
from ...core.contracts.comfy_servers import ComfyServer
from ...core.settings import Settings
from ..known_servers import KnownServers, known_servers
from .engine import Engine

_TITLE: Final = "Penstock's engine"
_EVERYWHERE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to reach it


def standalone_servers(
    application: Application, engine: Engine, port: Callable[[], int], host: str, token: str, *, for_command: bool
) -> KnownServers:
    """See the module. `port` is 0 until it listens; a command's own engine takes only what is meant for it."""

    def own(name: str) -> ComfyServer:
        return ComfyServer(
            id=name,
            title=_TITLE,
            url=_address(host, port()),
            here=True,
            only_wanted=for_command,
            headers={"Authorization": f"Bearer {token}"} if token else {},
        )

    def classes() -> Mapping[str, Any]:
        return engine.object_info()

    settings = application.services.get(Settings)
    return known_servers(application.host, settings, "cli" if for_command else "standalone", own, classes)


def _address(host: str, port: int) -> str:
    name = _EVERYWHERE.get(host, host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}" if port else ""
