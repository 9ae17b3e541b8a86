"""A long life leaves nothing behind, and Ctrl-C ends it at once, whatever goes on (G21)."""

import contextlib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .mixed_work import GRAPH, Counting, MixedWork, until
from .plain_tab import PlainTab
from .watched import NIGHTLY, Holds, Watched, served

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what a process holds is read from /proc")

WARM, ROUNDS = (40, 110) if NIGHTLY else (4, 10)
STEADY = 0.02 if NIGHTLY else 0.10
"""How much may be held more: a short life still fills caches and the pools of its threads."""

ENDS = 20 if NIGHTLY else 2
LONGEST_END = 2.0 if NIGHTLY else 15.0
"""Seconds; what a busy machine does with them is not ours."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Watched]:
    """A server in a process of its own."""
    with served(tmp_path) as running:
        yield running


def working(server: Watched) -> MixedWork:
    """Work for a server."""
    client = Counting(port=server.port)
    client.loop.close()
    return MixedWork(client)


@pytest.mark.timeout(3_600)
def test_mixed_work_leaves_nothing_behind(server: Watched, figure: Callable[..., None]) -> None:
    """Memory, descriptors, threads, tasks and temporary files are what they were; all was awaited and closed."""
    work = working(server)
    for _ in range(WARM):
        work.round()
    before, already = settled(server, work), work.client.sent

    for _ in range(ROUNDS):
        work.round()

    after = until(lambda: back(settled(server, work), before))
    until(lambda: not server.temporary_files())
    seconds = server.interrupt()
    assert server.said_wrong() == []
    figure(
        "G21",
        "mixed requests, then what is still held",
        work.client.sent - already,
        "requests",
        measured={
            "memory grown %": round(100 * (after.resident / before.resident - 1), 2),
            "blocks grown %": round(100 * (after.blocks / before.blocks - 1), 2),
            "descriptors more": after.descriptors - before.descriptors,
            "threads more": after.threads - before.threads,
            "tasks more": after.tasks - before.tasks,
            "s to the end": round(seconds, 2),
        },
    )


def settled(server: Watched, work: MixedWork) -> Holds:
    """What is held once jobs, runs and connections have come to their end."""
    work.settle()
    return server.holds()


def back(now: Holds, before: Holds) -> Holds | None:
    """`now` where it is what it was before."""
    grown = (
        now.resident / before.resident - 1,
        now.blocks / before.blocks - 1,
        (now.descriptors - before.descriptors) / before.descriptors,
        (now.threads - before.threads) / before.threads,
        (now.tasks - before.tasks) / before.tasks,
    )
    return now if max(grown) <= STEADY else None


@pytest.mark.timeout(1_200)
def test_ctrl_c_ends_it_with_everything_under_way(tmp_path: Path, figure: Callable[..., None]) -> None:
    """Tabs, a feed, a gate that waits, a queue behind it, half an upload and a job: it ends cleanly all the same."""
    longest = 0.0
    for number in range(ENDS):
        with served(tmp_path / str(number)) as server, contextlib.ExitStack() as open_now:
            under_way(server, open_now)
            longest = max(longest, server.interrupt())
            assert server.said_wrong() == []
    assert longest <= LONGEST_END
    figure("G21", "Ctrl-C with everything under way", ENDS, "ends", measured={"longest s": round(longest, 2)})


def under_way(server: Watched, open_now: contextlib.ExitStack) -> None:
    """All that can be under way on a server."""
    work = working(server)
    for name in ("one", "two"):
        open_now.enter_context(PlainTab(server.port, name))
    for _ in range(3):
        work.client.post_json("/prompt", {"prompt": GRAPH})
    until(work.open_gates)
    head = f"Host: 127.0.0.1:{server.port}\r\n".encode()
    feed, upload = (open_now.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(2))
    feed.sendall(b"GET /penstock/events HTTP/1.1\r\n" + head + b"\r\n")
    assert feed.recv(100)
    upload.sendall(
        b"POST /penstock/pools/p/slots HTTP/1.1\r\n" + head + b"Content-Length: 9999\r\n"
        b'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="images"'
        b'; filename="x"\r\n\r\n...'
    )
    assert work.client.post_json("/penstock/doctor", {}).status == 202
