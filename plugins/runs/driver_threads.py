"""The threads that do what blocks, so that the driver's loop never does."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, TypeVar

T = TypeVar("T")
_DATABASE: Final = 4
_HEAVY: Final = 2


class Threads:
    """Two pools: short work in the database, and files and graphs."""

    def __init__(self) -> None:
        self._database = ThreadPoolExecutor(_DATABASE, thread_name_prefix="penstock-runs-database")
        self._heavy = ThreadPoolExecutor(_HEAVY, thread_name_prefix="penstock-runs-files")

    async def database(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """`work(...)` on a thread for the database; one whose caller is cancelled goes on."""
        return await asyncio.get_running_loop().run_in_executor(self._database, partial(work, *arguments, **named))

    async def heavy(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """`work(...)` on a thread for what takes longer."""
        return await asyncio.get_running_loop().run_in_executor(self._heavy, partial(work, *arguments, **named))

    def close(self) -> None:
        """Take no more work; what is in the database ends first, since it is closed next, the rest ends by itself."""
        self._heavy.shutdown(wait=False, cancel_futures=True)
        self._database.shutdown(wait=True, cancel_futures=True)
