"""The long work of profiles: copies, imports, images copied into an empty one. What fails or is cancelled is gone."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.contracts.pools import Progress
from ...core.contracts.profiles import Profile, ProfileImport
from ...core.errors import Conflict, PenstockError
from ...core.events.base import Event
from ...core.events.profiles import ProfileDuplicated, ProfileImported
from ...core.ids import Ids
from ...core.names import check_id
from .archive_limits import ArchiveLimits
from .importing import Importing
from .names import check_name
from .registry_notes import note_of
from .service_pools import ProfilePools
from .service_turn import Turn, Turns

_LOG: Final = logging.getLogger("penstock.profiles")


@define
class ProfileCopies:
    """See the module. The images are copied before the registry is held. Safe on any thread."""

    turns: Turns
    pools: ProfilePools
    clock: Clock
    ids: Ids
    importing: Importing
    limits: Callable[[], ArchiveLimits]

    def duplicate(self, profile_id: str, name: str | None, progress: Progress) -> Profile:
        """See `Profiles.duplicate`."""
        wanted = None if name is None else check_name(name)
        with self.turns.turn() as turn:
            source = turn.listed(profile_id)
            profile = self._new(turn, wanted, source.name)
        pool = self.pools.pools.copy(source.id, to=profile.id, notes=note_of(profile), progress=progress)
        return self._register(
            profile,
            lambda made: ProfileDuplicated(profile=made, source=source.id),
            lambda: progress(pool.count, pool.count),
            exact=wanted is not None,
        )

    def import_zip(self, archive: Path, file_name: str, progress: Progress) -> ProfileImport:
        """See `Profiles.import_zip`."""
        with self.turns.turn():
            pass  # a registry that may not be written is said before the work
        with self.importing.arrived(archive, file_name, self.limits(), progress) as arrived:
            with self.turns.turn() as turn:
                profile = self._new(turn, None, arrived.name, arrived.created)
            pool = self.pools.pools.install(
                arrived.folder, to=profile.id, notes=note_of(profile), progress=arrived.checking
            )
        made = self._register(
            profile,
            lambda made: ProfileImported(profile=made, file_name=file_name),
            lambda: arrived.checking(1, 1),
            exact=False,
        )
        return ProfileImport(profile=made, count=pool.count, left_out=arrived.left_out)

    def _new(self, turn: Turn, wanted: str | None, otherwise: str, created: int = 0) -> Profile:
        """The profile to be: its name is free now, and looked at once more when its pool is there."""
        if wanted is not None:
            turn.check_free(wanted)
        profile = Profile(id=self.ids.new(), name=wanted or otherwise, created=created or max(self.clock.wall_ms(), 0))
        return profile if wanted is not None else turn.with_free_name(profile)

    def _register(
        self, profile: Profile, event: Callable[[Profile], Event], last_chance: Callable[[], None], *, exact: bool
    ) -> Profile:
        """Enter a profile whose pool is there already; where that fails or is cancelled the pool goes again."""
        try:
            last_chance()
            with self.turns.turn() as turn:
                if exact:
                    turn.check_free(profile.name, but=profile.id)
                made = turn.with_free_name(profile)
                turn.add(made)
                self.pools.note(made)
                turn.events.append(event(made))
        except BaseException:
            self.pools.discard(profile.id)
            self._drop(profile.id)
            raise
        return made

    def _drop(self, profile_id: str) -> None:
        """Another process that started meanwhile may have entered what it found."""
        try:
            with self.turns.turn() as turn:
                if turn.document.find(profile_id) is not None and not self.pools.store.exists(profile_id):
                    turn.save(turn.document.without({profile_id}))
        except PenstockError as error:
            _LOG.warning("the list of profiles may name %s, which failed: %s", profile_id, error)

    def seed(self, profile_id: str, source_id: str, progress: Progress) -> int:
        """See `Profiles.seed`."""
        check_id(source_id, "pool")
        with self.turns.turn() as turn:
            profile = turn.listed(profile_id)
        if source_id == profile_id:
            raise Conflict("A profile cannot be filled with its own images.", field="pool")
        source, target = self.pools.store.order(source_id), self.pools.store.pool(profile_id)
        if target.count:
            raise Conflict(
                f"The profile {profile.name!r} has images already.",
                hint="Only an empty profile can be filled.",
                details={"current": {"id": profile_id, "count": target.count}},
            )
        if not source.slots:
            return 0
        change = self.pools.pools.copy_slots(source_id, source.slots, profile_id, progress=progress)
        if source.pool.position:
            self.pools.pools.select(profile_id, change.slots[source.pool.position].id)
        return len(change.slots)
