"""What plugins did wrong: kept for the plugin list, logged with name and version."""

import logging
import threading
import traceback
from collections import deque
from typing import Final

from .values import frozen

_LOG: Final = logging.getLogger("penstock.plugins")
_KEPT: Final = 20
"""Faults kept per plugin: enough to see a pattern, and bounded."""


@frozen(kw_only=True)
class Fault:
    """One fault. `where` is a hook or a phase ("import", "requires", "conflict")."""

    where: str
    message: str
    traceback: str = ""


def worded(error: BaseException) -> str:
    """What an exception says, "" where it cannot say anything: its `__str__` is a plugin's, too. Never raises."""
    try:
        return str(error)
    except Exception:
        _LOG.debug("a %s has no text", type(error).__name__, exc_info=True)
        return ""


class FaultLog:
    """The faults of each plugin, newest last. Safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_plugin: dict[str, deque[Fault]] = {}
        self._versions: dict[str, str] = {}

    def name_version(self, plugin: str, version: str) -> None:
        """Remember a plugin's version for its messages."""
        self._versions[plugin] = version

    def add(self, plugin: str, where: str, error: BaseException) -> None:
        """Log and keep an exception that `plugin` raised."""
        text = "".join(traceback.format_exception(error))
        said, version = worded(error), self._versions.get(plugin, "")
        _LOG.error("Plugin %s %s failed in %s: %s", plugin, version, where, said, exc_info=error)
        message = f"{type(error).__name__}: {said}" if said else type(error).__name__
        self._keep(plugin, Fault(where=where, message=message, traceback=text))

    def report(self, plugin: str, where: str, message: str) -> None:
        """Log and keep something wrong that is no exception."""
        _LOG.warning("Plugin %s %s: %s", plugin, self._versions.get(plugin, ""), message)
        self._keep(plugin, Fault(where=where, message=message))

    def of(self, plugin: str) -> tuple[Fault, ...]:
        """The faults of `plugin`."""
        with self._lock:
            return tuple(self._by_plugin.get(plugin, ()))

    def _keep(self, plugin: str, fault: Fault) -> None:
        with self._lock:
            self._by_plugin.setdefault(plugin, deque(maxlen=_KEPT)).append(fault)
