"""The container of a PNG, checked before any decoder sees it.

PNG uploads are stored byte for byte, so the whole file has to be what it says: every chunk in its bounds and with a
right checksum, the header first, the end last and nothing hidden behind it. Pillow alone lets several of these pass.
"""

import struct
import zlib
from typing import BinaryIO, Final

from ...core.errors import BadImage, TooLarge

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_BLOCK: Final = 1 << 20
_MAX_OTHER_CHUNKS: Final = 4_096
_MAX_OTHER_BYTES: Final = 32 << 20
"""Workflows, profiles and texts beside the pixels: decoders hold several copies of them in memory."""

_HARMLESS_TAIL: Final = 4_096
_INDEXED: Final = 3
_AGAIN: Final = "Open it in an image editor and save it again."
_DEPTHS: Final = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}


def check_png(stream: BinaryIO, *, max_side: int, max_pixels: int) -> None:
    """Read a PNG from its start to its end; `BadImage` or `TooLarge` unless it is whole, still and nothing else.

    Costs one pass over the bytes and 1 MiB of memory.
    """
    if stream.read(len(_SIGNATURE)) != _SIGNATURE:
        raise BadImage("The image is not a PNG.")
    kind, header = _chunk(stream, keep=b"IHDR")
    _check_header(kind, header, max_side=max_side, max_pixels=max_pixels)
    _check_chunks(stream, has_palette=header[9] != _INDEXED)
    _check_tail(stream)


def _check_header(kind: bytes, data: bytes, *, max_side: int, max_pixels: int) -> None:
    if kind != b"IHDR" or len(data) != 13:
        raise BadImage("The image is damaged: its header is missing.", hint=_AGAIN)
    width, height, depth, colour_type = struct.unpack(">IIBB", data[:10])
    if depth not in _DEPTHS.get(colour_type, ()) or width < 1 or height < 1:
        raise BadImage("The image is damaged: its header makes no sense.", hint=_AGAIN)
    if width > max_side or height > max_side or width * height > max_pixels:
        raise TooLarge(
            f"The image is {width} x {height}; a side may have {max_side} pixels, and {max_pixels} in all.",
            hint="Make it smaller, or raise the limit in the settings.",
        )


def _check_chunks(stream: BinaryIO, *, has_palette: bool) -> None:
    """Walk from behind the header to behind the end."""
    others = other_bytes = pixels = 0
    kind = b""
    while kind != b"IEND":
        start = stream.tell()
        kind, data = _chunk(stream, keep=b"acTL")
        others += kind != b"IDAT"
        other_bytes += 0 if kind == b"IDAT" else stream.tell() - start
        pixels += kind == b"IDAT"
        has_palette = has_palette or kind == b"PLTE"
        if others > _MAX_OTHER_CHUNKS or other_bytes > _MAX_OTHER_BYTES:
            raise BadImage("The image carries too much metadata.", hint=_AGAIN)
        if kind == b"acTL" and data[:4] != b"\x00\x00\x00\x01":
            raise BadImage("The image is an animation; a pool keeps still pictures.", hint="Save one frame as PNG.")
        if kind == b"IDAT" and not has_palette:
            raise BadImage("The image is damaged: its palette is missing.", hint=_AGAIN)
    if not pixels:
        raise BadImage("The image is damaged: it has no pixels.", hint=_AGAIN)


def _chunk(stream: BinaryIO, keep: bytes) -> tuple[bytes, bytes]:
    """The next chunk's kind and, for the kind `keep`, its data; the checksum is verified for all."""
    head = stream.read(8)
    if len(head) < 8:
        raise BadImage("The image is incomplete: the file ends too early.", hint="Get it again, then try again.")
    length, kind = int.from_bytes(head[:4]), head[4:]
    if length > 0x7FFF_FFFF or not kind.isalpha():
        raise BadImage("The image is damaged: a part of it has no valid name.", hint=_AGAIN)
    data, checksum = b"", zlib.crc32(kind)
    while length:
        block = stream.read(min(length, _BLOCK))
        if not block:
            raise BadImage("The image is incomplete: the file ends too early.", hint="Get it again, then try again.")
        length -= len(block)
        checksum = zlib.crc32(block, checksum)
        data = block if kind == keep else b""
    if stream.read(4) != checksum.to_bytes(4):
        raise BadImage(f"The image is damaged: a checksum is wrong ({kind.decode()}).", hint=_AGAIN)
    return kind, data


def _check_tail(stream: BinaryIO) -> None:
    """Some tools pad the end with zeros; anything else there is a second file in disguise."""
    tail = stream.read(_HARMLESS_TAIL + 1)
    if len(tail) > _HARMLESS_TAIL or tail.strip(b"\x00\r\n\t "):
        raise BadImage("The image has other data behind its end.", hint=_AGAIN)
