"""Errors as answers: always JSON, always with a request id, and a traceback in the log where it is a bug."""

import logging
from typing import Final

from aiohttp import web

from ...core.errors import (
    ClientError,
    MethodNotAllowed,
    NotFound,
    PenstockError,
    TooLarge,
    Unavailable,
    UnsupportedType,
    from_os_error,
)
from .json_text import json_bytes

_LOG: Final = logging.getLogger("penstock.http")
_BY_STATUS: Final[dict[int, type[PenstockError]]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedType,
    503: Unavailable,
}


def as_error(error: BaseException) -> PenstockError:
    """The error to answer with: what the disk reports as such, what nobody foresaw as `internal`, status 500."""
    if isinstance(error, PenstockError):
        return error
    if isinstance(error, OSError) and error.errno is not None:
        return from_os_error(error, "answer the request")
    if isinstance(error, web.HTTPException) and error.status < 500:
        return _BY_STATUS.get(error.status, ClientError)(f"{error.reason}.")
    return PenstockError("Penstock failed.", hint="The log of the server says why; please report it.")


def logged(error: BaseException, what: str, request_id: str) -> PenstockError:
    """`as_error`, written to the log: one line for what a client did wrong, a traceback for a bug."""
    answer = as_error(error)
    if answer is not error and answer.status >= 500:
        _LOG.error("%s failed (request %s).", what, request_id, exc_info=error)
    else:
        _LOG.log(answer.log_level, "%s: %s %s (request %s)", what, answer.code, answer.message, request_id)
    return answer


def error_response(error: PenstockError, request_id: str, *, close: bool = False) -> web.Response:
    """The JSON answer; `close` ends the connection, where the rest of the body is not wanted."""
    response = web.Response(
        status=error.status,
        body=json_bytes(error.as_json(request_id)),
        content_type="application/json",
        headers={"X-Request-Id": request_id, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"},
    )
    if error.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if close:
        response.force_close()
    return response
