"""The trash: where removed files and deleted pools wait 30 days for somebody to change their mind.

`<trash>/<pool>.<ms>.<random>/` is a deleted pool, `<trash>/<pool>.files.<uid>/` holds the files of a living one. A name
that ends with `.gone` is on its way out for good: nothing half removed is ever brought back.
Where a rename to the trash would cross file systems, both go to a folder `.trash` beside the pools.
"""

import contextlib
import errno
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.contracts.pools import TrashedPool
from ...core.errors import NotFound
from ...core.files import Files
from ...core.ids import Ids

_LOG: Final = logging.getLogger("penstock.pools.trash")
DAYS: Final = 30
KEPT_MS: Final = DAYS * 24 * 3600 * 1000

_GONE: Final = ".gone"
_POOL = re.compile(r"([A-Za-z0-9_][A-Za-z0-9_-]{0,63})\.([0-9]{1,15})\.([a-z0-9]{8,40})")


@define
class Trash:
    """See the module. `folder` is the trash, `beside` the one on the pools' own file system. Safe on any thread."""

    folder: Path
    beside: Path
    files: Files
    clock: Clock
    ids: Ids

    def put_pool(self, pool_id: str, pool: Path) -> str:
        """Move a pool's folder to the trash in one rename; returns the trash id. Raises `OSError`."""
        trash_id = f"{pool_id}.{max(self.clock.wall_ms(), 0)}.{self.ids.new()}"
        self._moved_to(trash_id, lambda target: self.files.move_tree(pool, target))
        return trash_id

    def pool(self, trash_id: str) -> tuple[str, Path]:
        """The id and the folder of a deleted pool; `NotFound` where it is not in the trash any more."""
        match = _POOL.fullmatch(trash_id)
        for home in (self.folder, self.beside) if match else ():
            path = home / trash_id
            if match and path.is_dir() and not path.is_symlink():
                return match[1], path
        raise _not_there()

    def pools(self) -> tuple[TrashedPool, ...]:
        """The deleted pools, the last deleted first. Raises `OSError`."""
        found = [(deleted, path.name, path.name.split(".", 1)[0]) for path, deleted in self._deleted_pools()]
        found.sort(reverse=True)
        return tuple(TrashedPool(id=name, pool_id=pool_id, deleted=deleted) for deleted, name, pool_id in found)

    def purge(self, trash_id: str) -> None:
        """Remove a deleted pool for good: gone with one rename, its bytes then. Raises `NotFound`, `OSError`."""
        _, path = self.pool(trash_id)
        try:
            self._remove(path)
        except FileNotFoundError as error:
            raise _not_there() from error

    def purge_files(self, pool_id: str) -> None:
        """Delete the removed files of a pool that exists no more, neither alive nor deleted. Raises `OSError`."""
        for home in (self.folder, self.beside):
            for path in home.glob(f"{pool_id}.files.*"):
                if path.is_dir() and not path.is_symlink():
                    self._clear_away(path)

    def _remove(self, path: Path) -> None:
        gone = path.with_name(f"{path.name}{_GONE}")
        self.files.move_tree(path, gone)
        self._clear_away(gone)

    def _clear_away(self, path: Path) -> None:
        try:
            self.files.remove_tree(path)
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", path.name, error)

    def put_back(self, trash_id: str, pool: Path) -> None:
        """Move a pool's folder into the trash again under the id that it had there. Raises `OSError`."""
        self._moved_to(trash_id, lambda target: self.files.move_tree(pool, target))

    def put_file(self, pool_id: str, uid: str, path: Path) -> None:
        """Move a file of a living pool to the trash. Raises `OSError`."""
        name = f"{pool_id}.files.{uid}"
        self._moved_to(name, lambda target: self._move_into(path, target))

    def find_file(self, pool_id: str, uid: str, name: str) -> Path | None:
        """A trashed file of a living pool, None where it is gone."""
        for home in (self.folder, self.beside):
            path = home / f"{pool_id}.files.{uid}" / name
            if path.is_file() and not path.is_symlink():
                return path
        return None

    def discard_files(self, pool_id: str, uid: str, names: Iterable[str]) -> None:
        """Delete trashed files for good. Raises `OSError`."""
        for name in names:
            for home in (self.folder, self.beside):
                self.files.discard(home / f"{pool_id}.files.{uid}" / name)

    def expire(self, *, before: int | None = None) -> int:
        """Delete for good what was deleted before `before` (ms; None: longer ago than is kept); how many pools."""
        limit = self.clock.wall_ms() - KEPT_MS if before is None else before
        gone = 0
        for path, deleted in self._deleted_pools():
            if deleted < limit:
                with contextlib.suppress(FileNotFoundError):  # another process was faster
                    self._remove(path)
                    gone += 1
        for path in [one for home in (self.folder, self.beside) for one in home.glob(f"*{_GONE}")]:
            self._clear_away(path)  # what a crash left
        return gone

    def _deleted_pools(self) -> Iterator[tuple[Path, int]]:
        for home in (self.folder, self.beside):
            if not home.is_dir():
                continue
            for path in sorted(home.iterdir()):
                match = _POOL.fullmatch(path.name)
                if match and path.is_dir() and not path.is_symlink():
                    yield path, int(match[2])

    def _moved_to(self, name: str, move: Callable[[Path], None]) -> None:
        try:
            self.files.make_folder(self.folder)
            move(self.folder / name)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _LOG.info("the trash is on another disk: %s is kept beside the pools", name)
            self.files.make_folder(self.beside)
            move(self.beside / name)

    def _move_into(self, path: Path, folder: Path) -> None:
        self.files.make_folder(folder)
        target = folder / path.name
        if os.path.lexists(target):
            self.files.discard(target)  # names are never used twice: what is there is an older copy of this file
        self.files.move(path, target)


def _not_there() -> NotFound:
    return NotFound("This pool is not in the trash.", hint=f"Deleted pools are kept for {DAYS} days.")
