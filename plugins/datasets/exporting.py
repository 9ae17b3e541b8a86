"""A pool, or a part of it, as a training folder: staged whole beside its place, then moved there in one rename."""

from collections.abc import Callable, Sequence
from typing import Final

from attrs import define, field

from ...core.contracts.datasets import DatasetExport, ExportPlan, ExportRequest, Progress, TrashedDataset
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.errors import NotFound
from ...core.events.base import Event
from ...core.events.datasets import DatasetExported, DatasetRestored
from ...core.files import Files
from ...core.trash import Trash
from .exporting_choosing import Chosen, chosen, restless, slots_of
from .exporting_made import MadeExports
from .exporting_manifest import Entry
from .exporting_places import Places
from .exporting_placing import Placing
from .exporting_planning import check, plan_of
from .exporting_staging import Staging
from .exporting_trash import ReplacedExports
from .folders import Folders
from .journal import Journal

_ATTEMPTS: Final = 5


@define
class Exporting:
    """See the module."""

    folders: Folders
    pools: Pools
    pictures: Pictures
    files: Files
    journal: Journal
    trashes: Trash
    notify: Callable[[Event], object]
    made: MadeExports = field(factory=MadeExports, init=False)

    def plan(self, request: ExportRequest) -> ExportPlan:
        """See `Datasets.plan_export`."""
        check(request)
        found = chosen(self.pools, request)
        return plan_of(self.pictures, request, self._places.of(request.folder, request.existing), found)

    def export(self, request: ExportRequest, progress: Progress) -> DatasetExport:
        """See `Datasets.export`. What `progress` raises is raised, and nothing is left."""
        self.journal.recover()
        for _ in range(_ATTEMPTS):
            check(request)
            found = chosen(self.pools, request)
            try:
                plan_of(self.pictures, request, self._places.of(request.folder, request.existing), found)
                return self._told(request, self._export(request, found, progress))
            except NotFound:
                if slots_of(self.pools, request) == tuple(one.slot for one in found):
                    raise  # else the pool has changed, and a file of it went away
        raise restless(request.pool)

    def tidy(self) -> None:
        """Finish what a killed process began, and delete for good what was in the trash too long."""
        self.journal.recover()
        self._replaced.expire()

    def trash(self) -> tuple[TrashedDataset, ...]:
        """See `Datasets.trash`. Changes nothing: what is too old goes with the next export."""
        return self._replaced.all()

    def restore(self, trash_id: str) -> str:
        """See `Datasets.restore`."""
        self.journal.recover()
        entry, address = self._replaced.find(trash_id)
        found = self.folders.to_save(address)
        self._placing.restore(entry, found)
        self.notify(DatasetRestored(folder=found.address))
        return found.address

    @property
    def _places(self) -> Places:
        return Places(self.folders)

    @property
    def _replaced(self) -> ReplacedExports:
        return ReplacedExports(self.folders, self.trashes, self.files)

    @property
    def _placing(self) -> Placing:
        return Placing(self.files, self.journal, self._places, self._replaced)

    def _export(self, request: ExportRequest, found: Sequence[Chosen], progress: Progress) -> DatasetExport:
        placing = self._placing
        place = placing.places.of(request.folder, request.existing)
        with placing.parents(place.found.path), placing.staged(place.found.path) as part:
            staging = Staging(self.files, self.pictures, request, part)
            entries = staging.write(found, self.trashes.clock.wall_ms(), progress)
            place, trash = placing.moved(request, place, part)
        return DatasetExport(
            folder=place.found.address,
            path=place.found.path,
            images=len(entries),
            masks=_masks(found, entries),
            captions=sum(one.caption is not None for one in entries),
            trash=None if trash is None else trash.id,
        )

    def _told(self, request: ExportRequest, made: DatasetExport) -> DatasetExport:
        self.made.add(request, made.path)
        self._replaced.expire()
        self.notify(DatasetExported(pool_id=request.pool, folder=made.folder, images=made.images, trash=made.trash))
        return made


def _masks(found: Sequence[Chosen], entries: Sequence[Entry]) -> int:
    """Masks of the slots; the empty ones beside transparent pictures do not count."""
    return sum(one.mask is not None and made.mask is not None for one, made in zip(found, entries, strict=True))
