"""What ComfyUI's loader talks to: starts the one Penstock of this process, then hands over its nodes."""

import logging
import time
from typing import TYPE_CHECKING, Any, Final

from ... import __version__
from ...core.application import Application, build
from ...core.contracts.comfy_servers import ComfyServers
from ...core.contracts.model_files import ModelFiles
from ...core.contracts.node_catalog import NodeCatalog
from ...core.contracts.run_queue import RunQueue
from ...core.errors import PenstockError
from ...core.prompt_replacements import Replacements
from ..bundled import plugin_sources
from .comfy_servers import comfyui_servers
from .floor import check_floor
from .host import comfyui_host
from .model_files import ComfyModelFiles
from .no_collection import no_collection
from .node_catalog import ComfyNodeCatalog
from .node_list import node_classes
from .replacing import offer_replacements
from .run_queue import ComfyRunQueue

if TYPE_CHECKING:
    from server import PromptServer

_LOG: Final = logging.getLogger("penstock.comfyui")


class CannotStart(RuntimeError):
    """Raised when Penstock cannot start; ComfyUI logs the message, marks the pack as failed and goes on."""


def load_extension() -> Any:
    """A `ComfyExtension`; raises `TooOld` below the supported ComfyUI."""
    began = time.perf_counter()
    check_floor(_comfyui_version())
    from comfy_api.latest import ComfyExtension

    class PenstockExtension(ComfyExtension):  # type: ignore[misc]
        """Penstock as one extension of ComfyUI. ComfyUI 0.8 never calls `on_load`, so that the nodes start it, too."""

        asked = False
        application: Application | None = None

        async def on_load(self) -> None:
            if not self.asked:
                self.asked = True
                with no_collection():
                    self.application = start(_prompt_server())

        async def get_node_list(self) -> list[type[Any]]:
            await self.on_load()
            if self.application is None:
                return []
            made = node_classes(self.application, _prompt_server())
            await offer_replacements(
                self.application.services.get(Replacements).by({one.__name__ for one in made}), _prompt_server()
            )
            _say_hello(self.application, len(made), time.perf_counter() - began)
            return made

    return PenstockExtension()


def start(server: "PromptServer | None") -> Application | None:
    """The running Penstock with its routes; None where another folder of this process started it already."""
    from . import server_edge

    if server is not None and server_edge.is_served(server):
        _LOG.error("Penstock is installed twice and runs once. Remove one of its folders from custom_nodes.")
        return None
    application = _started(server)
    if server is not None:
        server_edge.serve(application, server)
    return application


def _say_hello(application: Application, nodes: int, seconds: float) -> None:
    plugins = len(application.registry.active())
    _LOG.info("Penstock %s is ready: %d plugins, %d nodes, %.0f ms.", __version__, plugins, nodes, seconds * 1000)


def _started(server: "PromptServer | None") -> Application:
    try:
        application = build(comfyui_host(server), plugin_sources())
        application.services.put(ModelFiles, ComfyModelFiles())
        if server is not None:
            application.services.put(RunQueue, ComfyRunQueue(server))
            application.services.put(NodeCatalog, ComfyNodeCatalog(server, application.host.clock))
            application.services.put(ComfyServers, comfyui_servers(application, server))
        application.start()
    except PenstockError as error:
        raise CannotStart(f"Penstock cannot start: {error.message} {error.hint}".rstrip()) from error
    except Exception as error:
        _LOG.exception("Penstock cannot start. Please report this with the lines below.")
        raise CannotStart(f"Penstock cannot start: {error}") from error
    return application


def _prompt_server() -> "PromptServer | None":
    """ComfyUI's server; None in a script that runs nodes without one."""
    try:
        from server import PromptServer
    except ImportError:
        return None
    return getattr(PromptServer, "instance", None)


def _comfyui_version() -> str:
    try:
        from comfyui_version import __version__ as version
    except ImportError:
        return ""
    return str(version)
