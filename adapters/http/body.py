"""Reads a request's body: with a limit, with a deadline, and never as a whole file in memory."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from aiohttp import ClientError as BrokenBody
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from ...core.errors import ClientError, TooLarge, TooSlow, UnsupportedType

PIECE: Final = 1 << 18
"""Bytes that are handed on at once, at least."""

PATIENCE: Final = 30.0
"""Seconds in which a body must arrive; larger ones get one second more for each `PIECE`."""


async def pieces(request: web.BaseRequest, limit: int, patience: float = PATIENCE) -> AsyncIterator[bytearray]:
    """The body in pieces of `PIECE` bytes or more (the last may be smaller).

    Raises `TooLarge`, `TooSlow`, `UnsupportedType` (compressed), `ClientError` (malformed); `ConnectionError` where
    the sender has gone.
    """
    if request.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise UnsupportedType("Bodies are sent as they are: not compressed.", field="Content-Encoding")
    if (request.content_length or 0) > limit:
        raise _too_large(limit)
    loop = asyncio.get_running_loop()
    start, received, waiting = loop.time(), 0, bytearray()
    while True:
        remaining = start + patience + received / PIECE - loop.time()
        chunk = await _next(request, remaining)
        if not chunk:
            break
        received += len(chunk)
        if received > limit:
            raise _too_large(limit)
        waiting += chunk
        if len(waiting) >= PIECE:
            yield waiting
            waiting = bytearray()
    yield waiting


async def whole(request: web.BaseRequest, limit: int, patience: float = PATIENCE) -> bytearray:
    """The whole body in memory, of at most `limit` bytes; raises as `pieces` does.

    Not as `bytes`: a copy of megabytes is nothing for the event loop.
    """
    data = bytearray()
    async for piece in pieces(request, limit, patience):
        data += piece
    return data


async def _next(request: web.BaseRequest, seconds: float) -> bytes:
    try:
        async with asyncio.timeout(max(seconds, 0)):
            return await request.content.readany()
    except TimeoutError as error:
        raise TooSlow("The body did not arrive in time.", hint="Try again on a faster connection.") from error
    except (HttpProcessingError, BrokenBody, ValueError) as error:
        raise ClientError("The body is malformed.", hint="Check its length and its chunks.") from error


def _too_large(limit: int) -> TooLarge:
    shown = f"{limit // (1 << 20)} MiB" if limit >= 1 << 20 else f"{limit} bytes"
    return TooLarge(f"The body has more than {shown}.", hint="Send less at once.")
