"""Looks several times a second whether other programs changed libraries."""

import logging
from collections.abc import Callable
from typing import Final

from ...core.errors import PenstockError
from ...core.jobs import Background

INTERVAL: Final = 0.3
"""Seconds between two looks: what is settled by the second is told within one."""

_LOG: Final = logging.getLogger("penstock.libbers.watch")


class LibraryWatcher:
    """Calls `look` again and again on a thread of its own, from `start` to `stop`."""

    def __init__(self, look: Callable[[], None], interval: float = INTERVAL) -> None:
        self._look = look
        self._background = Background("penstock-libber-watcher", self._step, wait=interval)
        self._trouble = ""

    def start(self) -> None:
        """Start looking."""
        self._background.start()

    def stop(self) -> None:
        """Stop looking."""
        self._background.stop()

    def look(self) -> None:
        """Look once; the same trouble with the disk is logged once."""
        try:
            self._look()
        except PenstockError as error:
            if error.message != self._trouble:
                self._trouble = error.message
                _LOG.warning("the libbers cannot be watched: %s", error)
            return
        self._trouble = ""

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()
