"""Bytes on bare sockets and WebSockets that no client would send: the server answers or hangs up, and stays well."""

import os
import random
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ..http.test_odd_requests import CASES, answers

Serve = Callable[..., Any]
NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
MUTATED = 10_000 if NIGHTLY else 400
FRAMES = 10_000 if NIGHTLY else 1_000
MORE_MEMORY = 100 << 20
"""Bytes that server and client may grow by together."""

GOOD = (
    b"GET /penstock/about HTTP/1.1\r\nHost: 127.0.0.1:%(port)d\r\n\r\n",
    b"POST /penstock/pools HTTP/1.1\r\nHost: 127.0.0.1:%(port)d\r\nContent-Type: application/json\r\n"
    b'Content-Length: 13\r\n\r\n{"id": "some"}',
    b"POST /penstock/pools/p/slots HTTP/1.1\r\nHost: 127.0.0.1:%(port)d\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: multipart/form-data; boundary=b\r\n\r\n5\r\n--b\r\n\r\n"
    b'33\r\nContent-Disposition: form-data; name="labels"\r\n\r\nx\r\n\r\n7\r\n--b--\r\n\r\n0\r\n\r\n',
    b"GET /penstock/pools?limit=5 HTTP/1.1\r\nHost: localhost:%(port)d\r\nCookie: a=b\r\nRange: bytes=0-5\r\n"
    b'If-None-Match: "x"\r\nAccept: */*\r\n\r\n',
)
INSERTED = (
    b"\0",
    b"\r\n",
    b"\n",
    b" ",
    b":",
    b"\xff",
    b"%00",
    b"../",
    b"-1",
    b"Host: x\r\n",
    b"\r\n\r\n",
    b"A" * 9_000,
)


def memory() -> int:
    """Bytes that this process has in memory; 0 where the system does not say."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if told.exists() else 0


def mutated(seed: int, port: int) -> bytes:
    """A good request with up to four bytes or pieces changed, cut out, doubled or put in."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(GOOD).replace(b"%(port)d", b"%d" % port))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        way = chance.randrange(4)
        if way == 0:
            data[at] = chance.randrange(256)
        elif way == 1:
            del data[at : at + chance.randint(1, 20)]
        elif way == 2:
            data[at:at] = data[at : at + chance.randint(1, 40)]
        else:
            data[at:at] = chance.choice(INSERTED)
        if not data:
            break
    return bytes(data)


def conversation(port: int, data: bytes) -> bytes:
    """Send all, say that it was all, and read to the end."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        received = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionError:
            return received
        return received


@pytest.mark.parametrize("host", ["standalone", "comfyui"])
def test_mutated_requests_do_no_harm(
    serve_standalone: Serve, serve_comfyui: Serve, figure: Callable[..., None], host: str
) -> None:
    """Good requests with bytes changed: never a 5xx, never without an end, and the server serves as before."""
    server = serve_standalone() if host == "standalone" else serve_comfyui()
    before, wrong = 0, []

    for seed in range(MUTATED):
        data = mutated(seed, server.port)
        received = conversation(server.port, data)
        if any(code >= 500 for code in answers(received)):
            wrong.append((data[:300], received[:200]))
        if seed == MUTATED // 10:
            before = memory()
            assert server.get("/penstock/about").status == 200

    assert wrong == []
    assert server.get("/penstock/about").status == 200
    assert memory() - before < MORE_MEMORY
    figure(
        "G10",
        "mutated requests on bare sockets",
        tried=MUTATED,
        unit="requests",
        measured={"MiB more in memory": (memory() - before) / (1 << 20)},
    )


def test_a_request_may_end_anywhere(serve_standalone: Serve, figure: Callable[..., None]) -> None:
    """Cut after each byte and closed on one side: an answer or an end, at once, and no 5xx."""
    server = serve_standalone()
    data = [one.replace(b"%(port)d", b"%d" % server.port) for one in GOOD[1:3]]
    cuts = [one[:end] for one in data for end in range(0, len(one), 1 if NIGHTLY else 9)]

    codes = [answers(conversation(server.port, cut)) for cut in cuts]

    assert not [code for several in codes for code in several if code >= 500]
    assert server.get("/penstock/about").status == 200
    figure("G10", "requests cut after each byte", tried=len(cuts), unit="requests")


def test_odd_requests_do_no_harm_in_comfyui(serve_comfyui: Serve, figure: Callable[..., None]) -> None:
    """The odd requests of the standalone server, to our routes among ComfyUI's."""
    server = serve_comfyui()
    broken = {}

    for name, data in CASES.items():
        received = server.raw(data.replace(b"%(port)d", b"%d" % server.port), half_close=True, seconds=2)
        if any(code >= 500 for code in answers(received)) or server.get("/penstock/about").status != 200:
            broken[name] = received[:200]

    assert broken == {}
    assert server.get("/penstock/pools").json["pools"] == []
    figure("G10", "odd requests on bare sockets", tried=len(CASES), unit="requests")


def test_a_body_that_never_comes_is_given_up(serve_routes: Serve, figure: Callable[..., None]) -> None:
    """Bodies that stop or drip are answered with 408 when the patience is over, however many there are."""
    from ..http.test_guard_matrix import Changes, routes

    changes = Changes()
    server = serve_routes(*routes(changes), patience=1.0)
    head = b"POST /penstock/thing HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
    length = b"Content-Length: 100\r\n\r\n{"
    waiting = [socket.create_connection(("127.0.0.1", server.port), timeout=60) for _ in range(30)]
    for connection in waiting:
        connection.sendall(head % server.port + length)
    began = time.monotonic()
    asked = 0
    while time.monotonic() - began < 0.5:  # they hold nobody up
        assert server.get("/penstock/thing").status == 200
        asked += 1

    received = [connection.recv(65536) for connection in waiting]

    for connection in waiting:
        connection.close()
    assert [answers(one) for one in received] == [[408]] * len(waiting)
    assert asked == changes.count > 5
    figure("G10", "bodies that never come", tried=len(waiting), unit="requests")


HELLO = (
    b"GET /ws?clientId=loud HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
WORDS = (b"", b"{", b"null", b"[]", b"5", b'"x"', b'{"type": "feature_flags", "data": {}}', b'{"type": 5}', b"[" * 900)


def frame(chance: random.Random) -> bytes:
    """One frame: any opcode, any flags, masked or not, with a length that is right, or that is none."""
    data = chance.choice([*WORDS, chance.randbytes(chance.randrange(120)), chance.randbytes(300)])
    opcode = chance.choice([1, 1, 1, 1, 2, 9, 10, 0, 8, 3, 15])
    first = opcode | chance.choice([0x80, 0x80, 0x80, 0x80, 0x00, 0xC0, 0xF0])
    length = chance.choice([len(data)] * 9 + [2**16 - 1, 2**31, 2**63 - 1, 0])
    masked = chance.random() < 0.9
    key = chance.randbytes(4) if masked else b""
    body = bytes(one ^ key[place % 4] for place, one in enumerate(data)) if masked else data
    flag = 0x80 if masked else 0
    if length < 126:
        return bytes([first, flag | length]) + key + body
    if length < 1 << 16:
        return bytes([first, flag | 126]) + length.to_bytes(2, "big") + key + body
    return bytes([first, flag | 127]) + length.to_bytes(8, "big") + key + body


def good_frame(text: bytes) -> bytes:
    """A text as a tab sends it, masked with zeros."""
    return bytes([0x81, 0x80 | len(text)]) + bytes(4) + text


def test_frames_of_any_kind_do_no_harm(serve_standalone: Serve, figure: Callable[..., None]) -> None:
    """Ten frames of any kind on each socket: it ends, and another tab is served throughout."""
    server = serve_standalone()
    chance = random.Random(11)
    tabs, greeted = server.subject.tabs, 0
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as quiet:
        quiet.sendall(HELLO.replace(b"loud", b"quiet") % server.port)
        assert quiet.recv(65536).startswith(b"HTTP/1.1 101")

        for _ in range(FRAMES // 10):
            told = conversation(server.port, HELLO % server.port + b"".join(frame(chance) for _ in range(10)))
            assert told.startswith(b"HTTP/1.1 101") or not told  # a reset takes away what was not read yet
            greeted += bool(told)

        quiet.sendall(good_frame(b'{"type": "feature_flags", "data": {}}'))
        received = b""
        while b"max_upload_size" not in received:
            received += (chunk := quiet.recv(65536))
            assert chunk
    assert greeted
    end = time.monotonic() + 60
    while tabs.count:
        assert time.monotonic() < end
        assert server.get("/penstock/about").status == 200
    figure("G10", "frames of any kind on WebSockets", tried=FRAMES, unit="frames")
