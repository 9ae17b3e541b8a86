"""What is in a pool's folder: the files that may be images and masks, and an image's size from its first bytes."""

import os
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath
from typing import Final

from .manifest import Entry, Manifest
from .store_names import image_number, is_minted, mask_number, may_be_image

Found = Mapping[str, os.stat_result]
"""The plain files of a folder by name."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"


def plain_files(folder: Path) -> dict[str, os.stat_result]:
    """The plain files of a folder by name; links, folders and pipes are left out. Raises `OSError`."""
    found = {}
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                found[entry.name] = entry.stat(follow_symlinks=False)
    return found


def plain_names(folder: Path) -> set[str]:
    """The names of those files: a look at each of them costs more than all names together. Raises `OSError`."""
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries if entry.is_file(follow_symlinks=False)}


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height of an image in pixels, 0 and 0 where the file cannot be read as one."""
    try:
        with path.open("rb") as stream:
            start = stream.read(24)
        if start.startswith(_PNG) and len(start) == 24:
            width, height = struct.unpack(">II", start[16:24])
            return min(width, 10**6), min(height, 10**6)
        return _size_by_pillow(path)
    except OSError:
        return 0, 0


def _size_by_pillow(path: Path) -> tuple[int, int]:
    from PIL import Image

    try:
        with Image.open(path, formats=("PNG", "JPEG", "WEBP")) as image:
            width, height = image.size
            turned = image.getexif().get(0x0112, 1) >= 5  # EXIF orientation: width and height change places
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return 0, 0
    return (height, width) if turned else (width, height)


def from_files(names: Mapping[str, object]) -> Manifest:
    """The manifest that the files alone allow: images by number, each with its newest mask, without labels."""
    masks = _newest_masks(names)
    images = sorted((name for name in names if _is_image(name)), key=_place)
    return Manifest(
        entries=tuple(Entry(image=name, mask=masks.get(PurePath(name).stem)) for name in images),
        next_seq=first_free_number(names),
    )


def first_free_number(names: Mapping[str, object]) -> int:
    """The first image number above all that files have."""
    return 1 + max((image_number(name) or image_number(_image_of(name)) or 0 for name in names), default=0)


def _image_of(mask: str) -> str:
    return f"{mask.split('.', 1)[0]}.png"


def _is_image(name: str) -> bool:
    return may_be_image(name) and not name.endswith(".mask.png")


def _place(name: str) -> tuple[bool, int, str]:
    number = image_number(name)
    return number is None, number or 0, name


def _newest_masks(names: Mapping[str, object]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, stem in _masks(names):
        if stem not in found or mask_number(name) > mask_number(found[stem]):
            found[stem] = name
    return found


def _masks(names: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in names:
        if name.endswith(".mask.png"):
            stem = name[: -len(".mask.png")]
            yield name, stem.rsplit(".", 1)[0] if is_minted(name) and mask_number(name) else stem
