"""The trash of prompts: a deleted prompts.json waits 30 days there, as `prompts.<ms>.<random>.<its folder>`.

Where a rename to the trash would cross file systems, it goes to a folder `.trash` beside the folders of prompts.
"""

import contextlib
import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define

from ...core.clock import Clock
from ...core.contracts.prompts import DeletedPrompts
from ...core.errors import NotFound, from_os_error
from ...core.files import Files
from ...core.ids import Ids

DAYS: Final = 30
KEPT_MS: Final = DAYS * 24 * 3600 * 1000
_DELETED: Final = re.compile(r"prompts\.(?P<trash>(?P<ms>[0-9]{1,15})\.[a-z0-9]{8,40})\.(?P<folder>.+)")


@define
class PromptTrash:
    """See the module. `folder` is the trash, `beside` the one on the file system of the prompts.

    Everything raises `PenstockError`; safe on any thread and beside other processes.
    """

    folder: Path
    beside: Path
    files: Files
    clock: Clock
    ids: Ids

    def put(self, path: Path, folder: str) -> DeletedPrompts:
        """Move the file of a folder here, in one rename: that works on a full disk."""
        deleted = max(self.clock.wall_ms(), 0)
        trash = f"{deleted}.{self.ids.new()}"
        try:
            self._move(path, self.folder / f"prompts.{trash}.{folder}")
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise from_os_error(error, f"delete the prompts of {folder}") from error
            try:
                self._move(path, self.beside / f"prompts.{trash}.{folder}")
            except OSError as second:
                raise from_os_error(second, f"delete the prompts of {folder}") from second
        return DeletedPrompts(trash=trash, folder=folder, deleted=deleted)

    def find(self, trash: str) -> tuple[Path, str]:
        """The deleted file and its folder; `NotFound` where it is not here any more."""
        for path, match in self._files():
            if match["trash"] == trash:
                return path, match["folder"]
        raise NotFound(
            "These prompts are not in the trash.", hint=f"Deleted ones are kept for {DAYS} days.", field="trash"
        )

    def deleted(self) -> tuple[DeletedPrompts, ...]:
        """What can be restored, the last deleted first."""
        found = [
            DeletedPrompts(trash=match["trash"], folder=match["folder"], deleted=int(match["ms"]))
            for _, match in self._files()
        ]
        return tuple(sorted(found, key=lambda one: (-one.deleted, one.trash)))

    def expire(self) -> int:
        """Delete for good what was deleted longer ago than it is kept; how many."""
        limit = self.clock.wall_ms() - KEPT_MS
        old = [path for path, match in self._files() if int(match["ms"]) < limit]
        try:
            for path in old:
                self.files.discard(path)
        except OSError as error:
            raise from_os_error(error, "empty the trash") from error
        return len(old)

    def _move(self, path: Path, target: Path) -> None:
        self.files.make_folder(target.parent)
        self.files.move(path, target)

    def _files(self) -> Iterator[tuple[Path, re.Match[str]]]:
        for folder in (self.folder, self.beside):
            for path in _inside(folder):
                match = _DELETED.fullmatch(path.name)
                if match and path.is_file() and not path.is_symlink():
                    yield path, match


def _inside(folder: Path) -> list[Path]:
    try:
        with contextlib.suppress(FileNotFoundError):
            return sorted(folder.iterdir())
    except OSError as error:
        raise from_os_error(error, "look into the trash") from error
    return []
