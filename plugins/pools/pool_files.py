"""The files of one open pool: new ones come in under names of their own, unused ones go to the trash and back."""

import logging
import os
import sqlite3
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.errors import BadImage, NotFound, PenstockError, StorageFailed
from ...core.files import Files
from . import rows
from .open_pool import Moved, OpenPool, Writing, stale
from .schema import is_damage
from .store_names import file_tag
from .trash import Trash

_LOG: Final = logging.getLogger("penstock.pools.store")


@define
class PoolFiles:
    """See the module. Raises `OSError` where the disk refuses. Safe on any thread."""

    files: Files
    trash: Trash
    clock: Clock

    def check_sources(self, sources: Iterable[Path]) -> None:
        """Raise where a staged file is missing or no plain file."""
        for source in sources:
            try:
                mode = source.lstat().st_mode
            except FileNotFoundError as error:
                raise NotFound("The uploaded file is gone.", hint="Upload it again.") from error
            if not stat.S_ISREG(mode):
                raise BadImage("What was uploaded is no plain file.")

    def place(self, pairs: Sequence[tuple[Path, Path]]) -> None:
        """Bring staged files in under new names, durably."""
        self.files.place_all(pairs)

    def take_back(self, pool: OpenPool, pairs: Sequence[tuple[Path, Path]], error: BaseException) -> None:
        """Undo `place` after a change that failed with `error`, which the caller raises on.

        What cannot be moved back is left for the next sweep, and trying the change again would not find its files:
        `StorageFailed`, unless the error says something of its own.
        """
        if not pairs:
            return
        try:
            with pool.changing() as writing:  # the change may have been committed and only its answer lost
                for source, target in pairs:
                    if not writing.snapshot.uses(target.name):
                        self.files.move(target, source)
        except (OSError, PenstockError, sqlite3.Error, Moved) as failure:
            _LOG.warning("%s: could not take files back: %r after %r", pool.pool_id, failure, error)
            if isinstance(error, Moved) or (isinstance(error, sqlite3.Error) and is_damage(error)):
                raise StorageFailed("Could not store the image.", hint="Check the disk, then try again.") from error

    def give_up(self, pool: OpenPool, writing: Writing, names: Iterable[str | None]) -> list[str]:
        """Note, in the change, that these files go to the trash; `carry_out` moves them after the commit."""
        leaving = [name for name in names if name and os.path.lexists(pool.folder / name)]
        rows.put_in_trash(writing.connection, leaving, self.clock.wall_ms())
        return leaving

    def carry_out(self, pool: OpenPool, names: Sequence[str]) -> None:
        """Move what is not in use to the trash. What refuses leaves it for the next sweep: the change stands."""
        if not names:
            return
        try:
            with pool.changing() as writing:
                for name in names:
                    path = pool.folder / name
                    unused = not writing.snapshot.uses(name) and rows.is_trashed(writing.connection, name)
                    if unused and os.path.lexists(path):
                        self.trash.put_file(pool.pool_id, writing.head.uid, path)
        except (OSError, PenstockError, sqlite3.Error, Moved) as error:
            _LOG.warning("%s: files could not be moved to the trash yet: %s", pool.pool_id, error)

    def bring_back(self, pool: OpenPool, writing: Writing, names: Iterable[str | None]) -> None:
        """Move files back from the trash before the change that needs them; `Conflict` where one is gone."""
        needed = [name for name in names if name]
        for name in needed:
            if os.path.lexists(pool.folder / name) or not rows.is_trashed(writing.connection, name):
                continue  # it is here, or was missing before
            kept = self.trash.find_file(pool.pool_id, writing.head.uid, name)
            if kept is None:
                raise stale("The files are no longer in the trash.", {"missing": name})
            self.files.move(kept, pool.folder / name)
        rows.take_from_trash(writing.connection, needed)


def tag_of(path: Path) -> str:
    """The tag of a file's bytes, empty where there is no such file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return ""
    return file_tag(path.name, found.st_size, found.st_mtime_ns)
