"""Texts in the chunks of a PNG file: tEXt, zTXt and iTXt, checked and bounded."""

import zlib
from collections.abc import Collection, Iterator
from typing import Final

from ...core.errors import BadImage, TooLarge

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_KINDS: Final = (b"tEXt", b"zTXt", b"iTXt")
_LONGEST_KEY: Final = 79


def png_texts(data: bytes, keys: Collection[str], limit: int) -> dict[str, bytes]:
    """The first text under each of `keys`, in UTF-8.

    Raises `BadImage` where a chunk of text is broken, `TooLarge` where a text has more than `limit` bytes. A file that
    is cut off after its texts is good enough.
    """
    found: dict[str, bytes] = {}
    for kind, content in _chunks(data):
        name, separator, _rest = content[: _LONGEST_KEY + 1].partition(b"\x00")
        key = name.decode("latin-1").casefold()
        if separator and key in keys and key not in found:
            found[key] = _text(kind, content[len(name) + 1 :], limit)
    return found


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of text of the file, with their contents."""
    place = len(SIGNATURE)
    while place + 12 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        end = place + 8 + size
        if kind == b"IEND":
            return
        if kind in _KINDS:
            if end + 4 > len(data):
                raise BadImage("The picture is cut off within its metadata.", hint="Download it again.")
            content = data[place + 8 : end]
            if zlib.crc32(content, zlib.crc32(kind)) != int.from_bytes(data[end : end + 4]):
                raise BadImage("The metadata of the picture is damaged.", hint="Download it again.")
            yield kind, content
        place = end + 4


def _text(kind: bytes, content: bytes, limit: int) -> bytes:
    if kind == b"tEXt":
        return _bounded(content, limit).decode("latin-1").encode()
    if kind == b"zTXt":
        return _inflated(content[1:], limit).decode("latin-1").encode()
    compressed, rest = content[:1] == b"\x01", content[2:]
    _language, _, rest = rest.partition(b"\x00")
    _translated, _, text = rest.partition(b"\x00")
    return _inflated(text, limit) if compressed else _bounded(text, limit)


def _bounded(text: bytes, limit: int) -> bytes:
    if len(text) > limit:
        raise TooLarge(f"The workflow in the picture has more than {limit >> 20} MiB.")
    return text


def _inflated(packed: bytes, limit: int) -> bytes:
    """Unpacked up to the limit only: what unpacks to more is refused, however small it is."""
    unpacking = zlib.decompressobj()
    try:
        text = unpacking.decompress(packed, limit + 1)
    except zlib.error as error:
        raise BadImage("The metadata of the picture is damaged.", hint="Download it again.") from error
    if not unpacking.eof and len(text) <= limit:
        raise BadImage("The metadata of the picture is cut off.", hint="Download it again.")
    return _bounded(text, limit)
