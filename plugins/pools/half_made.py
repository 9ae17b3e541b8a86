"""Folders that somebody is copying here at this moment: to open one would make an index beside files yet to come.

What Penstock makes appears whole, with one rename. A file manager, a script and Dataset Gates copy file by file.
"""

import os
import stat
import time
from pathlib import Path
from typing import Final

from . import manifest
from .folder_scan import plain_names
from .store_names import INDEX, MANIFEST

QUIET_SECONDS: Final = 1.0
"""For so long nothing must have changed in a folder before it counts as whole."""

_HEADER: Final = b"SQLite format 3\0"


def is_half_made(folder: Path) -> bool:
    """Whether the folder was touched within the last second and is not all that its manifest tells of."""
    try:
        return _was_touched(folder) and not _is_whole(folder)
    except FileNotFoundError:
        return True  # it comes or goes at this moment


def _is_whole(folder: Path) -> bool:
    """Of ours there is an index, of Dataset Gates' every file; both have a manifest."""
    told = _manifest(folder)
    if told is None:
        return False
    if told.format or (folder / INDEX).is_file():
        return _has_index(folder)
    names = plain_names(folder)
    return all(entry.image in names and (entry.mask is None or entry.mask in names) for entry in told.entries)


def _manifest(folder: Path) -> manifest.Manifest | None:
    path = folder / MANIFEST
    if not path.is_file() or path.stat().st_size > manifest.MAX_BYTES:
        return None
    try:
        return manifest.decode(path.read_bytes())
    except manifest.Unreadable:
        return None


def _has_index(folder: Path) -> bool:
    """Whether there is an index as long as its first page says.

    SQLite does not look at it here: closing would write to what is still being copied.
    """
    if not (folder / INDEX).is_file():
        return False
    with (folder / INDEX).open("rb") as stream:
        start = stream.read(32)
        size = os.fstat(stream.fileno()).st_size
    page_size = int.from_bytes(start[16:18], "big")
    return start.startswith(_HEADER) and size >= page_size * int.from_bytes(start[28:32], "big") > 0


def _was_touched(folder: Path) -> bool:
    newest = folder.stat().st_ctime_ns
    with os.scandir(folder) as entries:
        for entry in entries:
            found = entry.stat(follow_symlinks=False)
            newest = max(newest, found.st_ctime_ns, found.st_mtime_ns if stat.S_ISREG(found.st_mode) else 0)
    return abs(time.time_ns() - newest) < QUIET_SECONDS * 1e9
