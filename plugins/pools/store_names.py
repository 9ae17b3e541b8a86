"""The file names inside a pool's folder, and the slot ids that follow from them."""

import hashlib
import re
from collections.abc import Container
from pathlib import PurePath

from ...core.errors import BadName
from ...core.names import check_id, is_file_name

INDEX = "pool.db"
MANIFEST = "manifest.json"
CORRUPT = ".corrupt-"

_IMAGE = re.compile(r"img_([0-9]{4,12})\.png")
_MASK = re.compile(r"img_[0-9]{4,12}(?:\.([0-9]{1,12}))?\.mask\.png")
_IMAGE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff"})


def image_name(number: int) -> str:
    """The name of the image with this number."""
    return f"img_{number:04d}.png"


def mask_name(image: str, number: int) -> str:
    """The name of the image's mask with this number; each save has a number of its own."""
    return f"{PurePath(image).stem}.{number}.mask.png"


def image_number(name: str) -> int | None:
    """The number of an image of ours (or of Dataset Gates), None for any other name."""
    match = _IMAGE.fullmatch(name)
    return int(match[1]) if match else None


def mask_number(name: str) -> int:
    """The number of a mask of ours, 0 for one of Dataset Gates or any other name."""
    match = _MASK.fullmatch(name)
    return int(match[1]) if match and match[1] else 0


def is_minted(name: str) -> bool:
    """Whether the name is one that we or Dataset Gates make up; only such files are ever swept."""
    return bool(_IMAGE.fullmatch(name) or _MASK.fullmatch(name))


def may_be_image(name: object) -> bool:
    """Whether a manifest may name this file as an image: harmless, and with an image's suffix."""
    return is_file_name(name) and PurePath(name).suffix.lower() in _IMAGE_SUFFIXES


def may_be_mask(name: object) -> bool:
    """Whether a manifest may name this file as a mask."""
    return is_file_name(name) and PurePath(name).suffix.lower() == ".png"


def slot_id(image: str, taken: Container[str]) -> str:
    """The id of a slot with this image: the file's stem, so that it survives a rebuild; another one where taken."""
    stem = PurePath(image).stem
    try:
        base = check_id(stem)
    except BadName:
        readable = re.sub(r"[^A-Za-z0-9_]+", "_", stem)[:40]
        base = f"s_{readable}_{hashlib.blake2b(image.encode(), digest_size=4).hexdigest()}"
    if base not in taken:
        return base
    return f"{base[:56]}-{_free_number(base[:56], taken)}"


def _free_number(base: str, taken: Container[str]) -> int:
    """A number from 2 on that makes a free id; the next one where those before are taken, found in a few looks."""
    used, free = 1, 2
    while f"{base}-{free}" in taken:
        used, free = free, 2 * free
    while free - used > 1:
        middle = (used + free) // 2
        if f"{base}-{middle}" in taken:
            used = middle
        else:
            free = middle
    return free


def file_tag(name: str, size: int, changed_ns: int) -> str:
    """What changes whenever the bytes of a file do: 16 hex digits from its name, size and time of change."""
    return hashlib.blake2b(f"{name}\0{size}\0{changed_ns}".encode(), digest_size=8).hexdigest()
