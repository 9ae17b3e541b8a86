"""How long a run will take still: what earlier ones took, corrected by how far this one is."""

from typing import Final

from attrs import define

_TOO_EARLY: Final = 5.0
"""Percent below which a run's own speed says nothing yet."""
_ENOUGH_STEPS: Final = 2


@define
class StepRate:
    """How fast the node that runs makes its steps; what it did before its first one (loading) does not count."""

    node: str = ""
    _first: tuple[float, int] = (0.0, 0)
    _last: tuple[float, int] = (0.0, 0)
    _maximum: float = 0.0

    def heard(self, node: str, value: float, maximum: float, now: int) -> None:
        """It stands at step `value` of `maximum`; `now` is wall time in ms."""
        if node != self.node or maximum != self._maximum or value < self._last[0]:
            self.node, self._maximum, self._first = node, maximum, (value, now)
            self._last = self._first
        elif value > self._last[0]:
            if self._last[0] <= 0:
                self._first = (value, now)
            self._last = (value, now)

    @property
    def left(self) -> float | None:
        """Seconds for the steps that are left; None before there are two to measure."""
        steps, took = self._last[0] - self._first[0], self._last[1] - self._first[1]
        if self._last[0] < _ENOUGH_STEPS or steps <= 0 or took < 0:
            return None
        return max(0.0, self._maximum - self._last[0]) * took / steps / 1000


def seconds_left(percent: float, elapsed: float, usual: float | None) -> float | None:
    """Seconds; None where nothing is known. `usual` is the mean of earlier runs, `elapsed` what this one took so far.

    The further a run is, the more its own speed counts.
    """
    part = min(1.0, max(0.0, percent / 100))
    own = elapsed / part if percent >= _TOO_EARLY else None
    if usual is None and own is None:
        return None
    if own is None or usual is None:
        total = usual if own is None else own
        assert total is not None  # noqa: S101 - one of them is known
        return round(max(0.0, total * (1 - part) if own is not None else total - elapsed), 1)
    return round(max(0.0, (part * own + (1 - part) * usual) * (1 - part)), 1)


def seconds_queued(position: int, usual: float | None, servers: int) -> float | None:
    """Seconds until a run that waits is done: it and what is before it, on so many servers."""
    if usual is None:
        return None
    return round(usual * (position // max(1, servers) + 1), 1)
