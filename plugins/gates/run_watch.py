"""The background job that watches the queued rests of parked runs. It asks the host nothing while there are none."""

from collections.abc import Callable
from typing import Final

from ...core.jobs import Background

_SECONDS: Final = 0.5


class RunWatch:
    """Calls `look` every half second on a thread of its own, from `start` to `stop`."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look: Final = look
        self._background: Final = Background("penstock-gates-queued", self._step, wait=_SECONDS)

    def start(self) -> None:
        """Begin to watch."""
        self._background.start()

    def stop(self) -> None:
        """End the thread."""
        self._background.stop()

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self._look()
