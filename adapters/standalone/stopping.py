"""Ends several things at once, and does not wait for ever for any of them."""

import asyncio
import logging
import threading
from collections.abc import Callable
from typing import Final

_LOG: Final = logging.getLogger("penstock.standalone")


async def stop_within(seconds: float, *steps: Callable[[], None]) -> bool:
    """Run the steps, each on a daemon thread; whether all of them ended within `seconds`.

    What takes longer is left behind and ends with the process: nothing relies on a stop.
    """
    loop = asyncio.get_running_loop()
    ended = [asyncio.Event() for _ in steps]
    for step, event in zip(steps, ended, strict=True):
        threading.Thread(target=_run, args=(step, loop, event), name="penstock-stop", daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*(event.wait() for event in ended))
    except TimeoutError:
        _LOG.warning("Not everything ended within %g s; the process ends without it.", seconds)
        return False
    return True


def _run(step: Callable[[], None], loop: asyncio.AbstractEventLoop, event: asyncio.Event) -> None:
    try:
        step()
    except Exception:
        _LOG.exception("Something could not be stopped.")
    try:
        loop.call_soon_threadsafe(event.set)
    except RuntimeError:
        _LOG.debug("The server has stopped already.")
