"""An `EventFeed` as server-sent events, with a heartbeat, until the client leaves or falls behind."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from ...core.routes import EventFeed, FeedMessage

HEARTBEAT: Final = 15.0
"""Seconds of silence after which a comment is sent, so that proxies and clients see that the line is alive."""

_WAIT: Final = 1.0
_PATIENCE: Final = 30.0
Message = FeedMessage | None


async def send_feed(request: web.Request, feed: EventFeed, headers: Mapping[str, str]) -> web.StreamResponse:
    """Send the feed until it ends or the client has gone; `feed.close` is called in any case."""
    pump = _Pump(feed)
    try:
        response = web.StreamResponse(
            headers={
                **headers,
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
                "X-Content-Type-Options": "nosniff",
                "X-Accel-Buffering": "no",
            }
        )
        await response.prepare(request)
        if request.method != "HEAD":
            pump.start()
            with contextlib.suppress(ConnectionError):  # the client left: nothing to tell anybody
                await _relay(request, response, pump)
        return response
    finally:
        pump.stop()
        feed.close()


async def _relay(request: web.Request, response: web.StreamResponse, pump: "_Pump") -> None:
    loop = asyncio.get_running_loop()
    await _write(request, response, b": connected\n\n")
    spoken = loop.time()
    while request.transport is not None and not request.transport.is_closing():
        try:
            async with asyncio.timeout(_WAIT):
                message = await pump.messages.get()
        except TimeoutError:
            if loop.time() - spoken < HEARTBEAT:
                continue
            await _write(request, response, b": still here\n\n")
        else:
            if message is None:
                return
            await _write(request, response, frame(*message))
        spoken = loop.time()


async def _write(request: web.Request, response: web.StreamResponse, data: bytes) -> None:
    """Send; where the client takes nothing for half a minute its connection is cut off: `ConnectionError`."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await response.write(data)
    except TimeoutError as error:
        if request.transport is not None:
            request.transport.abort()  # closing alone would wait until all that is on its way was read
        raise ConnectionAbortedError("the client does not read its events") from error


def frame(name: str, text: str, identity: str = "") -> bytes:
    """One server-sent event; `text` may have several lines, the name and the id (if any) have one."""
    head = f"id: {' '.join(identity.split())}\n" if identity else ""
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"{head}event: {' '.join(name.split())}\n{lines}\n".encode("utf-8", "backslashreplace")


class _Pump:
    """Carries messages from the feed's thread-safe queue onto the event loop, on a thread of its own.

    `messages` holds one: a client that does not read lets the feed's own bounded queue fill up, not this one.
    """

    def __init__(self, feed: EventFeed) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue(1)
        self._feed = feed
        self._loop = asyncio.get_running_loop()
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._run, name="penstock-feed", daemon=True).start()

    def stop(self) -> None:
        """Let the thread end within a second."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                message = self._feed.queue.get(timeout=_WAIT)
            except queue.Empty:
                continue
            if not self._hand_over(message) or message is None:
                return

    def _hand_over(self, message: Message) -> bool:
        try:
            waiting = asyncio.run_coroutine_threadsafe(self.messages.put(message), self._loop)
        except RuntimeError:  # the loop is closed: the server has stopped
            return False
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                waiting.result(_WAIT)
                return True
        waiting.cancel()
        return False
