"""What goes wrong at a request: before it is done, after it, or instead of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from .faults import Fault, Faults

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PAGE: Final = "<html><body><h1>Bad gateway</h1></body></html>"
_AFTER: Final = (Fault.ERROR_AFTER, Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.CUT)
_WHOLE: Final = (
    Fault.DROP, Fault.CLOSE, Fault.RESTART, Fault.AWAY, Fault.STALL, Fault.ZOMBIE, Fault.CLEARED, Fault.INTERRUPTED,
    Fault.FORGOTTEN,
)  # fmt: skip


def moment(request: web.Request) -> str:
    """The name of a request among the moments: `GET /history/{prompt_id}`, `/api` left out but for jobs."""
    resource = request.match_info.route.resource
    path = resource.canonical if resource is not None else request.path
    short = path if path.startswith("/api/jobs") else path.removeprefix("/api")
    return f"{request.method} {short}"


async def disturbed(
    request: web.Request, handler: Handler, faults: Faults, trouble: Callable[[Fault], Awaitable[None]]
) -> web.StreamResponse:
    """Answer a request, with whatever goes wrong at it."""
    fault = faults.take(moment(request))
    if fault is None:
        return await handler(request)
    if fault in _WHOLE:
        await trouble(fault)
        return await handler(request)
    if fault is Fault.SLOW:
        await asyncio.sleep(faults.away)
        return await handler(request)
    if fault in _AFTER:
        return await _after(request, await handler(request), fault)
    return await _instead(request, fault)


async def _after(request: web.Request, answer: web.StreamResponse, fault: Fault) -> web.StreamResponse:
    if fault is Fault.ERROR_AFTER:
        return web.Response(status=500, text=_PAGE, content_type="text/html")
    if fault is Fault.HANG_AFTER:
        await _for_ever(request)
    if fault is Fault.CUT and isinstance(answer, web.Response) and isinstance(answer.body, bytes):
        await _cut(request, answer.body)
    return _broken(request)


async def _instead(request: web.Request, fault: Fault) -> web.StreamResponse:
    await request.read()
    if fault is Fault.ERROR:
        return web.Response(status=500, text=_PAGE, content_type="text/html")
    if fault is Fault.GATEWAY:
        return web.Response(status=502, text=_PAGE, content_type="text/html")
    if fault is Fault.NOT_JSON:
        return web.Response(text=_PAGE, content_type="text/html")
    if fault is Fault.EMPTY:
        return web.json_response({})
    if fault is Fault.MISSING:
        return web.Response(status=404, text="404: Not Found")
    if fault is Fault.HANG:
        await _for_ever(request)
    return _broken(request)


async def _cut(request: web.Request, body: bytes) -> None:
    partial = web.StreamResponse(headers={"Content-Length": str(len(body))})
    await partial.prepare(request)
    await partial.write(body[: len(body) // 2])


async def _for_ever(request: web.Request) -> None:
    for _round in range(3000):  # a minute: longer than anybody waits
        if request.transport is None or request.transport.is_closing():
            return
        await asyncio.sleep(0.02)


def _broken(request: web.Request) -> web.StreamResponse:
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    return web.Response()
