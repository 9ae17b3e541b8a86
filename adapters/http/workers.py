"""The threads that handlers run on: never the event loop, never the default executor that others fill up."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal, TypeVar

from ...core.errors import Unavailable

T = TypeVar("T")
Kind = Literal["short", "heavy"]

SHORT: Final = 8
HEAVY: Final = 2
"""Image work uses a whole core for each thread, and Pillow lets go of the interpreter's lock."""


class Workers:
    """Two thread pools: `short` for reads and index writes, `heavy` for image work."""

    def __init__(self, short: int = SHORT, heavy: int = HEAVY) -> None:
        self._closed = False
        self._pools = {
            "short": ThreadPoolExecutor(short, thread_name_prefix="penstock-short"),
            "heavy": ThreadPoolExecutor(heavy, thread_name_prefix="penstock-heavy"),
        }

    async def run(self, kind: Kind, work: Callable[[], T]) -> T:
        """`work()` on a thread of `kind`; one whose caller is cancelled goes on. `Unavailable` once closed."""
        if self._closed:
            raise Unavailable("Penstock is stopping.", hint="Try again when it runs again.")
        return await asyncio.get_running_loop().run_in_executor(self._pools[kind], work)

    def close(self) -> None:
        """Take no more work, forget what waits; what runs ends by itself."""
        self._closed = True
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
