"""What handlers return, as clients see it."""

import errno
import json
import math
import queue
from collections.abc import Callable
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from penstock.adapters.http import sending
from penstock.adapters.http.byte_ranges import Span
from penstock.core.attribution import attributed
from penstock.core.errors import Busy, Conflict, DiskFull, PenstockError
from penstock.core.faults import FaultLog
from penstock.core.routes import BytesAnswer, EventFeed, FeedMessage, FileAnswer, RouteCall, RouteSpec

Serve = Callable[..., Any]


@frozen
class Point:
    """An answer."""

    x: int
    names: tuple[str, ...] = ()


@frozen
class Window:
    """A query."""

    start: int = 0
    exact: bool = False
    label: str | None = None


def get(handler: Any, path: str = "/penstock/thing", **more: Any) -> RouteSpec:
    return RouteSpec(name="tested.get", method="GET", path=path, handler=handler, **more)


def failing(error: BaseException) -> Any:
    def handler(_call: RouteCall[None]) -> None:
        raise error

    return handler


@pytest.mark.parametrize("answer", [{"a": {1, 2}}, {(1, 2): 3}, {"a": object()}], ids=("set", "key", "object"))
def test_what_a_third_party_answers_and_nobody_can_send_is_its_fault(serve_routes: Serve, answer: object) -> None:
    """It is `plugin_failed` with the plugin and the route, not a bug of ours."""
    log = FaultLog()
    server = serve_routes(attributed("guest", get(lambda _call: answer), log))

    reply = server.get("/penstock/thing")

    error = json.loads(reply.body)["error"]
    assert (reply.status, error["code"], error["plugin"]) == (424, "plugin_failed", "guest")
    assert "the answer of the route tested.get" in error["message"]
    assert [fault.where for fault in log.of("guest")] == ["route tested.get"]


def test_attrs_values_become_compact_json(serve_routes: Serve) -> None:
    """An attrs value is answered as compact JSON in UTF-8, never cached."""
    server = serve_routes(get(lambda _call: Point(1, ("é", "b"))))

    reply = server.get("/penstock/thing")

    assert (200, '{"x":1,"names":["é","b"]}'.encode()) == (reply.status, reply.body)
    assert (reply.headers["Content-Type"], reply.headers["Cache-Control"]) == ("application/json", "no-store")


def test_none_is_an_empty_answer(serve_routes: Serve) -> None:
    """A handler that returns nothing is answered 204 without a body."""
    reply = serve_routes(get(lambda _call: None)).get("/penstock/thing")

    assert (reply.status, reply.body) == (204, b"")


def test_numbers_that_json_has_no_word_for_are_null(serve_routes: Serve) -> None:
    """NaN and infinities become null, wherever they stand: a browser could not read anything else."""
    value = {"a": [1.5, math.nan], "b": (math.inf, {"c": -math.inf})}

    assert serve_routes(get(lambda _call: value)).get("/penstock/thing").json == {
        "a": [1.5, None],
        "b": [None, {"c": None}],
    }


def test_values_with_lone_surrogates_are_answered(serve_routes: Serve) -> None:
    """What is no text comes as U+FFFD, in names and values, and both halves of a character as the character."""
    odd = {"name": "a\ud800b\udcff", "\udfff": "\ud83d\udca5", "fine": "\U0001f4a5"}
    reply = serve_routes(get(lambda _call: odd)).get("/penstock/thing")

    assert json.loads(reply.body) == {"name": "a\ufffdb\ufffd", "\ufffd": "\U0001f4a5", "fine": "\U0001f4a5"}
    assert b"\\u" not in reply.body


@pytest.mark.parametrize("name", ["Content-Type", "Origin", "Host", "X-Other"])
def test_a_byte_that_is_no_text_in_a_header_stays_out_of_the_answer(serve_standalone: Serve, name: str) -> None:
    """A refusal that quotes a header is JSON for every parser, whatever bytes were in it."""
    server = serve_standalone()

    reply = server.request("POST", "/penstock/pools", headers={name: "a/\xff"}, host=None if name == "Host" else "")

    assert reply.status >= 400
    assert json.dumps(reply.json, ensure_ascii=False).encode()
    assert b"\\ud" not in reply.body


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Conflict("moved on", details={"current": 3}), 409, "conflict"),
        (Busy("later"), 423, "busy"),
        (DiskFull("full"), 507, "disk_full"),
        (RuntimeError("a secret path"), 500, "internal"),
        (ConnectionRefusedError("a secret address"), 500, "internal"),
        (OSError(errno.ENOSPC, "no space"), 507, "disk_full"),
        (OSError(errno.EIO, "broken"), 503, "storage_failed"),
        (RecursionError(), 500, "internal"),
    ],
)
def test_errors_are_the_contract_s_json(
    serve_routes: Serve, error: BaseException, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Every error has its status, its code and a request id; a bug is logged with its traceback and tells nothing."""
    reply = serve_routes(get(failing(error))).get("/penstock/thing")

    assert (status, code) == (reply.status, reply.code)
    assert reply.headers["X-Request-Id"] == reply.json["error"]["request_id"]
    assert b"secret" not in reply.body
    assert (not isinstance(error, PenstockError)) == any(record.exc_info for record in caplog.records)


def test_a_conflict_carries_the_current_state(serve_routes: Serve) -> None:
    """The state as it is now stands in the error of a conflict."""
    reply = serve_routes(get(failing(Conflict("moved on", details={"current": {"x": 1}})))).get("/penstock/thing")

    assert reply.json["error"]["current"] == {"x": 1}


def test_query_strings_are_decoded_strictly(serve_routes: Serve) -> None:
    """A query becomes its attrs class; what does not fit is a 422 that lists every fault."""
    server = serve_routes(get(lambda call: [call.query.start, call.query.exact, call.query.label], query=Window))

    assert server.get("/penstock/thing?start=7&exact=true&label=a%20b").json == [7, True, "a b"]
    assert server.get("/penstock/thing").json == [0, False, None]
    reply = server.get("/penstock/thing?start=x&exact=maybe&other=1")
    assert (reply.status, reply.code, len(reply.json["error"]["faults"])) == (422, "invalid", 3)
    assert server.get("/penstock/thing?start=1&start=2").code == "invalid"


def test_path_values_are_decoded_once(serve_routes: Serve) -> None:
    """`{name}` in a path is percent-decoded exactly once, whatever it holds."""
    server = serve_routes(get(lambda call: call.path["name"], path="/penstock/things/{name}"))

    for sent, seen in (("a%2Fb", "a/b"), ("%252e", "%2e"), ("%00", "\0"), ("%C3%A9", "é"), ("..%2F..", "../..")):
        assert seen == server.get(f"/penstock/things/{sent}").json


def file_route(path: Path, **more: Any) -> RouteSpec:
    values = {"content_type": "image/png", "etag": "v1", **more}
    return get(lambda _call: FileAnswer(path=path, **values))


@pytest.mark.parametrize("size", [10, 3 << 20])
def test_files_are_served_closed_and_cacheable(serve_routes: Serve, tmp_path: Path, size: int) -> None:
    """A file is sent whole, with its ETag, `nosniff` and a policy that lets it do nothing; asked again, it is a 304."""
    path = tmp_path / "picture.png"
    path.write_bytes(bytes(range(10)) * (size // 10))
    server = serve_routes(file_route(path, immutable=True))

    reply = server.get("/penstock/thing")

    assert (200, path.read_bytes()) == (reply.status, reply.body)
    assert reply.headers["Etag"] == '"v1"'
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert reply.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    again = server.get("/penstock/thing", If_None_Match='W/"other", "v1"')
    assert (again.status, again.body) == (304, b"")
    assert server.get("/penstock/thing", If_None_Match='"v2"').status == 200


def test_a_file_that_shrinks_is_cut_off(serve_routes: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that becomes shorter while it is sent ends with a closed connection, never with bytes that are not its."""
    path = tmp_path / "large"
    path.write_bytes(bytes(3 << 20))
    server = serve_routes(file_route(path))
    reads = sending.read_at

    def shrinking(handle: int, span: Span) -> bytes:
        path.write_bytes(b"")
        return reads(handle, span)

    monkeypatch.setattr(sending, "read_at", shrinking)

    with pytest.raises((IncompleteRead, ConnectionError)):
        server.get("/penstock/thing")
    monkeypatch.undo()
    assert server.get("/penstock/thing").body == b""


def test_parts_of_files_are_served(serve_routes: Serve, tmp_path: Path) -> None:
    """A range is answered with that part, a range behind the end with 416, nonsense with the whole file."""
    path = tmp_path / "clip.bin"
    path.write_bytes(b"0123456789")
    server = serve_routes(file_route(path))

    for asked, expected in (("bytes=2-4", b"234"), ("bytes=7-", b"789"), ("bytes=-3", b"789"), ("bytes=0-99", None)):
        reply = server.get("/penstock/thing", Range=asked)
        assert (206, expected or path.read_bytes()) == (reply.status, reply.body)
    assert server.get("/penstock/thing", Range="bytes=2-4").headers["Content-Range"] == "bytes 2-4/10"
    assert server.get("/penstock/thing", Range="bytes=10-").status == 416
    for nonsense in ("bytes=4-2", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes=-"):
        assert (
            server.get("/penstock/thing", Range=nonsense).status,
            server.get("/penstock/thing", Range=nonsense).body,
        ) == (200, b"0123456789")
    stale = server.get("/penstock/thing", Range="bytes=2-4", If_Range='"old"')
    assert (stale.status, stale.body) == (200, b"0123456789")


def test_missing_files_folders_and_links_are_not_found(serve_routes: Serve, tmp_path: Path) -> None:
    """A file answer whose file is gone, is a folder, or is a link, is a 404."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "target").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "target")

    for name in ("gone", "folder", "link", "nul\0"):
        assert serve_routes(file_route(tmp_path / name)).get("/penstock/thing").code == "not_found"


@pytest.mark.parametrize(
    "name", ['a"b.png', "naïve.png", "a\r\nSet-Cookie: x.png", "\ud800.png", "..\\x.png", "💥.png"]
)
def test_download_names_cannot_leave_their_header(serve_routes: Serve, tmp_path: Path, name: str) -> None:
    """Whatever a download is called, the header stays one header, in both forms of RFC 6266."""
    path = tmp_path / "file"
    path.write_bytes(b"x")

    reply = serve_routes(file_route(path, download_name=name)).get("/penstock/thing")

    assert reply.headers["Content-Disposition"].startswith('attachment; filename="')
    assert "filename*=UTF-8''" in reply.headers["Content-Disposition"]
    assert "Set-Cookie" not in reply.headers


def test_bytes_follow_the_rules_of_files(serve_routes: Serve) -> None:
    """Bytes in memory carry the same headers, and a 304 too."""
    server = serve_routes(get(lambda _call: BytesAnswer(data=b"<svg/>", content_type="image/svg+xml", etag="t")))

    reply = server.get("/penstock/thing")

    assert (reply.body, reply.headers["Content-Security-Policy"]) == (b"<svg/>", "default-src 'none'; sandbox")
    assert server.get("/penstock/thing", If_None_Match='"t"').status == 304


def test_head_answers_without_a_body(serve_routes: Serve, tmp_path: Path) -> None:
    """HEAD is answered like GET and sends no body, for large files too."""
    path = tmp_path / "large"
    path.write_bytes(bytes(3 << 20))
    server = serve_routes(file_route(path))

    reply = server.request("HEAD", "/penstock/thing")

    assert (200, b"", str(3 << 20)) == (reply.status, reply.body, reply.headers["Content-Length"])


def test_feeds_are_server_sent_events(serve_routes: Serve) -> None:
    """A feed is sent event by event, lines kept apart, until it ends; then it is closed."""
    messages: queue.Queue[FeedMessage | None] = queue.Queue(8)
    closed: list[bool] = []
    for message in (("penstock.a", '{"x":1}'), ("b", "two\nlines"), None):
        messages.put(message)
    server = serve_routes(get(lambda _call: EventFeed(messages, lambda: closed.append(True))))

    reply = server.get("/penstock/thing")

    assert reply.headers["Content-Type"] == "text/event-stream"
    assert b'event: penstock.a\ndata: {"x":1}\n\nevent: b\ndata: two\ndata: lines\n\n' in reply.body
    assert closed == [True]


def test_a_feed_knows_where_its_client_was(serve_routes: Serve) -> None:
    """Messages carry ids where they have one, and the handler learns which one a client that comes back saw last."""
    asked: list[str] = []

    def open_feed(call: RouteCall[Any]) -> EventFeed:
        asked.append(call.last_event_id)
        messages: queue.Queue[FeedMessage | None] = queue.Queue(8)
        messages.put(("a", "{}", "41"))
        messages.put(None)
        return EventFeed(messages, lambda: None)

    server = serve_routes(get(open_feed))

    first = server.get("/penstock/thing")
    server.request("GET", "/penstock/thing", headers={"Last-Event-ID": "41"})

    assert b"id: 41\nevent: a\ndata: {}\n\n" in first.body
    assert asked == ["", "41"]
