"""PNG files written chunk by chunk, so that every part of them can be wrong."""

import struct
import zlib
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
GRAY, COLOUR, PALETTE, GRAY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
_CHANNELS: Final = {GRAY: 1, COLOUR: 3, PALETTE: 1, GRAY_ALPHA: 2, COLOUR_ALPHA: 4}


def chunk(kind: bytes, data: bytes = b"", *, checksum: int | None = None, length: int | None = None) -> bytes:
    """One chunk; a wrong `checksum` or `length` may be given."""
    right = zlib.crc32(kind + data)
    size = len(data) if length is None else length
    return struct.pack(">I", size) + kind + data + struct.pack(">I", right if checksum is None else checksum)


def header(width: int, height: int, *, depth: int = 8, colour: int = COLOUR, interlace: int = 0) -> bytes:
    """The IHDR chunk; sizes in pixels, up to 2**32 - 1."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))


def rows(
    width: int, height: int, *, depth: int = 8, colour: int = COLOUR, value: int = 0x55, filter_type: int = 0
) -> bytes:
    """Uncompressed scanlines, every byte `value`."""
    length = (width * _CHANNELS[colour] * depth + 7) // 8
    return (bytes([filter_type]) + bytes([value]) * length) * height


def png(
    width: int = 8,
    height: int = 6,
    *,
    depth: int = 8,
    colour: int = COLOUR,
    before: bytes = b"",
    after: bytes = b"",
    tail: bytes = b"",
    data: bytes | None = None,
    interlace: int = 0,
) -> bytes:
    """A whole PNG: `before` and `after` are chunks around the pixels, `tail` follows the end, `data` replaces IDAT."""
    pixels = zlib.compress(rows(width, height, depth=depth, colour=colour)) if data is None else data
    palette = chunk(b"PLTE", bytes(range(48)) * 16) if colour == PALETTE and b"PLTE" not in before else b""
    body = header(width, height, depth=depth, colour=colour, interlace=interlace) + palette + before
    return SIGNATURE + body + chunk(b"IDAT", pixels) + after + chunk(b"IEND") + tail


def vast(width: int, height: int, *, depth: int = 1, colour: int = GRAY) -> bytes:
    """A bomb: a valid PNG of any size whose zeros are compressed a thousand times, made without the pixels."""
    length = (width * _CHANNELS[colour] * depth + 7) // 8 + 1
    packer, left, packed = zlib.compressobj(9), length * height, []
    block = bytes(1 << 20)
    while left > 0:
        packed.append(packer.compress(block[: min(left, len(block))]))
        left -= len(block)
    return png(width, height, depth=depth, colour=colour, data=b"".join(packed) + packer.flush())


def mended(data: bytes) -> bytes:
    """A damaged PNG with right checksums, so that what is behind them is tested too; as it is where it is no PNG."""
    parts, place = [data[:8]], 8
    while place + 12 <= len(data):
        size = int.from_bytes(data[place : place + 4])
        if place + 12 + size > len(data):
            break
        parts.append(chunk(data[place + 4 : place + 8], data[place + 8 : place + 8 + size]))
        place += 12 + size
    return b"".join(parts) + data[place:] if data.startswith(SIGNATURE) else data
