"""Pictures in the input folder: what an input that loads a picture can take."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import field, frozen

from ...core.errors import NotFound, from_os_error
from ...core.host import HostPaths

TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}
WRITTEN: Final = "penstock"
"""The folder inside the input folder for pictures that were made of slots with masks."""

_OWN: Final = frozenset({"grid_pool", WRITTEN})
"""Folders of the input folder that are shown in other ways."""

_MOST_ENTRIES: Final = 20_000
_MOST_LISTED: Final = 2_000
_DEEPEST: Final = 6
_ANNOTATED: Final = re.compile(r"(?P<name>.+) \[(?P<folder>input|output|temp)\]")


@frozen
class Found:
    """A picture: its name as inputs take it (`sub/cat.png`), and the state of its file."""

    name: str
    state: os.stat_result = field(repr=False)

    @property
    def tag(self) -> str:
        """Changes whenever the file does."""
        return tag_of(self.state)


def tag_of(state: os.stat_result) -> str:
    """Changes whenever the file does."""
    return f"{state.st_mtime_ns:x}-{state.st_size:x}"


def listed(folder: Path, search: str = "") -> tuple[tuple[Found, ...], bool]:
    """The pictures whose names have `search` in them, the newest first; and whether there are more than those.

    Links are not followed; at most 20,000 entries are looked at, six folders deep.
    """
    wanted = search.strip().casefold()
    found: list[Found] = []
    looked = 0
    for entry, name in _walked(folder):
        looked += 1
        if looked > _MOST_ENTRIES:
            break
        if wanted in name.casefold() and (state := _state(entry)) is not None:
            found.append(Found(name, state))
    found.sort(key=lambda one: (-one.state.st_mtime_ns, one.name))
    return tuple(found[:_MOST_LISTED]), looked > _MOST_ENTRIES or len(found) > _MOST_LISTED


def _walked(folder: Path) -> "Iterator[tuple[os.DirEntry[str], str]]":
    """Every picture file with its name, breadth first: what lies on top is not lost in a deep folder."""
    waiting = [(folder, "")]
    for _ in range(_DEEPEST):
        deeper: list[tuple[Path, str]] = []
        for place, prefix in waiting:
            for entry in _entries(place):
                if entry.name.startswith(".") or entry.is_symlink() or not entry.name.isprintable():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if prefix or entry.name not in _OWN:
                        deeper.append((Path(entry.path), f"{prefix}{entry.name}/"))
                elif Path(entry.name).suffix.lower() in TYPES:
                    yield entry, f"{prefix}{entry.name}"
        waiting = deeper


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return []
    except OSError as error:
        raise from_os_error(error, f"list {folder.name}") from error


def _state(entry: "os.DirEntry[str]") -> os.stat_result | None:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:  # it went meanwhile
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def picture_path(paths: HostPaths, name: str) -> Path:
    """The file that an input's value names: in the input folder, or in the one of an ending such as ` [output]`.

    `NotFound` for what is no picture there: other kinds of files, names that lead out, links on the way.
    """
    annotated = _ANNOTATED.fullmatch(name)
    folder = annotated["folder"] if annotated else "input"
    root = {"input": paths.input, "output": paths.output, "temp": paths.temp}[folder]
    parts = (annotated["name"] if annotated else name).replace("\\", "/").split("/")
    if len(parts) > _DEEPEST + 2 or not all(map(_is_harmless, parts)):
        raise _missing(name)
    path = root
    for part in parts:
        path = path / part
        if path.is_symlink():
            raise _missing(name)
    if path.suffix.lower() not in TYPES or not path.is_file():
        raise _missing(name)
    return path


def _is_harmless(part: str) -> bool:
    """One component that stays where it is; Windows' drives and streams have a colon."""
    return part not in ("", ".", "..") and part.isprintable() and ":" not in part and len(part.encode()) <= 255


def _missing(name: str) -> NotFound:
    return NotFound(f"There is no picture {name[:80]!r}.", hint="Choose another one.", field="name")
