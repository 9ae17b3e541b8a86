"""The threads that handlers run on: never the event loop, never the default executor that others fill up."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Literal, TypeVar

T = TypeVar("T")
Kind = Literal["short", "heavy"]

SHORT: Final = 8
HEAVY: Final = 2
"""Image work uses a whole core for each thread, and Pillow lets go of the interpreter's lock."""


class Workers:
    """Two thread pools: `short` for reads and index writes, `heavy` for image work."""

    def __init__(self, short: int = SHORT, heavy: int = HEAVY) -> None:
        self._pools = {
            "short": ThreadPoolExecutor(short, thread_name_prefix="penstock-short"),
            "heavy": ThreadPoolExecutor(heavy, thread_name_prefix="penstock-heavy"),
        }

    async def run(self, kind: Kind, work: Callable[[], T]) -> T:
        """`work()` on a thread of `kind`; a caller that is cancelled leaves it to its end."""
        return await asyncio.get_running_loop().run_in_executor(self._pools[kind], work)

    def close(self) -> None:
        """Take no more work, forget what waits; what runs ends by itself."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)
