"""Finished exports: zip files in Penstock's private folder, to be fetched within the hour."""

import contextlib
import logging
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.clock import Clock
from ...core.contracts.profiles import Profile, ProfileExport
from ...core.errors import NotFound, from_os_error
from ...core.files import TEMPORARY_SUFFIX, Files, StagedFile
from ...core.ids import Ids
from ...core.names import is_file_name
from ...core.values import frozen

_LOG: Final = logging.getLogger("penstock.profiles.exports")
KEPT_SECONDS: Final = 3600
_LONGEST: Final = 150


@frozen(kw_only=True)
class _Kept:
    export: ProfileExport
    made: float


@define
class Exports:
    """See the module. `folder` is made when it is needed. Safe on any thread; blocks."""

    folder: Path
    files: Files
    clock: Clock
    ids: Ids
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _kept: dict[str, _Kept] = field(factory=dict, init=False)

    def new(self, profile: Profile, write: Callable[[StagedFile], None]) -> ProfileExport:
        """Keep what `write` writes as the zip file of `profile`; what it raises leaves nothing behind."""
        self.sweep()
        export_id = self.ids.new()
        path = self.folder / f"{export_id}.zip"
        try:
            self.files.make_folder(self.folder)
            with self.files.stage(self.folder, passing=True) as staged:
                write(staged)
            self._place(staged.path, path)
        except OSError as error:
            raise from_os_error(error, "write the zip file") from error
        made = ProfileExport(
            id=export_id, profile=profile, file_name=download_name(profile.name), bytes=staged.size, path=path
        )
        with self._lock:
            self._kept[export_id] = _Kept(export=made, made=self.clock.monotonic())
        return made

    def get(self, export_id: str) -> ProfileExport:
        """A finished export; `NotFound` where it is gone."""
        with self._lock:
            found = self._kept.get(export_id)
        expired = found is None or self.clock.monotonic() - found.made > KEPT_SECONDS
        if found is None or expired or not found.export.path.is_file():
            raise NotFound("The export is no longer there.", hint="Export the profile again.", field="export")
        return found.export

    def discard(self, export_id: str) -> None:
        """Remove an export; no error where it is gone."""
        with self._lock:
            found = self._kept.pop(export_id, None)
        if found is not None:
            self._remove(found.export.path)

    def sweep(self) -> None:
        """Remove what is older than an hour, that of other and dead processes too; a disk that refuses is logged."""
        now = self.clock.monotonic()
        with self._lock:
            old = [made for made, kept in self._kept.items() if now - kept.made > KEPT_SECONDS]
        for export_id in old:
            self.discard(export_id)
        limit = self.clock.wall_ms() / 1000 - KEPT_SECONDS
        try:
            for path in self._ours():
                if path.lstat().st_mtime < limit:
                    self._remove(path)
        except OSError as error:
            _LOG.warning("the folder of exports could not be tidied: %s", error)

    def _ours(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.iterdir() if path.name.endswith((".zip", TEMPORARY_SUFFIX))]

    def _place(self, staged: Path, path: Path) -> None:
        try:
            self.files.place(staged, path)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report
                self.files.discard(staged)
            raise

    def _remove(self, path: Path) -> None:
        try:
            self.files.discard(path)
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", path.name, error)


def download_name(name: str) -> str:
    """What the zip file of a profile with this name is called: the name, as far as file systems take it."""
    harmless = "".join(char if is_file_name(f"a{char}a") else "_" for char in name)
    shown = harmless.strip(" .").lstrip("-~")
    while len(shown.encode()) > _LONGEST:
        shown = shown[:-1]
    tries = (shown, f"profile_{shown}", re.sub(r"[^A-Za-z0-9_-]+", "_", f"profile_{shown}"))
    return next(f"{name}.zip" for name in tries if is_file_name(f"{name}.zip"))
