"""What the first bytes of a stored picture tell: its format, and whether it holds more than its colours."""

import struct
from pathlib import Path
from typing import BinaryIO, Final

from ...core.errors import BadImage, NotFound, from_os_error
from ...core.values import frozen

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS: Final = 10_000
_ALPHA_TYPES: Final = (4, 6)


@frozen(kw_only=True)
class Header:
    """`kind` is the ending of such files. `may_be_clear`: some of it may be transparent. `moves`: it has more frames.

    `is_gray`: 8 bits of gray and nothing else, as masks are kept.
    """

    kind: str
    may_be_clear: bool = False
    moves: bool = False
    is_gray: bool = False


def header_of(path: Path) -> Header:
    """Read the header; `BadImage` for what is no picture of a known kind, `NotFound` where there is no file."""
    try:
        with path.open("rb") as file:
            start = file.read(64)
            if start.startswith(_PNG):
                return _png(file, start)
    except FileNotFoundError as error:
        raise NotFound("The picture is gone.", hint="Look at the pool again.") from error
    except OSError as error:
        raise from_os_error(error, "read the picture") from error
    found = _other(start)
    if found is None:
        raise BadImage("It is no picture of a kind that is known here.", hint="Take it out of the pool.")
    return found


def _png(file: BinaryIO, start: bytes) -> Header:
    """`start` are the first bytes: signature, length, `IHDR`, width, height, depth, colours."""
    if len(start) < 29:
        raise BadImage("The picture is incomplete.", hint="Take it out of the pool.")
    depth, colours = start[24], start[25]
    chunks = _chunks_before_pixels(file)
    return Header(
        kind="png",
        may_be_clear=colours in _ALPHA_TYPES or b"tRNS" in chunks,
        moves=b"acTL" in chunks,
        is_gray=(depth, colours) == (8, 0) and b"tRNS" not in chunks,
    )


def _chunks_before_pixels(file: BinaryIO) -> set[bytes]:
    found: set[bytes] = set()
    file.seek(len(_PNG))
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8 or head[4:] in (b"IDAT", b"IEND"):
            break
        found.add(head[4:])
        file.seek(struct.unpack(">I", head[:4])[0] + 4, 1)
    return found


def _other(start: bytes) -> Header | None:
    if start.startswith(b"\xff\xd8\xff"):
        return Header(kind="jpg")
    if start.startswith(b"BM"):
        return Header(kind="bmp", may_be_clear=True)
    if start.startswith((b"GIF87a", b"GIF89a")):
        return Header(kind="gif", may_be_clear=True, moves=True)  # how many frames there are stands nowhere
    if start.startswith((b"II*\0", b"MM\0*")):
        return Header(kind="tif", may_be_clear=True)
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        extended = start[20] if start[12:16] == b"VP8X" else 0
        return Header(kind="webp", may_be_clear=start[12:16] != b"VP8 ", moves=bool(extended & 2))
    if start[4:8] == b"ftyp" and start[8:12] in (b"avif", b"avis"):
        return Header(kind="avif", may_be_clear=True, moves=start[8:12] == b"avis")
    return None
