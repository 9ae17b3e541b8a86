"""The queue and the history of a fake server: a heap by number, and what has ended, in memory only."""

import asyncio
import contextlib
import heapq
import time
from collections.abc import Callable, Mapping
from typing import Any

from attrs import define, field

Item = tuple[float, str, dict[str, Any], dict[str, Any], list[str]]
"""Number, prompt id, prompt, extra data, outputs to execute: as ComfyUI queues and tells it."""


def _ignore(_prompt_id: str, _prompt: dict[str, Any]) -> None:
    """Nobody counts."""


@define(eq=False)
class PromptQueue:
    """Only on its server's event loop; `accepted` is told each prompt that is queued, with its id."""

    accepted: Callable[[str, dict[str, Any]], object] = _ignore
    pending: list[Item] = field(factory=list)
    running: list[Item] = field(factory=list)
    history: dict[str, dict[str, Any]] = field(factory=dict)
    _number: int = 0
    _filled: asyncio.Event = field(factory=asyncio.Event)
    _taken: asyncio.Event = field(factory=asyncio.Event)

    def knows(self, prompt_id: str) -> bool:
        """Whether a prompt waits, runs or has ended."""
        return prompt_id in self.history or any(item[1] == prompt_id for item in [*self.pending, *self.running])

    def put(self, prompt_id: str, body: Mapping[str, Any], outputs: list[str]) -> float:
        """Queue a prompt as `POST /prompt` asks; its number."""
        number = float(body["number"]) if "number" in body else float(self._number)
        if "number" not in body:
            self._number += 1
            number = -number if body.get("front") else number
        extra = {**body.get("extra_data", {}), "create_time": int(time.time() * 1000)}
        if "client_id" in body:
            extra["client_id"] = body["client_id"]
        heapq.heappush(self.pending, (number, prompt_id, body["prompt"], extra, outputs))
        self._filled.set()
        self.accepted(prompt_id, body["prompt"])
        return number

    async def get(self) -> Item:
        """Wait for the next prompt, which runs from now on."""
        while not self.pending:
            self._filled.clear()
            await self._filled.wait()
        item = heapq.heappop(self.pending)
        self.running.append(item)
        self._taken.set()
        return item

    async def next(self) -> None:
        """Wait until another prompt has begun, half a second at most."""
        self._taken.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._taken.wait(), 0.5)

    def done(self, item: Item, entry: Mapping[str, Any] | None) -> None:
        """A prompt runs no more; `entry` is what the history says of it."""
        self.running.remove(item)
        if entry is not None:
            self.history[item[1]] = {"prompt": list(item), **entry}

    def delete(self, prompt_id: str) -> bool:
        """Take a waiting prompt out of the queue; whether it was there."""
        kept = [item for item in self.pending if item[1] != prompt_id]
        found = len(kept) < len(self.pending)
        self.pending = kept
        heapq.heapify(self.pending)
        return found

    def runs(self, prompt_id: str) -> bool:
        """Whether a prompt runs."""
        return any(item[1] == prompt_id for item in self.running)

    @property
    def remaining(self) -> int:
        """How many wait or run."""
        return len(self.pending) + len(self.running)
