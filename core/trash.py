"""The trash: what somebody deleted waits 30 days there, and comes back as it was.

`<folder>/<kind>/<ms>.<random>.<note>` is a file or a folder that was deleted as it stood; with `=` before the note it
is a folder with the files of one deletion, each under its own name. The note is names joined by `+`: it says where
they were, and is part of the name because a rename works on a full disk and writing a file does not. Where a rename to
the trash would cross file systems, `beside` takes its place. What is on its way out for good begins with `gone.`.
"""

import contextlib
import errno
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

from attrs import define

from .clock import Clock
from .errors import Conflict, NotFound, PenstockError, from_os_error
from .files import Files
from .ids import Ids
from .names import check_path_name
from .values import frozen

DAYS: Final = 30
KEPT_MS: Final = DAYS * 24 * 3600 * 1000
MOST_NOTES: Final = 3
"""Names in a note at most: with more, an entry's own name might be too long for a file system."""

_LOG: Final = logging.getLogger("penstock.trash")
_ENTRY: Final = re.compile(r"(?P<id>(?P<ms>[0-9]{1,15})\.[a-z0-9]{8,40})(?P<sort>[.=])(?P<note>[A-Za-z0-9 _.+-]+)")
_GONE: Final = "gone."
_JOIN: Final = "+"  # no name that people give a folder has one


@frozen(kw_only=True)
class Trashed:
    """Something in the trash. `deleted` is wall time in ms; `names` are its files, sorted, where it holds several."""

    id: str
    kind: str
    note: tuple[str, ...]
    deleted: int
    path: Path
    several: bool = False
    names: tuple[str, ...] = ()


@define
class Trash:
    """See the module. `folder` is the trash, `beside` a folder on the file system of what is deleted.

    Everything raises `PenstockError`; blocks; safe on any thread and beside other processes.
    """

    folder: Path
    beside: Path
    files: Files
    clock: Clock
    ids: Ids

    def new(self, kind: str, *note: str) -> Trashed:
        """An entry that the caller makes itself, at its `path`, with whatever belongs into it; nothing is made yet."""
        return self._minted(kind, note, several=False)

    def put(self, path: Path, kind: str, *note: str) -> Trashed:
        """Move a file or a folder here, in one rename."""
        found = self._minted(kind, note, several=False)
        return self._moved(found, lambda target: self.files.move(path, target))

    def put_all(self, paths: Sequence[Path], kind: str, *note: str) -> Trashed:
        """Move files of one folder here, all or none; each keeps its name."""
        found = self._minted(kind, note, several=True)
        return self._moved(found, lambda target: self._put_into(paths, target))

    def keep(self, path: Path, kind: str, *note: str) -> Trashed:
        """Keep the bytes of a file here that is about to be replaced: it stays where it is, so its name is never free.

        `restore` brings them back as those of `put_all`; `drop` forgets them where nothing was replaced after all.
        """
        found = self._minted(kind, note, several=True)
        return self._moved(found, lambda target: self._copy_into(path, target))

    def drop(self, found: Trashed) -> None:
        """Remove it for good."""
        try:
            self._remove(found)
        except OSError as error:
            raise from_os_error(error, "empty the trash") from error

    def find(self, trash_id: str, kind: str) -> Trashed:
        """What was deleted as `trash_id`; `NotFound` where it is not here any more."""
        for found in self._entries(kind):
            if found.id == trash_id:
                return found
        raise _not_here()

    def deleted(self, kind: str) -> tuple[Trashed, ...]:
        """What can be restored, the last deleted first."""
        found = [one for one in self._entries(kind) if one.names or not one.several]
        return tuple(sorted(found, key=lambda one: (-one.deleted, one.id)))

    def restore(self, found: Trashed, target: Path) -> None:
        """Move it back: to the path `target`, or into the folder `target` where it is several files.

        `Conflict` where something has one of the names by now: nothing was moved. `NotFound` where it or the folder
        that it was in is gone.
        """
        try:
            if found.several:
                self._take_out(found, target)
            elif not self._is_twin(found.path, target):
                self.files.move(found.path, target)
        except FileExistsError as error:
            raise _taken() from error
        except FileNotFoundError as error:
            raise _not_here() if not os.path.lexists(found.path) else _homeless() from error
        except OSError as error:
            raise from_os_error(error, "restore it") from error

    def expire(self, kind: str) -> int:
        """Delete for good what was deleted longer ago than it is kept; how much that was."""
        limit = self.clock.wall_ms() - KEPT_MS
        old = [found for found in self._entries(kind) if found.deleted < limit]
        try:
            for found in old:
                with contextlib.suppress(FileNotFoundError):  # another process was faster
                    self._remove(found)
        except OSError as error:
            raise from_os_error(error, "empty the trash") from error
        self._sweep(kind)
        return len(old)

    def _minted(self, kind: str, note: Sequence[str], *, several: bool) -> Trashed:
        if not 1 <= len(note) <= MOST_NOTES:
            raise ValueError(note)
        names = tuple(check_path_name(one) for one in note)
        deleted = max(self.clock.wall_ms(), 0)
        trash_id = f"{deleted}.{self.ids.new()}"
        path = self.folder / kind / f"{trash_id}{'=' if several else '.'}{_JOIN.join(names)}"
        return Trashed(id=trash_id, kind=kind, note=names, deleted=deleted, path=path, several=several)

    def _moved(self, found: Trashed, move: Callable[[Path], None]) -> Trashed:
        try:
            try:
                path = self._move_to(found.path, move)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                path = self._move_to(self.beside / found.kind / found.path.name, move)
        except FileNotFoundError as error:
            raise NotFound("There is nothing to delete any more.", hint="Look at the list again.") from error
        except OSError as error:
            raise from_os_error(error, "delete it") from error
        return self._at(path, found.kind) or found

    def _move_to(self, path: Path, move: Callable[[Path], None]) -> Path:
        self.files.make_folder(path.parent)
        move(path)
        return path

    def _put_into(self, paths: Sequence[Path], folder: Path) -> None:
        self.files.make_folder(folder)
        try:
            self.files.place_all([(path, folder / path.name) for path in paths])
        except OSError:
            with contextlib.suppress(OSError):  # an empty folder that stays is no entry, and expires
                self.files.unmark(folder)
            raise
        self._sync({path.parent for path in paths})

    def _copy_into(self, path: Path, folder: Path) -> None:
        self.files.make_folder(folder)
        try:
            with self.files.stage(folder) as staged:
                self.files.copy(path, staged)
            self.files.place(staged.path, folder / path.name)
        except OSError:
            with contextlib.suppress(OSError):
                self.files.remove_tree(folder)
            raise

    def _take_out(self, found: Trashed, target: Path) -> None:
        if not found.names:
            raise _not_here()
        pairs = [(found.path / name, target / name) for name in found.names]
        self.files.place_all([pair for pair in pairs if not self._is_twin(*pair)])
        self._sync({found.path})
        try:
            self.files.unmark(found.path)
        except OSError as error:
            _LOG.warning("%s is empty and could not be removed: %s", found.path.name, error)

    def _is_twin(self, path: Path, target: Path) -> bool:
        """Whether a crash in the middle of a rename left one file under both names; the one here goes then."""
        if not path.is_file() or not target.is_file() or not path.samefile(target):
            return False
        self.files.discard(path)
        return True

    def _sync(self, folders: set[Path]) -> None:
        """The files are where they belong: that a folder cannot be synced is no reason to say that they are not."""
        for folder in sorted(folders):
            try:
                self.files.calls.sync_folder(folder)
            except OSError as error:
                _LOG.warning("%s could not be synced: %s", folder.name, error)

    def _remove(self, found: Trashed) -> None:
        gone = found.path.with_name(f"{_GONE}{found.id}")
        self.files.move(found.path, gone)
        self._clear_away(gone)

    def _sweep(self, kind: str) -> None:
        for home in self._homes(kind):
            for path in _inside(home):
                if path.name.startswith(_GONE):
                    self._clear_away(path)  # what a crash left

    def _clear_away(self, path: Path) -> None:
        try:
            if path.is_dir() and not path.is_symlink():
                self.files.remove_tree(path)
            else:
                self.files.discard(path)
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", path.name, error)

    def _homes(self, kind: str) -> tuple[Path, Path]:
        return self.folder / kind, self.beside / kind

    def _entries(self, kind: str) -> Iterator[Trashed]:
        for home in self._homes(kind):
            for path in _inside(home):
                if (found := self._at(path, kind)) is not None:
                    yield found

    def _at(self, path: Path, kind: str) -> Trashed | None:
        match = _ENTRY.fullmatch(path.name)
        if match is None or path.is_symlink():
            return None
        several = match["sort"] == "="
        return Trashed(
            id=match["id"],
            kind=kind,
            note=tuple(match["note"].split(_JOIN)),
            deleted=int(match["ms"]),
            path=path,
            several=several,
            names=tuple(one.name for one in _inside(path)) if several else (),
        )


def _inside(folder: Path) -> list[Path]:
    """What is in a folder, sorted; nothing where there is none, or where it is no folder."""
    try:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return sorted(folder.iterdir())
    except OSError as error:
        raise from_os_error(error, "look into the trash") from error
    return []


def _not_here() -> PenstockError:
    return NotFound("This is not in the trash.", hint=f"What is deleted is kept for {DAYS} days.", field="trash")


def _taken() -> PenstockError:
    return Conflict("Something else has that name by now.", hint="Rename or delete that, then restore.", field="trash")


def _homeless() -> PenstockError:
    return NotFound("The folder that this was in is gone.", hint="Restore that first.", field="trash")
