"""Runs that wait at our gates: a Penstock with its plugins, and an event loop of its own, as executors have one."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

from attrs import define, field

from penstock.adapters.bundled import plugin_sources
from penstock.core.application import Application, build
from penstock.core.contracts.gates import GateKind, GateQuestion, Gates
from penstock.core.host import Host, HostPaths
from penstock.core.nodes import Interrupted
from penstock.core.services import Services


@define(kw_only=True)
class WaitingCall:
    """A `NodeCall` of a run that nobody interrupts."""

    services: Services
    prompt_id: str
    node_id: str
    list_index: int = 0
    prompt: Mapping[str, Any] = field(factory=dict)
    extra_pnginfo: Mapping[str, Any] = field(factory=dict)
    metadata: Mapping[str, str] = field(factory=dict)
    stopped: bool = False

    def interrupted(self) -> bool:
        """Whether the gate stopped its run."""
        return self.stopped

    def stop(self) -> None:
        """Stop at the gate stops the run."""
        self.stopped = True

    def progress(self, value: float, total: float) -> None:
        """Nobody watches."""


@define
class GateRuns:
    """Asks gates on the loop's thread and tells when a page would hear of them."""

    application: Application
    loop: asyncio.AbstractEventLoop
    messages: "Queue[tuple[str, Mapping[str, Any]]]"
    _nodes: int = 0

    @property
    def gates(self) -> Gates:
        """The service that nodes, routes and pages use."""
        return self.application.services.get(Gates)

    def ask(self, question: GateQuestion, prompt_id: str = "") -> "Future[int]":
        """Start a node that asks, in a run of its own or in that of others.

        The future has the time (ns) at which the node went on, -1 where it was stopped.
        """
        self._nodes += 1
        call = WaitingCall(
            services=self.application.services, prompt_id=prompt_id or f"prompt{self._nodes}", node_id=str(self._nodes)
        )
        return asyncio.run_coroutine_threadsafe(self._asked(call, question), self.loop)

    async def _asked(self, call: WaitingCall, question: GateQuestion) -> int:
        try:
            await self.gates.ask(call, question)
        except Interrupted:
            return -1
        return time.perf_counter_ns()

    def opened(self) -> Mapping[str, Any]:
        """The next gate, as soon as a page is told of it."""
        while True:
            kind, data = self.messages.get(timeout=60)
            if kind == "penstock.gate_armed":
                gate: Mapping[str, Any] = data["gate"]
                return gate

    def end_all(self) -> None:
        """Stop whatever waits."""
        for gate in self.gates.open():
            self.gates.stop(gate.token)


def question(images: Any = None) -> GateQuestion:
    """Two routes for `images`, or a text."""
    if images is None:
        return GateQuestion(kind=GateKind.TEXT, title="Text", text="a cat")
    return GateQuestion(kind=GateKind.IMAGE, title="Image", images=images, routes=("1", "2"))


@contextmanager
def gate_runs(folder: Path) -> Iterator[GateRuns]:
    """Started here, ended when the block is left."""
    messages: Queue[tuple[str, Mapping[str, Any]]] = Queue()
    paths = HostPaths(**{name: _made(folder / name) for name in ("input", "output", "temp", "user")})
    host = Host(name="bench", paths=paths, send=lambda kind, data: messages.put((kind, data)))
    application = build(host, plugin_sources(discover=False))
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="bench-runs", daemon=True)
    application.start()
    thread.start()
    runs = GateRuns(application, loop, messages)
    try:
        yield runs
    finally:
        runs.end_all()
        asyncio.run_coroutine_threadsafe(_everything_ended(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        application.stop()


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


async def _everything_ended() -> None:
    others: list[Coroutine[Any, Any, Any]] = [_ended(task) for task in asyncio.all_tasks() - {asyncio.current_task()}]
    await asyncio.gather(*others)


async def _ended(task: "asyncio.Task[Any]") -> None:
    await asyncio.wait((task,))
