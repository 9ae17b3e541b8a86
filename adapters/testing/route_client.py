"""Requests to the routes of an application, without a socket: what a body is checked for and what comes back are real.

Path and query are read, the body is decoded, the handler called on the calling thread, and its answer encoded as over
HTTP. What HTTP itself adds (Host and Origin, ETags, ranges) is not there.
"""

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from attrs import field

from ...core.application import Application
from ...core.attribution import Attributed
from ...core.contracts.uploads import Upload
from ...core.errors import MethodNotAllowed, NotFound, PenstockError
from ...core.routes import BytesAnswer, EventFeed, FileAnswer, RouteCall, RouteSpec
from ...core.values import frozen
from ...core.wire import decode, encode
from ..http.json_text import json_bytes
from ..http.staged_uploads import staging_folder

NewFile = tuple[str, bytes]
"""A file to upload: its name and its bytes."""


@frozen(kw_only=True)
class Answer:
    """What came back. `json` is None for files, whose bytes are in `data`; `feed` is the feed of a route of events."""

    status: int
    json: Any = None
    data: bytes = field(default=b"", repr=False)
    content_type: str = "application/json"
    feed: EventFeed | None = None

    @property
    def error(self) -> Mapping[str, Any]:
        """The error object (`code`, `message`, `hint`, `field`, ...); empty where it went well."""
        return cast("Mapping[str, Any]", self.json["error"]) if self.status >= 400 else {}


class RouteClient:
    """`client.get("/penstock/pools")`, `client.post(path, {...})`. Bugs of handlers are raised, not answered."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._staging = staging_folder(application.host.paths)

    def get(self, path: str) -> Answer:
        """GET."""
        return self.send("GET", path)

    def post(self, path: str, body: Any = None, files: Mapping[str, Sequence[NewFile]] | None = None) -> Answer:
        """POST a JSON body, or with `files` a form: `body` are its texts then."""
        return self.send("POST", path, body, files)

    def put(self, path: str, body: Any = None) -> Answer:
        """PUT."""
        return self.send("PUT", path, body)

    def patch(self, path: str, body: Any = None) -> Answer:
        """PATCH."""
        return self.send("PATCH", path, body)

    def delete(self, path: str) -> Answer:
        """DELETE."""
        return self.send("DELETE", path)

    def send(
        self, method: str, path: str, body: Any = None, files: Mapping[str, Sequence[NewFile]] | None = None
    ) -> Answer:
        """One request."""
        parts = urlsplit(path)
        try:
            spec, values = self._found(method, parts.path)
            with self._staged(files or {}) as uploads:
                call = RouteCall(
                    services=self._application.services,
                    path=values,
                    query=_query(spec, parts.query),
                    body=_body(spec, body, None if files is None else uploads),
                )
                return _sent(spec, spec.handler(call))
        except PenstockError as error:
            return Answer(status=error.status, json=error.as_json())

    @contextmanager
    def _staged(self, files: Mapping[str, Sequence[NewFile]]) -> Iterator[dict[str, list[Upload]]]:
        """`files` as uploads beside the files of the host, where a handler may move one; what is left is removed."""
        self._staging.mkdir(parents=True, exist_ok=True)
        uploads = {name: [_upload(self._staging, one) for one in several] for name, several in files.items()}
        try:
            yield uploads
        finally:
            for one in (one for several in uploads.values() for one in several):
                one.path.unlink(missing_ok=True)

    def _found(self, method: str, path: str) -> tuple[RouteSpec, dict[str, str]]:
        there = [
            (spec, values) for spec in self._application.routes if (values := _values(spec.path, path)) is not None
        ]
        for spec, values in sorted(there, key=lambda one: len(one[1])):  # names written out win
            if spec.method == method:
                return spec, values
        if there:
            raise MethodNotAllowed(f"{path} does not take {method}.")
        raise NotFound(f"There is no route {path}.")


def _values(pattern: str, path: str) -> dict[str, str] | None:
    """The values of the names in a route's path, None where another path is meant."""
    parts = re.split(r"\{([a-z_]+)\}", pattern)
    regex = "".join(f"(?P<{part}>[^/]+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    found = re.fullmatch(regex, path)
    return None if found is None else {name: unquote(value) for name, value in found.groupdict().items()}


def _query(spec: RouteSpec, text: str) -> Any:
    from ..http.shapes import from_texts

    return None if spec.query is None else from_texts(spec.query, parse_qs(text, keep_blank_values=True), {})


def _body(spec: RouteSpec, body: Any, uploads: dict[str, list[Upload]] | None) -> Any:
    from ..http.shapes import from_texts

    if spec.body is None or spec.body is bytes:
        return body
    if uploads is None:
        return decode(spec.body, {} if body is None else encode(body))
    return from_texts(spec.body, {name: [str(value)] for name, value in (body or {}).items()}, uploads)


def _upload(folder: Path, file: NewFile) -> Upload:
    name, data = file
    with tempfile.NamedTemporaryFile(suffix=".upload", dir=folder, delete=False) as staged:
        staged.write(data)
    return Upload(path=Path(staged.name), file_name=name, size=len(data))


def _sent(spec: RouteSpec, result: Any) -> Answer:
    """As `_answer`; what of a third party's is no JSON is its `PluginFailed`, as over HTTP."""
    try:
        return _answer(spec, result)
    except Exception as error:
        if isinstance(spec.handler, Attributed) and not isinstance(error, OSError):
            raise spec.handler.unsendable(result, error) from error
        raise


def _answer(spec: RouteSpec, result: Any) -> Answer:
    if isinstance(result, FileAnswer):
        return Answer(status=200, data=result.path.read_bytes(), content_type=result.content_type)
    if isinstance(result, BytesAnswer):
        return Answer(status=200, data=result.data, content_type=result.content_type)
    if isinstance(result, EventFeed):
        return Answer(status=200, feed=result, content_type="text/event-stream")
    if result is None:
        return Answer(status=204)
    made = encode(result)
    json_bytes(made)
    return Answer(status=spec.status, json=made)
