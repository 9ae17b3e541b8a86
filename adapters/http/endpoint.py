"""One route as an aiohttp handler: guard, body, handler on a worker thread, answer. Errors of any kind become JSON."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

from aiohttp import web
from attrs import field

from ...core.attribution import Attributed
from ...core.errors import PenstockError, UnsupportedType
from ...core.files import Files
from ...core.ids import Ids
from ...core.routes import RouteCall, RouteSpec
from ...core.services import Services
from ...core.values import frozen
from ...core.wire import decode
from .answers import Ready, ready
from .body import PATIENCE, pieces, whole
from .failures import as_error, error_response, logged
from .form import StagedForm
from .guard import Guard, media_type
from .multipart import MultipartParser
from .plain_forms import PLAIN_FORM, plain_form, takes_plain_forms
from .sending import send
from .shapes import fields_of, from_texts, needs_uploads, takes_uploads
from .strict_json import LARGEST_SEED, parse
from .workers import Workers

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_LOG: Final = logging.getLogger("penstock.http")
JSON_BESIDE_FILES: Final = 8 << 20
"""Bytes of a JSON body where the limit of the route is for files in a form: a text of 1 MiB, all of it escaped."""

FORM_OVERHEAD: Final = 1 << 16
"""Bytes that the boundaries and headers of a form may take besides its content."""

CLIENT_HEADER: Final = "X-Penstock-Client"
LAST_EVENT: Final = "Last-Event-ID"


@frozen(kw_only=True)
class Edge:
    """What all endpoints of one host share. `staging` is the folder for uploads; `patience` see `body.pieces`.

    `tolerant` endpoints pass over query keys that they do not know: those of protocols that are not ours.
    """

    services: Services
    ids: Ids
    files: Files
    staging: Path
    guard: Guard
    workers: Workers = field(factory=Workers)
    patience: float = PATIENCE
    tolerant: bool = False


@frozen
class Endpoint:
    """The handler of one route. It never blocks and never raises (but `CancelledError`)."""

    edge: Edge
    spec: RouteSpec

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one request."""
        request_id = self.edge.ids.new()
        try:
            if not self.spec.is_loaded:
                await self.edge.workers.run("short", self.spec.load)
            self._check(request)
            return await send(request, await self._answer(request, request_id), self.edge.workers, request_id)
        except Exception as error:
            return failed(request, self.spec.path, error, request_id)

    def _check(self, request: web.Request) -> None:
        if self.spec.body is bytes or self._is_plain_form(request):
            self.edge.guard.check_caller(request.method, request.headers)
        else:
            self.edge.guard.check(request.method, request.headers)

    @property
    def _limit(self) -> int:
        return self.spec.limit(self.edge.services)

    async def _answer(self, request: web.Request, request_id: str) -> Ready:
        if self.spec.body is None:
            return await self._run(partial(self._handled, request, request_id, None))
        if self.spec.body is bytes:
            raw = await whole(request, self._limit, self.edge.patience)
            return await self._run(lambda: self._handled(request, request_id, bytes(raw)))
        if self._is_plain_form(request):
            raw = await whole(request, self._limit, self.edge.patience)
            return await self._run(lambda: self._handled(request, request_id, self._from_plain_form(bytes(raw))))
        if self.spec.body is dict or media_type(request.headers) != "multipart/form-data":
            data = await self._json(request)
            return await self._run(lambda: self._handled(request, request_id, self._decoded(data)))
        parser, form, last = await self._form(request)
        return await self._run(partial(self._with_form, request, request_id, parser, form, last))

    async def _run(self, work: Callable[[], Ready]) -> Ready:
        return await self.edge.workers.run(self.spec.work, work)

    async def _json(self, request: web.Request) -> bytearray:
        if not request.body_exists and (self.spec.body is dict or self.spec.body_may_be_absent):
            return bytearray(b"{}")
        if media_type(request.headers) != "application/json":
            raise UnsupportedType("This route takes JSON.", field="Content-Type")
        if (request.charset or "utf-8").lower() not in ("utf-8", "us-ascii", "utf8"):
            raise UnsupportedType("JSON is UTF-8.", field="Content-Type")
        body = cast("type[Any]", self.spec.body)
        uploads = self.spec.body is not dict and takes_uploads(body)
        if uploads and needs_uploads(body):
            raise UnsupportedType("This route takes a multipart form.", field="Content-Type")
        limit = min(self._limit, JSON_BESIDE_FILES) if uploads else self._limit  # the rest is for the files
        return await whole(request, limit, self.edge.patience)

    async def _form(self, request: web.Request) -> tuple[MultipartParser, StagedForm, bytearray]:
        """Stage the form as it comes in, up to its last piece, which is left for the thread that handles it."""
        form = StagedForm(self.edge.files, self.edge.staging)
        parser = MultipartParser(request.headers["Content-Type"], form)
        last = bytearray()
        try:
            async for piece in pieces(request, self._limit + FORM_OVERHEAD, self.edge.patience):
                if last:
                    await asyncio.shield(self.edge.workers.run("short", partial(parser.feed, last)))
                last = piece
        except BaseException:
            await asyncio.shield(self.edge.workers.run("short", form.discard))
            raise
        return parser, form, last

    def _with_form(
        self, request: web.Request, request_id: str, parser: MultipartParser, form: StagedForm, last: bytearray
    ) -> Ready:
        """On a worker thread: take the rest of the form, handle it, remove what was staged and not moved on."""
        try:
            parser.feed(last)
            parser.finish()
            body = from_texts(cast("type[Any]", self.spec.body), form.texts, form.uploads)
            return self._handled(request, request_id, body)
        finally:
            form.discard()

    def _handled(self, request: web.Request, request_id: str, body: Any) -> Ready:
        """On a worker thread: handle, encode."""
        handler = self.spec.handler
        result = handler(
            RouteCall(
                services=self.edge.services,
                path=dict(request.match_info),
                query=self._query(request),
                body=body,
                client_id=request.headers.get(CLIENT_HEADER, "")[:128],
                request_id=request_id,
                last_event_id=request.headers.get(LAST_EVENT, "")[:128],
            )
        )
        try:
            return ready(result, self.spec.status, request.headers)
        except Exception as error:
            if isinstance(handler, Attributed) and not isinstance(error, PenstockError | OSError):
                raise handler.unsendable(result, error) from error
            raise

    def _decoded(self, raw: bytearray) -> Any:
        """On a worker thread: the body from its JSON."""
        data = bytes(raw)
        free = self.spec.body is dict  # a protocol that is not ours: its own handler looks at what is in it
        largest = LARGEST_SEED if free else self.spec.largest_integer
        return decode(cast("type[Any]", self.spec.body), parse(data or b"{}" if free else data, largest))

    def _is_plain_form(self, request: web.Request) -> bool:
        """Scripts that were written for replaced systems send forms in the old way."""
        return media_type(request.headers) == PLAIN_FORM and takes_plain_forms(self.spec)

    def _from_plain_form(self, data: bytes) -> Any:
        return from_texts(cast("type[Any]", self.spec.body), plain_form(data), {})

    def _query(self, request: web.Request) -> Any:
        if self.spec.query is None:
            return None
        known = fields_of(self.spec.query)
        skipped = {name for name in request.query if self.edge.tolerant and name not in known} | {"token"}
        texts = {name: request.query.getall(name) for name in request.query if name not in skipped}
        return from_texts(self.spec.query, texts, {})


def failed(request: web.Request, what: str, error: Exception, request_id: str) -> web.Response:
    """The answer for `error`, which is logged; that a client leaves is nothing wrong, nobody reads its answer."""
    left = request.transport is None or request.transport.is_closing()
    if left and isinstance(error, PenstockError | ConnectionError):
        _LOG.debug("%s %s: the client left (request %s).", request.method, what, request_id)
        return error_response(as_error(error), request_id)
    failure = logged(error, f"{request.method} {what}", request_id)
    return error_response(failure, request_id, close=not request.content.at_eof())
