"""Whether a PNG really holds all the pixels that its header promises.

Pillow leaves black what a short stream does not fill, without a word. Unpacking twice to find out would double the
cost of every upload, so only pictures that end in blackness are counted.
"""

import contextlib
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...core.errors import BadImage

if TYPE_CHECKING:
    from PIL import Image

_CHANNELS: Final = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_PASSES: Final = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
_BLOCK: Final = 1 << 20


def check_all_pixels(image: "Image.Image", path: Path) -> None:
    """`BadImage` where the decoded PNG `image` from `path` has fewer pixels in its file than it should."""
    last_rows = image.crop((0, max(0, image.height - 2), image.width, image.height))
    if any(high for _, high in _extrema(last_rows)):
        return
    with path.open("rb") as stream:
        data = stream.read()
    promised = _promised_length(data)
    if _unpacked_length(data, promised) < promised:
        raise BadImage("The image is incomplete: pixels are missing.", hint="Get it again, then try again.")


def _extrema(image: "Image.Image") -> Iterator[tuple[float, float]]:
    """Lowest and highest level of each channel."""
    for channel in image.split():
        low, high = channel.getextrema()
        if isinstance(low, int | float) and isinstance(high, int | float):
            yield low, high


def _promised_length(data: bytes) -> int:
    """Bytes of all scanlines with their filter bytes."""
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    bits = depth * _CHANNELS[colour]
    passes = _PASSES if interlaced else ((0, 0, 1, 1),)
    sizes = ((-(-(width - x) // step_x), -(-(height - y) // step_y)) for x, y, step_x, step_y in passes)
    return sum(rows * (1 + (columns * bits + 7) // 8) for columns, rows in sizes if columns > 0 and rows > 0)


def _unpacked_length(data: bytes, enough: int) -> int:
    """Bytes that the IDAT chunks unpack to, in 1 MiB of memory; counting ends with `enough` or the first fault."""
    unpacker, length = zlib.decompressobj(), 0
    with contextlib.suppress(zlib.error):
        for chunk in _pixel_chunks(data):
            packed = chunk
            while packed and not unpacker.eof and length < enough:
                length += len(unpacker.decompress(packed, _BLOCK))
                packed = unpacker.unconsumed_tail
    return length


def _pixel_chunks(data: bytes) -> Iterator[bytes]:
    place = 8
    while place + 8 <= len(data):
        (size,) = struct.unpack_from(">I", data, place)
        if data[place + 4 : place + 8] == b"IDAT":
            yield data[place + 8 : place + 8 + size]
        place += 12 + size
