"""What a handler returned, made ready for the wire on the worker thread: encoded, opened, compared with the ETag."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from attrs import field

from ...core.errors import ClientError, NotFound
from ...core.routes import BytesAnswer, EventFeed, FileAnswer
from ...core.values import frozen
from ...core.wire import encode
from .byte_ranges import NotSatisfiable, Span, requested
from .caching import cache_control, quoted, unchanged
from .disposition import attachment
from .guard import Headers
from .json_text import json_bytes

IN_MEMORY: Final = 1 << 20
"""Files up to this size are read at once on the worker thread; larger ones are sent in pieces."""

CLOSED_POLICY: Final = "default-src 'none'; sandbox"
_BINARY: Final = getattr(os, "O_BINARY", 0)
_BYTES_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": CLOSED_POLICY,
    "Vary": "Origin, Sec-Fetch-Site",  # what our pages were given is no answer for another site
}


@frozen(kw_only=True)
class Ready:
    """An answer that needs no more work: `body`, or an open file of which `span` is to be sent, or a feed."""

    status: int = 200
    headers: Mapping[str, str] = field(factory=dict)
    body: bytes = field(default=b"", repr=False)
    handle: int | None = None
    span: Span = field(factory=Span)
    feed: EventFeed | None = None


@frozen
class JsonAnswer:
    """JSON with a status of its own, for protocols that are not Penstock's."""

    status: int
    value: Any


def ready(result: Any, status: int, headers: Headers) -> Ready:
    """`result` as an answer to a request with `headers`. Blocks: encodes JSON, opens and reads files.

    None is an answer without a body (204).
    """
    if isinstance(result, FileAnswer):
        return _file(result, headers)
    if isinstance(result, BytesAnswer):
        return _in_memory(result, headers)
    if isinstance(result, EventFeed):
        return Ready(status=status, feed=result)
    if result is None:
        return Ready(status=204)
    value = result.value if isinstance(result, JsonAnswer) else result
    return Ready(
        status=result.status if isinstance(result, JsonAnswer) else status,
        headers={
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
        body=json_bytes(encode(value)),
    )


def _in_memory(answer: BytesAnswer, headers: Headers) -> Ready:
    sent = _headers(answer)
    if unchanged(headers.get("If-None-Match", ""), sent.get("ETag", "")):
        return _not_modified(sent)
    return Ready(headers=sent, body=answer.data)


def _file(answer: FileAnswer, headers: Headers) -> Ready:
    sent = _headers(answer)
    if unchanged(headers.get("If-None-Match", ""), sent.get("ETag", "")):
        return _not_modified(sent)
    handle, size = _open(answer.path)
    try:
        span = _span(headers, sent, size)
        status = 200 if span is None else 206
        span = span or Span(0, size)
        if span.length > IN_MEMORY:
            kept, handle = handle, -1
            return Ready(status=status, headers=sent, handle=kept, span=span)
        return Ready(status=status, headers=sent, body=read_at(handle, span))
    except NotSatisfiable as error:
        raise RangeNotSatisfiable(f"The file has {size} bytes.", details={"size": size}) from error
    finally:
        if handle >= 0:
            os.close(handle)


def read_at(handle: int, span: Span) -> bytes:
    """Up to `span.length` bytes from `span.start` on; fewer where the file ends before. Blocks."""
    os.lseek(handle, span.start, os.SEEK_SET)
    return os.read(handle, span.length)


class RangeNotSatisfiable(ClientError):
    """Raised when a part of a file is asked for that lies behind its end."""

    code = "range_not_satisfiable"
    status = 416


def _span(headers: Headers, sent: dict[str, str], size: int) -> Span | None:
    asked = headers.get("Range", "")
    if not asked or headers.get("If-Range", sent.get("ETag", "")) != sent.get("ETag", ""):
        return None
    span = requested(asked, size)
    if span is not None:
        sent["Content-Range"] = f"bytes {span.start}-{span.start + span.length - 1}/{size}"
    return span


def _open(path: Path) -> tuple[int, int]:
    """A descriptor and the size of a regular file, not through a link as its last part."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _BINARY)
    except (OSError, ValueError) as error:
        raise NotFound("The file is not there.") from error
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        os.close(handle)
        raise NotFound("The file is not there.")
    return handle, found.st_size


def _headers(answer: FileAnswer | BytesAnswer) -> dict[str, str]:
    sent = {
        **_BYTES_HEADERS,
        "Content-Type": answer.content_type,
        "Cache-Control": cache_control(immutable=answer.immutable),
    }
    if etag := quoted(answer.etag):
        sent["ETag"] = etag
    if answer.download_name is not None:
        sent["Content-Disposition"] = attachment(answer.download_name)
    if isinstance(answer, FileAnswer):
        sent["Accept-Ranges"] = "bytes"
    return sent


def _not_modified(sent: Mapping[str, str]) -> Ready:
    return Ready(status=304, headers={key: sent[key] for key in ("ETag", "Cache-Control", "Vary") if key in sent})
