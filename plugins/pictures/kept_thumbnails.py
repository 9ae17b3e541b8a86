"""The folder of thumbnails that were made already: by key, under a quota; the ones made longest ago go first."""

import logging
import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Final

from ...core.files import Files, read_file

DEFAULT_QUOTA: Final = 512 * 1024 * 1024
"""Bytes on disk: some 30,000 thumbnails."""

_IN_MEMORY: Final = 32 * 1024 * 1024
_AFTER_SWEEP: Final = 0.9
_SUFFIX: Final = ".jpg"
_LARGEST: Final = 16 << 20
_END: Final = b"\xff\xd9"
_LOG: Final = logging.getLogger("penstock.pictures")


class KeptThumbnails:
    """JPEG bytes by key (hex digits) in `folder/<first two digits>/<key>.jpg`. Safe on any thread.

    Losing one costs nothing but making it again, so no trouble with these files is ever an error: one that is cut is
    made again, and where nothing can be written the last 32 MiB are kept in memory.
    """

    def __init__(self, folder: Path, files: Files, quota: int) -> None:
        self._folder = folder
        self._files = files
        self._quota = quota
        self._lock = Lock()
        self._written: int | None = None
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._remembered = 0

    def read(self, key: str) -> bytes | None:
        """The bytes under `key`, None where there are none or the file is damaged."""
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        try:
            data = read_file(self._path(key), _LARGEST)
        except OSError:
            return None
        return data if data.endswith(_END) else None

    def write(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`: on disk if that can be, else in memory."""
        path = self._path(key)
        try:
            self._files.make_folder(path.parent)
            self._files.write(path, data)
            self._sweep(len(data))
        except OSError as error:
            self._remember(key, data, error)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _sweep(self, more: int) -> None:
        """Look at the folder once at the start, and again only where it may be too full."""
        with self._lock:
            if self._written is not None and self._written + more <= self._quota:
                self._written += more
                return
            found = _found(self._folder)
            used = sum(size for _, size, _ in found)
            doomed = []
            if used > self._quota:
                for _, size, path in found:
                    if used <= self._quota * _AFTER_SWEEP:
                        break
                    used -= size
                    doomed.append(path)
            self._written = used
        for path in doomed:
            self._files.discard(path)

    def _remember(self, key: str, data: bytes, error: OSError) -> None:
        with self._lock:
            if not self._memory:
                _LOG.warning("Thumbnails cannot be kept in %s: %s", self._folder, error)
            self._remembered += len(data) - len(self._memory.pop(key, b""))
            self._memory[key] = data
            while self._remembered > _IN_MEMORY:
                self._remembered -= len(self._memory.popitem(last=False)[1])


def _found(folder: Path) -> list[tuple[int, int, Path]]:
    """Time, size and path of what is there, the oldest first."""
    found = []
    for part in _entries(folder):
        for entry in _entries(Path(part.path)) if part.is_dir(follow_symlinks=False) else ():
            if entry.name.endswith(_SUFFIX) and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                found.append((state.st_mtime_ns, state.st_size, Path(entry.path)))
    return sorted(found)


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
