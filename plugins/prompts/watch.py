"""What happens to prompts by other ways: another process writes or removes a file."""

import logging
from collections.abc import Callable
from typing import Final

from ...core.errors import PenstockError
from ...core.jobs import Background

INTERVAL: Final = 0.4
"""Seconds between two looks: each host shows the other's changes within one."""

_LOG: Final = logging.getLogger("penstock.prompts.watch")


class PromptWatcher:
    """Calls `look` over and over; the same trouble with the disk is logged once."""

    def __init__(self, look: Callable[[], None], interval: float = INTERVAL) -> None:
        self._look = look
        self._background = Background("penstock-prompt-watcher", self._step, wait=interval)
        self._trouble = ""

    def start(self) -> None:
        """Start looking."""
        self._background.start()

    def stop(self) -> None:
        """Stop looking."""
        self._background.stop()

    def look(self) -> None:
        """Look once."""
        try:
            self._look()
        except PenstockError as error:
            if error.message != self._trouble:
                self._trouble = error.message
                _LOG.warning("prompts cannot be watched: %s", error)
            return
        self._trouble = ""

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()
