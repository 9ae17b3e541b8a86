"""A ComfyUI server that hangs or trickles makes nobody wait but the very first, and not for long."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import define

from penstock.adapters.class_descriptions import NOTHING, Descriptions
from penstock.adapters.remote_classes import RemoteClasses
from penstock.adapters.standalone.node_catalog import StandaloneCatalog
from penstock.adapters.testing.class_server import class_server
from penstock.adapters.testing.fakes import FakeClock
from penstock.core.files import Files

Remote = Callable[..., RemoteClasses]
LONG = 60.0


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A server that takes every connection and answers none."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def hanging(listening: socket.socket) -> str:
    """The address of that server."""
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@pytest.fixture
def trickling(listening: socket.socket, hanging: str) -> Iterator[str]:
    """The address of one that sends a blank again and again, and never an end."""
    over = threading.Event()

    def answer() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                while not over.wait(0.01):
                    connection.sendall(b" ")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    yield hanging
    over.set()
    thread.join(10)


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    """`remote(url)` is what is known of a server."""

    def made(url: str, clock: FakeClock | None = None, seconds: float = LONG) -> RemoteClasses:
        return RemoteClasses(url, tmp_path / "node_classes", Files(), clock or FakeClock(), seconds=seconds)

    return made


def test_a_server_that_hangs_is_waited_for_once(remote: Remote, hanging: str) -> None:
    """Whoever asks later goes on with what is known."""
    server = remote(hanging)
    server.look()
    server.wait(0.05)
    assert took(lambda: server.wait(LONG)) < LONG / 2


def test_a_server_that_trickles_is_given_up(remote: Remote, trickling: str) -> None:
    """The whole answer has a time limit, and is asked for anew soon after it."""
    clock = FakeClock()
    server = remote(trickling, clock, seconds=0.2)
    server.look()
    assert took(lambda: server.wait(LONG)) < LONG / 2
    assert server._asking is None
    clock.advance(11)
    server.look()
    assert server._asking is not None


def test_a_server_that_answers_late_is_known_then(remote: Remote) -> None:
    """A wait in vain is forgotten with the first answer."""
    clock = FakeClock()
    with class_server({"New": {}}) as url:
        server = remote(url, clock)
        server._patient = False
        server.look()
        server.wait(LONG, fresh=True)
        assert "New" in server.known().schemas
        assert server._patient


@define
class Slow:
    """A server that uses up all the time that it is given."""

    clock: FakeClock
    waited: list[float]
    stale: bool = False

    def known(self) -> Descriptions:
        """Nothing."""
        return NOTHING

    def look(self, *, fresh: bool) -> None:
        """Nothing is asked."""

    def wait(self, seconds: float, *, fresh: bool) -> None:
        """Time goes by."""
        self.waited.append(seconds)
        self.clock.advance(seconds)


def test_several_servers_share_one_wait() -> None:
    """Three that hang take no longer than one."""
    clock, waited = FakeClock(), list[float]()
    slow = [Slow(clock, waited) for _ in range(3)]
    catalog = StandaloneCatalog(dict, lambda: slow, clock)  # type: ignore[misc]
    catalog.classes()
    assert waited == [3.0, 0.0, 0.0]


def took(work: Callable[[], None]) -> float:
    """Seconds that `work` needs."""
    begun = time.monotonic()
    work()
    return time.monotonic() - begun
