"""EXIF blocks that are huge, circular, cut off or nonsense; each begins with a valid TIFF header."""

import struct
from collections.abc import Iterator

_ORIENTATION = 0x0112


def exif_block(entries: bytes, count: int, *, offset: int = 8, following: int = 0) -> bytes:
    """A little-endian EXIF block whose one directory has `count` entries and is followed by the one at `following`."""
    return b"Exif\x00\x00II*\x00" + struct.pack("<IH", offset, count) + entries + struct.pack("<I", following)


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    """One directory entry; `value` is a number or, for more than 4 bytes, where they stand."""
    return struct.pack("<HHII", tag, kind, count, value)


def hostile_exif() -> Iterator[tuple[str, bytes]]:
    """Name and block, each harmless to a picture that carries it: metadata alone refuses no photograph."""
    upright = entry(_ORIENTATION, 3, 1, 1)
    yield "orientation 99", exif_block(entry(_ORIENTATION, 3, 1, 99), 1)
    yield "orientation 0", exif_block(entry(_ORIENTATION, 3, 1, 0), 1)
    yield "orientation as text", exif_block(entry(_ORIENTATION, 2, 4, 0x00313600), 1)
    yield "orientation as float", exif_block(entry(_ORIENTATION, 11, 1, 0x40C00000), 1)
    yield "orientation as many", exif_block(entry(_ORIENTATION, 3, 30_000, 8), 1)
    yield "directory behind the end", exif_block(upright, 1, offset=0x7FFFFFFF)
    yield "directory that follows itself", exif_block(upright, 1, following=8)
    yield "more entries than bytes", exif_block(upright, 65_535)
    yield "sub-directory that is itself", exif_block(entry(0x8769, 4, 1, 8) + entry(0x8825, 4, 1, 8), 2)
    yield "value behind the end", exif_block(entry(0x010F, 2, 1_000, 0x7FFFFFFF), 1)
    yield "value of 4 GB", exif_block(entry(0x010F, 2, 0xFFFFFFFF, 8), 1)
    yield "rational by zero", exif_block(entry(0x011A, 5, 1, 0), 1)
    yield "unknown type", exif_block(entry(0x010F, 77, 1, 0), 1)
    yield "only the header", b"Exif\x00\x00II*\x00"
    yield "no header", b"Exif\x00\x00not a tiff at all"
    yield "full of entries", exif_block(b"".join(entry(0x9000 + number, 3, 1, 0) for number in range(4_000)), 4_000)
    yield "thumbnail of 4 GB", exif_block(entry(0x0201, 4, 1, 8) + entry(0x0202, 4, 1, 0xFFFFFFFF), 2)
