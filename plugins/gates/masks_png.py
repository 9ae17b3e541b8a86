"""Masks as 8-bit gray PNG, white = painted: what comes in is checked before any decoder sees it.

Pillow and numpy are imported inside the functions: loading the plugin must not load them. Everything blocks.
"""

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...core.contracts.uploads import Upload
from ...core.errors import Invalid, TooLarge, from_os_error

if TYPE_CHECKING:
    from numpy import uint8
    from numpy.typing import NDArray

    Levels = NDArray[uint8]

MAX_BYTES: Final = 128 << 20
"""Bytes of a PNG with a mask at most."""

HEADER_BYTES: Final = 33
"""Bytes that tell the size of a PNG."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_GRAY: Final = (8, 0, 0, 0, 0)
_BLOCK: Final = 1 << 20
_HINT: Final = "Send an 8-bit gray PNG of exactly the image's size, white where it is painted."


def checked_mask(upload: Upload, width: int, height: int) -> "Levels":
    """The uploaded mask as uint8 `[H,W]`, 255 = painted.

    `Invalid` (field `mask`) unless it is a whole 8-bit gray PNG of exactly `width` x `height` pixels, `TooLarge`, or
    an error of the disk. No bytes of another size are ever unpacked.
    """
    try:
        if upload.path.stat().st_size > MAX_BYTES:
            raise TooLarge(f"The mask has more than {MAX_BYTES >> 20} MiB.", hint=_HINT, field="mask")
        data = Path(upload.path).read_bytes()
    except OSError as error:
        raise from_os_error(error, "read the mask") from error
    size = png_size(data)
    if size != (width, height):
        raise Invalid(f"The mask is {size[0]} x {size[1]}, the image {width} x {height}.", hint=_HINT, field="mask")
    return decode_mask(data)


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height that a gray PNG says it has; `Invalid` where it is none."""
    if data[:8] != _SIGNATURE:
        raise Invalid("The mask is not a PNG.", hint=_HINT, field="mask")
    kind, header = next(_chunks(data), (b"", b""))
    if kind != b"IHDR" or len(header) != 13:
        raise Invalid("The mask is damaged: its header is missing.", hint=_HINT, field="mask")
    width, height, *form = struct.unpack(">IIBBBBB", header)
    if tuple(form) != _GRAY:
        raise Invalid("The mask is a PNG of another kind.", hint=f"{_HINT} Not interlaced.", field="mask")
    return width, height


def decode_mask(data: bytes) -> "Levels":
    """The levels `[H,W]` of a gray PNG, read-only; `Invalid` where it is not whole."""
    import numpy
    from PIL import Image

    width, height = png_size(data)
    _check_pixels(data, (width + 1) * height)
    try:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            levels: Levels = numpy.asarray(image.convert("L"))
    except Exception as error:  # decoders raise nearly every class there is on hostile bytes
        raise Invalid(f"The mask is damaged: {str(error)[:200]}", hint=_HINT, field="mask") from error
    if levels.shape != (height, width):
        raise Invalid("The mask is damaged: it has two headers.", hint=_HINT, field="mask")
    levels.flags.writeable = False
    return levels


def encode_mask(levels: "Levels") -> bytes:
    """Levels uint8 `[H,W]` as a PNG."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(levels).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def levels_of(mask: Any) -> "Levels":
    """uint8 `[H,W]` from a mask as nodes and plugins have it: float 0..1 or uint8, `[H,W]` or `[B,H,W]`.

    Of several masks everything counts that is painted in one of them. `Invalid` for other shapes.
    """
    import numpy

    array = numpy.asarray(mask)
    if array.ndim == 3 and len(array):
        array = array.max(axis=0)
    if array.ndim != 2 or not array.size:
        raise Invalid(f"A mask has the shape [H,W] or [B,H,W], not {list(numpy.shape(mask))}.", field="mask")
    if array.dtype == numpy.uint8:
        return array
    scaled = numpy.nan_to_num(array.astype(numpy.float32), nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0) * 255.0
    levels: Levels = numpy.rint(scaled).astype(numpy.uint8)
    return levels


def resized(levels: "Levels", width: int, height: int) -> "Levels":
    """The mask at another size, bilinearly; the same array where it has that size."""
    import numpy
    from PIL import Image

    if levels.shape == (height, width):
        return levels
    return numpy.asarray(Image.fromarray(levels).resize((width, height), Image.Resampling.BILINEAR))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of each chunk up to the end; `Invalid` where one is cut or its checksum is wrong."""
    place, view = 8, memoryview(data)
    kind = b""
    while kind != b"IEND":
        size = int.from_bytes(view[place : place + 4])
        kind = bytes(view[place + 4 : place + 8])
        end = place + 8 + size
        if end + 4 > len(data):
            raise Invalid("The mask is incomplete: the file ends too early.", hint=_HINT, field="mask")
        if zlib.crc32(view[place + 4 : end]) != int.from_bytes(view[end : end + 4]):
            raise Invalid("The mask is damaged: a checksum is wrong.", hint=_HINT, field="mask")
        yield kind, bytes(view[place + 8 : end])
        place = end + 4


def _check_pixels(data: bytes, promised: int) -> None:
    """`Invalid` unless the pixels of `data` unpack to exactly what its header promises; Pillow would not say."""
    unpacker, length = zlib.decompressobj(), 0
    try:
        for kind, packed in _chunks(data):
            rest = packed if kind == b"IDAT" else b""
            while rest and not unpacker.eof and length <= promised:
                length += len(unpacker.decompress(rest, _BLOCK))
                rest = unpacker.unconsumed_tail
    except zlib.error as error:
        raise Invalid(f"The mask is damaged: {error}.", hint=_HINT, field="mask") from error
    if length != promised:
        raise Invalid("The mask does not have the pixels that it promises.", hint=_HINT, field="mask")
