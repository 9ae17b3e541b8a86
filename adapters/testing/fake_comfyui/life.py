"""One life of a fake server: queue, history, websockets and worker. A restart begins another."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from attrs import define, field

from .faults import Fault, Faults
from .folders import Folders
from .prompt_queue import PromptQueue
from .quirks import Quirks
from .sockets import Sockets
from .worker import Executed, Worker

Trouble = Callable[[Fault], Awaitable[None]]
"""Does what a fault does to the whole server."""


@define(eq=False)
class Life:
    """Only on its server's event loop. `awake` is cleared while it must not do anything, `working` for its worker."""

    quirks: Quirks
    folders: Folders
    faults: Faults
    record: Callable[[Executed], None]
    trouble: Trouble
    queue: PromptQueue = field(factory=PromptQueue)
    awake: asyncio.Event = field(factory=asyncio.Event)
    working: asyncio.Event = field(factory=asyncio.Event)
    sockets: Sockets = field(init=False)
    worker: Worker = field(init=False)
    _task: "asyncio.Task[None] | None" = None
    _held: list[tuple[str, dict[str, Any], str | None]] = field(factory=list)
    _late: "set[asyncio.Task[None]]" = field(factory=set)

    def __attrs_post_init__(self) -> None:
        self.awake.set()
        self.working.set()
        self.sockets = Sockets(self.quirks, self.status, lambda: (self.worker.client, self.worker.node))
        self.worker = Worker(
            quirks=self.quirks,
            queue=self.queue,
            sockets=self.sockets,
            folders=self.folders,
            tell=self.tell,
            faults=self.faults,
            record=self.record,
            go_on=self.go_on,
        )

    def start(self) -> None:
        """Begin to work."""
        self._task = asyncio.get_running_loop().create_task(self.worker.run())

    async def end(self) -> None:
        """Stop working; what was in memory is gone."""
        for task in [self._task, *self._late]:
            if task is not None and task is not asyncio.current_task():
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    def status(self) -> dict[str, Any]:
        """What `status` says of the queue: everybody's."""
        return {"exec_info": {"queue_remaining": self.queue.remaining}}

    async def tell(self, kind: str, data: dict[str, Any], sid: str | None) -> None:
        """Tell an event, with whatever goes wrong at it."""
        told = {"status": self.status()} if kind == "status" else data
        fault = self.faults.take("end" if kind == "executing" and data.get("node") is None else kind)
        await self.go_on()
        if fault is None:
            await self._send(kind, told, sid)
        else:
            await self._with(fault, kind, told, sid)
        await self.go_on()

    async def _send(self, kind: str, data: dict[str, Any], sid: str | None) -> None:
        await self.sockets.tell(kind, data, sid)
        held, self._held = self._held, []
        for one in held:
            await self.sockets.tell(*one)

    async def _with(self, fault: Fault, kind: str, data: dict[str, Any], sid: str | None) -> None:
        if fault is Fault.REORDER:
            self._held.append((kind, data, sid))
            return
        if fault is Fault.LATE:
            self._later(kind, data, sid)
            return
        if fault is Fault.DUPLICATE:
            await self._send(kind, data, sid)
        elif fault is Fault.GARBAGE:
            await self.sockets.babble(sid)
        elif fault is Fault.OVERSIZE:
            await self.sockets.show(b"\0\0\0\1\0\0\0\1" + bytes(40_000_000), sid)
        elif fault is Fault.FOREIGN:
            await self._foreign(kind, data)
        else:
            await self.trouble(fault)
        if fault is not Fault.SWALLOW:
            await self._send(kind, data, sid)

    def _later(self, kind: str, data: dict[str, Any], sid: str | None) -> None:
        async def tell() -> None:
            await asyncio.sleep(self.faults.away)
            await self.sockets.tell(kind, data, sid)

        task = asyncio.get_running_loop().create_task(tell())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _foreign(self, kind: str, data: dict[str, Any]) -> None:
        await self.sockets.tell(kind, {**data, "prompt_id": "00000000-0000-4000-8000-000000000000"}, None)
        await self.sockets.tell("executing", {"node": None}, None)
        await self.sockets.tell("execution_success", {"prompt_id": "00000000-0000-4000-8000-000000000000"}, None)
        await self.sockets.tell("executing", {"node": "999"}, None)

    async def go_on(self) -> None:
        """Wait until the worker may go on."""
        await self.awake.wait()
        await self.working.wait()

    def drop_queue(self) -> None:
        """Somebody clears the queue."""
        self.queue.pending.clear()

    def interrupt(self) -> None:
        """Whatever runs stops at its next step."""
        self.worker.interrupted = True
