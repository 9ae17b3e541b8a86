"""Who does not read is let go of: its connection, with all that waits to be sent, is closed for good."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.http import event_stream
from penstock.adapters.standalone import websocket
from penstock.core.dispatch import Dispatcher
from penstock.core.events.pools import PoolCreated
from penstock.plugins.system.feeds import EventFeeds

Serve = Callable[..., Any]
ESTABLISHED = "01"
FEED = b"GET /penstock/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n"
TAB = (
    b"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
TEXT = "x" * 100_000


@pytest.fixture
def stuck() -> Iterator[socket.socket]:
    """A connection that will read nothing."""
    with socket.socket() as made:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        yield made


def held(connection: socket.socket, port: int) -> bool:
    """Whether the server still holds its end of a connection."""
    mine = f":{connection.getsockname()[1]:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(one[1].endswith(f":{port:04X}") and one[2].endswith(mine) and one[3] == ESTABLISHED for one in lines)


def until(holds: Callable[[], Any], seconds: float = 30.0) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


@pytest.mark.skipif(not Path("/proc/net/tcp").is_file(), reason="who holds a connection is read from /proc")
@pytest.mark.parametrize(("bound", "patience"), [(20, 20.0), (100_000, 0.5)], ids=["too far behind", "stuck too long"])
def test_the_connection_of_a_tab_that_does_not_read_is_closed(
    serve_standalone: Serve, stuck: socket.socket, monkeypatch: pytest.MonkeyPatch, bound: int, patience: float
) -> None:
    """Soon after the tab was dropped, and although it never takes what was already on its way."""
    monkeypatch.setattr(websocket, "BOUND", bound)
    monkeypatch.setattr(websocket, "_PATIENCE", patience)
    server = serve_standalone()
    stuck.connect(("127.0.0.1", server.port))
    stuck.sendall(TAB % server.port)
    until(lambda: server.subject.tabs.count == 1)

    for number in range(200):
        server.subject.tabs.send("tested", {"number": number, "text": TEXT})

    until(lambda: server.subject.tabs.count == 0)
    until(lambda: not held(stuck, server.port))


@pytest.mark.skipif(not Path("/proc/net/tcp").is_file(), reason="who holds a connection is read from /proc")
def test_the_connection_of_a_feed_that_is_not_read_is_closed(
    serve_standalone: Serve, stuck: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Soon after its patience, whatever is still on its way."""
    monkeypatch.setattr(event_stream, "_PATIENCE", 0.5)
    server = serve_standalone()
    feeds = server.subject.application.services.get(EventFeeds)
    stuck.connect(("127.0.0.1", server.port))
    stuck.sendall(FEED % server.port)
    until(lambda: feeds.count == 1)

    dispatcher = server.subject.application.services.get(Dispatcher)
    for number in range(200):
        dispatcher.notify(PoolCreated(pool_id=f"{number} {TEXT}", revision=1))

    until(lambda: feeds.count == 0)
    until(lambda: not held(stuck, server.port))
