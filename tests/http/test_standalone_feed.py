"""The feed of events on a real socket: what arrives, and that nothing is left of clients that have gone."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from penstock.plugins.system.feeds import EventFeeds

Serve = Callable[..., Any]


def opened(server: Any) -> socket.socket:
    """A connection that reads the feed."""
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=20)
    connection.sendall(f"GET /penstock/events HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n".encode())
    return connection


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    """What arrives, up to `wanted`."""
    received = b""
    while wanted not in received:
        chunk = connection.recv(65536)
        assert chunk, received
        received += chunk
    return received


def test_changes_arrive_as_events(serve_standalone: Serve) -> None:
    """A client of the feed is greeted with epoch and seq, and hears of each change after that, in order."""
    server = serve_standalone()
    with opened(server) as connection:
        greeting = read_until(connection, b"penstock.connected")
        assert b"text/event-stream" in greeting
        for number in range(3):
            server.post_json("/penstock/pools", {"id": f"pool{number}"})
        received = read_until(connection, b"pool2").decode()

    places = [received.index(f"pool{number}") for number in range(3)]
    assert places == sorted(places)
    line = next(line for line in received.splitlines() if line.startswith("data: ") and "pool0" in line)
    assert {"pool_id", "epoch", "seq"} <= set(json.loads(line.removeprefix("data: ")))


def test_clients_that_leave_are_forgotten(serve_standalone: Serve) -> None:
    """When clients go away their feeds are closed, within some seconds and without another event."""
    server = serve_standalone()
    feeds = server.subject.application.services.get(EventFeeds)
    connections = [opened(server) for _ in range(5)]
    for connection in connections:
        read_until(connection, b"penstock.connected")
    assert feeds.count == 5

    for connection in connections:
        connection.close()

    deadline = time.monotonic() + 20
    while feeds.count and time.monotonic() < deadline:
        assert server.get("/penstock/about").status == 200
    assert feeds.count == 0


def test_feeds_are_guarded(serve_standalone: Serve) -> None:
    """Another site's page cannot read the feed."""
    server = serve_standalone()

    assert server.get("/penstock/events", Origin="http://evil.example").code == "forbidden_origin"
    assert server.get("/penstock/events", Sec_Fetch_Site="cross-site").code == "forbidden_origin"
