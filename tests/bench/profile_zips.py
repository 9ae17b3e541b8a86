"""Z1: a profile of 100 MiB as a zip file over HTTP: how long it takes, who else has to wait, what is left behind."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, FormData
from attrs import field, frozen
from bench.baseline_pool import BaselinePool
from bench.contenders import POOL, PeerPool
from bench.pictures import photograph
from bench.serving import our_words, script_words, served
from bench.table import Row, Wanted, count, faster, ratio, shown
from bench.timing import Series
from bench.workbench import Bench

_SIDE = 1024
_PATIENCE = ClientTimeout(total=None)


@frozen(kw_only=True)
class Carried:
    """One way there: seconds until the last byte, the longest that a ping took meanwhile, bytes that came."""

    seconds: float
    stall: float
    data: bytes = field(default=b"", repr=False)


@frozen(kw_only=True)
class ZipSite:
    """One server with a filled profile: how to export and import there, and where files may be left behind."""

    address: str
    ping: str
    export: Callable[[ClientSession], Awaitable[bytes]]
    import_zip: Callable[[ClientSession, bytes], Awaitable[None]]
    left: tuple[Path, ...]

    def leftovers(self) -> int:
        """Bytes of zip files and unfinished work."""
        return sum(path.stat().st_size for folder in self.left for path in folder.rglob("*") if path.is_file())


def z1(bench: Bench) -> Iterator[Row]:
    """Export, then import of what was exported, each server in turn."""
    megabytes = bench.size(100, 10)
    made = _sites(bench, _pictures(megabytes))
    out: dict[str, list[Carried]] = {name: [] for name in made}
    back: dict[str, list[Carried]] = {name: [] for name in made}
    for number in range(bench.size(4, 2)):
        for name, site in made.items():
            there, here = asyncio.run(_both_ways(site))
            if number:  # the first round warms up
                out[name].append(there)
                back[name].append(here)
    for rival in [name for name in made if name != "ours"]:
        yield from _rows(megabytes, rival, made, out, back)


def _rows(
    megabytes: int,
    rival: str,
    made: dict[str, ZipSite],
    out: dict[str, list[Carried]],
    back: dict[str, list[Carried]],
) -> Iterator[Row]:
    of = f"of {megabytes} MB"
    there, here = (_times(out[name]) for name in (rival, "ours"))
    yield faster("Z1", f"export {of}, downloaded", there, here, 2, rival)
    there, here = (_stalls(out[name]) for name in (rival, "ours"))
    yield faster("Z1", f"longest ping during the export {of}", there, here, 20, rival)
    there, here = (_times(back[name]) for name in (rival, "ours"))
    yield shown("Z1", f"import {of}; ours decodes and syncs", there, here, rival)
    there, here = (_stalls(back[name]) for name in (rival, "ours"))
    yield faster("Z1", f"longest ping during the import {of}", there, here, 5, rival)
    sizes = (len(out[name][-1].data) / 1e6 for name in (rival, "ours"))
    yield ratio("Z1", f"zip file {of}", *sizes, Wanted(at_most=1.1), rival, " MB")
    left, theirs = made["ours"].leftovers(), f"{made[rival].leftovers():,}"
    yield count("Z1", f"bytes left behind by exports and imports {of}", left, Wanted(0, 0), theirs, rival)


def _times(carried: list[Carried]) -> Series:
    return Series(tuple(one.seconds for one in carried))


def _stalls(carried: list[Carried]) -> Series:
    return Series(tuple(one.stall for one in carried))


async def _both_ways(site: ZipSite) -> tuple[Carried, Carried]:
    async with ClientSession(site.address, timeout=_PATIENCE) as http:
        there = await _watched(http, site, site.export(http))
        here = await _watched(http, site, site.import_zip(http, there.data))
    return there, here


async def _watched(http: ClientSession, site: ZipSite, work: Awaitable[bytes | None]) -> Carried:
    """Do `work` while somebody else pings without a pause."""
    pinging = asyncio.create_task(_longest_ping(http, site, done := asyncio.Event()))
    await asyncio.sleep(0)
    start = time.perf_counter()
    data = await work
    seconds = time.perf_counter() - start
    done.set()
    return Carried(seconds=seconds, stall=await pinging, data=data or b"")


async def _longest_ping(http: ClientSession, site: ZipSite, done: asyncio.Event) -> float:
    longest = 0.0
    while not done.is_set():
        start = time.perf_counter()
        async with http.get(site.ping) as answer:
            await answer.read()
        longest = max(longest, time.perf_counter() - start)
        await asyncio.sleep(0.005)
    return longest


def _pictures(megabytes: int) -> list[bytes]:
    """PNG files of photographs, so many megabytes in all; every eighth is the same one again."""
    made: list[bytes] = []
    while sum(map(len, made)) < megabytes * 1_000_000:
        if len(made) < 8:
            data = io.BytesIO()
            photograph(_SIDE, len(made) + 1).save(data, "PNG", compress_level=4)
            made.append(data.getvalue())
        else:
            made.append(made[len(made) - 8])
    return made


def _sites(bench: Bench, pictures: list[bytes]) -> dict[str, ZipSite]:
    made = {"ours": _ours(bench, pictures), "baseline": _baseline(bench, pictures)}
    if bench.peer is not None:
        made["peer"] = _peer(bench, pictures)
    return made


def _ours(bench: Bench, pictures: list[bytes]) -> ZipSite:
    data = bench.fresh("profiles")
    address = bench.closing.enter_context(served(our_words(data)))
    asyncio.run(_fill(address, pictures))
    left = (data / "user" / "__penstock" / "exports", data / "input" / "grid_pool" / ".staging", data / "temp")
    return ZipSite(address=address, ping="/penstock/jobs", export=_our_export, import_zip=_our_import, left=left)


async def _fill(address: str, pictures: list[bytes]) -> None:
    async with ClientSession(address) as http:
        await _json(http, "POST", "/penstock/profiles", json={"name": "Bench", "pool": POOL})
        for data in pictures:
            form = FormData()
            form.add_field("images", data, filename="a.png", content_type="image/png")
            await _json(http, "POST", f"/penstock/pools/{POOL}/slots", data=form)


async def _our_export(http: ClientSession) -> bytes:
    """A job, then the file, which is discarded then: of itself it goes after an hour."""
    made = await _job(http, f"/penstock/profiles/{POOL}/export", json={})
    async with http.get(made["url"]) as answer:
        data = await answer.read()
    await _json(http, "DELETE", f"/penstock/profile_exports/{made['id']}")
    return data


async def _our_import(http: ClientSession, archive: bytes) -> None:
    await _job(http, "/penstock/profile_imports", data=_form(archive))


async def _job(http: ClientSession, path: str, **arguments: Any) -> Any:
    job = await _json(http, "POST", path, **arguments)
    while job["status"] in ("queued", "running"):
        await asyncio.sleep(0.02)
        job = await _json(http, "GET", f"/penstock/jobs/{job['id']}")
    if job["status"] != "done":
        raise RuntimeError(f"{path} ended as {job}")
    return job["result"]


async def _json(http: ClientSession, method: str, path: str, **arguments: Any) -> Any:
    async with http.request(method, path, **arguments) as answer:
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status}: {(await answer.read())[:300]!r}")
        return await answer.json() if answer.content_type == "application/json" else None


def _form(archive: bytes) -> FormData:
    """Sent piece by piece, so that the client's own loop is free to ping."""
    form = FormData()
    form.add_field("file", io.BytesIO(archive), filename="bench.zip", content_type="application/zip")
    return form


def _baseline(bench: Bench, pictures: list[bytes]) -> ZipSite:
    folder = bench.fresh("profiles")
    pool = BaselinePool(folder)
    for data in pictures:
        pool.add(data)
    address = bench.closing.enter_context(served(script_words("baseline_server.py", str(folder))))
    return _plain(address, folder, "/export", "/import")


def _peer(bench: Bench, pictures: list[bytes]) -> ZipSite:
    assert bench.peer is not None
    folder = bench.fresh("profiles")
    (folder / "grid_pool").mkdir()
    pool = PeerPool(bench.peer.pool, folder / "grid_pool")
    for data in pictures:
        pool.add(data)
    address = bench.closing.enter_context(served(script_words("peer_server.py", str(folder), str(bench.peer.path))))
    profiles = "/grid_pool/profiles"
    return _plain(address, folder, f"{profiles}/export?id={POOL}", f"{profiles}/import")


def _plain(address: str, folder: Path, export: str, import_to: str) -> ZipSite:
    """A server that does it all within the one request."""

    async def exported(http: ClientSession) -> bytes:
        async with http.get(export) as answer:
            return await answer.read()

    async def imported(http: ClientSession, archive: bytes) -> None:
        await _json(http, "POST", import_to, data=_form(archive))

    beside = folder.with_name(f"{folder.name}.temp")
    return ZipSite(address=address, ping="/ping", export=exported, import_zip=imported, left=(beside,))


GOALS = {"Z1": z1}
