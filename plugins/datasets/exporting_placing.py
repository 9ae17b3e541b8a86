"""From a staged folder to its place in one step; what is replaced goes to the trash in the same one."""

import contextlib
import errno
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define

from ...core.contracts.datasets import ExportRequest
from ...core.errors import Conflict, PenstockError, from_os_error
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.trash import Trashed
from .exporting_places import Place, Places, is_taken
from .exporting_trash import ReplacedExports, inside
from .folders import Found, shown
from .journal import Journal

_LOG: Final = logging.getLogger("penstock.datasets")
_LONGEST: Final = 100


@define
class Placing:
    """See the module. Raises `PenstockError`."""

    files: Files
    journal: Journal
    places: Places
    replaced: ReplacedExports

    @contextlib.contextmanager
    def parents(self, path: Path) -> Iterator[None]:
        """The folders above `path` are there; those that were made go again where the block raises."""
        made = [folder for folder in path.parents if not folder.is_dir()]
        try:
            self._make(path.parent)
            yield
        except BaseException:
            self._unmake(made)
            raise

    @contextlib.contextmanager
    def staged(self, path: Path) -> Iterator[Path]:
        """The name of a folder beside `path` that is gone after the block, unless it was moved."""
        name = path.name.encode()[:_LONGEST].decode(errors="ignore")
        part = path.with_name(f".{name}.{secrets.token_hex(4)}{TEMPORARY_SUFFIX}")
        self.journal.staging(part)
        try:
            yield part
        finally:
            self.journal.drop(part)

    def moved(self, request: ExportRequest, place: Place, part: Path) -> tuple[Place, Trashed | None]:
        """Move the staged folder to its place; a number that was taken meanwhile is followed by the next."""
        while True:
            try:
                return place, self._move(place, part)
            except PenstockError as error:
                if request.existing != "number" or not is_taken(error, place.found.path):
                    raise
                place = self.places.of(request.folder, request.existing)

    def restore(self, old: Trashed, found: Found) -> None:
        """Move a replaced folder back; an export that is there by now takes its place in the trash.

        Its entry, empty then, expires: a note may name it.
        """
        with self.parents(found.path):
            if not os.path.lexists(found.path):
                self.journal.place([(inside(old), found.path)])
                return
            self.places.check_replaceable(found)
            entry = self.replaced.entry(found)
            try:
                self._swap(found, inside(old), entry)
            except PenstockError:
                self.replaced.give_up(entry)
                raise

    def _move(self, place: Place, part: Path) -> Trashed | None:
        if not place.replaces:
            self.journal.place([(part, place.found.path)])
            return None
        entry = self.replaced.entry(place.found)
        try:
            self._swap(place.found, part, entry)
        except PenstockError:
            self.journal.drop(part)  # finishes the moves where they may still happen
            if not part.exists():
                self.replaced.give_up(entry)
            raise
        return entry

    def _swap(self, found: Found, source: Path, entry: Trashed) -> None:
        """What is at its place goes into the entry, `source` comes there: both or none."""
        moves = [(found.path, inside(entry)), (source, found.path)]
        try:
            self.journal.place(moves, lambda: self.places.check_replaceable(found))
        except PenstockError as error:
            if _crosses_disks(error):
                raise _elsewhere(found) from error
            raise

    def _make(self, folder: Path) -> None:
        try:
            self.files.make_folder(folder)
        except OSError as error:
            raise from_os_error(error, "make the folder") from error

    def _unmake(self, made: Sequence[Path]) -> None:
        try:
            for folder in made:
                self.files.unmark(folder)
        except OSError as error:  # something is in it by now
            _LOG.info("%s stays: %s", made[0].name, error)


def _crosses_disks(error: PenstockError) -> bool:
    return isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EXDEV


def _elsewhere(found: Found) -> PenstockError:
    return Conflict(
        f"{shown(found.address)} lies on another disk than its trash, and cannot be replaced.",
        hint="Choose another name, or move that folder away.",
        field="folder",
    )
