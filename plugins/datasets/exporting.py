"""A pool, or a part of it, as a training folder: staged whole beside its place, then moved there in one rename."""

import contextlib
import logging
import secrets
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.contracts.datasets import DatasetExport, ExportPlan, ExportRequest, Progress, TrashedDataset
from ...core.contracts.pictures import Pictures
from ...core.contracts.pools import Pools
from ...core.errors import NotFound, PenstockError, from_os_error
from ...core.events.base import Event
from ...core.events.datasets import DatasetExported, DatasetRestored
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.trash import Trash, Trashed
from .exporting_choosing import Chosen, chosen, restless, slots_of
from .exporting_made import MadeExports
from .exporting_manifest import Entry
from .exporting_places import Place, Places, is_taken
from .exporting_planning import check, plan_of
from .exporting_staging import Staging
from .exporting_trash import ReplacedExports, inside
from .folders import Folders
from .journal import Journal

_LOG: Final = logging.getLogger("penstock.datasets")
_ATTEMPTS: Final = 5
_LONGEST: Final = 100


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

    def trash(self) -> tuple[TrashedDataset, ...]:
        """See `Datasets.trash`."""
        self.journal.recover()
        self._replaced.expire()
        return self._replaced.all()

    def restore(self, trash_id: str) -> str:
        """See `Datasets.restore`."""
        self.journal.recover()
        entry, address = self._replaced.find(trash_id)
        found = self.folders.to_save(address)
        with self._parents(found.path):
            self.journal.place([(inside(entry), found.path)])  # its entry, empty now, expires: a note may name it
        self.notify(DatasetRestored(folder=found.address))
        return found.address

    @property
    def _places(self) -> Places:
        return Places(self.folders)

    @property
    def _replaced(self) -> ReplacedExports:
        return ReplacedExports(self.folders, self.trashes, self.files)

    def _export(self, request: ExportRequest, found: Sequence[Chosen], progress: Progress) -> DatasetExport:
        place = self._places.of(request.folder, request.existing)
        with self._parents(place.found.path), self._staged(place.found.path) as part:
            staging = Staging(self.files, self.pictures, request, part)
            entries = staging.write(found, self.trashes.clock.wall_ms(), progress)
            place, trash = self._moved(request, place, part)
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

    @contextlib.contextmanager
    def _parents(self, path: Path) -> Iterator[None]:
        """The folders above `path` are there; those that were made go again where the block raises."""
        made = [folder for folder in path.parents if not folder.is_dir()]
        try:
            self.files.make_folder(path.parent)
            yield
        except BaseException as error:
            self._unmake(made)
            if isinstance(error, OSError):
                raise from_os_error(error, "make the folder") from error
            raise

    def _unmake(self, made: Sequence[Path]) -> None:
        try:
            for folder in made:
                self.files.unmark(folder)
        except OSError as error:  # something is in it by now
            _LOG.info("%s stays: %s", made[0].name, error)

    @contextlib.contextmanager
    def _staged(self, path: Path) -> Iterator[Path]:
        """The name of a folder beside `path` that is gone after the block, unless it was moved."""
        name = path.name.encode()[:_LONGEST].decode(errors="ignore")
        part = path.with_name(f".{name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
        self.journal.staging(part)
        try:
            yield part
        finally:
            self.journal.drop(part)

    def _moved(self, request: ExportRequest, place: Place, part: Path) -> tuple[Place, Trashed | None]:
        """Move the staged folder to its place; a number that was taken meanwhile is followed by the next."""
        while True:
            try:
                return place, self._move(place, part)
            except PenstockError as error:
                if request.existing != "number" or not is_taken(error, place.found.path):
                    raise
                place = self._places.of(request.folder, request.existing)

    def _move(self, place: Place, part: Path) -> Trashed | None:
        target = place.found.path
        if not place.replaces:
            self.journal.place([(part, target)])
            return None
        entry = self._replaced.entry(place.found)
        try:
            self.journal.place(
                [(target, inside(entry)), (part, target)], lambda: self._places.check_replaceable(place.found)
            )
        except PenstockError:
            self.journal.drop(part)  # finishes the moves where they may still happen
            if not part.exists():
                self._replaced.give_up(entry)
            raise
        return entry


def _masks(found: Sequence[Chosen], entries: Sequence[Entry]) -> int:
    """Masks of the slots; the empty ones beside transparent pictures do not count."""
    return sum(one.mask is not None and made.mask is not None for one, made in zip(found, entries, strict=True))
