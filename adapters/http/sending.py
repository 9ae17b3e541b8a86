"""Sends a ready answer to the client: small ones at once, files in pieces, feeds for as long as the client stays."""

import asyncio
import os
from functools import partial
from typing import Final

from aiohttp import web

from .answers import Ready, read_at
from .byte_ranges import Span
from .event_stream import send_feed
from .workers import Workers

_PIECE: Final = 1 << 18


async def send(request: web.Request, answer: Ready, workers: Workers, request_id: str) -> web.StreamResponse:
    """The response for `answer`; files and feeds are sent when it returns. Never blocks the loop."""
    headers = {**answer.headers, "X-Request-Id": request_id}
    if answer.feed is not None:
        return await send_feed(request, answer.feed, headers)
    if answer.handle is not None:
        return await _send_file(request, answer, answer.handle, workers, headers)
    return web.Response(status=answer.status, headers=headers, body=answer.body)


async def _send_file(
    request: web.Request, answer: Ready, handle: int, workers: Workers, headers: dict[str, str]
) -> web.StreamResponse:
    try:
        response = web.StreamResponse(status=answer.status, headers=headers)
        response.content_length = answer.span.length
        await response.prepare(request)
        if request.method != "HEAD":
            await _copy(request, response, handle, answer.span, workers)
        await response.write_eof()
        return response
    finally:
        os.close(handle)


async def _copy(request: web.Request, response: web.StreamResponse, handle: int, span: Span, workers: Workers) -> None:
    done = 0
    while done < span.length:
        piece = Span(span.start + done, min(_PIECE, span.length - done))
        data = await asyncio.shield(workers.run("short", partial(read_at, handle, piece)))
        if not data:
            if request.transport is not None:
                request.transport.close()  # the announced length cannot be kept: only a cut answer tells the client
            raise ConnectionAbortedError("the file became shorter while it was sent")
        await response.write(data)
        done += len(data)
