"""What profiles do to their pools: made with a note, named anew, deleted, taken back when something failed."""

import logging
from typing import Final

from ...core.contracts.pools import Pools, PoolStore
from ...core.contracts.profiles import Profile
from ...core.errors import Conflict, NotFound, PenstockError
from ...core.values import frozen
from .reconciling import note_in
from .registry_document import Document
from .registry_notes import NOTE, note_of

_LOG: Final = logging.getLogger("penstock.profiles")


@frozen
class ProfilePools:
    """See the module. Safe on any thread."""

    pools: Pools

    @property
    def store(self) -> PoolStore:
        """The store underneath."""
        return self.pools.store

    def make(self, profile: Profile) -> bool:
        """Make the profile's pool where there is none; whether it was made."""
        if self.store.exists(profile.id):
            return False
        try:
            self.pools.create(profile.id, notes=note_of(profile))
        except Conflict:  # somebody else made it meanwhile
            return False
        return True

    def delete(self, profile_id: str) -> str:
        """Move the pool to the trash; returns what brings it back, empty where there is nothing to bring back."""
        try:
            return self.pools.delete(profile_id)
        except NotFound:  # somebody else may have moved it there in this moment
            return next((pool.id for pool in self.store.trash() if pool.pool_id == profile_id), "")

    def discard(self, profile_id: str) -> None:
        """Remove a pool for good that was just made; where the disk refuses it stays, and is logged."""
        try:
            trash_id = self.delete(profile_id)
            if trash_id:
                self.store.purge(trash_id)
        except PenstockError as error:
            _LOG.warning("the pool %s, made for a profile that failed, stays: %s", profile_id, error)

    def note(self, profile: Profile) -> bool:
        """Let the pool say that it is this profile; False where the disk refuses, which is logged."""
        try:
            if self.store.exists(profile.id) and note_in(self.store, profile.id) != profile:
                self.store.set_note(profile.id, NOTE, note_of(profile)[NOTE])
        except PenstockError as error:
            _LOG.warning("the pool %s cannot note the name of its profile: %s", profile.id, error)
            return False
        return True

    def note_all(self, document: Document) -> None:
        """Let every pool of a profile say so, as the registry does."""
        for profile in () if document.read_only else document.profiles:
            self.note(profile)
