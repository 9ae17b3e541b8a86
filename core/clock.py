"""Time as a service, so that tests decide what time it is. Order never depends on it, only sequence numbers do."""

import time
from typing import Protocol


class Clock(Protocol):
    """Wall time for people, monotonic time for waits and leases. Safe on any thread."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC; may jump either way."""
        ...

    def monotonic(self) -> float:
        """Seconds since an arbitrary start; never goes back."""
        ...


class SystemClock:
    """The clock of this machine."""

    def wall_ms(self) -> int:
        """Milliseconds since 1970-01-01 UTC."""
        return time.time_ns() // 1_000_000

    def monotonic(self) -> float:
        """Seconds since an arbitrary start."""
        return time.monotonic()
