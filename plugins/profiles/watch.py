"""What happens to profiles by other ways: their pools are deleted and restored, another process writes the list."""

import logging
from typing import Final, Protocol

from ...core.errors import PenstockError
from ...core.events.base import Event
from ...core.events.pools import PoolDeleted, PoolRestored

_LOG: Final = logging.getLogger("penstock.profiles.watch")


class Followed(Protocol):
    """What is told of pools that were deleted and restored."""

    def pool_deleted(self, pool_id: str) -> None:
        """A pool was deleted."""
        ...

    def pool_restored(self, pool_id: str) -> None:
        """A pool came back."""
        ...


class PoolsSeen:
    """Lets the registry follow the pools: hears every event on the dispatcher's thread."""

    def __init__(self, profiles: Followed) -> None:
        self._profiles = profiles

    def see(self, event: Event) -> None:
        """Take notice of a pool that was deleted or restored."""
        try:
            if isinstance(event, PoolDeleted):
                self._profiles.pool_deleted(event.pool_id)
            elif isinstance(event, PoolRestored):
                self._profiles.pool_restored(event.pool_id)
        except PenstockError as error:
            _LOG.warning("the list of profiles could not follow the pool %s: %s", event, error)
