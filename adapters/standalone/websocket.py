"""ComfyUI's WebSocket: messages to one tab or to all; a tab that does not read is dropped and connects again."""

import asyncio
import contextlib
import json
import logging
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from aiohttp import WSMsgType, web
from attrs import define, field

from ..http.json_text import json_text

_LOG: Final = logging.getLogger("penstock.websocket")
BOUND: Final = 1_000
"""Messages that a tab may be behind before it is dropped."""

_HEARTBEAT: Final = 30.0
_PATIENCE: Final = 20.0
_MAX_MESSAGE: Final = 1 << 20
FEATURES: Final[Mapping[str, Any]] = {
    "supports_preview_metadata": False,
    "max_upload_size": 100 << 20,
    "node_replacements": True,
}


@define(eq=False)
class _Tab:
    client_id: str
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    waiting: "asyncio.Queue[str]" = field(factory=lambda: asyncio.Queue(BOUND))

    async def write(self) -> None:
        """Send what waits, one after the other, until the tab is gone."""
        while True:
            text = await self.waiting.get()
            async with asyncio.timeout(_PATIENCE):
                await self.socket.send_str(text)


class Tabs:
    """The open tabs. `send` is safe on any thread; everything else belongs to the event loop."""

    def __init__(self) -> None:
        self._tabs: dict[str, _Tab] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._remaining = 0
        self._executing: dict[str, Any] = {}
        self._closers: set[asyncio.Task[Any]] = set()

    def open(self) -> None:
        """Take the running loop as the one that tabs live on."""
        self._loop = asyncio.get_running_loop()

    @property
    def count(self) -> int:
        """Open tabs."""
        return len(self._tabs)

    def send(self, kind: str, data: Mapping[str, Any], client_id: str | None = None) -> None:
        """Send to one tab, or to all for None; nothing happens where there is none, or no server yet."""
        text = json_text({"type": kind, "data": data}, default=str)
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: the server has stopped
                self._loop.call_soon_threadsafe(self._deliver, kind, data, text, client_id)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One tab, from its connection to its end."""
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT, max_msg_size=_MAX_MESSAGE)
        await socket.prepare(request)
        tab = _Tab(request.query.get("clientId", "")[:128] or uuid.uuid4().hex, socket, request.transport)
        self._enter(tab)
        writer = asyncio.create_task(tab.write())
        writer.add_done_callback(partial(self._unwritable, tab))
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._heard(tab, message.data)
        finally:
            self._leave(tab)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError, TimeoutError, RuntimeError):
                await writer
        return socket

    async def close(self) -> None:
        """Say goodbye to every tab."""
        tabs, self._tabs, self._loop = list(self._tabs.values()), {}, None
        await asyncio.gather(*(_close(tab, 1001, "the server stops") for tab in tabs))

    def _enter(self, tab: _Tab) -> None:
        """A tab that connects again under its id takes the place of its old connection."""
        old = self._tabs.get(tab.client_id)
        self._tabs[tab.client_id] = tab
        if old is not None:
            self._drop(old, 1000, "connected again")
        status = {"status": {"exec_info": {"queue_remaining": self._remaining}}, "sid": tab.client_id}
        self._queue(tab, json.dumps({"type": "status", "data": status}))
        if (node := self._executing.get(tab.client_id)) is not None:
            self._queue(tab, json.dumps({"type": "executing", "data": {"node": node}}))

    def _leave(self, tab: _Tab) -> None:
        if self._tabs.get(tab.client_id) is tab:
            del self._tabs[tab.client_id]

    def _unwritable(self, tab: _Tab, ended: "asyncio.Task[None]") -> None:
        """The writer of a tab gave up: the tab connects again and reads its state."""
        if not ended.cancelled():
            _LOG.info("The tab %.40r cannot be written to: %r", tab.client_id, ended.exception())
            self._leave(tab)
            self._drop(tab, 1011, "cannot be written to")

    def _heard(self, tab: _Tab, text: str) -> None:
        try:
            kind = json.loads(text).get("type")
        except (ValueError, AttributeError, RecursionError):
            return  # as ComfyUI: what is no message of the protocol is not answered
        if kind == "feature_flags":
            self._queue(tab, json.dumps({"type": "feature_flags", "data": dict(FEATURES)}))

    def _deliver(self, kind: str, data: Mapping[str, Any], text: str, client_id: str | None) -> None:
        if kind == "status":
            self._remaining = data.get("status", {}).get("exec_info", {}).get("queue_remaining", 0)
        if kind == "executing" and client_id is not None:
            self._remember(client_id, data.get("node"))
        chosen = list(self._tabs.values()) if client_id is None else [self._tabs.get(client_id)]
        for tab in chosen:
            if tab is not None:
                self._queue(tab, text)

    def _remember(self, client_id: str, node: Any) -> None:
        if node is None:
            self._executing.pop(client_id, None)
        else:
            self._executing[client_id] = node

    def _queue(self, tab: _Tab, text: str) -> None:
        try:
            tab.waiting.put_nowait(text)
        except asyncio.QueueFull:
            _LOG.warning("The tab %.40r does not read its messages and is disconnected.", tab.client_id)
            self._leave(tab)
            self._drop(tab, 1013, "too far behind")

    def _drop(self, tab: _Tab, code: int, reason: str) -> None:
        closing = asyncio.create_task(_close(tab, code, reason))
        self._closers.add(closing)
        closing.add_done_callback(self._closers.discard)


async def _close(tab: _Tab, code: int, reason: str) -> None:
    """Say goodbye, then hang up: closing alone would keep the connection until all that waits was read."""
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(1):
            await tab.socket.close(code=code, message=reason.encode(), drain=False)
    if tab.transport is not None:
        tab.transport.abort()
