"""What lies beside a picture and belongs to it: its caption, its mask.

The caption of `cat.png` is `cat.txt`, else `cat.caption`. Its mask is `cat-masklabel.png`, else `masks/cat.png` (or
another kind of picture there). A link that leads out of what is allowed counts as not there.
"""

import os
import stat
from pathlib import Path
from typing import Final, Protocol

from .folders import Folders

PICTURE_ENDINGS: Final = ("png", "jpg", "jpeg", "jfif", "webp", "bmp", "gif", "tif", "tiff", "avif")
"""What makes a file a picture, in small or large letters."""

CAPTION_ENDINGS: Final = ("txt", "caption")
MASK_SUFFIX: Final = "-masklabel.png"
MASKS: Final = "masks"
MASK_ENDINGS: Final = (*PICTURE_ENDINGS, *(ending.upper() for ending in PICTURE_ENDINGS))


class There(Protocol):
    """What is on the disk, asked by names."""

    def __call__(self, folder: str, name: str) -> bool:
        """Whether the folder has a file of this name that may be read."""
        ...

    def any(self, folder: str) -> bool:
        """False where the folder is not there, or surely has no files."""
        ...


def caption_file(picture: Path, there: There) -> Path | None:
    """The file of the picture's caption."""
    folder, stem = str(picture.parent), picture.stem
    names = (f"{stem}.{ending}" for ending in CAPTION_ENDINGS)
    return next((Path(folder, name) for name in names if there(folder, name)), None)


def mask_file(picture: Path, there: There) -> Path | None:
    """The file of the picture's mask."""
    folder, stem = str(picture.parent), picture.stem
    if there(folder, f"{stem}{MASK_SUFFIX}"):
        return Path(folder, f"{stem}{MASK_SUFFIX}")
    masks = str(picture.parent / MASKS)
    if not there.any(masks):
        return None
    names = (f"{stem}.{ending}" for ending in MASK_ENDINGS)
    return next((Path(masks, name) for name in names if there(masks, name)), None)


class OnDisk:
    """`There` for a few pictures: a look at the disk for each name."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders

    def __call__(self, folder: str, name: str) -> bool:
        """Whether there is such a file now."""
        path = Path(folder, name)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                return False
        except (OSError, ValueError):
            return False
        return os.path.realpath(path) == str(path) or self._folders.allows(path)

    def any(self, folder: str) -> bool:
        """Whether there is such a folder now."""
        try:
            return Path(folder).is_dir()
        except OSError:
            return False


class InFolders:
    """`There` for many pictures: each folder is read once, what changes afterwards is not seen."""

    def __init__(self, folders: Folders) -> None:
        self._on_disk = OnDisk(folders)
        self._folders = folders
        self._names: dict[str, dict[str, bool]] = {}

    def __call__(self, folder: str, name: str) -> bool:
        """Whether there was such a file when the folder was read."""
        plain = self._of(folder).get(name)
        return False if plain is None else plain or self._on_disk(folder, name)

    def any(self, folder: str) -> bool:
        """Whether there were files when the folder was read."""
        return bool(self._of(folder))

    def _of(self, folder: str) -> dict[str, bool]:
        names = self._names.get(folder)
        if names is None:
            may = os.path.realpath(folder) == folder or self._folders.allows(Path(folder))
            names = self._names[folder] = _files_in(folder) if may else {}
        return names


def _files_in(folder: str) -> dict[str, bool]:
    """Files and links by name; True for those that are plain files; none where the folder cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return {
                one.name: one.is_file(follow_symlinks=False)
                for one in entries
                if one.is_symlink() or one.is_file(follow_symlinks=False)
            }
    except OSError:
        return {}
