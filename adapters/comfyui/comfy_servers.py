"""The servers that Penstock in ComfyUI sends runs to: this very ComfyUI, and those of the settings."""

from collections.abc import Mapping
from typing import Any, Final

from ...core.application import Application
from ...core.contracts.comfy_servers import ComfyServer
from ...core.contracts.node_catalog import NodeCatalog
from ...core.settings import Settings
from ..known_servers import KnownServers, known_servers
from .own_server import address_of

_TITLE: Final = "This ComfyUI"


def comfyui_servers(application: Application, server: Any) -> KnownServers:
    """See the module; `server` is ComfyUI's `PromptServer`, which has no address until it listens."""

    def own(name: str) -> ComfyServer:
        # Its certificate names whatever people type into their browser; this is our own process.
        return ComfyServer(id=name, title=_TITLE, url=address_of(server), here=True, verify_tls=False)

    def classes() -> Mapping[str, Any]:
        found = application.services.get(NodeCatalog).classes()
        return {name: found.schemas[name] for name in found.here}

    return known_servers(application.host, application.services.get(Settings), "comfyui", own, classes)
