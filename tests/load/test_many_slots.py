"""A pool of ten thousand slots costs what one of a hundred costs, and little memory (G16)."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from ..http.conftest import LiveServer
from .many_slots import Slots, asked, costs, fill, finished, memory, peak_anew
from .watched import NIGHTLY, served

pytestmark = pytest.mark.skipif(not Path("/proc/self/io").is_file(), reason="what a process writes is read from /proc")

MANY = 10_000 if NIGHTLY else 2_000
FEW = 100
MEBIBYTE = 1 << 20
MOST_MEMORY = 200 * MEBIBYTE
MOST_FOR_A_COPY = 150 * MEBIBYTE
NOT_MORE = 3.0
"""Times the cost of a small pool: SQLite writes pages of 4 kB, of which a deeper tree has one or two more."""

PAGES = 200 if NIGHTLY else 50
QUICK_PAGE, QUICK_OPEN = (0.05, 1.0) if NIGHTLY else (1.0, 10.0)
"""Seconds; a machine that runs other tests beside is slower by an amount of its own."""


@frozen
class Site:
    """A server with the pools `many` and `few`, and the seconds until each told its first page."""

    client: LiveServer
    process: int
    opened: dict[str, float]

    def slots(self, pool: str) -> Slots:
        """One of its pools."""
        found = Slots(self.client, self.process, pool)
        found.ids = list(found.ask("GET", "/order")["slots"])
        return found


@contextmanager
def started(folder: Path, count: int) -> Iterator[Site]:
    """A site whose large pool has `count` slots: filled, then started."""
    fill(folder / "data", "few", FEW)
    fill(folder / "data", "many", count)
    with served(folder) as server:
        client = LiveServer(port=server.port)
        client.loop.close()
        client.get("/penstock/pools/none")
        yield Site(client, server.process.pid, {pool: page(client, pool) for pool in ("few", "many")})


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site of these tests."""
    with started(tmp_path_factory.mktemp("many"), MANY) as made:
        yield made


def page(client: LiveServer, pool: str, start: int = 0) -> float:
    """Seconds for a page of 100."""
    begun = time.perf_counter()
    asked(client, "GET", f"/penstock/pools/{pool}/slots?start={start}&limit=100")
    return time.perf_counter() - begun


def test_any_page_is_there_at_once(site: Site, figure: Callable[..., None]) -> None:
    """The first one after a start, and every other one, wherever it lies."""
    step = (MANY - 100) // PAGES
    pairs = [(page(site.client, "few"), page(site.client, "many", number * step)) for number in range(PAGES)]
    base, p95 = (sorted(times)[int(PAGES * 0.95)] for times in zip(*pairs, strict=True))

    assert site.opened["many"] <= max(QUICK_OPEN, NOT_MORE * site.opened["few"])
    assert p95 <= max(QUICK_PAGE, NOT_MORE * base)
    held = memory(site.process)
    assert held <= MOST_MEMORY
    figure(
        "G16",
        f"pages of 100 of a pool of {MANY:,} slots",
        len(pairs),
        "pages",
        measured={
            "open ms": round(1e3 * site.opened["many"], 1),
            "p95 ms": round(1e3 * p95, 1),
            "memory MiB": held // MEBIBYTE,
        },
    )


def test_a_change_costs_what_it_costs_in_a_small_pool(site: Site, figure: Callable[..., None]) -> None:
    """In bytes and in time, whatever the change: nothing of it grows with the pool."""
    few, many = site.slots("few"), site.slots("many")
    found = {kind: costs((few, many), kind) for kind in few.changes()}

    for kind, (small, large) in found.items():
        assert large.written <= NOT_MORE * max(small.written, 4_096), (kind, small, large)
        assert large.seconds <= NOT_MORE * small.seconds + 0.01, (kind, small, large)
    assert memory(site.process) <= MOST_MEMORY
    figure(
        "G16",
        f"changes of a pool of {MANY:,} slots beside one of {FEW}",
        few.changed + many.changed,
        "changes",
        measured={
            "bytes of a change": max(large.written for _, large in found.values()),
            "times the bytes": round(max(large.written / max(small.written, 1) for small, large in found.values()), 2),
            "times the time": round(max(large.seconds / small.seconds for small, large in found.values()), 2),
        },
    )


def test_the_whole_order_is_turned_around(site: Site, figure: Callable[..., None]) -> None:
    """One request moves every slot, undo puts all back; the memory for it stays small."""
    many = site.slots("many")
    before = peak_anew(site.process)

    begun = time.perf_counter()
    many.ask("POST", "/move", {"slots": many.ids[::-1], "before": None})
    took = time.perf_counter() - begun

    assert many.ask("GET", "/order")["slots"] == many.ids[::-1]
    many.ask("POST", "/undo", {})
    assert many.ask("GET", "/order")["slots"] == many.ids
    grown = memory(site.process, "VmHWM") - before
    assert grown <= MOST_FOR_A_COPY
    measured = {"ms": round(1e3 * took, 1), "memory MiB more": grown // MEBIBYTE}
    figure("G16", f"whole orders of {MANY:,} slots, and back", 2, "orders", measured=measured)


@pytest.mark.timeout(3_600)
def test_it_goes_out_and_comes_in(site: Site, tmp_path: Path, figure: Callable[..., None]) -> None:
    """As a zip file with all slots in their order, and as a data set; each a stream that takes little memory."""
    client = site.client
    many = site.slots("many")
    profile = asked(client, "POST", "/penstock/profiles", {"name": "Many", "pool": "many"})["id"]
    before = peak_anew(site.process)

    exported = finished(client, asked(client, "POST", f"/penstock/profiles/{profile}/export"))
    data = client.get(exported["url"]).body
    answer = client.post_form("/penstock/profile_imports", ("file", "many.zip", data))
    imported = finished(client, answer.json)["profile"]["id"]
    wanted: dict[str, Any] = {"pool": "many", "folder": "sets/many", "existing": "replace"}
    finished(client, asked(client, "POST", "/penstock/datasets/exports", wanted))

    assert labels(client, imported) == labels(client, "many")
    grown = memory(site.process, "VmHWM") - before
    assert grown <= MOST_FOR_A_COPY
    measured = {"memory MiB more": grown // MEBIBYTE}
    figure("G16", "slots that went out as zip and data set, and came in", 3 * len(many.ids), "slots", measured=measured)


def labels(client: LiveServer, pool: str) -> list[str]:
    """The labels of a pool, in order."""
    found: list[str] = []
    for start in itertools.count(0, 1_000):
        slots = asked(client, "GET", f"/penstock/pools/{pool}/slots?start={start}&limit=1000")["slots"]
        if not slots:
            return found
        found += [slot["label"] for slot in slots]
    raise AssertionError


@pytest.mark.nightly
@pytest.mark.timeout(3_600)
def test_a_hundred_thousand_are_no_other_matter(tmp_path: Path, figure: Callable[..., None]) -> None:
    """Opened, paged and changed; a smoke test, without limits of time of its own."""
    with started(tmp_path, 100_000) as site:
        times = sorted(page(site.client, "many", start) for start in range(0, 100_000, 1_000))
        few, many = site.slots("few"), site.slots("many")
        small, large = costs((few, many), "label")
        assert large.written <= NOT_MORE * small.written
        held = memory(site.process)
        figure(
            "G16",
            "pages of 100 of a pool of 100,000 slots",
            len(times),
            "pages",
            measured={
                "open ms": round(1e3 * site.opened["many"], 1),
                "p95 ms": round(1e3 * times[95], 1),
                "memory MiB": held // MEBIBYTE,
                "bytes of a label": large.written,
            },
        )
