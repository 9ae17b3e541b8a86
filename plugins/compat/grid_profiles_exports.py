"""The zip files that old scripts fetch: nobody says when he is done with one, so that only the last few are kept."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import Final

from ...core.contracts.profiles import ProfileExport, Profiles
from ...core.errors import PenstockError

_LOG: Final = logging.getLogger("penstock.compat")
KEPT: Final = 4
"""More than are made at the same time: each is opened before it is the oldest."""


class FetchedExports:
    """See the module. Safe on any thread."""

    def __init__(self, profiles: Callable[[], Profiles]) -> None:
        self._profiles = profiles
        self._lock = threading.Lock()
        self._ids: deque[str] = deque()

    def export(self, profile_id: str) -> ProfileExport:
        """A zip file of the profile; the oldest one made here goes. Raises as `Profiles.export`. Long."""
        made = self._profiles().export(profile_id)
        with self._lock:
            self._ids.append(made.id)
            old = self._ids.popleft() if len(self._ids) > KEPT else None
        if old is not None:
            self._discard(old)
        return made

    def _discard(self, export_id: str) -> None:
        try:
            self._profiles().discard_export(export_id)
        except PenstockError as error:
            _LOG.warning("an old zip file could not be removed: %s", error)
