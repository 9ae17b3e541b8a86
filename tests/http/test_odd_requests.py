"""Odd requests on bare sockets: never a 5xx, never a dead server, always an answer or a closed connection."""

import json
import re
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

HOST = b"Host: 127.0.0.1:%(port)d\r\nConnection: close\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
JSON = HOST + b"Content-Type: application/json\r\n"


def request(line: bytes, headers: bytes = HOST, body: bytes = b"") -> bytes:
    return line + b" HTTP/1.1\r\n" + headers + b"\r\n" + body


def post(path: bytes, body: bytes, headers: bytes = b"") -> bytes:
    return request(b"POST " + path, JSON + b"Content-Length: %d\r\n" % len(body) + headers, body)


POOLS = b"/penstock/pools"
CASES: dict[str, bytes] = {
    "no host": request(b"GET /", b""),
    "two hosts": request(b"GET /", HOST + HOST),
    "host with a blank": request(b"GET /", b"Host: a b\r\n"),
    "http/0.9": b"GET /\r\n\r\n",
    "http/1.0": b"GET /penstock/about HTTP/1.0\r\n" + HOST + b"\r\n",
    "http/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "nonsense": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "an unknown method": request(b"BREW /penstock/about"),
    "a lower-case method": request(b"get /penstock/about"),
    "options for all": request(b"OPTIONS *"),
    "connect": request(b"CONNECT 127.0.0.1:80"),
    "absolute form": request(b"GET http://evil.example/penstock/about"),
    "no leading slash": request(b"GET penstock/about"),
    "double slashes": request(b"GET //penstock//about"),
    "a long path": request(b"GET /" + b"a" * 7000),
    "a longer path": request(b"GET /" + b"a" * 70_000),
    "nul in the path": request(b"GET /penstock/pools/%00/slots"),
    "a raw nul": request(b"GET /penstock/\0"),
    "bad escapes": request(b"GET /penstock/pools/%zz%/slots"),
    "not utf-8": request(b"GET /penstock/pools/%ff%fe/slots"),
    "overlong": request(b"GET /penstock/pools/%c0%ae%c0%ae/slots"),
    "raw bytes": request(b"GET /penstock/pools/\xff/slots"),
    "traversal": request(b"GET /penstock/pools/..%2f..%2f..%2fetc/slots"),
    "encoded query": request(b"GET /penstock/pools/a/slots?start=%00&limit=%ff"),
    "a huge number": request(b"GET /penstock/pools/a/slots?start=" + b"9" * 4000),
    "a query of noise": request(b"GET /penstock/pools/a/slots?&&&==&a[]=1;b"),
    "many parameters": request(b"GET /penstock/pools/a/slots?" + b"&".join(b"a%d=1" % n for n in range(900))),
    "a long header": request(b"GET /", HOST + b"X: " + b"a" * 70_000 + b"\r\n"),
    "many headers": request(b"GET /", HOST + b"".join(b"X-%d: y\r\n" % n for n in range(3000))),
    "a folded header": request(b"GET /", HOST + b"X: a\r\n b\r\n"),
    "a header with nul": request(b"GET /", HOST + b"X: a\0b\r\n"),
    "a blank in a header name": request(b"GET /", HOST + b"X : y\r\n"),
    "a bare line feed": b"GET /penstock/about HTTP/1.1\nHost: 127.0.0.1:%(port)d\n\n",
    "length and chunks": request(
        b"POST " + POOLS, JSON + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"
    ),
    "two lengths": request(b"POST " + POOLS, JSON + b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"),
    "a negative length": request(b"POST " + POOLS, JSON + b"Content-Length: -1\r\n", b"{}"),
    "a length in words": request(b"POST " + POOLS, JSON + b"Content-Length: two\r\n", b"{}"),
    "a huge length": request(b"POST " + POOLS, JSON + b"Content-Length: 99999999999999999999\r\n", b"{}"),
    "a bad chunk": request(b"POST " + POOLS, JSON + CHUNKED, b"zz\r\n{}\r\n0\r\n\r\n"),
    "a negative chunk": request(b"POST " + POOLS, JSON + CHUNKED, b"-2\r\n{}\r\n0\r\n\r\n"),
    "an unknown coding": request(b"POST " + POOLS, JSON + b"Transfer-Encoding: gzip\r\n", b"{}"),
    "bad gzip": post(POOLS, b"{}", b"Content-Encoding: gzip\r\n"),
    "bad deflate": post(POOLS, b"{}", b"Content-Encoding: deflate\r\n"),
    "brotli": post(POOLS, b"{}", b"Content-Encoding: br\r\n"),
    "an unknown expectation": post(POOLS, b"{}", b"Expect: tea\r\n"),
    "an odd range": request(b"GET /penstock/web/library/events.js", HOST + b"Range: bytes=9999999999999999999999-\r\n"),
    "an odd etag": request(b"GET /penstock/web/library/events.js", HOST + b'If-None-Match: "\xff", W/", *\r\n'),
    "an odd date": request(b"GET /", HOST + b"If-Modified-Since: yesterday\r\n"),
    "odd cookies": request(b"GET /", HOST + b'Cookie: a="; =; \x01=\xff; penstock_0=x\r\n'),
    "half an upgrade": request(b"GET /ws", HOST + b"Upgrade: websocket\r\n"),
    "an odd upgrade": request(b"GET /", HOST + b"Upgrade: h2c\r\nConnection: Upgrade\r\n"),
    "a get with a body": request(b"GET /penstock/about", JSON + b"Content-Length: 2\r\n", b"{}"),
    "a delete with a body": request(b"DELETE /penstock/pools/a", JSON + b"Content-Length: 1\r\n", b"{"),
    "two requests at once": request(b"GET /penstock/about") + request(b"GET /penstock/about"),
    "cut in the body": request(b"POST " + POOLS, JSON + b"Content-Length: 100\r\n", b"{"),
    "cut in the headers": b"GET / HTTP/1.1\r\nHo",
}


def answers(received: bytes) -> list[int]:
    """The status codes in what came back, and not in what it says of what was sent."""
    return [int(code) for code in re.findall(rb"HTTP/1\.[01] (\d{3})[ \r]", received)]


def test_odd_requests_get_an_answer_and_do_no_harm(
    serve_standalone: Callable[..., Any], figure: Callable[..., None]
) -> None:
    """Each case is answered with a 2xx to 4xx or a closed connection, and the server is as well after it as before."""
    server = serve_standalone()
    broken = {}

    for name, data in CASES.items():
        sent = data.replace(b"%(port)d", b"%d" % server.port)
        received = server.raw(sent, half_close=name.startswith("cut"), seconds=3)
        codes = answers(received)
        healthy = server.get("/penstock/about").status == 200
        if not healthy or any(code >= 500 for code in codes) or (received and not codes and b"HTTP/0" not in received):
            broken[name] = received[:200]

    assert broken == {}
    assert server.get("/penstock/pools").json["pools"] == []
    figure("G10", "odd requests on bare sockets", tried=len(CASES), unit="requests")


REFUSED = ("not utf-8", "traversal", "nul in the path", "encoded query", "a huge number", "bad gzip")


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_route_refuses_is_the_contract_s_json(serve_standalone: Callable[..., Any], name: str) -> None:
    """What the HTTP parser lets through and a route refuses, is our JSON with a request id."""
    server = serve_standalone()

    received = server.raw(CASES[name].replace(b"%(port)d", b"%d" % server.port))

    head, _, body = received.partition(b"\r\n\r\n")
    assert 400 <= answers(head)[0] < 500
    assert json.loads(body)["error"]["request_id"]


def test_slow_headers_hold_nobody_up(serve_standalone: Callable[..., Any]) -> None:
    """Fifty connections that send a byte now and then leave everybody else as fast as before."""
    server = serve_standalone()
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(50)]
    try:
        for connection in slow:
            connection.sendall(b"POST /penstock/pools HTTP/1.1\r\nHost: 127")
        begun = time.monotonic()
        for _ in range(20):
            assert server.get("/penstock/about").status == 200
        assert time.monotonic() - begun < 5
    finally:
        for connection in slow:
            connection.close()
