"""Tabs and feeds that read everything at once, and say in which order it came."""

import asyncio
import json
import time
from typing import Any, Self

from aiohttp import ClientSession, ClientTimeout, ClientWebSocketResponse, WSMsgType
from attrs import define, field


@define
class Heard:
    """What one of them heard: when each event came, by its number, in the order in which they came."""

    came: dict[int, float] = field(factory=dict)
    epochs: set[str] = field(factory=set)
    ended: bool = False

    def hear(self, data: Any) -> None:
        """An event."""
        assert data["seq"] not in self.came, f"event {data['seq']} came twice"
        self.came[data["seq"]] = time.monotonic()
        self.epochs.add(data["epoch"])

    def without_a_gap(self) -> bool:
        """Whether the numbers came in order, each of them."""
        numbers = list(self.came)
        return not numbers or numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@define
class FastTabs:
    """`count` tabs and some feeds; an asynchronous context manager, whose `heard` are theirs."""

    http: ClientSession
    count: int
    feeds: int = 3
    heard: list[Heard] = field(factory=list)
    _reading: list["asyncio.Task[None]"] = field(factory=list)

    async def __aenter__(self) -> Self:
        for number in range(self.count):
            socket = await self.http.ws_connect(f"/ws?clientId=fast{number}")
            self._start(_read_socket, socket)
        for _ in range(self.feeds):
            answer = await self.http.get("/penstock/events", timeout=ClientTimeout(total=None))
            assert answer.status == 200
            self._start(_read_feed, answer)
        return self

    async def __aexit__(self, *_exception: object) -> None:
        for task in self._reading:
            task.cancel()
        await asyncio.wait(self._reading)

    def _start(self, read: Any, source: Any) -> None:
        heard = Heard()
        self.heard.append(heard)
        self._reading.append(asyncio.create_task(read(source, heard)))

    def latest(self) -> int:
        """The number of the last event that all of them heard."""
        return min(max(heard.came, default=0) for heard in self.heard)

    def spreads(self) -> list[float]:
        """For each event the seconds from the first of them to the last."""
        shared = set.intersection(*(set(heard.came) for heard in self.heard))
        times = [[heard.came[number] for heard in self.heard] for number in shared]
        return sorted(max(each) - min(each) for each in times)


async def _read_socket(socket: ClientWebSocketResponse, heard: Heard) -> None:
    async for message in socket:
        assert message.type is WSMsgType.TEXT
        told = json.loads(message.data)
        if told["type"].startswith("penstock."):
            heard.hear(told["data"])
    heard.ended = True


async def _read_feed(answer: Any, heard: Heard) -> None:
    async for line in answer.content:
        if line.startswith(b"data:") and len(told := json.loads(line[5:])) > 2:  # the greeting has only epoch and seq
            heard.hear(told)
    heard.ended = True
