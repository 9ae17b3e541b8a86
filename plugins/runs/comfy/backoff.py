"""When a server that went away is tried again: soon at first, then at a steady pace, never all at once."""

import random
from collections.abc import Callable

from attrs import define

_FIRST = 0.2


@define
class Backoff:
    """`longest` and all delays in seconds. Between half of a delay and all of it is waited, by chance."""

    longest: float
    chance: Callable[[], float] = random.random
    _next: float = _FIRST

    def delay(self) -> float:
        """The time from the beginning of the last try to the next one; longer each time."""
        chosen = self._next * (0.5 + self.chance() / 2)
        self._next = min(self._next * 2, self.longest)
        return min(chosen, self.longest)

    def reset(self) -> None:
        """The server is well: its next absence begins with short delays."""
        self._next = min(_FIRST, self.longest)
