"""The background job that watches the queued rests of parked runs. It asks nothing while there are none."""

from collections.abc import Callable
from typing import Final

from ...core.contracts.gates import Gate
from ...core.jobs import Background
from .parked_runs import ParkedRuns

_SECONDS: Final = 0.5


class RunWatch:
    """Calls `changed(gate)` on its own thread for each gate that a queued rest has moved on; close it with `stop`."""

    def __init__(self, parked: ParkedRuns, changed: Callable[[Gate], None]) -> None:
        self._parked: Final = parked
        self._changed: Final = changed
        self._background: Final = Background("penstock-gates-queued", self._step, wait=_SECONDS)

    def start(self) -> None:
        """Begin to watch."""
        self._background.start()

    def stop(self) -> None:
        """End the thread."""
        self._background.stop()

    def look(self) -> None:
        """Look once, in the calling thread."""
        if self._parked.busy():
            for gate in self._parked.look():
                self._changed(gate)

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()
