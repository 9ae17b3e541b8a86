"""`/penstock/openapi.json` tells of every route that a router of ours has, in both hosts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from penstock.adapters.http.edge import routes_of

from .wire_routes import routes

PAGES = {
    ("GET", "/"): "a page",
    ("GET", "/penstock"): "leads to a page",
    ("GET", "/penstock/"): "a page",
    ("GET", "/ws"): "a WebSocket: ComfyUI's protocol, no request and answer",
    ("GET", "/extensions/penstock/{file}"): "files of the web app",
    ("GET", "/api/workflow_templates/penstock/{file}"): "the sample workflows",
    ("*", "/penstock/{unknown}"): "the 404 of all other paths",
}
"""What a router holds and OpenAPI does not describe, and why."""


def found(app: web.Application) -> set[tuple[str, str]]:
    """`(method, path)` of all that the router of `app` takes, without the twins under /api and those for HEAD."""
    taken = {
        (route.method, re.sub(r"\{(\w+):[^{}]*\}", r"{\1}", route.resource.canonical))
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    return {
        (method, path) for method, path in taken if (method, path.removeprefix("/api")) not in taken - {(method, path)}
    }


@pytest.mark.parametrize("host", ["standalone", "comfyui"])
def test_every_route_of_the_router_is_described(
    serve_standalone: Callable[..., Any], serve_comfyui: Callable[..., Any], figure: Callable[..., None], host: str
) -> None:
    """Whatever a router of ours would answer stands in the document, and nothing stands there that it does not."""
    server = serve_standalone() if host == "standalone" else serve_comfyui()
    app = server.subject._app() if host == "standalone" else server.subject.app

    described = {(one.method, one.path) for one in routes(server)}

    assert found(app) - described <= set(PAGES)
    assert described - found(app) == set()
    assert len(described) > 250
    figure("G10", "routes of both hosts that the OpenAPI document describes", tried=len(described), unit="routes")


def test_a_route_that_is_left_out_would_be_seen(serve_comfyui: Callable[..., Any]) -> None:
    """The document is compared with the router, not with itself: a route of nobody is found."""
    server = serve_comfyui()
    specs = routes_of(server.subject.application)
    app = web.Application()

    async def answer(_request: web.Request) -> web.Response:
        return web.Response()

    app.router.add_get("/penstock/forgotten", answer)

    assert found(app) - {(one.method, one.path) for one in specs} == {("GET", "/penstock/forgotten")}
