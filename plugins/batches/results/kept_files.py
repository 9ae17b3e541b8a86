"""Files that were made of batches, in Penstock's private folder: to be fetched within the hour."""

import contextlib
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import frozen

from ....core.clock import Clock
from ....core.errors import NotFound, from_os_error
from ....core.files import TEMPORARY_SUFFIX, Files, StagedFile
from ....core.ids import Ids
from ....core.names import is_file_name

_LOG: Final = logging.getLogger("penstock.batches")
KEPT_SECONDS: Final = 3600
_ID: Final = re.compile(r"[a-z0-9]{1,64}", re.ASCII)
_LONGEST: Final = 120
SUFFIXES: Final = (".png", ".jpeg", ".csv", ".json")


@frozen
class KeptFiles:
    """See the module. `folder` is made when it is needed. Safe on any thread; blocks."""

    folder: Path
    files: Files
    clock: Clock
    ids: Ids

    def new(self, suffix: str, write: Callable[[StagedFile], None]) -> Path:
        """Keep what `write` writes; what it raises leaves nothing behind."""
        self.sweep()
        path = self.folder / f"{self.ids.new()}{suffix}"
        try:
            self.files.make_folder(self.folder)
            with self.files.stage(self.folder) as staged:
                write(staged)
            self._place(staged.path, path)
        except OSError as error:
            raise from_os_error(error, "write the file") from error
        return path

    def _place(self, staged: Path, path: Path) -> None:
        try:
            self.files.place(staged, path)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report; a sweep takes the rest
                self.files.discard(staged)
            raise

    def get(self, file_id: str) -> Path:
        """A file by the stem of its name; `NotFound` where it is gone."""
        if _ID.fullmatch(file_id):
            for suffix in SUFFIXES:
                path = self.folder / f"{file_id}{suffix}"
                if path.is_file() and not self._is_old(path):
                    return path
        raise NotFound("The file is no longer there.", hint="Make it again.", field="grid")

    def sweep(self) -> None:
        """Remove what is older than an hour; a disk that refuses is logged."""
        try:
            found = list(self.folder.iterdir()) if self.folder.is_dir() else []
            for path in found:
                if path.name.endswith((*SUFFIXES, TEMPORARY_SUFFIX)) and self._is_old(path):
                    self.files.discard(path)
        except OSError as error:
            _LOG.warning("the folder of files of batches could not be tidied: %s", error)

    def _is_old(self, path: Path) -> bool:
        return path.lstat().st_mtime < self.clock.wall_ms() / 1000 - KEPT_SECONDS


def download_name(title: str, suffix: str) -> str:
    """What a file of a batch with this title is called, as far as file systems take it."""
    shown = "".join(char if is_file_name(f"a{char}a") else "_" for char in title).strip(" .").lstrip("-~")
    while len(shown.encode()) > _LONGEST:
        shown = shown[:-1]
    name = f"{shown}{suffix}"
    return name if is_file_name(name) else f"batch{suffix}"
