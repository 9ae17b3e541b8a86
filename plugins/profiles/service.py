"""The profile service: names for pools, kept in the registry and in the pools themselves."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from attrs import evolve

from ...core.contracts.pools import Progress, no_progress
from ...core.contracts.profiles import DeletedProfile, Profile, ProfileExport, ProfileImport
from ...core.errors import Conflict, NotFound, PenstockError
from ...core.events.pools import PoolChangedElsewhere, PoolDeleted, PoolRestored
from ...core.events.profiles import (
    ProfileCreated,
    ProfileDeleted,
    ProfileExported,
    ProfileRenamed,
    ProfileRestored,
    ProfilesChangedElsewhere,
)
from ...core.names import check_file_name, check_id
from ...core.wire import encode
from .exporting import export_profile
from .exports import Exports
from .names import check_name
from .reconciling import in_trash, note_in, trashed, unregistered
from .registry import Registry
from .registry_document import Document
from .service_copies import ProfileCopies
from .service_pools import ProfilePools
from .service_turn import Turn, Turns, find
from .vanished import Vanished

_LOG: Final = logging.getLogger("penstock.profiles")


class ProfileService:
    """Implements `Profiles` of the contracts. Safe on any thread and beside other processes."""

    def __init__(
        self, registry: Registry, turns: Turns, pools: ProfilePools, copies: ProfileCopies, exports: Exports
    ) -> None:
        self.registry: Final = registry
        self._turns: Final = turns
        self._pools: Final = pools
        self._copies: Final = copies
        self._exports: Final = exports
        self._vanished: Final = Vanished(turns, pools.store, copies.clock)
        self._resources: Final = ExitStack()

    # --- reading ---------------------------------------------------------------------------------------------------

    def list(self) -> tuple[Profile, ...]:
        """Every profile in the order of the registry."""
        return self.registry.listed(self.registry.read())

    def get(self, profile_id: str) -> Profile:
        """One profile."""
        return find(self.list(), profile_id)

    def problems(self) -> tuple[str, ...]:
        """What had to be mended when the registry was read."""
        return self.registry.problems(self.registry.read())

    def read_only(self) -> bool:
        """Whether a newer Penstock wrote the registry."""
        return self.registry.read().read_only

    # --- one profile -----------------------------------------------------------------------------------------------

    def create(self, name: str, pool_id: str | None = None) -> Profile:
        """A new empty profile; with `pool_id` that pool gets the name."""
        wanted = check_name(name)
        new_id = self._copies.ids.new() if pool_id is None else check_id(pool_id, "pool")
        with self._turns.turn() as turn:
            _check_unnamed(turn, new_id)
            turn.check_free(wanted)
            profile = Profile(id=new_id, name=wanted, created=max(self._copies.clock.wall_ms(), 0))
            made = self._pools.make(profile)
            try:
                turn.add(profile)
            except BaseException:
                if made:
                    self._pools.discard(new_id)
                raise
            if not made:
                self._pools.note(profile)
            turn.events.append(ProfileCreated(profile=profile, adopted=pool_id is not None))
        return profile

    def rename(self, profile_id: str, name: str) -> Profile:
        """Another name; no workflow notices."""
        wanted = check_name(name)
        with self._turns.turn() as turn:
            profile = turn.listed(profile_id)
            turn.check_free(wanted, but=profile_id)
            renamed = evolve(profile, name=wanted)
            if renamed == profile:
                return profile
            turn.save(turn.document.renamed(profile_id, wanted))
            self._pools.note(renamed)
            turn.events.append(ProfileRenamed(profile=renamed, old_name=profile.name))
        return renamed

    def delete(self, profile_id: str) -> str:
        """Move the profile with its pool to the trash; returns what brings it back."""
        with self._turns.turn() as turn:
            profile = turn.listed(profile_id)
            noted = self._pools.note(profile)
            trash_id = self._pools.delete(profile_id)
            if not trash_id or noted:
                self._forget(turn, profile_id, may_fail=bool(trash_id))
            turn.events.append(ProfileDeleted(profile=profile, trash=trash_id))
        return trash_id

    def _forget(self, turn: Turn, profile_id: str, *, may_fail: bool) -> None:
        """Take the entry away. One whose pool is in the trash counts as deleted: the next write tidies it."""
        try:
            turn.save(turn.document.without({profile_id}))
        except PenstockError as error:
            if not may_fail:
                raise
            _LOG.warning("the list of profiles still names the deleted %s: %s", profile_id, error)

    # --- the trash -------------------------------------------------------------------------------------------------

    def deleted(self) -> tuple[DeletedProfile, ...]:
        """The profiles in the trash, the last deleted first."""
        nameless = self._deleted_without_note()
        found = []
        for pool in self._pools.store.trash():
            profile = trashed(self._pools.store, pool.id, pool.pool_id) or nameless.pop(pool.pool_id, None)
            if profile is not None:
                found.append(DeletedProfile(trash=pool.id, profile=profile, deleted=pool.deleted))
        return tuple(found)

    def _deleted_without_note(self) -> dict[str, Profile]:
        """Profiles whose deleted pool could not note its name, by id: their entries are still in the registry."""
        profiles = self.registry.read().profiles
        notes = in_trash(self._pools.store, profiles)
        return {profile.id: profile for profile in profiles if notes.get(profile.id, profile) is None}

    def restore(self, trash_id: str) -> Profile:
        """Bring a deleted profile back, with a free name where its own is in use by now.

        The entry comes first: it counts only once the pool is out of the trash, in one rename.
        """
        check_file_name(trash_id, "trash")
        with self._turns.turn() as turn:
            profile = turn.with_free_name(self._deleted(trash_id))
            before = turn.document
            turn.add(profile, keep=profile.id)
            try:
                self._pools.pools.undelete(trash_id)
            except BaseException:
                self.registry.put_back(before)
                turn.document = before
                raise
            self._pools.note(profile)
            turn.events.append(ProfileRestored(profile=profile))
        return profile

    def _deleted(self, trash_id: str) -> Profile:
        for deleted in self.deleted():
            if deleted.trash == trash_id:
                if self._pools.store.exists(deleted.profile.id):
                    raise Conflict(
                        f"There is a pool {deleted.profile.id!r} again.",
                        hint="Delete it first, then restore this one.",
                        details={"current": {"pool": deleted.profile.id}},
                    )
                return deleted.profile
        raise NotFound("This profile is not in the trash (any more).", hint="It is kept 30 days.", field="trash")

    # --- what happens to pools by other ways ------------------------------------------------------------------------

    def pool_deleted(self, event: PoolDeleted) -> None:
        """A pool was deleted: where it was a profile and that was not our doing, so was the profile."""
        with self._turns.turn(following=event, writing=False) as turn:
            profile = turn.document.find(event.pool_id)
            if profile is None or self._turns.is_old(event):
                return
            trash = (pool.id for pool in self._pools.store.trash() if pool.pool_id == profile.id)
            if not self._pools.store.exists(profile.id) and not turn.document.read_only:
                self._forget(turn, profile.id, may_fail=True)
            turn.events.append(ProfileDeleted(profile=profile, trash=next(trash, "")))

    def pool_restored(self, event: PoolRestored) -> None:
        """A pool came back: where it was a profile and that was not our doing, it is one again."""
        with self._turns.turn(following=event, writing=False) as turn:
            listed = turn.document.find(event.pool_id)
            profile = listed or note_in(self._pools.store, event.pool_id)
            if profile is None or self._turns.is_old(event) or not self._pools.store.exists(profile.id):
                return
            if listed is None and not turn.document.read_only:
                profile = turn.with_free_name(profile)
                turn.add(profile)
                self._pools.note(profile)
            turn.events.append(ProfileRestored(profile=profile))

    def pool_changed_elsewhere(self, event: PoolChangedElsewhere) -> None:
        """Another process deleted a pool, and left the list of profiles alone: it shows one fewer."""
        with self._turns.turn(following=event, writing=False) as turn:
            profile = turn.document.find(event.pool_id)
            if profile is not None and in_trash(self._pools.store, [profile]):
                turn.events.append(ProfilesChangedElsewhere())

    # --- long work -------------------------------------------------------------------------------------------------

    def duplicate(self, profile_id: str, name: str | None = None, progress: Progress = no_progress) -> Profile:
        """A copy with a pool of its own."""
        return self._copies.duplicate(profile_id, name, progress)

    def seed(self, profile_id: str, source_id: str, progress: Progress = no_progress) -> int:
        """Copy all images of a pool into the empty profile."""
        return self._copies.seed(profile_id, source_id, progress)

    def export(self, profile_id: str, progress: Progress = no_progress) -> ProfileExport:
        """Pack the profile into a zip file."""
        made = export_profile(self._pools.pools, self._exports, self.get(profile_id), self._copies.limits(), progress)
        self._turns.tell(ProfileExported(profile=made.profile, bytes=made.bytes))
        return made

    def exported(self, export_id: str) -> ProfileExport:
        """A finished export."""
        return self._exports.get(export_id)

    def discard_export(self, export_id: str) -> None:
        """Remove a finished export."""
        self._exports.discard(export_id)

    def import_zip(self, archive: Path, file_name: str = "", progress: Progress = no_progress) -> ProfileImport:
        """A new profile from a zip file."""
        return self._copies.import_zip(archive, file_name, progress)

    # --- life ------------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Make registry and pools agree: what a crash cut short, and folders that somebody copied."""
        self._exports.sweep()
        try:
            with self._turns.turn(writing=False) as turn:
                if not turn.document.read_only:
                    self._reconcile(turn)
        except PenstockError as error:
            _LOG.warning("the list of profiles could not be made to agree with the pools: %s", error)

    def _reconcile(self, turn: Turn) -> None:
        self.registry.sweep()
        store = self._pools.store
        document = turn.document.added(unregistered(store, turn.document))
        stale = {profile.id for profile in document.profiles} - {p.id for p in self.registry.listed(document)}
        if document != turn.document or stale:
            turn.save(document)
        self._pools.note_all(turn.document)

    def look(self) -> bool:
        """Tell where another process changed the list of profiles; False where somebody is changing it just now."""
        return self._turns.look(self._changed_elsewhere)

    def _changed_elsewhere(self, document: Document) -> None:
        self._pools.note_all(document)
        self._vanished.look(document)

    def put_back(self) -> None:
        """Put back profiles that another program left out of the list; see `Vanished`."""
        self._vanished.put_back()

    def on_close(self, close: Callable[[], object]) -> None:
        """Call `close` when the service is closed; the last one first."""
        self._resources.callback(close)

    def close(self) -> None:
        """Let go of everything that lives as long as the service."""
        self._resources.close()


def _check_unnamed(turn: Turn, pool_id: str) -> None:
    for profile in turn.registry.listed(turn.document):
        if profile.id == pool_id:
            raise Conflict(
                f"This pool is the profile {profile.name!r} already.",
                hint="Rename that profile.",
                field="pool",
                details={"current": encode(profile)},
            )
