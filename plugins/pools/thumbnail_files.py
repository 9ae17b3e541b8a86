"""The folder that thumbnails are kept in: by key, under a quota, the ones that were used longest ago go first."""

import logging
import os
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Final

from ...core.files import Files, read_file

DEFAULT_QUOTA: Final = 512 * 1024 * 1024
"""Bytes on disk: some 30,000 thumbnails."""

_MEMORY_QUOTA: Final = 32 * 1024 * 1024
_KEPT_AFTER_SWEEP: Final = 0.9
_SUFFIX: Final = ".jpg"
_LARGEST: Final = 16 << 20
_END_OF_JPEG: Final = b"\xff\xd9"
_LOG: Final = logging.getLogger("penstock.pools.thumbnails")


class ThumbnailFiles:
    """JPEG bytes by key (hex digits) in `folder/<first two digits>/<key>.jpg`.

    Losing one costs nothing but making it again, so no trouble with these files is ever an error: one that is cut is
    made again, and where nothing can be written the last 32 MiB are kept in memory. Safe on any thread.
    """

    def __init__(self, folder: Path, files: Files, quota: int) -> None:
        self._folder = folder
        self._files = files
        self._quota = quota
        self._lock = Lock()
        self._sizes: OrderedDict[str, int] | None = None
        self._used = 0
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._memory_used = 0
        self._warned = False

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
        if not data.endswith(_END_OF_JPEG):
            return None
        with self._lock:
            if self._sizes is not None and key in self._sizes:
                self._sizes.move_to_end(key)
        return data

    def write(self, key: str, data: bytes) -> None:
        """Keep `data` under `key`: on disk if that can be, else in memory."""
        path = self._path(key)
        try:
            self._files.make_folder(path.parent)
            self._files.write(path, data)
        except OSError as error:
            self._warn(error)
            self._remember(key, data)
            return
        self._account(key, len(data))

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}{_SUFFIX}"

    def _account(self, key: str, size: int) -> None:
        with self._lock:
            if self._sizes is None:
                self._sizes = _found(self._folder)
                self._used = sum(self._sizes.values())
                self._used -= self._sizes.pop(key, 0)
            self._used += size - self._sizes.pop(key, 0)
            self._sizes[key] = size
            doomed = self._doomed(self._sizes) if self._used > self._quota else []
        for name in doomed:
            self._discard(name)

    def _doomed(self, sizes: OrderedDict[str, int]) -> list[str]:
        doomed = []
        while sizes and self._used > self._quota * _KEPT_AFTER_SWEEP:
            key, size = sizes.popitem(last=False)
            self._used -= size
            doomed.append(key)
        return doomed

    def _discard(self, key: str) -> None:
        try:
            self._files.discard(self._path(key))
        except OSError as error:
            self._warn(error)

    def _remember(self, key: str, data: bytes) -> None:
        with self._lock:
            self._memory_used += len(data) - len(self._memory.pop(key, b""))
            self._memory[key] = data
            while self._memory_used > _MEMORY_QUOTA:
                self._memory_used -= len(self._memory.popitem(last=False)[1])

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            _LOG.warning("Thumbnails cannot be kept in %s: %s", self._folder, error)


def _found(folder: Path) -> OrderedDict[str, int]:
    """Size by key of what is there, the oldest first."""
    entries: list[tuple[float, str, int]] = []
    for part in _scan(folder):
        for entry in _scan(Path(part.path)) if part.is_dir(follow_symlinks=False) else ():
            if entry.name.endswith(_SUFFIX) and entry.is_file(follow_symlinks=False):
                state = entry.stat(follow_symlinks=False)
                entries.append((state.st_mtime, entry.name.removesuffix(_SUFFIX), state.st_size))
    return OrderedDict((key, size) for _, key, size in sorted(entries))


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
