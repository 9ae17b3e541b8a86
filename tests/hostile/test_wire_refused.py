"""What the HTTP parser refuses before any route is found: the same JSON and headers as every other refusal."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ..http.test_odd_requests import CASES, answers

Serve = Callable[..., Any]
TOKEN = "a-token-of-letters-that-nobody-knows"
LINE = b"GET /?token=%b HTTP/1.1\r\n" % TOKEN.encode()
HOST = b"Host: 127.0.0.1\r\nConnection: close\r\n"
CLOSED = b"Connection: close\r\n"

REFUSED: dict[str, bytes] = {
    "an unknown method": LINE.replace(b"GET", b"BR EW") + HOST + b"\r\n",
    "another protocol": b"\x16\x03\x01" + LINE + b"\r\n",
    "no host": LINE + CLOSED + b"\r\n",
    "two hosts": LINE + HOST + HOST + b"\r\n",
    "another version": LINE.replace(b"1.1", b"9.x") + HOST + b"\r\n",
    "a version of its own": LINE.replace(b"HTTP/1.1", b"TEA/1.1") + HOST + b"\r\n",
    "a length in words": LINE + HOST + b"Content-Length: two\r\n\r\n",
    "a negative length": LINE + HOST + b"Content-Length: -1\r\n\r\n",
    "length and chunks": LINE + HOST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "a header with nul": LINE + HOST + b"X: a\0b\r\n\r\n",
    "nul in the address": LINE.replace(b" HTTP", b"\0 HTTP") + HOST + b"\r\n",
    "a header without end": LINE + HOST + b"X: " + b"a" * 70_000 + b"\r\n\r\n",
    "a header without name": LINE + HOST + b": x\r\n\r\n",
}


@pytest.mark.parametrize("token", ["", TOKEN], ids=["open", "locked"])
def test_what_is_no_http_is_refused_in_json(serve_standalone: Serve, figure: Callable[..., None], token: str) -> None:
    """The contract's error with the headers of every answer; nothing of the request and no version of ours in it."""
    server = serve_standalone(token=token)
    wrong = {}
    for name, data in REFUSED.items():
        received = server.raw(data, seconds=5)
        if found := faults(received):
            wrong[name] = (found, received[:600])

    assert wrong == {}
    assert server.get(f"/?token={token}").status == 200
    figure("G10", "requests that are no HTTP", tried=len(REFUSED), unit="requests")


def faults(received: bytes) -> list[str]:
    """What is wrong with a refusal."""
    head, _, body = received.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    wrong = [] if all(400 <= code < 500 for code in answers(received)[:1]) and answers(received) else ["status"]
    wrong += [word for word in ("aiohttp", "Python", TOKEN) if word.encode() in received]
    expected = {
        "Content-Type": "application/json",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
        "Server": "Penstock",
    }
    wrong += [name for name, value in expected.items() if headers.get(name) != value]
    try:
        error = json.loads(body)["error"]
    except ValueError:
        return [*wrong, "no JSON"]
    wrong += sorted({"code", "message", "hint", "field", "retryable", "request_id"} - set(error))
    return wrong if error["request_id"] == headers.get("X-Request-Id") else [*wrong, "request id"]


def test_no_odd_request_is_told_what_runs_here(serve_standalone: Serve) -> None:
    """Whatever comes in on a bare socket: no answer names aiohttp or Python, each is `nosniff`, refusals are JSON."""
    server = serve_standalone()
    wrong = {}
    for name, data in CASES.items():
        received = server.raw(data.replace(b"%(port)d", b"%d" % server.port), seconds=1)
        told = b"aiohttp" in received or b"Python" in received or b"text/plain" in received
        if told or (received and b"nosniff" not in received):
            wrong[name] = received[:600]
    assert wrong == {}


def test_cookies_of_other_programs_lock_nobody_out(serve_standalone: Serve) -> None:
    """Every program on 127.0.0.1 may leave 4 KiB of them, and all of them are sent to us."""
    server = serve_standalone(token=TOKEN)
    others = "; ".join(f"other_{number}={'x' * 4_000}" for number in range(15))
    cookie = f"{others}; penstock_{server.port}={TOKEN}"
    assert server.get("/penstock/about", Cookie=cookie).status == 200


def test_a_refusal_is_logged_without_what_was_sent(serve_standalone: Serve, caplog: pytest.LogCaptureFixture) -> None:
    """The log names the refusal and its id; the token that came with it stands in no log."""
    server = serve_standalone(token=TOKEN)
    with caplog.at_level("DEBUG"):
        received = server.raw(REFUSED["an unknown method"])
    request_id = json.loads(received.partition(b"\r\n\r\n")[2])["error"]["request_id"]
    assert request_id in caplog.text
    assert TOKEN not in caplog.text
