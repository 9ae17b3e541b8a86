"""A long life leaves nothing behind, and Ctrl-C ends it at once, whatever goes on (G21)."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import asdict

from .mixed_work import GRAPH, Counting, MixedWork, until
from .plain_tab import PlainTab
from .watched import NIGHTLY, Holds, Watched, served

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what a process holds is read from /proc")

WARM, ROUNDS = (520, 110) if NIGHTLY else (4, 10)
"""What is remembered of runs and gates is at most 1,000 of each; a round has two of them."""

STEADY = 0.02 if NIGHTLY else 0.10
"""How much may be held more: a short life still fills caches (SQLite's alone are 2 MB a connection)."""

FEW = 4
"""Descriptors and threads more that are no leak: pools have them made as they are needed. A leak has one a round."""

MOST_AT_REST = 0.1
"""Of a core, while nobody asks for anything."""

ENDS = 20 if NIGHTLY else 2
LONGEST_END = 2.0 if NIGHTLY else 10.0
"""Seconds; a busy machine has more of them, of which a part is not ours."""


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

    end, more = time.monotonic() + 60, {"all": 1.0}
    while max(more.values()) > STEADY or server.temporary_files():
        assert time.monotonic() < end, f"{more} {server.temporary_files()}"
        more = grown(settled(server, work), before)
    busy = server.busy_at_rest()
    assert busy < MOST_AT_REST
    seconds = server.interrupt()
    assert server.said_wrong() == []
    figure(
        "G21",
        "mixed requests, then what is still held",
        work.client.sent - already,
        "requests",
        measured={
            **{f"{what} grown %": 100 * share for what, share in more.items()},
            "% of a core at rest": round(100 * busy, 1),
            "s to the end": round(seconds, 2),
        },
    )


def test_a_server_that_was_started_again_rests(tmp_path: Path, figure: Callable[..., None]) -> None:
    """It looks at what was left over, connects to its engine, and then leaves the machine to others."""
    with served(tmp_path) as first:
        working(first).round()
        first.interrupt()
    with served(tmp_path) as again:
        client = Counting(port=again.port)
        client.loop.close()
        until(lambda: all(one["status"] == "online" for one in client.get("/penstock/run_queue").json["servers"]))
        busy = again.busy_at_rest()
        assert busy < MOST_AT_REST
        figure("G21", "started again, then at rest", 1, "servers", measured={"% of a core": round(100 * busy, 1)})


def settled(server: Watched, work: MixedWork) -> Holds:
    """What is held once jobs, runs and connections have come to their end."""
    work.settle()
    return server.holds()


def grown(now: Holds, before: Holds) -> dict[str, float]:
    """By which share more is held than before; less, or a few of what is few, is none."""
    counts = asdict(now)
    more = {what: counts[what] - getattr(before, what) for what in counts}
    return {what: 0.0 if more[what] <= FEW else round(more[what] / counts[what], 4) for what in counts}


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
