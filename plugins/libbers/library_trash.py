"""The trash of libraries: a deleted file waits 30 days there, `libber.<ms>.<random>.<its name>`.

Where a rename to the trash would cross file systems, it goes to a folder `.trash` beside the libraries.
"""

import contextlib
import errno
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.contracts.libbers import DeletedLibber
from ...core.errors import NotFound
from ...core.files import Files
from ...core.ids import Ids
from .library_names import name_of

_LOG: Final = logging.getLogger("penstock.libbers")
DAYS: Final = 30
KEPT_MS: Final = DAYS * 24 * 3600 * 1000
_DELETED: Final = re.compile(r"libber\.(?P<id>(?P<ms>[0-9]{1,15})\.[a-z0-9]{8,40})\.(?P<file>.+)")


@define
class LibraryTrash:
    """See the module. `folder` is the trash, `beside` the one on the libraries' file system. Raises `OSError`."""

    folder: Path
    beside: Path
    files: Files
    clock: Clock
    ids: Ids

    def put(self, path: Path) -> DeletedLibber:
        """Move the file of a library here, in one rename."""
        deleted = max(self.clock.wall_ms(), 0)
        trash_id = f"{deleted}.{self.ids.new()}"
        name = f"libber.{trash_id}.{path.name}"
        try:
            self._move(path, self.folder / name)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._move(path, self.beside / name)
        return DeletedLibber(id=trash_id, name=name_of(path.name) or path.name, deleted=deleted)

    def find(self, trash_id: str) -> tuple[Path, str]:
        """The deleted file and the name that it had; `NotFound` where it is not here any more."""
        for path, match in self._files():
            if match["id"] == trash_id:
                return path, match["file"]
        raise NotFound("This libber is not in the trash.", hint=f"Deleted ones are kept for {DAYS} days.", field="id")

    def deleted(self) -> tuple[DeletedLibber, ...]:
        """The deleted libraries, the last deleted first."""
        found = [
            DeletedLibber(id=match["id"], name=name_of(match["file"]) or match["file"], deleted=int(match["ms"]))
            for _, match in self._files()
        ]
        return tuple(sorted(found, key=lambda one: (-one.deleted, one.id)))

    def expire(self) -> int:
        """Delete for good what was deleted longer ago than it is kept; how many."""
        limit = self.clock.wall_ms() - KEPT_MS
        old = [path for path, match in self._files() if int(match["ms"]) < limit]
        for path in old:
            self.files.discard(path)
        return len(old)

    def _move(self, path: Path, target: Path) -> None:
        self.files.make_folder(target.parent)
        self.files.move(path, target)

    def _files(self) -> Iterator[tuple[Path, re.Match[str]]]:
        for folder in (self.folder, self.beside):
            with contextlib.suppress(FileNotFoundError):
                for path in sorted(folder.iterdir()):
                    match = _DELETED.fullmatch(path.name)
                    if match and name_of(match["file"]) and path.is_file() and not path.is_symlink():
                        yield path, match
