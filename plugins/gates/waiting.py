"""How a node waits: a future of its own loop, which any thread wakes at once."""

import asyncio
from typing import Final

from ...core.contracts.gates import GateResult


class Waiter:
    """Made on the loop of the run, decided once under the registry's lock, woken afterwards by the same thread.

    The future only wakes: what was decided stands in the waiter before, so that a loop which is busy, or ends
    meanwhile, changes nothing about the decision.
    """

    def __init__(self) -> None:
        self._loop: Final = asyncio.get_running_loop()
        self._woken: Final[asyncio.Future[None]] = self._loop.create_future()
        self._result: GateResult | None = None
        self._error: BaseException | None = None
        self.left = False
        """Whether nobody waits any more. Changes under the registry's lock only."""

    def decide(self, result: GateResult | None) -> None:
        """Set what the node gets, None where its run is to stop. Under the registry's lock, once."""
        self._result = result

    def hand_over(self, result: GateResult) -> None:
        """Let `wait` return what needed no decision. Any thread."""
        self._result = result
        self.wake()

    def fail(self, error: BaseException) -> None:
        """Let `wait` raise: the gate cannot be armed. Any thread."""
        self._error = error
        self.wake()

    def wake(self) -> bool:
        """Let `wait` return; False where the loop is closed and nobody waits any more. Any thread."""
        try:
            self._loop.call_soon_threadsafe(self._wake_here)
        except RuntimeError:  # the only one that asyncio raises here: the loop is closed
            return False
        return True

    @property
    def abandoned(self) -> bool:
        """Whether the loop was closed without a word to those who wait on it. Any thread."""
        return self._loop.is_closed()

    async def wait(self) -> GateResult | None:
        """What was decided. `CancelledError` where the loop ends first, and never by our own doing."""
        await self._woken
        if self._error is not None:
            raise self._error
        return self._result

    def _wake_here(self) -> None:
        if not self._woken.done():
            self._woken.set_result(None)
