"""Bodies: strict JSON and forms, staged uploads, limits, deadlines; bad ones change nothing."""

import errno
import gzip
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from penstock.core.contracts.uploads import Upload
from penstock.core.errors import Conflict
from penstock.core.files import Files, SystemCalls
from penstock.core.routes import RouteCall, RouteSpec

Serve = Callable[..., Any]
Form = Callable[..., tuple[str, bytes]]
JSON = {"Content-Type": "application/json"}


@frozen
class Note:
    """A JSON body."""

    text: str
    count: int = 0
    extra: Any = None


@frozen
class Pictures:
    """A form."""

    files: tuple[Upload, ...]
    label: str = ""
    count: int = 0
    labels: tuple[str, ...] = ()
    mask: Upload | None = None


class Recorder:
    """Counts what reached the handler, and sees the staged files while they are there."""

    def __init__(self) -> None:
        self.bodies: list[Any] = []
        self.contents: list[bytes] = []

    def __call__(self, call: RouteCall[Any]) -> dict[str, Any]:
        self.bodies.append(call.body)
        for upload in getattr(call.body, "files", ()):
            self.contents.append(upload.path.read_bytes())
        return {"seen": len(self.bodies), "thread": threading.current_thread().name}


@pytest.fixture
def seen() -> Recorder:
    return Recorder()


def post(handler: Any, body: type | None = Note, **more: Any) -> RouteSpec:
    return RouteSpec(name="tested.post", method="POST", path="/penstock/thing", handler=handler, body=body, **more)


def leftovers(server: Any) -> list[Path]:
    return list(server.staging.glob("*")) if server.staging.exists() else []


def test_json_arrives_decoded_on_a_thread_of_ours(serve_routes: Serve, seen: Recorder) -> None:
    """A JSON body becomes its attrs class, and the handler runs on one of our worker threads."""
    reply = serve_routes(post(seen)).post_json("/penstock/thing", {"text": "é", "count": 2})

    assert (200, Note("é", 2)) == (reply.status, seen.bodies[0])
    assert reply.json["thread"].startswith("penstock-short")
    heavy = serve_routes(post(seen, work="heavy")).post_json("/penstock/thing", {"text": ""})
    assert heavy.json["thread"].startswith("penstock-heavy")


BAD_JSON = {
    "nothing": (b"", 400),
    "no json": (b"{", 400),
    "trailing": (b'{"text":""} x', 400),
    "not utf-8": (b'{"text":"\xff"}', 400),
    "utf-16": ('{"text":""}'.encode("utf-16"), 400),
    "bom": (b'\xef\xbb\xbf{"text":""}', 400),
    "nan": (b'{"text":"","extra":NaN}', 400),
    "infinity": (b'{"text":"","extra":-Infinity}', 400),
    "too large a float": (b'{"text":"","extra":1e999}', 400),
    "a 5,000-digit number": (b'{"text":"","extra":' + b"9" * 5000 + b"}", 400),
    "more than 64 bits": (b'{"text":"","count":9223372036854775808}', 400),
    "twice the same key": (b'{"text":"a","text":"b"}', 400),
    "deep": (b'{"text":"","extra":' + b"[" * 300 + b"]" * 300 + b"}", 400),
    "very deep": (b"[" * 100_000, 400),
    "a list": (b"[]", 422),
    "a string": (b'"text"', 422),
    "null": (b"null", 422),
    "wrong type": (b'{"text":1}', 422),
    "a number for a whole one": (b'{"text":"","count":1.5}', 422),
    "true for a number": (b'{"text":"","count":true}', 422),
    "missing": (b"{}", 422),
    "unknown": (b'{"text":"","other":1}', 422),
    "lone surrogate": (b'{"text":"\\ud800"}', 422),
    "prototype": (b'{"text":"","__proto__":{}}', 422),
}


@pytest.mark.parametrize("case", BAD_JSON)
def test_json_that_does_not_fit_is_refused(serve_routes: Serve, seen: Recorder, case: str) -> None:
    """What is not exactly the JSON that the route takes is a 4xx of the contract, and never reaches the handler."""
    body, status = BAD_JSON[case]

    reply = serve_routes(post(seen)).request("POST", "/penstock/thing", body, JSON)

    assert (status, []) == (reply.status, seen.bodies)
    assert reply.code in ("bad_request", "invalid")


def test_a_422_lists_every_fault(serve_routes: Serve, seen: Recorder) -> None:
    """All that is wrong with a body is said at once, each with its path."""
    reply = serve_routes(post(seen)).post_json("/penstock/thing", {"text": 1, "count": "x", "other": 1})

    assert len(reply.json["error"]["faults"]) == 3
    assert any("$.text" in fault for fault in reply.json["error"]["faults"])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "application/json; charset=latin-1"}, 415),
        ({"Content-Type": "application/json; charset=nonsense"}, 415),
        ({"Content-Type": "application/xml"}, 415),
        ({}, 415),
        ({**JSON, "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/json; charset=UTF-8"}, 200),
        ({"Content-Type": "Application/JSON"}, 200),
    ],
)
def test_only_plain_json_and_forms_are_bodies(
    serve_routes: Serve, seen: Recorder, headers: dict[str, str], status: int
) -> None:
    """Another type, another charset or a compressed body is a 415 without any effect."""
    reply = serve_routes(post(seen)).request("POST", "/penstock/thing", b'{"text":""}', headers)

    assert (status, status == 200) == (reply.status, bool(seen.bodies))


def test_a_compressed_body_is_refused_whatever_it_holds(serve_routes: Serve, seen: Recorder) -> None:
    """A gzip bomb is refused before it is unpacked."""
    bomb = gzip.compress(bytes(5 << 20))

    reply = serve_routes(post(seen)).request("POST", "/penstock/thing", bomb, {**JSON, "Content-Encoding": "gzip"})

    assert (reply.status, reply.code, seen.bodies) == (415, "unsupported_type", [])


def test_large_bodies_are_refused_at_once(serve_routes: Serve, seen: Recorder) -> None:
    """A body over the limit is a 413, by its declared length, and by what arrives where it declares none."""
    server = serve_routes(post(seen, max_bytes=1000))

    assert server.post_json("/penstock/thing", {"text": "x" * 2000}).code == "too_large"
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    answer = server.raw(
        b"POST /penstock/thing HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n" % server.port + chunk * 3,
        seconds=3,
    )
    assert b"413" in answer.split(b"\r\n")[0]
    assert seen.bodies == []


def test_forms_arrive_staged_and_are_removed(serve_routes: Serve, seen: Recorder) -> None:
    """Files of a form lie on disk while the handler runs, text has its type, and nothing stays behind."""
    server = serve_routes(post(seen, Pictures, max_bytes=8 << 20))
    large = bytes(range(256)) * 8192

    reply = server.post_form(
        "/penstock/thing",
        ("label", None, "naïve\n".encode()),
        ("files", "a.png", large),
        ("files", "", b""),
        ("count", None, b"3"),
        ("labels", None, b"one"),
        ("labels", None, b"two"),
    )

    assert reply.status == 200
    body = seen.bodies[0]
    assert (body.label, body.count, body.labels, body.mask) == ("naïve\n", 3, ("one", "two"), None)
    assert [("a.png", len(large)), ("", 0)] == [(one.file_name, one.size) for one in body.files]
    assert [large, b""] == seen.contents
    assert leftovers(server) == []


def test_staged_files_are_removed_after_an_error(serve_routes: Serve) -> None:
    """A handler that refuses leaves no staged file, one that moved its file away loses nothing."""

    def refuse(_call: RouteCall[Any]) -> None:
        raise Conflict("no")

    server = serve_routes(post(refuse, Pictures))

    assert server.post_form("/penstock/thing", ("files", "a", b"x")).code == "conflict"
    assert leftovers(server) == []


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        (errno.ENOSPC, 507, "disk_full"),
        (errno.EDQUOT, 507, "disk_full"),
        (errno.EROFS, 403, "read_only"),
        (errno.EIO, 503, "storage_failed"),
        (errno.EMFILE, 503, "storage_failed"),
    ],
)
@pytest.mark.parametrize("call", ["create", "write", "mkdir"])
def test_a_disk_that_refuses_an_upload_is_said(
    serve_routes: Serve, seen: Recorder, number: int, status: int, code: str, call: str
) -> None:
    """Where an upload cannot be staged the answer names the reason, the handler is not called, nothing is left."""

    def refuse(*_arguments: object) -> None:
        raise OSError(number, os.strerror(number))

    calls = SystemCalls()
    setattr(calls, call, refuse)
    server = serve_routes(post(seen, Pictures), files=Files(calls=calls))

    reply = server.post_form("/penstock/thing", ("files", "a", b"data"))

    assert (reply.status, reply.code, seen.bodies) == (status, code, [])
    assert leftovers(server) == []


def test_a_file_that_cannot_be_removed_undoes_nothing(
    serve_routes: Serve, seen: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a handler did is acknowledged even where its staged file cannot be removed afterwards."""

    def refuse(_files: Files, _path: Path) -> None:
        raise PermissionError(13, "busy")

    server = serve_routes(post(seen, Pictures))
    monkeypatch.setattr(Files, "discard", refuse)

    assert server.post_form("/penstock/thing", ("files", "a", b"x")).status == 200
    assert len(seen.bodies) == 1


def test_moved_uploads_stay(serve_routes: Serve, tmp_path: Path) -> None:
    """A handler may move a staged file away: it is kept there."""

    def keep(call: RouteCall[Any]) -> None:
        call.body.files[0].path.rename(tmp_path / "kept")

    assert serve_routes(post(keep, Pictures)).post_form("/penstock/thing", ("files", "a", b"data")).status == 204
    assert (tmp_path / "kept").read_bytes() == b"data"


BOUNDARY = "multipart/form-data; boundary=b"
FILE = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n%s\r\ndata\r\n--b--\r\n'
BAD_FORMS: dict[str, tuple[str, bytes, int]] = {
    "no boundary": ("multipart/form-data", FILE % b"", 400),
    "two boundaries": (BOUNDARY + "; boundary=c", FILE % b"", 400),
    "long boundary": ("multipart/form-data; boundary=" + "b" * 71, FILE % b"", 400),
    "wrong boundary": ("multipart/form-data; boundary=c", FILE % b"", 400),
    "empty": (BOUNDARY, b"", 400),
    "cut": (BOUNDARY, (FILE % b"")[:-6], 400),
    "cut in the headers": (BOUNDARY, (FILE % b"")[:30], 400),
    "base64": (BOUNDARY, FILE % b"Content-Transfer-Encoding: base64\r\n", 415),
    "quoted-printable": (BOUNDARY, FILE % b"content-transfer-encoding: Quoted-Printable\r\n", 415),
    "gzip part": (BOUNDARY, FILE % b"Content-Encoding: gzip\r\n", 415),
    "nested": (BOUNDARY, FILE % b"Content-Type: multipart/mixed; boundary=c\r\n", 415),
    "charset": (BOUNDARY, FILE % b"Content-Type: text/plain; charset=utf-7\r\n", 415),
    "header without colon": (BOUNDARY, FILE % b"Nonsense\r\n", 400),
    "header twice": (BOUNDARY, FILE % b'Content-Disposition: form-data; name="label"\r\n', 400),
    "nul in a header": (BOUNDARY, FILE % b"X: a\0b\r\n", 400),
    "long headers": (BOUNDARY, FILE % (b"X: " + b"a" * 20_000 + b"\r\n"), 400),
    "no name": (BOUNDARY, b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", 400),
    "no disposition": (BOUNDARY, b"--b\r\nX: y\r\n\r\nx\r\n--b--\r\n", 400),
    "two names": (
        BOUNDARY,
        b'--b\r\nContent-Disposition: form-data; name="a"; name="files"; filename="f"\r\n\r\nx\r\n--b--\r\n',
        400,
    ),
    "preamble": (BOUNDARY, b"hello\r\n" + FILE % b"", 400),
    "text where a file belongs": (
        BOUNDARY,
        b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\n{"path":"/etc/passwd"}\r\n--b--\r\n',
        422,
    ),
    "file where text belongs": (
        BOUNDARY,
        b'--b\r\nContent-Disposition: form-data; name="label"; filename="f"\r\n\r\nx\r\n--b--\r\n',
        422,
    ),
    "unknown field": (
        BOUNDARY,
        b'--b\r\nContent-Disposition: form-data; name="__proto__"\r\n\r\nx\r\n' + FILE % b"",
        422,
    ),
    "too many parts": (BOUNDARY, b'--b\r\nContent-Disposition: form-data; name="labels"\r\n\r\nx\r\n' * 1001, 413),
}


@pytest.mark.parametrize("case", BAD_FORMS)
def test_forms_that_do_not_fit_are_refused(serve_routes: Serve, seen: Recorder, case: str) -> None:
    """A malformed or tricky form is a 4xx of the contract, reaches no handler and leaves no file."""
    content_type, body, status = BAD_FORMS[case]
    server = serve_routes(post(seen, Pictures))

    reply = server.request("POST", "/penstock/thing", body, {"Content-Type": content_type})

    assert (status, []) == (reply.status, seen.bodies), reply
    assert reply.code
    assert leftovers(server) == []


def test_text_that_is_not_utf8_is_refused(serve_routes: Serve, seen: Recorder) -> None:
    """A text field that is not UTF-8 is a 422, like a wrong number or a wrong truth value."""
    server = serve_routes(post(seen, Pictures))

    for name, value in (
        ("label", b"\xff"),
        ("count", b"1.0"),
        ("count", b"+1"),
        ("count", "\uff11".encode()),
        ("count", b""),
    ):
        assert server.post_form("/penstock/thing", ("files", "a", b"x"), (name, None, value)).code == "invalid"
    assert seen.bodies == []


def test_json_cannot_name_a_file_of_the_server(serve_routes: Serve, seen: Recorder) -> None:
    """A JSON body for a route with files is refused: it could name any path as an upload."""
    server = serve_routes(post(seen, Pictures))

    reply = server.post_json("/penstock/thing", {"files": [{"path": "/etc/passwd", "size": 1}]})

    assert (reply.status, seen.bodies) == (415, [])


def test_large_uploads_are_refused_and_leave_nothing(serve_routes: Serve, seen: Recorder, multipart_form: Form) -> None:
    """A form over the limit of its route is a 413; what was staged of it is gone."""
    server = serve_routes(post(seen, Pictures, max_bytes=1 << 20))
    content_type, body = multipart_form(("files", "a", bytes(2 << 20)))
    size = b"%x\r\n" % len(body)

    assert server.request("POST", "/penstock/thing", body, {"Content-Type": content_type}).code == "too_large"
    answer = server.raw(
        b"POST /penstock/thing HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
        % (server.port, content_type.encode())
        + size
        + body
        + b"\r\n0\r\n\r\n",
        seconds=3,
    )
    assert b"413" in answer.split(b"\r\n")[0]
    assert (leftovers(server), seen.bodies) == ([], [])


def test_slow_bodies_end_in_time(serve_routes: Serve, seen: Recorder) -> None:
    """A body that does not arrive is answered 408 when its time is over, and the connection is closed."""
    plain = RouteSpec(name="tested.json", method="POST", path="/penstock/json", handler=seen, body=Note)
    server = serve_routes(post(seen, Pictures), plain, patience=0.5)
    started = time.monotonic()

    for path, kind in (("json", "application/json"), ("thing", BOUNDARY)):
        answer = server.raw(
            f"POST /penstock/{path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: {kind}\r\n"
            "Content-Length: 100\r\n\r\n{".encode()
        )
        head, _, body = answer.partition(b"\r\n\r\n")
        assert b"408" in head.split(b"\r\n")[0]
        assert json.loads(body)["error"]["code"] == "too_slow"

    assert time.monotonic() - started < 30
    assert seen.bodies == []


def test_senders_that_leave_change_nothing(
    serve_routes: Serve, seen: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """A client that goes away in the middle of a form reaches no handler, leaves no file and no error in the log."""
    server = serve_routes(post(seen, Pictures, max_bytes=4 << 20))
    head = (
        f"POST /penstock/thing HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: {BOUNDARY}\r\n"
        "Content-Length: 3000000\r\n\r\n"
    ).encode()
    part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'

    server.raw(head + part + bytes(1 << 20), half_close=True, seconds=1)

    deadline = time.monotonic() + 10
    while leftovers(server) and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    assert (leftovers(server), seen.bodies) == ([], [])
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_any_bytes_routes_take_what_comes(serve_routes: Serve, seen: Recorder) -> None:
    """A route whose body is `bytes` gets them as they are, of whatever type, within its limit."""
    server = serve_routes(post(seen, bytes, max_bytes=100))

    assert server.request("POST", "/penstock/thing", b"\xff\0", {"Content-Type": "text/plain"}).status == 200
    assert seen.bodies == [b"\xff\0"]
    assert server.request("POST", "/penstock/thing", b"x" * 101).code == "too_large"
