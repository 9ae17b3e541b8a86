"""HTTP routes, declared once for both hosts; handlers know nothing of aiohttp and never run on an event loop."""

import queue
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from attrs import field

from .later import is_loaded, now
from .services import Services
from .values import frozen

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Body = TypeVar("Body")
FeedMessage = tuple[str, str] | tuple[str, str, str]
"""`(event name, JSON text)`, or with the id that a client names when it comes back (`Last-Event-ID`)."""


@frozen(kw_only=True)
class FileAnswer:
    """A file as an answer. `etag` is what a client sends back; `immutable` lets caches keep it for a year.

    Served with `nosniff` and a closed content security policy; `download_name` makes it an attachment.
    """

    path: Path
    content_type: str
    etag: str
    immutable: bool = False
    download_name: str | None = None


@frozen(kw_only=True)
class BytesAnswer:
    """Bytes in memory as an answer; the same rules as `FileAnswer`."""

    data: bytes = field(repr=False)
    content_type: str
    etag: str
    immutable: bool = False
    download_name: str | None = None


@frozen
class EventFeed:
    """A bounded queue of messages for one client, served as server-sent events until it leaves.

    A client that falls behind by more than the bound is dropped and reads its state again. None ends the feed.
    """

    queue: "queue.Queue[FeedMessage | None]"
    close: Callable[[], None]


@frozen(kw_only=True)
class RouteCall(Generic[Body]):
    """One request, decoded. `path` holds the values of the path's `{names}`, unquoted once and not yet checked.

    `last_event_id` is what a client of an `EventFeed` that comes back has seen last, empty for others.
    """

    services: Services
    path: Mapping[str, str] = field(factory=dict)
    query: Any = None
    body: Body = None  # type: ignore[assignment]
    client_id: str = ""
    request_id: str = ""
    last_event_id: str = ""


@frozen(kw_only=True)
class RouteSpec:
    """One route.

    `body`, `query` and `answer` are attrs classes, decoded and encoded strictly at the edge: unknown keys and wrong
    types are a 422 that lists every fault. A `body` with `Upload` (or `tuple[Upload, ...]`) fields takes multipart
    forms, staged on disk and limited by `max_bytes` (a number, or what tells it from the settings); where
    `body_may_be_absent` a request without one has the defaults of all its fields. `work` picks the thread pool:
    `short` for reads and index writes, `heavy` for image work. `largest_integer` is how large a number of a JSON body
    may be: documents of ComfyUI hold larger ones than our own rows.
    `legacy` marks paths of systems that Penstock replaces: they are served only while `compat` is on, and never where
    another pack has them. `requires` names plugins without which the route is left out, while the rest of its own
    plugin stays.

    `handler`, `body`, `query` and `answer` may be names of modules that nothing has imported yet (see `core.later`):
    the first request imports them, on a worker thread.
    """

    name: str
    method: Method
    path: str
    _handler: Callable[[RouteCall[Any]], Any]
    summary: str = ""
    _body: type | None = None
    body_may_be_absent: bool = False
    _query: type | None = None
    _answer: type | None = None
    status: int = 200
    work: Literal["short", "heavy"] = "short"
    max_bytes: int | Callable[[Services], int] = 1 << 20
    largest_integer: int = 2**63 - 1
    legacy: bool = False
    requires: tuple[str, ...] = field(default=(), converter=tuple[str, ...])

    @property
    def handler(self) -> Callable[[RouteCall[Any]], Any]:
        """What answers a call."""
        return now(self._handler)

    @property
    def body(self) -> type | None:
        """The class of the body, None without one."""
        return now(self._body)

    @property
    def query(self) -> type | None:
        """The class of the query, None without one."""
        return now(self._query)

    @property
    def answer(self) -> type | None:
        """The class of the answer, None without one."""
        return now(self._answer)

    @property
    def is_loaded(self) -> bool:
        """Whether all that it names is imported."""
        return all(map(is_loaded, (self._handler, self._body, self._query, self._answer)))

    def load(self) -> None:
        """Import all that it names."""
        for one in (self._handler, self._body, self._query, self._answer):
            now(one)

    def limit(self, services: Services) -> int:
        """How many bytes a body may have now."""
        return self.max_bytes if isinstance(self.max_bytes, int) else self.max_bytes(services)
