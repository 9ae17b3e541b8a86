"""Words that stand in for the token once: a browser's command line is for everybody on the machine to read."""

import math
import secrets
from typing import Final

from attrs import define, field

from ...core.clock import Clock

SECONDS: Final = 60.0
"""How long a ticket is good for, by the monotonic clock."""


@define
class Tickets:
    """See the module. For one thread: the event loop's."""

    clock: Clock
    _until: dict[str, float] = field(factory=dict)

    def make(self) -> str:
        """A new one."""
        ticket = secrets.token_urlsafe(24)
        self._until[ticket] = self.clock.monotonic() + SECONDS
        return ticket

    def take(self, offered: str) -> bool:
        """Whether `offered` is one that is good; it is not, from then on."""
        return self._until.pop(offered, -math.inf) > self.clock.monotonic()
