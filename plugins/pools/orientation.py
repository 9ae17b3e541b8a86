"""Which way up a photograph is: its EXIF (or XMP) orientation, as ComfyUI's LoadImage applies it."""

import re
import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image

_TAG: Final = 0x0112
_ORIENTATIONS: Final = range(1, 9)
_SWAPPED: Final = frozenset({5, 6, 7, 8})
_XMP: Final = re.compile(r'(tiff:Orientation(?:="|>))[2-8]')
_UNREADABLE: Final = (SyntaxError, ValueError, TypeError, KeyError, IndexError, OverflowError, struct.error, EOFError)


def orientation_of(image: "Image.Image") -> int:
    """1 to 8; 1 where there is none or it cannot be read. Decodes the pixels of a PNG (its EXIF may come last)."""
    try:
        value = image.getexif().get(_TAG, 1)
    except _UNREADABLE:  # metadata is not worth refusing a photograph for
        return 1
    return int(value) if value in _ORIENTATIONS else 1  # whatever its type: Pillow goes by equality too


def upright_size(image: "Image.Image") -> tuple[int, int]:
    """Width and height in pixels as people see them."""
    width, height = image.size
    return (height, width) if orientation_of(image) in _SWAPPED else (width, height)


def upright(image: "Image.Image", orientation: int | None = None) -> "Image.Image":
    """The image turned the right way up (the same object where it is already); `orientation` where it is known."""
    from PIL.Image import Transpose

    methods = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    method = methods.get(orientation_of(image) if orientation is None else orientation)
    return image if method is None else image.transpose(method)


def neutral_xmp(text: str) -> str:
    """The XMP packet, saying that the picture is upright."""
    return _XMP.sub(r"\g<1>1", text)


def neutral_exif(exif: bytes) -> bytes:
    """The EXIF block, saying that the picture is upright: one value is changed in place, all else stays.

    Returns b"" where the block cannot be read and so might turn the picture a second time.
    """
    start = 6 if exif.startswith(b"Exif\x00\x00") else 0
    order = {b"II": "<", b"MM": ">"}.get(exif[start : start + 2])
    if order is None:
        return b""
    changed = bytearray(exif)
    try:
        (offset,) = struct.unpack_from(order + "I", exif, start + 4)
        (count,) = struct.unpack_from(order + "H", exif, start + offset)
        for entry in range(start + offset + 2, start + offset + 2 + 12 * count, 12):
            tag, _, _ = struct.unpack_from(order + "HHI", exif, entry)
            if tag == _TAG:
                struct.pack_into(order + "HHIHH", changed, entry, _TAG, 3, 1, 1, 0)
    except struct.error:
        return b""
    return bytes(changed)
