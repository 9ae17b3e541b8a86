"""Timing in interleaved rounds: a machine's speed drifts, so what is compared is measured turn by turn."""

import gc
import statistics
import time
from collections.abc import Callable, Mapping

from attrs import frozen


@frozen
class Series:
    """Seconds for one call, one value for each round."""

    seconds: tuple[float, ...]

    @property
    def best(self) -> float:
        """The minimum."""
        return min(self.seconds)

    @property
    def median(self) -> float:
        """The median."""
        return statistics.median(self.seconds)

    def __str__(self) -> str:
        return f"{_readable(self.best)} ({_readable(self.median)})"


def wall() -> int:
    """Nanoseconds of the wall."""
    return time.perf_counter_ns()


@frozen(kw_only=True)
class Contender:
    """What is timed: `run` `calls` times in each round, each call after an untimed `prepare`, whose result it takes.

    A call that does several things at once says how many (`units`): seconds are for one of them. `clock` gives
    nanoseconds: of the wall, or of the CPU for what must not hide on other threads.
    """

    run: Callable[..., object]
    prepare: Callable[[], object] | None = None
    calls: int = 1
    units: int = 1
    clock: Callable[[], int] = wall

    def turn(self) -> float:
        """Seconds for one call (for one unit of it), the mean of this round."""
        spent = 0
        for _ in range(self.calls):
            given = () if self.prepare is None else (self.prepare(),)
            start = self.clock()
            self.run(*given)
            spent += self.clock() - start
        return spent / self.calls / self.units / 1e9


def interleaved(contenders: Mapping[str, Contender], rounds: int) -> dict[str, Series]:
    """Each contender once a round, in an order that turns; a first round warms up and is not counted."""
    names = list(contenders)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds + 1):
        shift = number % len(names)
        for name in names[shift:] + names[:shift]:
            gc.collect()
            gc.disable()
            try:
                spent = contenders[name].turn()
            finally:
                gc.enable()
            if number:
                seconds[name].append(spent)
    return {name: Series(tuple(values)) for name, values in seconds.items()}


def _readable(seconds: float) -> str:
    for limit, factor, unit in ((1e-4, 1e6, "us"), (1.0, 1e3, "ms")):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
