"""Looking at scenes costs the more the more there are: very many are looked at less often."""

from collections.abc import Callable
from typing import Final

from ...core.clock import Clock

_LONGEST: Final = 0.7
_SHARE: Final = 40
"""How many times as long as a look takes nobody looks."""


class SparingLook:
    """A look that knows how long to `rest` (seconds, at most 0.7) after it. On the watcher's thread."""

    def __init__(self, look: Callable[[], None], clock: Clock) -> None:
        self._look = look
        self._clock = clock
        self._rest = 0.0

    def look(self) -> None:
        """Look once; one that fails says nothing about how long it takes."""
        began = self._clock.monotonic()
        self._look()
        self._rest = min(_LONGEST, _SHARE * (self._clock.monotonic() - began))

    def rest(self) -> float:
        """Seconds in which nobody should look again."""
        return self._rest
