"""What a server's looks say about runs: which were seen, which are gone for good."""

from typing import Final

from attrs import define

from .driver_core import Submission
from .ports import JobReport, Standing

APART: Final = 1.0
"""Seconds between two looks that both find nothing before that is believed."""

_LAGS: Final = (0.0, 0.1, 0.2, 0.5, 1.0)
_USUAL: Final = 2.0
_ENDED: Final = frozenset({Standing.COMPLETED, Standing.FAILED, Standing.CANCELLED})


def is_end(report: JobReport) -> bool:
    """Whether the server says how it ended."""
    return report.standing in _ENDED


def is_gone(one: Submission, report: JobReport, now: float) -> bool:
    """Whether the server knows nothing of it, in two looks that are far enough apart. `now` is monotonic."""
    if report.standing is not Standing.ABSENT:
        one.absent_since = None
        return False
    if one.absent_since is None:
        one.absent_since = now
        return False
    return now - one.absent_since >= APART


@define
class Pace:
    """How long to wait until the next look: soon after a hint that a run ended, since histories lag behind."""

    _step: int = len(_LAGS)

    def hurry(self) -> None:
        """Something ended."""
        self._step = 0

    def settle(self) -> None:
        """Nothing that should have ended is still open."""
        self._step = len(_LAGS)

    def wait(self, *, absent: bool) -> float:
        """Seconds, more with each time that is asked: whether a look was made or not, nobody looks on and on.

        `absent` where a run was not found and shall be looked for again.
        """
        usual = APART if absent else _USUAL
        if self._step >= len(_LAGS):
            return usual
        self._step += 1
        return min(usual, _LAGS[self._step - 1])
