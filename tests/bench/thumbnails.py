"""T1: what a grid of pictures sends, and what making its thumbnails costs."""

import asyncio
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from aiohttp import ClientSession, FormData
from bench.baseline_images import grid_bytes, thumbnail
from bench.contenders import POOL
from bench.images import folder_of, on_two_threads, several
from bench.pictures import saved
from bench.serving import our_words, served
from bench.table import Row, Wanted, count, faster, ratio
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.plugins.pools.thumbnails import make_thumbnail

_GRID = 1_000
_FIRST = f"bytes of a grid of {_GRID:,}, the first time"


def t1(bench: Bench) -> Iterator[Row]:
    """Bytes of a grid, then the time for thumbnails."""
    yield from _bytes(bench)
    for side, times in bench.size(((1024, 1.8), (4096, 8)), ((1024, 1.8),)):
        path = saved(folder_of(bench), side, "JPEG")
        made = {
            "ours": Contender(run=partial(make_thumbnail, path), calls=8),
            "baseline": Contender(run=partial(thumbnail, path), calls=2),
        }
        series = interleaved(made, rounds=bench.size(7, 3))
        yield faster("T1", f"thumbnail of a {side} x {side} JPEG", series["baseline"], series["ours"], times)
    paths = several(bench, "PNG", bench.size(16, 8))
    both = {
        "two": Contender(run=partial(on_two_threads, make_thumbnail, paths)),
        "one": Contender(run=lambda: [make_thumbnail(path) for path in paths]),
    }
    series = interleaved(both, rounds=bench.size(7, 3))
    yield faster("T1", f"{len(paths)} thumbnails on 2 threads", series["one"], series["two"], 1.4, "ours on 1 thread")


def _bytes(bench: Bench) -> Iterator[Row]:
    """Photographs as PNG, as a pool keeps them; four stand for the thousand."""
    paths = [saved(folder_of(bench), 1024, "PNG", seed) for seed in range(1, 5)]
    with served(our_words(bench.fresh("grid"))) as address:
        first, again = asyncio.run(_looked_at(address, paths))
    scale = _GRID / len(paths) / 1e6
    yield ratio("T1", _FIRST, grid_bytes(paths) * scale, first * scale, Wanted(at_least=80), "baseline", " MB")
    yield count("T1", f"bytes of a grid of {_GRID:,}, the second time", again, Wanted(0, 0), "", "baseline")


async def _looked_at(address: str, paths: list[Path]) -> tuple[int, int]:
    """Upload, then look twice as a browser does: bytes of all bodies, the first time and the second."""
    async with ClientSession(address) as http:
        form = FormData()
        for path in paths:
            form.add_field("images", path.read_bytes(), filename=path.name, content_type="image/png")
        async with http.post(f"/penstock/pools/{POOL}/slots", data=form) as answer:
            slots = [result["slot"] for result in (await answer.json())["results"]]
        first = again = 0
        for slot in slots:
            url = f"/penstock/pools/{POOL}/slots/{slot['id']}/thumbnail?v={slot['image_tag']}"
            async with http.get(url) as answer:
                first += len(await answer.read())
                kept = "immutable" in answer.headers["Cache-Control"]
                etag = answer.headers["ETag"]
            async with http.get(url, headers={"If-None-Match": etag}) as answer:
                again += 0 if kept and answer.status == 304 else len(await answer.read())
        return first, again


GOALS = {"T1": t1}
