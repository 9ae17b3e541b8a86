"""A server inside a command that runs something and ends: its engine is reached like any other ComfyUI server."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ...core.application import Application
from ...core.errors import Unavailable
from .paths import data_paths, default_data
from .server import Server, ServerOptions

_ENDING: Final = 30.0
"""Seconds that a stop may take."""


@contextmanager
def embedded(data: Path | None, *, overrides: Mapping[str, str] | None = None) -> Iterator[Application]:
    """The application of a data folder, served on a free port of this machine while the block runs."""
    options = ServerOptions(
        paths=data_paths(data or default_data()), port=0, overrides=dict(overrides or {}), for_command=True
    )
    serving = _Serving(options)
    serving.start()
    try:
        yield serving.server.application
    finally:
        serving.stop()


class _Serving:
    """A server on an event loop of a thread of its own."""

    def __init__(self, options: ServerOptions) -> None:
        self.server: Final = Server(options)
        self._loop: Final = asyncio.new_event_loop()
        self._thread: Final = threading.Thread(target=self._loop.run_forever, name="penstock-embedded", daemon=True)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.server.start(), self._loop).result()

    def stop(self) -> None:
        try:
            asyncio.run_coroutine_threadsafe(self.server.stop(), self._loop).result(_ENDING)
        except TimeoutError as error:
            raise Unavailable("The server of this command does not stop.", hint="Nothing is lost.") from error
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_ENDING)
            if not self._thread.is_alive():
                self._loop.close()
