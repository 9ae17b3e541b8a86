"""The HTTP edge of a host: every route of an application as `(method, path, handler)`, for any aiohttp router."""

import logging
from collections.abc import Container, Iterable
from typing import Final

from ...core.application import Application
from ...core.registry import Registry
from ...core.routes import RouteCall, RouteSpec
from ...core.values import frozen
from .endpoint import Edge, Endpoint, Handler
from .guard import Guard
from .openapi import document
from .staged_uploads import staging_folder
from .web_files import web_route
from .workers import Workers

_LOG: Final = logging.getLogger("penstock.http")
COMPAT: Final = "compat"
"""The plugin whose presence switches the paths of replaced systems on."""


@frozen
class Route:
    """One entry for a router; `handler` is an `async def` that takes an aiohttp request."""

    method: str
    path: str
    handler: Handler


def edge_of(application: Application, guard: Guard, workers: Workers | None = None) -> Edge:
    """What the endpoints of `application` share; uploads are staged in its private folder."""
    host = application.host
    return Edge(
        services=application.services,
        ids=host.ids,
        files=host.files,
        staging=staging_folder(host.paths),
        guard=guard,
        workers=workers or Workers(),
    )


def routes_of(
    application: Application,
    taken: Container[tuple[str, str]] = frozenset(),
    foreign: tuple[RouteSpec, ...] = (),
) -> tuple[RouteSpec, ...]:
    """The routes to serve, `/penstock/openapi.json` included; that describes the host's `foreign` ones, too.

    Legacy ones only while `compat` is active, and none whose `(method, path)` is in `taken`; those are logged.
    """
    legacy = any(plugin.name == COMPAT for plugin in application.services.get(Registry).active())
    served = []
    for spec in application.routes:
        if spec.legacy and not legacy:
            continue
        if spec.legacy and (spec.method, spec.path) in taken:
            _LOG.warning("%s %s belongs to another extension and is left to it.", spec.method, spec.path)
            continue
        served.append(spec)
    served.append(web_route())
    return (*served, _described(served, foreign))


def handlers(edge: Edge, specs: Iterable[RouteSpec]) -> tuple[Route, ...]:
    """A handler for each route; paths with fewer `{names}` come first, so that fixed ones win."""
    ordered = sorted(specs, key=lambda spec: (spec.path.count("{"), spec.path, spec.method))
    return tuple(Route(spec.method, spec.path, Endpoint(edge, spec).serve) for spec in ordered)


def _described(specs: list[RouteSpec], foreign: tuple[RouteSpec, ...]) -> RouteSpec:
    def openapi(_call: RouteCall[None]) -> object:
        return document([*specs, spec], foreign)

    spec = RouteSpec(
        name="http.openapi",
        method="GET",
        path="/penstock/openapi.json",
        handler=openapi,
        summary="All routes as OpenAPI 3.1.",
    )
    return spec
