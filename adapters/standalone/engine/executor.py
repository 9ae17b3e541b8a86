"""Runs graphs one at a time, each on an event loop of its own, with one cache between them."""

import asyncio
import threading
from typing import Final

from ....core.clock import Clock
from ....core.services import Services
from .cache import ResultCache
from .execution import PromptRun, RunRequest
from .interrupt import Interrupt
from .messages import RunMessages, Send
from .outcome import RunOutcome


class Executor:
    """Safe on any thread that has no running event loop; a second run waits for the first."""

    def __init__(self, services: Services, send: Send, clock: Clock) -> None:
        self._services: Final = services
        self._send: Final = send
        self._clock: Final = clock
        self._cache: Final = ResultCache()
        self._lock: Final = threading.Lock()
        self._forget = threading.Event()

    def execute(self, request: RunRequest, interrupt: Interrupt) -> RunOutcome:
        """Run to the end. Blocks; never raises for what a node does."""
        with self._lock:
            if self._forget.is_set():
                self._forget.clear()
                self._cache.clear()
            messages = RunMessages(request.prompt_id, request.client_id, self._send, self._clock)
            return asyncio.run(self._run(request, messages, interrupt))

    async def _run(self, request: RunRequest, messages: RunMessages, interrupt: Interrupt) -> RunOutcome:
        return await PromptRun(request, self._services, self._cache, messages, interrupt).execute()

    def forget(self) -> None:
        """Drop the cache before the next run."""
        self._forget.set()
