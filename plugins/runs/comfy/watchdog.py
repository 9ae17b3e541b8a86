"""Finds out that a connection is dead though it looks alive: servers were seen to forget sockets, and say nothing."""

import asyncio
from collections.abc import Callable
from typing import Final

from attrs import define, field

from ..ports import Unreachable
from .listening import Listening, remaining
from .web import WebClient

SILENT: Final = "It fell silent."
REFRESH: Final = ""
"""The connection is made anew to be sure; nobody says that it was lost."""


@define(eq=False)
class Watchdog:
    """Watches one connection. `busy` says whether the server should be executing something of ours."""

    _web: WebClient
    _listening: Listening
    _busy: Callable[[], bool]
    _expected: tuple[float, float] | None = None
    """Since when something must have been told, and when the patience with it ends."""
    _nudged: asyncio.Event = field(factory=asyncio.Event)

    def expect(self, since: float) -> None:
        """Something happened after `since` (seconds of the event loop) that the server tells everybody."""
        self._expected = (since, self._now() + self._web.limits.settle)
        self._nudged.set()

    async def watch(self) -> str:
        """Watch until the connection has to be made anew; why."""
        limits = self._web.limits
        self._expected = None
        probed = opened = self._now()
        failed = 0
        while True:
            await self._rest(probed + limits.probe)
            if self._has_missed():
                return SILENT
            if self._busy() and self._now() - max(opened, self._listening.last) > limits.refresh:
                return REFRESH
            if self._now() >= probed + limits.probe:
                heard = await self._probe()
                failed = failed + 1 if heard is None else 0
                probed = self._now() if heard is not None else self._now() - limits.probe / 2
                if heard is False or failed > 1:
                    return SILENT if heard is False else "It does not answer."

    async def _rest(self, probe_at: float) -> None:
        """Until the next thing is due."""
        limits = self._web.limits
        due = [probe_at, self._now() + limits.refresh]
        if self._expected is not None:
            due.append(self._expected[1])
        self._nudged.clear()
        try:
            async with asyncio.timeout(max(0.05, min(due) - self._now())):
                await self._nudged.wait()
        except TimeoutError:
            return

    def _has_missed(self) -> bool:
        if self._expected is not None and self._listening.last >= self._expected[0]:
            self._expected = None
        return self._expected is not None and self._now() >= self._expected[1]

    async def _probe(self) -> bool | None:
        """Whether what it told is still true; None where it does not answer."""
        before = self._listening.last
        first = await self._asked()
        if first is None or first in (-1, self._listening.remaining) or self._listening.remaining is None:
            return None if first is None else True
        await asyncio.sleep(self._web.limits.settle)
        second = await self._asked()
        if second is None or self._listening.last > before:
            return None if second is None else True
        return second == self._listening.remaining

    async def _asked(self) -> int | None:
        """How long its queue is, -1 where it answers without telling; None without an answer."""
        try:
            answer = await self._web.get("/prompt")
        except Unreachable:
            return None
        said = await answer.object() if answer.status == 200 else None
        if said is None:
            return None
        count = remaining(said)
        return -1 if count is None else count

    def _now(self) -> float:
        return asyncio.get_running_loop().time()
