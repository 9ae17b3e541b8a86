"""Answers for paths below `/penstock/` that no route serves: JSON like all others, where ComfyUI's are plain text."""

from collections.abc import Iterable
from typing import Final

from aiohttp import web

from ...core.errors import MethodNotAllowed, NotFound, PenstockError
from ...core.ids import Ids
from ..http.failures import error_response, logged

_BELOW: Final = (r"/penstock/{unknown:[\s\S]*}", r"/api/penstock/{unknown:[\s\S]*}")


def add_unknown_paths(app: web.Application, ids: Ids) -> None:
    """Call it when all routes are added: what none of them takes is a 404, or a 405 that names the right methods."""
    routes: Iterable[web.AbstractResource] = tuple(app.router.resources())

    async def answer(request: web.Request) -> web.StreamResponse:
        request_id = ids.new()
        allowed: set[str] = set()
        for resource in routes:
            if resource.canonical.startswith(("/penstock/", "/api/penstock/")):
                allowed |= (await resource.resolve(request))[1]
        failure = logged(_error(request, allowed), f"{request.method} {request.path}", request_id)
        response = error_response(failure, request_id, close=not request.content.at_eof())
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    for path in _BELOW:
        app.router.add_route("*", path, answer)


def _error(request: web.Request, allowed: set[str]) -> PenstockError:
    if allowed:
        return MethodNotAllowed(
            f"{request.method} is not for this path.", hint=f"It takes {', '.join(sorted(allowed))}."
        )
    return NotFound("There is no such path.", hint="All paths stand in /penstock/openapi.json.")
