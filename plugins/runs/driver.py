"""The driver of runs: one daemon thread with one event loop, one `ServerDriver` for each server.

It is started by the first use of runs. Work of processes that ended is taken over when their leases expire.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Iterable
from typing import Final, TypeVar

from ...core.contracts.comfy_servers import ComfyServer
from ...core.contracts.runs import NodeProgress, RunProgress, ServerState
from ...core.errors import PenstockError
from ...core.events.runs import RunServersChanged
from ...core.wire import encode
from .driver_core import Core, Submission
from .driver_owners import dead
from .driver_server import ServerDriver
from .servers import listed
from .store_ports import Claim
from .waiting import Pending

T = TypeVar("T")
_LOG: Final = logging.getLogger("penstock.runs")
_STEP: Final = 1.0
_ADOPT_EVERY: Final = 5.0
_RENEW_EVERY: Final = 10.0
_ANSWER: Final = 2.0
"""Seconds that another thread waits for the loop."""


class Driver:
    """See the module. Its public methods are for any thread."""

    def __init__(self, core: Core, pending: Pending) -> None:
        self._core = core
        self._pending = pending
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._ready = threading.Event()
        self._woken = asyncio.Event()
        self._drivers: dict[str, tuple[ServerDriver, asyncio.Task[None]]] = {}
        self._stopping = False

    def start(self) -> None:
        """Start driving; again changes nothing."""
        with self._lock:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._run, name="penstock-runs", daemon=True)
                self._thread.start()
        self._ready.wait(_ANSWER)

    def stop(self, timeout: float = 3.0) -> None:
        """End it; what servers have goes on there, and is taken over by whoever comes next."""
        with self._lock:
            self._stopping = True
            thread, loop, main = self._thread, self._loop, self._main
        if thread is not None and loop is not None and main is not None:
            try:
                loop.call_soon_threadsafe(main.cancel)
            except RuntimeError:  # it has ended by itself
                return
            thread.join(timeout)

    def wake(self) -> None:
        """There may be something to do. Returns at once."""
        self._soon(self._woken.set)

    def cancel(self, runs: Iterable[str]) -> None:
        """These shall be cancelled on their servers. Returns at once."""
        wanted = tuple(runs)
        if wanted:
            self._soon(lambda: self._cancel(wanted))

    def _cancel(self, runs: tuple[str, ...]) -> None:
        for driver, _ in self._drivers.values():
            driver.cancel(runs)

    def states(self) -> tuple[ServerState, ...]:
        """The servers as this process sees them."""
        drivers = {driver.server.id: driver for driver, _ in list(self._drivers.values())}
        return tuple(
            drivers[server.id].state if server.id in drivers else self._connecting(server)
            for server in listed(self._core.servers())
        )

    def progress(self, run: str) -> RunProgress | None:
        """How far a run is that this process drives, else None."""
        return self._asked(lambda one: one.progress(self._core.previews.tag(run), self._core.clock.monotonic()), run)

    def timeline(self, run: str) -> tuple[NodeProgress, ...] | None:
        """The nodes of a run that this process drives, else None."""
        return self._asked(lambda one: one.nodes, run)

    def _connecting(self, server: ComfyServer) -> ServerState:
        return ServerState(
            id=server.id,
            title=server.title,
            url=server.url,
            here=server.here,
            status="connecting",
            since=self._core.clock.wall_ms(),
        )

    def _asked(self, question: Callable[[Submission], T], run: str) -> T | None:
        async def answer() -> T | None:
            found = (driver.out.get(run) for driver, _ in self._drivers.values())
            one = next((one for one in found if one is not None), None)
            return None if one is None else question(one)

        loop = self._loop
        if loop is None or not loop.is_running():
            return None
        try:
            return asyncio.run_coroutine_threadsafe(answer(), loop).result(_ANSWER)
        except (TimeoutError, RuntimeError, asyncio.CancelledError):
            return None

    def _soon(self, call: Callable[[], object]) -> None:
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(call)
            except RuntimeError:  # it is closed: nothing is driven any more
                return

    def _run(self) -> None:
        try:
            asyncio.run(self._driving())
        except asyncio.CancelledError:
            return
        finally:
            self._ready.set()

    async def _driving(self) -> None:
        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        self._ready.set()
        try:
            await self._turns()
        finally:
            tasks = [task for _, task in self._drivers.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._let_go()

    async def _turns(self) -> None:
        adopt = renew = self._core.clock.monotonic()
        while True:
            now = self._core.clock.monotonic()
            try:
                self._know_servers()
                if now >= adopt:
                    adopt = now + _ADOPT_EVERY
                    await self._adopt()
                if now >= renew:
                    renew = now + _RENEW_EVERY
                    await self._renew()
                await self._obey()
            except PenstockError as error:
                _LOG.warning("Runs are not looked after now: %s", error)
            except Exception:
                _LOG.exception("The driver of runs goes on after an error.")
            await self._rest()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_STEP):
                await self._woken.wait()
        except TimeoutError:
            return
        self._woken.clear()
        for driver, _ in self._drivers.values():
            driver.wake()

    def _know_servers(self) -> None:
        """Servers come and go with the settings; the host's own has an address once it listens."""
        wanted = {server.id: server for server in listed(self._core.servers()) if server.url}
        for server_id, (driver, task) in list(self._drivers.items()):
            if wanted.get(server_id) != driver.server or task.done():
                task.cancel()
                del self._drivers[server_id]
        for server_id, server in wanted.items():
            if server_id not in self._drivers:
                driver = ServerDriver(server, self._core, self._came_or_went)
                self._drivers[server_id] = driver, asyncio.get_running_loop().create_task(driver.run())

    async def _adopt(self) -> None:
        ids, store = list(self._drivers), self._core.store
        if ids:
            gone = dead(await self._core.threads.database(store.owners))
            for claim in await self._core.threads.database(store.adopt_expired, ids, gone):
                self._hand_over(claim)
        if self._pending.is_set:
            await self._core.threads.database(self._pending.clear, store.pending)

    def _hand_over(self, claim: Claim) -> None:
        found = self._drivers.get(claim.run.server)
        if found is not None:
            found[0].take(claim)

    async def _renew(self) -> None:
        held = [one.lease for driver, _ in self._drivers.values() for one in driver.out.values()]
        if held:
            gone = await self._core.threads.database(self._core.store.renew, held)
            for driver, _ in self._drivers.values():
                driver.drop(lease for lease in held if lease.run in gone)

    async def _obey(self) -> None:
        """What other processes want to be cancelled."""
        if any(driver.out for driver, _ in self._drivers.values()):
            wished = await self._core.threads.database(self._core.store.wishes)
            for driver, _ in self._drivers.values():
                driver.wished(wished)

    async def _let_go(self) -> None:
        try:
            await self._core.threads.database(self._core.store.release)
        except (PenstockError, RuntimeError) as error:
            _LOG.info("Leases expire by themselves: %s", error)

    def _came_or_went(self) -> None:
        states = self.states()
        event = RunServersChanged(online=tuple(state.id for state in states if state.status == "online"))
        self._core.publish(event)
        self._core.hub.tell("run_servers_changed", {"servers": [encode(state) for state in states]})
