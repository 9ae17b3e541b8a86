"""The fake server itself: a thread with an event loop and a real socket, started, killed and started again."""

import asyncio
import tempfile
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Final

from aiohttp import web
from attrs import define, field

from .disturbing import Handler, disturbed
from .faults import Fault, Faults
from .folders import Folders
from .life import Life
from .prompt_queue import PromptQueue
from .quirks import CURRENT, Quirks
from .routes import Routes
from .worker import Executed

_PATIENCE: Final = 30.0
_LARGEST: Final = 256 * 1024 * 1024


@define(eq=False)
class FakeComfyUI:
    """A ComfyUI server on 127.0.0.1, as a context. `executed` are all prompts that it worked on, over all its lives.

    `quirks` say what kind of server it is (`CURRENT`, `OLD`, `OLDEST`), `faults` what goes wrong and when. Its address
    stays the same over restarts. Every method is safe on any thread.
    """

    quirks: Quirks = CURRENT
    faults: Faults = field(factory=Faults)
    folder: Path | None = None
    port: int = 0
    executed: list[Executed] = field(factory=list)
    accepted: list[str] = field(factory=list)
    """The prompt ids that were queued, in order."""
    prompts: dict[str, Any] = field(factory=dict)
    """Their prompts."""
    lives: list[list[str]] = field(factory=list)
    """The prompt ids that were queued in each of its lives."""
    _loop: asyncio.AbstractEventLoop = field(factory=asyncio.new_event_loop)
    _thread: threading.Thread | None = None
    _temporary: "tempfile.TemporaryDirectory[str] | None" = None
    _life: Life | None = None
    _runner: web.AppRunner | None = None
    _back: "asyncio.Task[None] | None" = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def folders(self) -> Folders:
        """Its files."""
        assert self.folder is not None
        return Folders(self.folder)

    @property
    def queue(self) -> PromptQueue:
        """The queue and the history of this life: to look at."""
        assert self._life is not None
        return self._life.queue

    @property
    def connections(self) -> int:
        """How many websockets are open."""
        return len(self._life.sockets.everybody) if self._life else 0

    @property
    def up(self) -> bool:
        """Whether it can be reached."""
        return self._runner is not None

    def __enter__(self) -> "FakeComfyUI":
        if self.folder is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="fake-comfyui")
            self.folder = Path(self._temporary.name)
        self._thread = threading.Thread(target=self._loop.run_forever, name="fake-comfyui", daemon=True)
        self._thread.start()
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        assert self._thread is not None
        self._thread.join(_PATIENCE)
        self._loop.close()
        if self._temporary is not None:
            self._temporary.cleanup()

    def start(self) -> None:
        """Begin a life: nothing is queued, the history is empty."""
        self._do(self._start())

    def stop(self) -> None:
        """Die: connections break, what was in memory is gone."""
        self._do(self._stop())

    def restart(self, away: float = 0.0) -> None:
        """Die, and live again after `away` seconds."""
        self.stop()
        threading.Event().wait(away)
        self.start()

    def unplug(self) -> None:
        """Nothing reaches it, but it goes on working."""
        self._do(self._unplug())

    def plug(self) -> None:
        """It can be reached again."""
        self._do(self._plug())

    def drop(self) -> None:
        """Break every connection."""
        self._do(self._cause(Fault.DROP))

    def cause(self, fault: Fault) -> None:
        """Have a fault of the whole server now."""
        self._do(self._cause(fault))

    def hold(self) -> None:
        """The worker stops before its next event, until `release`."""
        self._call(self._living.working.clear)

    def release(self) -> None:
        """The worker goes on."""
        self._call(self._living.working.set)

    @property
    def _living(self) -> Life:
        assert self._life is not None
        return self._life

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(_PATIENCE)

    def _call(self, what: Callable[[], Any]) -> None:
        async def call() -> None:
            what()

        self._do(call())

    async def _start(self) -> None:
        self._life = Life(self.quirks, self.folders, self.faults, self.executed.append, self._cause)
        self._life.queue.accepted = self._accepting()
        self._life.start()
        await self._plug()

    def _accepting(self) -> Callable[[str, dict[str, Any]], None]:
        life: list[str] = []
        self.lives.append(life)

        def accept(prompt_id: str, prompt: dict[str, Any]) -> None:
            life.append(prompt_id)
            self.accepted.append(prompt_id)
            self.prompts[prompt_id] = prompt

        return accept

    async def _stop(self) -> None:
        if self._back is not None and self._back is not asyncio.current_task():
            self._back.cancel()
        await self._unplug()
        if self._life is not None:
            await self._life.end()

    async def _plug(self) -> None:
        if self._runner is not None:
            return
        application = web.Application(client_max_size=_LARGEST, middlewares=[self._middleware()])
        application.add_routes(Routes(lambda: self._living).table())
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.05)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", self.port)
        await site.start()
        self.port = runner.addresses[0][1]
        self._runner = runner

    async def _unplug(self) -> None:
        runner, self._runner = self._runner, None
        if runner is not None:
            self._break(runner)
            await runner.cleanup()

    def _break(self, runner: web.AppRunner) -> None:
        for connection in list(runner.server.connections if runner.server else ()):
            if isinstance(connection.transport, asyncio.Transport):
                connection.transport.abort()

    def _middleware(self) -> Any:
        @web.middleware
        async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
            if self.quirks.token and request.headers.get("Authorization") != f"Bearer {self.quirks.token}":
                return web.Response(status=401)
            await self._living.awake.wait()
            return await disturbed(request, handler, self.faults, self._cause)

        return middleware

    async def _cause(self, fault: Fault) -> None:
        life = self._living
        if fault is Fault.DROP and self._runner is not None:
            self._break(self._runner)
        elif fault is Fault.CLOSE:
            await life.sockets.close()
        elif fault is Fault.ZOMBIE:
            life.sockets.make_zombies()
        elif fault is Fault.CLEARED:
            life.drop_queue()
        elif fault is Fault.INTERRUPTED:
            life.interrupt()
        elif fault is Fault.FORGOTTEN:
            life.queue.history.clear()
        elif fault is Fault.STALL:
            life.awake.clear()
            self._loop.call_later(self.faults.away, life.awake.set)
        elif fault in (Fault.AWAY, Fault.RESTART):
            await self._leave(life, dies=fault is Fault.RESTART)

    async def _leave(self, life: Life, *, dies: bool) -> None:
        runner, self._runner = self._runner, None
        if dies:
            life.awake.clear()
        self._back = self._loop.create_task(self._come_back(runner, life if dies else None))
        await asyncio.sleep(0)
        if runner is not None:
            self._break(runner)

    async def _come_back(self, runner: web.AppRunner | None, dead: Life | None) -> None:
        if runner is not None:
            await runner.cleanup()
        if dead is not None:
            await dead.end()
        await asyncio.sleep(self.faults.away)
        await (self._start() if dead is not None else self._plug())
