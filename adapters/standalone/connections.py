"""HTTP connections of the standalone server: what aiohttp's parser refuses is answered as every other refusal is."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from ...core.errors import ClientError
from ...core.ids import Ids
from ..http.failures import error_response, logged

LARGEST_FIELD: Final = 1 << 16
"""Bytes of a header: browsers send the cookies of every program under our name, which no user can see or shorten."""

_EVERY_ANSWER: Final[Mapping[str, str]] = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def complete(response: web.StreamResponse) -> None:
    """Add what every answer says, whoever made it; which versions run here is nobody's business."""
    response.headers["Server"] = "Penstock"
    for name, value in _EVERY_ANSWER.items():
        response.headers.setdefault(name, value)


class _Connection(web.RequestHandler):
    """One connection. Its errors are answered in JSON and say nothing of what was sent."""

    __slots__ = ("_ids",)

    def __init__(self, manager: "Connections", ids: Ids, **options: Any) -> None:
        super().__init__(manager, loop=asyncio.get_running_loop(), **options)
        self._ids = ids

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """The answer to bytes that are no HTTP (`status` 400), or where an answer failed before its first byte."""
        request_id = self._ids.new()
        refused = _refusal(exc) if status < 500 else exc or RuntimeError(message)
        error = logged(refused, "A request", request_id)
        if request.writer.output_size > 0:
            raise ConnectionError("half an answer is sent: nothing can follow it") from exc
        response = error_response(error, request_id, close=True)
        complete(response)
        return response


def _refusal(error: BaseException | None) -> ClientError:
    if isinstance(error, LineTooLong):
        return ClientError(
            "The address or a header of the request is too long.",
            hint="Delete the cookies of this address in the browser, and try again.",
        )
    return ClientError("The request is no HTTP that this server understands.", hint="See /penstock/openapi.json.")


class Connections(web.Server):
    """Makes a `_Connection` for each; `served` is an app's own server, whose handler and requests are taken."""

    def __init__(self, served: web.Server, ids: Ids, **options: Any) -> None:
        super().__init__(self._answered, request_factory=served.request_factory)
        self._served = served
        self._ids = ids
        self._options = options

    async def _answered(self, request: web.BaseRequest) -> web.StreamResponse:
        """What aiohttp refuses before the app's middleware (an unknown `Expect`) is JSON, too."""
        try:
            return await self._served.request_handler(request)
        except web.HTTPException as error:
            request_id = self._ids.new()
            return error_response(logged(error, "A request", request_id), request_id, close=True)

    def __call__(self) -> web.RequestHandler:
        """The next connection."""
        return _Connection(self, self._ids, max_field_size=LARGEST_FIELD, **self._options)
