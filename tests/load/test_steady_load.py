"""A long time at 40 % of what the machine can do, with fifty tabs, five of which do not read (G17)."""

import asyncio
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from aiohttp import ClientSession, TCPConnector
from attrs import define, field

from ..http.conftest import LiveServer
from .fast_tabs import FastTabs
from .load_mix import POOL, Mix, as_many_as_possible, at_a_rate, percentile
from .many_slots import memory, open_files
from .plain_tab import PlainTab
from .watched import NIGHTLY, Watched, served

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="what a process holds is read from /proc")

SECONDS: Final = 60 * float(os.environ.get("PENSTOCK_LOAD_MINUTES", "10" if NIGHTLY else "0.34"))
MEASURING: Final = 20.0 if NIGHTLY else 4.0
FAST, SLOW = 45, 5
FEW: Final = 4
"""Descriptors more that are no leak: pools of them are filled as they are needed."""

SHARE: Final = 0.4
QUICK: Final = 0.25 if NIGHTLY else 1.0
"""Seconds of the 99th percentile that are always allowed: beside other tests a machine is not its own."""

SLOPE: Final = 1 << 20
WARM: Final = 1 << 26
"""Bytes: how much memory may grow in a minute, and in all where minutes were too few to tell."""


@define
class Seen:
    """What was seen of the process's memory from outside, each second."""

    server: Watched
    times: list[float] = field(factory=list)
    resident: list[int] = field(factory=list)

    async def watch(self) -> None:
        """Until it is cancelled."""
        while True:
            self.times.append(time.monotonic())
            self.resident.append(memory(self.server.process.pid))
            await asyncio.sleep(1)

    def slope(self) -> float:
        """Bytes a minute by which memory grew, the first quarter left out."""
        return 60 * _slope(self.times[len(self.times) // 4 :], self.resident[len(self.times) // 4 :])

    def grown(self) -> tuple[float, int]:
        """Bytes by which memory grew, and how many are allowed: in a minute, or in all of a time too short to tell."""
        if SECONDS >= 300:
            return self.slope(), SLOPE
        return max(self.resident) - self.resident[0], WARM


def _slope(times: list[float], values: list[int]) -> float:
    middle, mean = sum(times) / len(times), sum(values) / len(values)
    over = sum((time - middle) * (value - mean) for time, value in zip(times, values, strict=True))
    return over / sum((time - middle) ** 2 for time in times)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Watched]:
    """A server in a process of its own."""
    with served(tmp_path) as running:
        yield running


@pytest.fixture
def slow_tabs(server: Watched) -> Iterator[list[PlainTab]]:
    """Tabs that read nothing."""
    server.buffers("small")
    tabs = [PlainTab(server.port, f"slow{number}", small=True) for number in range(SLOW)]
    server.buffers("large")
    yield tabs
    for tab in tabs:
        tab.close()


@define
class Loaded:
    """What came of the load."""

    capacity: float
    base: list[float]
    mix: Mix
    tabs: FastTabs
    seen: Seen


@pytest.mark.timeout(7_200)
def test_it_stays_quick_and_small(server: Watched, slow_tabs: list[PlainTab], figure: Callable[..., None]) -> None:
    """No error, no slow answer, no growth; events in order for all who read, and those who do not hold up nobody."""
    loaded = asyncio.run(load(server, slow_tabs))
    mix, seen, tabs = loaded.mix, loaded.seen, loaded.tabs
    p99 = percentile(mix.took, 0.99)

    assert mix.wrong == []
    assert p99 <= max(QUICK, 3 * loaded.base[1])
    assert not [heard for heard in tabs.heard if heard.ended or not heard.without_a_gap() or len(heard.epochs) != 1]
    assert tabs.spreads()[int(len(tabs.spreads()) * 0.99)] <= max(QUICK, 3 * loaded.base[1])
    grown, allowed = seen.grown()
    assert grown < allowed, (loaded.capacity, seen.resident[::30])
    for number, tab in enumerate(slow_tabs):
        comes_again(server, tab, number)
    assert server.said_wrong() == []
    figure(
        "G17",
        f"80 % reads, 15 % writes, 5 % uploads at {SHARE:.0%} of what the machine can do, 50 tabs",
        len(mix.took),
        "requests",
        measured={
            "minutes": round(SECONDS / 60, 1),
            "requests/s at most": round(loaded.capacity),
            "p50 ms": round(1e3 * percentile(mix.took, 0.5), 1),
            "p99 ms": round(1e3 * p99, 1),
            "p99 ms without pauses": round(1e3 * loaded.base[1], 1),
            "memory MiB/min": round(seen.slope() / (1 << 20), 2) if SECONDS >= 300 else 0.0,
            "events each tab": len(tabs.heard[0].came),
        },
        lacking="" if SECONDS >= 300 else "Too short to tell a slope of memory.",
    )


async def load(server: Watched, slow: list[PlainTab]) -> Loaded:
    """First as much as there can be, then the share of it."""
    seen = Seen(server)
    async with session(server) as listening, FastTabs(listening, FAST) as tabs:
        async with session(server) as http:
            mix = Mix(http)
            await mix.prepare()
            await mix.label_all()
            capacity = await as_many_as_possible(mix, MEASURING)
        base = [percentile(mix.took, share) for share in (0.5, 0.99)]
        mix.took.clear()
        before = min([await descriptors(server) for _ in range(20)])
        async with session(server) as mix.http:
            await at_a_rate(mix, SHARE * capacity, SECONDS, seen.watch)
        await dropped(server, slow)
        await all_heard(listening, tabs)
        end = time.monotonic() + 60
        while (after := await descriptors(server)) > before + FEW:
            assert time.monotonic() < end, (before, after)
    return Loaded(capacity, base, mix, tabs, seen)


def session(server: Watched) -> ClientSession:
    """A client with connections of its own, as many as it needs."""
    return ClientSession(f"http://127.0.0.1:{server.port}", connector=TCPConnector(limit=0))


async def descriptors(server: Watched) -> int:
    """How many the server holds, after a moment."""
    await asyncio.sleep(0.05)
    return open_files(server.process.pid)


async def dropped(server: Watched, slow: list[PlainTab]) -> None:
    """Wait until the server has let go of those who do not read."""
    end = time.monotonic() + 90
    while any(tab.held_by(server.port) for tab in slow):
        assert time.monotonic() < end, "who does not read is still connected"
        await asyncio.sleep(0.1)


async def all_heard(http: ClientSession, tabs: FastTabs) -> None:
    """Make a last change and wait until all heard of it."""
    async with http.post("/penstock/pools", json={"id": "last"}) as answer:
        assert answer.status == 201
    latest = max(max(heard.came) for heard in tabs.heard)
    end = time.monotonic() + 60
    while tabs.latest() < latest:
        assert time.monotonic() < end, "not all heard the last event"
        await asyncio.sleep(0.01)


def comes_again(server: Watched, tab: PlainTab, number: int) -> None:
    """What it has not read yet is in order and breaks off; connected again it hears what happens from then on."""
    numbers = [one["data"]["seq"] for one in tab.messages() if one["type"].startswith("penstock.")]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    client = LiveServer(port=server.port)
    client.loop.close()
    with PlainTab(server.port, f"slow{number}") as again:
        assert client.post_json(f"/penstock/pools/{POOL}/undo", {}).status == 200
        told = next(one for one in again.messages() if one["type"].startswith("penstock."))
        assert told["data"]["seq"] > numbers[-1] + 100
