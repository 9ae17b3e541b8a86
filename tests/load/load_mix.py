"""Requests as people and scripts send them: 80 % reads, 15 % writes, 5 % uploads, on a pool that keeps its size."""

import asyncio
import io
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import ClientError, ClientSession, FormData
from attrs import define, field
from PIL import Image

POOL: Final = "steady"
_KEPT: Final = 200
_MOST: Final = 300
_SIDE: Final = 192
_LABEL: Final = "a label of some length, as captions are. " * 90

READS: Final = {
    "page": 25,
    "thumbnail": 20,
    "pool": 12,
    "image": 8,
    "pools": 5,
    "order": 3,
    "gates": 3,
    "drafts": 2,
    "jobs": 2,
}
WRITES: Final = {"label": 9, "select": 3, "move": 2, "mask": 1}
UPLOADS: Final = {"upload": 5}


def picture(seed: int) -> bytes:
    """A PNG of noise, 27 kB."""
    data = io.BytesIO()
    pixels = random.Random(seed).randbytes(_SIDE * _SIDE)
    Image.frombytes("L", (_SIDE, _SIDE), pixels).save(data, "PNG", compress_level=1)
    return data.getvalue()


@define
class Took:
    """What one request took, in seconds since it was due."""

    kind: str
    seconds: float


@define
class Mix:
    """Sends the requests; `took` and `wrong` are what came of them, `changes` how many events they brought about."""

    http: ClientSession
    chance: random.Random = field(factory=lambda: random.Random(17))
    took: list[Took] = field(factory=list)
    wrong: list[str] = field(factory=list)
    changes: int = 0
    _kept: list[str] = field(factory=list)
    _more: list[str] = field(factory=list)
    _pictures: list[bytes] = field(factory=lambda: [picture(seed) for seed in range(8)])

    async def prepare(self) -> None:
        """The pool with its first slots."""
        while len(self._kept) < _KEPT:
            answer = await self._asked("POST", "/slots", data=_form(self._pictures * 5))
            self._kept += [one["slot"]["id"] for one in answer["results"]]

    async def label_all(self) -> None:
        """Events of half a megabyte: whoever reads nothing is stuck from now on."""
        for slot in self._kept[:120]:
            await self._asked("PATCH", f"/slots/{slot}", json={"label": _LABEL})

    async def one(self, due: float) -> None:
        """One request by chance, which was due at a time of the monotonic clock."""
        kinds = {**READS, **WRITES, **UPLOADS}
        kind = self.chance.choices(list(kinds), list(kinds.values()))[0]
        try:
            await self._sent(kind)
        except (AssertionError, ClientError, OSError, TimeoutError) as error:
            self.wrong.append(f"{kind}: {error!r}")
        self.took.append(Took(kind, time.monotonic() - due))

    async def _sent(self, kind: str) -> None:
        if kind in READS:
            await self._read(kind)
        elif kind == "upload":
            answer = await self._asked("POST", "/slots", data=_form([self.chance.choice(self._pictures)]))
            self._more += [one["slot"]["id"] for one in answer["results"]]
            self.changes += 1
        else:
            await self._write(kind)
            self.changes += 1

    async def _read(self, kind: str) -> None:
        slot = self.chance.choice(self._kept)
        paths = {
            "page": f"/penstock/pools/{POOL}/slots?start={self.chance.randrange(_KEPT - 60)}&limit=60",
            "thumbnail": f"/penstock/pools/{POOL}/slots/{slot}/thumbnail",
            "pool": f"/penstock/pools/{POOL}",
            "image": f"/penstock/pools/{POOL}/slots/{slot}/image",
            "pools": "/penstock/pools?pictures=4",
            "order": f"/penstock/pools/{POOL}/order",
            "gates": "/penstock/gates",
            "drafts": "/penstock/libbers",
            "jobs": "/penstock/jobs",
        }
        async with self.http.get(paths[kind]) as answer:
            data = await answer.read()
            assert answer.status == 200, (answer.status, data[:300])

    async def _write(self, kind: str) -> None:
        slot = self.chance.choice(self._kept)
        if len(self._kept) + len(self._more) > _MOST:
            await self._asked("POST", "/remove", json={"slots": [self._more.pop(0)]})
        elif kind == "label":
            text = f"{self.chance.randrange(10**9)} {_LABEL}"
            await self._asked("PATCH", f"/slots/{slot}", json={"label": text})
        elif kind == "select":
            await self._asked("PUT", "/selected", json={"slot": slot})
        elif kind == "move":
            await self._asked("POST", "/move", json={"slots": [slot], "before": None})
        else:
            form = FormData()
            form.add_field("mask", self.chance.choice(self._pictures), filename="m.png", content_type="image/png")
            await self._asked("PUT", f"/slots/{slot}/mask", data=form)

    async def _asked(self, method: str, rest: str, **body: Any) -> Any:
        async with self.http.request(method, f"/penstock/pools/{POOL}{rest}", **body) as answer:
            told = await answer.json()
            assert answer.status in (200, 201), (answer.status, told)
            return told


def _form(pictures: list[bytes]) -> FormData:
    form = FormData()
    for number, data in enumerate(pictures):
        form.add_field("images", data, filename=f"{number}.png", content_type="image/png")
    return form


async def as_many_as_possible(mix: Mix, seconds: float, clients: int = 16) -> float:
    """Requests a second of clients that send without a pause."""
    end, before = time.monotonic() + seconds, len(mix.took)

    async def client() -> None:
        while (now := time.monotonic()) < end:
            await mix.one(now)

    await asyncio.gather(*(client() for _ in range(clients)))
    return (len(mix.took) - before) / seconds


async def at_a_rate(mix: Mix, rate: float, seconds: float, meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Requests that come by chance, `rate` a second, whether or not the others were answered."""
    watching = asyncio.ensure_future(meanwhile())
    due = time.monotonic()
    end = due + seconds
    async with asyncio.TaskGroup() as group:
        while (due := due + mix.chance.expovariate(rate)) < end:
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            group.create_task(mix.one(due))
    watching.cancel()
    await asyncio.wait([watching])
    if not watching.cancelled() and watching.exception() is not None:
        await watching


def percentile(took: list[Took], share: float) -> float:
    """Seconds that this share of requests did not exceed."""
    ordered = sorted(one.seconds for one in took)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
