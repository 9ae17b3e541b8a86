"""Gates that wait, without a run: for tests of what answers them."""

import asyncio
import queue
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from types import TracebackType
from typing import Any

from attrs import define, field, frozen

from ...core.contracts.gates import Gate, GateQuestion, GateResult, Gates
from ...core.dispatch import Dispatcher
from ...core.events.base import Event
from ...core.events.gates import GateArmed
from ...core.services import Services


@define
class GateCall:
    """The call of a node in a run that does nothing else; `stopped` tells whether it was asked to stop."""

    services: Services
    prompt_id: str = "prompt"
    node_id: str = "7"
    list_index: int = 0
    prompt: Mapping[str, Any] = field(factory=dict)
    extra_pnginfo: Mapping[str, Any] = field(factory=dict)
    stopped: threading.Event = field(factory=threading.Event)

    @property
    def metadata(self) -> Mapping[str, str]:
        """Nothing is saved."""
        return {}

    def interrupted(self) -> bool:
        """Whether it was asked to stop."""
        return self.stopped.is_set()

    def stop(self) -> None:
        """Ask it to stop."""
        self.stopped.set()

    def progress(self, value: float, total: float) -> None:
        """Nobody watches."""


@frozen
class Waiting:
    """What was asked, the gate as it was armed, the call that waits at it, and what the call gets in the end."""

    question: GateQuestion
    gate: Gate
    call: GateCall
    outcome: "Future[GateResult]"

    def result(self, timeout: float = 10.0) -> GateResult:
        """What the node gets; raises what it would."""
        return self.outcome.result(timeout)


class WaitingGates:
    """Arms gates on an event loop of its own: `with WaitingGates(services) as gates: gates.ask(question)`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._armed: queue.Queue[Gate] = queue.Queue()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="waiting-gates")
        services.get(Dispatcher).listen(self._heard)

    def __enter__(self) -> "WaitingGates":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(_end_all(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def ask(self, question: GateQuestion, **call: Any) -> Waiting:
        """Arm a gate and return once it waits; `call` sets fields of `GateCall`."""
        made = GateCall(self._services, **call)
        asking = self._services.get(Gates).ask(made, question)
        outcome = asyncio.run_coroutine_threadsafe(asking, self._loop)
        return Waiting(question, self._armed.get(timeout=10), made, outcome)

    def _heard(self, event: Event) -> None:
        if isinstance(event, GateArmed):
            self._armed.put(event.gate)


async def _end_all() -> None:
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
