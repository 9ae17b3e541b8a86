"""Whether somebody may be writing a file just now: other programs write in place, and take their time."""

from typing import Final

from .clock import Clock

SECONDS: Final = 10
"""A file that was changed so lately and cannot be read is left alone: its writer would go on writing into nothing."""


def may_be_in_writing(mtime_ns: int, clock: Clock) -> bool:
    """Whether a file of this time (ns since 1970) is younger than `SECONDS`; a clock that was set back counts alike."""
    return abs(clock.wall_ms() - mtime_ns // 1_000_000) < SECONDS * 1000
