"""The aiohttp app of the standalone server: routes, their mirror under `/api`, pages, guard and errors."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Middleware

from ...core.ids import Ids
from ...core.values import frozen
from ..http.edge import Route
from ..http.endpoint import Endpoint, failed
from ..http.failures import error_response, logged
from ..http.guard import SAFE_METHODS, Guard
from .connections import complete
from .pages import StaticFiles, own_page, to_own_page
from .tickets import Tickets
from .websocket import Tabs

_MIRROR: Final = "/api"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_WELCOME: Final = """<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Penstock</title><meta http-equiv="refresh" content="0; url=%(path)s"></head>
  <body><a href="%(path)s">Penstock</a></body>
</html>
"""
_WELCOME_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@frozen(kw_only=True)
class Site:
    """What the app serves besides its routes. `frontend` are ComfyUI's pages, None: Penstock's own page at `/`."""

    guard: Guard
    tickets: Tickets
    ids: Ids
    tabs: Tabs
    frontend: StaticFiles | None
    folders: dict[str, StaticFiles]


def web_app(routes: Iterable[Route], site: Site) -> web.Application:
    """The app; nothing is listened on yet."""
    app = web.Application(middlewares=[_checked(site)], client_max_size=1 << 20)
    app.on_response_prepare.append(_complete)
    for route in routes:
        mirrored = [] if route.path.startswith(f"{_MIRROR}/") else [f"{_MIRROR}{route.path}"]
        app.add_routes([web.route(route.method, path, route.handler) for path in (route.path, *mirrored)])
    for path in ("/ws", f"{_MIRROR}/ws"):
        app.router.add_get(path, site.tabs.serve)
    for prefix, files in site.folders.items():
        app.router.add_get(prefix + "/{file:.+}", files.serve)
    _add_pages(app, site)
    return app


def _add_pages(app: web.Application, site: Site) -> None:
    app.router.add_get("/penstock/", own_page)
    app.router.add_get("/penstock", to_own_page)
    if site.frontend is None:
        app.router.add_get("/", own_page)
    else:
        app.router.add_get("/{file:.*}", site.frontend.serve)


async def _complete(_request: web.Request, response: web.StreamResponse) -> None:
    complete(response)


def _checked(site: Site) -> Middleware:
    """Guards what is no endpoint (those guard themselves), and turns what the router refuses into our JSON."""

    @web.middleware
    async def checked(request: web.Request, handler: Handler) -> web.StreamResponse:
        if isinstance(getattr(handler, "__self__", None), Endpoint):
            return await handler(request)
        try:
            if (welcome := _with_token(request, site)) is not None:
                return welcome
            upgrade = request.headers.get("Upgrade", "").lower() == "websocket"
            site.guard.check_caller(request.method, request.headers, websocket=upgrade)
            return await handler(request)
        except web.HTTPException as answer:
            return _from_router(answer, request, site.ids.new())
        except Exception as error:
            return failed(request, request.path, error, site.ids.new())

    return checked


def _from_router(answer: web.HTTPException, request: web.Request, request_id: str) -> web.StreamResponse:
    if answer.status < 400:
        return answer
    error = logged(answer, f"{request.method} {request.path}", request_id)
    response = error_response(error, request_id, close=not request.content.at_eof())
    if "Allow" in answer.headers:
        response.headers["Allow"] = answer.headers["Allow"]
    return response


def _with_token(request: web.Request, site: Site) -> web.StreamResponse | None:
    """`/?token=...`, the address printed at the start: keep the token in a cookie and go to the page without it.

    No redirect: after one that began on another site (a link in a message), browsers do not send the strict cookie.
    """
    if request.method not in SAFE_METHODS or request.path not in ("/", "/penstock/"):
        return None
    guard, offered = site.guard, request.query.get("token", "")
    if not guard.accepts(offered) and not site.tickets.take(offered):
        return None
    response = web.Response(
        text=_WELCOME % {"path": request.path}, content_type="text/html", charset="utf-8", headers=_WELCOME_HEADERS
    )
    response.set_cookie(guard.cookie, guard.token, httponly=True, samesite="Strict", path="/")
    return response
