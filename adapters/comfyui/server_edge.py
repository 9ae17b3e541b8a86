"""Penstock's routes on ComfyUI's server.

They are added when the server starts, not to the table that packs fill while they load: only then is it known which
paths other packs have, and two equal neighbours in that table would keep ComfyUI from starting.
"""

import logging
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web

from ...core.application import Application, route_key
from ...core.errors import ClientError
from ...core.routes import RouteSpec
from ..http.edge import edge_of, handlers, routes_of
from ..http.guard import Guard, check_origin
from ..http.staged_uploads import sweep_uploads
from .unknown_paths import add_unknown_paths

if TYPE_CHECKING:
    from server import PromptServer

_LOG: Final = logging.getLogger("penstock.comfyui")
_HOOK: Final = "penstock_routes"

RUNNING: Final = web.AppKey("penstock", Application)
"""Where ComfyUI's web application keeps the one Penstock of its process."""


def is_served(server: "PromptServer") -> bool:
    """Whether a Penstock is running on this server."""
    return RUNNING in server.app


def serve(application: Application, server: "PromptServer") -> None:
    """Have the routes of `application` served from the start of `server` on; call it while ComfyUI loads its packs."""
    sweep_uploads(application.host.paths, application.host.files)
    server.app[RUNNING] = application
    server.app.on_startup.append(_add_routes)


async def _add_routes(app: web.Application) -> None:
    try:
        add_routes(app[RUNNING], app, trusted_origins(_cors_header()))
    except Exception:
        _LOG.exception("Penstock's routes are not served, ComfyUI starts without them. Please report the lines below.")


def _cors_header() -> str:
    """The value of ComfyUI's `--enable-cors-header`, empty without it."""
    try:
        from comfy.cli_args import args
    except ImportError:
        return ""
    return str(getattr(args, "enable_cors_header", None) or "")


def trusted_origins(cors_header: str) -> frozenset[str]:
    """The other site that ComfyUI was told to serve; `*` names none: everybody's pages are not somebody's pages."""
    try:
        return frozenset({check_origin(cors_header)}) if cors_header not in ("", "*") else frozenset()
    except ClientError:
        _LOG.warning("--enable-cors-header %s is no origin: other sites cannot use Penstock.", cors_header)
        return frozenset()


def add_routes(application: Application, app: web.Application, origins: frozenset[str] = frozenset()) -> None:
    """Add every route that nobody else has, and its twin under `/api` as ComfyUI does; name those that stand aside.

    `origins` are other sites that may call them.
    """
    taken = _taken(app)
    wanted = routes_of(application)
    free = [spec for spec in wanted if (spec.method, spec.path) not in taken]
    edge = edge_of(application, Guard(hosts=None, origins=origins))  # ComfyUI decides under which names it is reached
    for route in handlers(edge, free):
        for method in ("GET", "HEAD") if route.method == "GET" else (route.method,):
            app.router.add_route(method, route.path, route.handler)
            app.router.add_route(method, f"/api{route.path}", route.handler)
    add_unknown_paths(app, application.host.ids)
    _report([spec for spec in wanted if spec not in free], application)


def _taken(app: web.Application) -> frozenset[tuple[str, str]]:
    """`(method, path)` of every route of ComfyUI and its packs."""
    found: Any = app.router.routes()
    return frozenset((route.method, route.resource.canonical) for route in found if route.resource is not None)


def _report(aside: list[RouteSpec], application: Application) -> None:
    by_plugin: dict[str, list[str]] = {}
    for spec in aside:
        owner = application.owners.get(route_key(spec), "system")
        by_plugin.setdefault(owner, []).append(f"{spec.method} {spec.path}")
    for owner, paths in by_plugin.items():
        message = f"Another pack serves {', '.join(paths)}: Penstock's stand aside. Remove that pack to use Penstock's."
        application.registry.hooks.faults.report(owner, _HOOK, message)
