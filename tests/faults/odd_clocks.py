"""Wall clocks as machines have them: set back, far off, standing still, wandering. What is monotonic goes on."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Final

HOUR: Final = 3_600_000
DAY: Final = 24 * HOUR
NOW: Final = 1_700_000_000_000
SUMMER_ENDS: Final = 1_698_541_200_000
"""2023-10-29 01:00 UTC: in Berlin an hour is there twice."""

SUMMER_BEGINS: Final = 1_711_846_800_000
Shape = Callable[[int], int]
"""The wall time at the n-th look, from 0 on."""


class OddClock:
    """A clock whose wall time is as `shape` says; each look is another one."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self.looks = 0

    def wall_ms(self) -> int:
        """Milliseconds since 1970."""
        self.looks += 1
        return self._shape(self.looks - 1)

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()


def _jumping(by: int) -> Shape:
    """Right at first; from the tenth look on wrong, and right again now and then."""
    return lambda look: NOW + look * 100 + (by if look >= 10 and look % 7 else 0)


def _from(begin: int) -> Shape:
    return lambda look: begin + look * 100


def walking(seed: int, begin: int = NOW) -> Shape:
    """From `begin` on, by days either way."""
    chance = random.Random(seed)
    place = begin

    def walk(_look: int) -> int:
        nonlocal place
        place += chance.choice((-DAY, -HOUR, -1, 0, 1, 1000, HOUR, DAY))
        return place

    return walk


SHAPES: Final[Mapping[str, Callable[[], Shape]]] = {
    "an hour back": lambda: _jumping(-HOUR),
    "a day back": lambda: _jumping(-DAY),
    "a day on": lambda: _jumping(DAY),
    "1970": lambda: _from(0),
    "before 1970": lambda: _from(-DAY),
    "2038": lambda: _from((1 << 31) * 1000 - 2_000),
    "2107": lambda: _from(4_354_819_198_000),
    "summer time ends": lambda: _from(SUMMER_ENDS - 2_000),
    "summer time begins": lambda: _from(SUMMER_BEGINS - 2_000),
    "standing still": lambda: lambda _look: NOW,
    "backwards": lambda: lambda look: NOW - look * 1000,
    "wandering": lambda: walking(1),
}
"""By name, each made anew."""
