"""Looks several times a second at what other programs may have changed on the disk."""

import logging
from collections.abc import Callable
from typing import Final

from .errors import PenstockError
from .jobs import Background

INTERVAL: Final = 0.4
"""Seconds between two looks: what others do is told within one."""


class Watcher:
    """Calls `look` again and again on a thread of its own, from `start` to `stop`.

    `what` stands in the log where the disk fails ("the libbers"); `rest` tells how many seconds to wait at least (at
    most 1), so that a look which takes long comes less often.
    """

    def __init__(
        self,
        look: Callable[[], None],
        *,
        what: str,
        thread: str,
        log: logging.Logger,
        interval: float = INTERVAL,
        rest: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self._look = look
        self._what = what
        self._log = log
        self._rest = rest
        self._background = Background(thread, self._step, wait=interval)
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
                self._log.warning("%s cannot be watched: %s", self._what, error)
            return
        self._trouble = ""

    def _step(self, wait: float) -> None:
        if not self._background.pause(max(wait, self._rest())):
            self.look()
