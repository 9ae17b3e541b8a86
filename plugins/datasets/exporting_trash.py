"""Replaced exports: each waits in the trash of its root folder, with a note that says where it was.

The trash lies in the root (`<root>/.penstock-trash/datasets/`), so that one rename moves a folder there. An entry is a
folder with `where.json` and, from the move there to the move back, `dataset`.
"""

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, evolve

from ...core.contracts.datasets import TrashedDataset
from ...core.errors import Conflict, NotFound, PenstockError, StorageFailed, from_os_error
from ...core.files import Files
from ...core.trash import Trash, Trashed
from .folders import Folders, Found

_LOG: Final = logging.getLogger("penstock.datasets")
KIND: Final = "datasets"
_HOME: Final = ".penstock-trash"
_DATASET: Final = "dataset"
_WHERE: Final = "where.json"
_MOST_BYTES: Final = 100_000


@define
class ReplacedExports:
    """See the module. Blocks; safe on any thread and beside other processes."""

    folders: Folders
    trash: Trash
    files: Files

    def entry(self, found: Found) -> Trashed:
        """Prepare an entry for the folder that is to be replaced: only the move into `inside(entry)` is left."""
        trash = self._home(self._root(found.path))
        if _leads_away(trash):
            raise Conflict(
                f"{str(trash.folder)[:200]!r} is a link: what is replaced would not stay with its folder.",
                hint="Remove the link, or choose another name.",
                field="folder",
            )
        entry = trash.new(KIND, _DATASET)
        try:
            self.files.make_folder(entry.path)
            where = json.dumps({"folder": found.address}).encode("ascii")
            self.files.write(entry.path / _WHERE, where)
        except OSError as error:
            self.give_up(entry)
            raise from_os_error(error, "keep the folder that is replaced") from error
        return entry

    def give_up(self, entry: Trashed) -> None:
        """Remove an entry that nothing was moved into; what refuses is logged, and expires."""
        if inside(entry).exists():
            return
        try:
            self.files.discard(entry.path / _WHERE)
            self.files.unmark(entry.path)
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", entry.path.name, error)

    def all(self) -> tuple[TrashedDataset, ...]:
        """What can be restored, the last one first."""
        made = [
            TrashedDataset(id=one.id, folder=folder, deleted=one.deleted)
            for one in self._entries()
            if (folder := _where(self.files, one)) is not None
        ]
        return tuple(sorted(made, key=lambda one: (-one.deleted, one.id)))

    def find(self, trash_id: str) -> tuple[Trashed, str]:
        """The entry and the address that it was at; `NotFound` where it is not here any more."""
        for one in self._entries():
            if one.id == trash_id and (folder := _where(self.files, one)) is not None:
                return one, folder
        raise NotFound("This is not in the trash.", hint="What is replaced is kept for 30 days.", field="trash")

    def expire(self) -> None:
        """Delete for good what waited too long; a disk that refuses is logged."""
        for trash in self._homes():
            try:
                trash.expire(KIND)
            except PenstockError as error:
                _LOG.warning("The trash of data sets could not be tidied: %s", error)

    def _entries(self) -> Iterator[Trashed]:
        found = {one.id: one for trash in self._homes() for one in trash.deleted(KIND)}
        return (one for one in found.values() if inside(one).is_dir())

    def _homes(self) -> list[Trash]:
        roots = {one.path.resolve() for one in self.folders.all() if one.can_save and not one.problem}
        return [home for root in sorted(roots) if not _leads_away(home := self._home(root))]

    def _home(self, root: Path) -> Trash:
        return evolve(self.trash, folder=root / _HOME, beside=root / _HOME)

    def _root(self, path: Path) -> Path:
        roots = [one.path.resolve() for one in self.folders.all() if one.can_save and not one.problem]
        holding = [root for root in roots if path.is_relative_to(root)]
        if not holding:
            raise StorageFailed("There is no trash for that folder.", hint="Choose another one.", field="folder")
        return max(holding, key=lambda root: len(root.parts))


def _leads_away(trash: Trash) -> bool:
    """Whether a link has its place: no link leads out of the folders that may be used."""
    return os.path.realpath(trash.folder / KIND) != str(trash.folder / KIND)


def inside(entry: Trashed) -> Path:
    """Where the replaced folder lies in its entry."""
    return entry.path / _DATASET


def _where(files: Files, entry: Trashed) -> str | None:
    """The address in the entry's note; None, logged, where that cannot be read."""
    try:
        folder = json.loads(files.read(entry.path / _WHERE, _MOST_BYTES))["folder"]
        if isinstance(folder, str):
            return folder
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        _LOG.warning("%s does not say where it was: %s", entry.path.name, error)
    return None
