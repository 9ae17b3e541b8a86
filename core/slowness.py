"""Plugins that take long: told once for each hook, in the plugin list. Nothing is ever cut short."""

import threading
from typing import Final

from .faults import FaultLog

SLOW_START: Final = 0.1
"""Seconds that an import or a collect hook may take: a start waits for them."""

SLOW_CALL: Final = 1.0
"""Seconds that an observer or a decision may take: later events, or a person, wait for it."""


def said_slow(what: str, seconds: float) -> str:
    """The words of the report."""
    return f"{what} took {seconds * 1000:,.0f} ms, and others wait for it"


class Slowness:
    """Tells of slow calls of the plugins `watched`, once for each plugin and hook. Safe on any thread."""

    def __init__(self, faults: FaultLog, watched: frozenset[str]) -> None:
        self._faults = faults
        self._watched = watched
        self._told: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def tell(self, plugin: str, hook: str, seconds: float) -> None:
        """A call took `seconds`, which is too long; who calls has compared, since nearly every call is quick."""
        if plugin not in self._watched:
            return
        with self._lock:
            if (plugin, hook) in self._told:
                return
            self._told.add((plugin, hook))
        self._faults.report(plugin, "slow", said_slow(hook, seconds))
