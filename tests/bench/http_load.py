"""A1 and A2: the pool over HTTP, with many clients, and how quickly others are answered meanwhile."""

import asyncio
import time
from collections.abc import Iterator
from functools import partial

from aiohttp import ClientSession, FormData, TCPConnector
from attrs import frozen
from bench.baseline_pool import BaselinePool
from bench.contenders import POOL, ManifestPool, PeerPool, StorePool
from bench.pictures import DOT
from bench.serving import our_words, script_words, served
from bench.table import Row, Wanted, costs, count, faster, shown
from bench.timing import Contender, Series, interleaved
from bench.workbench import Bench

_CLIENTS = 50
_ADDS = {"ours": 400, "baseline": 60, "peer": 60}
_PINGS = {"ours": 600, "baseline": 150, "peer": 150}


@frozen(kw_only=True)
class Site:
    """One server with a filled pool: where a client adds, labels and pings."""

    address: str
    add: str
    ping: str
    field: str
    fields: dict[str, str]

    def form(self) -> FormData:
        """The body of one add."""
        made = FormData(self.fields)
        made.add_field(self.field, DOT, filename="a.png", content_type="image/png")
        return made


def sites(bench: Bench, size: int) -> dict[str, Site]:
    """Ours and each rival, served over a pool of `size`; until the run ends."""
    return bench.once(f"sites of {size}", partial(_served, bench, size))


def _served(bench: Bench, size: int) -> dict[str, Site]:
    made = {"ours": _ours(bench, size), "baseline": _baseline(bench, size)}
    if bench.peer is not None:
        made["peer"] = _peer(bench, size)
    return made


def _ours(bench: Bench, size: int) -> Site:
    data = bench.fresh("served")
    (data / "input").mkdir()
    pool = StorePool(data / "input")
    pool.fill(size)
    pool.close()
    address = bench.closing.enter_context(served(our_words(data)))
    return Site(address=address, add=f"/penstock/pools/{POOL}/slots", ping="/penstock/pools", field="images", fields={})


def _baseline(bench: Bench, size: int) -> Site:
    folder = bench.fresh("served")
    ManifestPool(BaselinePool(folder)).fill(size)
    address = bench.closing.enter_context(served(script_words("baseline_server.py", str(folder))))
    return Site(address=address, add="/add", ping="/ping", field="image", fields={})


def _peer(bench: Bench, size: int) -> Site:
    assert bench.peer is not None
    folder = bench.fresh("served")
    (folder / "grid_pool").mkdir()
    ManifestPool(PeerPool(bench.peer.pool, folder / "grid_pool")).fill(size)
    words = script_words("peer_server.py", str(folder), str(bench.peer.path))
    address = bench.closing.enter_context(served(words))
    fields = {"pool_id": POOL, "ts": "1"}
    return Site(address=address, add="/grid_pool/add", ping="/ping", field="image", fields=fields)


def a1(bench: Bench) -> Iterator[Row]:
    """Adds a second with 50 clients, as seconds for one add."""
    for size, times in bench.size(((1_000, 8), (10_000, 50)), ((1_000, 8),)):
        made = sites(bench, size)
        contenders = {name: _loaded(site, bench.size(_ADDS[name], 50)) for name, site in made.items()}
        series = interleaved(contenders, rounds=bench.size(5, 3))
        for rival in [name for name in made if name != "ours"]:
            what = f"one add of {_CLIENTS} clients at {size:,} slots"
            yield faster("A1", what, series[rival], series["ours"], times, rival)


def _loaded(site: Site, adds: int) -> Contender:
    return Contender(run=lambda: asyncio.run(_adds(site, adds)), units=adds)


async def _adds(site: Site, adds: int) -> None:
    left = iter(range(adds))

    async def client(http: ClientSession) -> None:
        for _ in left:
            await add_one(http, site)

    async with ClientSession(site.address, connector=TCPConnector(limit=_CLIENTS)) as http:
        await asyncio.gather(*(client(http) for _ in range(_CLIENTS)))


async def add_one(http: ClientSession, site: Site) -> int:
    """Add one image; the number of bytes that came back."""
    async with http.post(site.add, data=site.form()) as answer:
        body = await answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{site.add} answered {answer.status}: {body[:300]!r}")
        return len(body)


def a2(bench: Bench) -> Iterator[Row]:
    """How long a ping takes while somebody adds images without a pause."""
    size = bench.size(10_000, 1_000)
    made = sites(bench, size)
    pings = {name: bench.size(_PINGS[name], 80) for name in made}
    idle, busy = _ping_p99s(made, pings, bench.size(3, 2))
    for name in made:
        if name != "ours":
            what = f"p99 of a ping during adds at {size:,} slots"
            yield shown("A2", what, busy[name], busy["ours"], name)
    yield costs("A2", f"p99 of a ping during adds at {size:,} slots", idle["ours"], busy["ours"], 4, "ours when idle")
    answers = {name: asyncio.run(_answer(site)) for name, site in made.items()}
    yield count(
        "A2",
        "bytes of the answer to an add",
        answers["ours"],
        Wanted(at_most=1_000),
        f"{answers['baseline']:,}",
        "baseline",
    )


def _ping_p99s(made: dict[str, Site], pings: dict[str, int], rounds: int) -> tuple[dict[str, Series], ...]:
    """By name: the 99th percentiles at rest, and those during adds, one of each in each round."""
    found: tuple[dict[str, list[float]], ...] = ({name: [] for name in made}, {name: [] for name in made})
    for _ in range(rounds):
        for name, site in made.items():
            for adding, values in enumerate(found):
                values[name].append(asyncio.run(_p99(site, pings[name], adding=bool(adding))))
    return tuple({name: Series(tuple(values)) for name, values in each.items()} for each in found)


async def _p99(site: Site, pings: int, *, adding: bool) -> float:
    async with ClientSession(site.address) as http:
        adder = asyncio.create_task(_add_forever(http, site)) if adding else None
        times = [await _ping(http, site) for _ in range(pings)]
        if adder is not None:
            adder.cancel()
            await asyncio.wait([adder])
        return sorted(times)[int(pings * 0.99)]


async def _add_forever(http: ClientSession, site: Site) -> None:
    while True:
        await add_one(http, site)


async def _ping(http: ClientSession, site: Site) -> float:
    start = time.perf_counter()
    async with http.get(site.ping) as answer:
        await answer.read()
    spent = time.perf_counter() - start
    await asyncio.sleep(0.002)
    return spent


async def _answer(site: Site) -> int:
    async with ClientSession(site.address) as http:
        return await add_one(http, site)


GOALS = {"A1": a1, "A2": a2}
