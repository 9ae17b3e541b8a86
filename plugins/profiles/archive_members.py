"""The bytes of a zip file's members, unpacked bit by bit and proven: exactly the size and checksum that was told."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from .archive_errors import archive_too_large, bad_archive
from .archive_guard import STORED, Member

_CHUNK: Final = 1 << 18
_DAMAGED: Final = "Get the zip file again: it is damaged."


def unpacked(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    """The contents in parts of at most 256 KiB; raises `BadArchive` as soon as they are not what was told.

    What was yielded before counts only when the last part has come.
    """
    checksum, done = 0, 0
    for part in _packed(stream, member) if member.method == STORED else _inflated(stream, member):
        done += len(part)
        if done > member.size:
            raise bad_archive(f"unpacks to more than the {member.size} bytes it tells.", member.name)
        checksum = zlib.crc32(part, checksum)
        yield part
    if done != member.size or checksum != member.crc:
        raise bad_archive("is damaged: its size or checksum is wrong.", member.name, _DAMAGED)


def read_small(stream: BinaryIO, member: Member, limit: int) -> bytes:
    """All of a small member; `TooLarge` where it has more than `limit` bytes."""
    if member.size > limit:
        raise archive_too_large(f"has {member.size} bytes; {limit} are allowed.", member.name)
    return b"".join(unpacked(stream, member))


def _packed(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    place, left = member.start, member.packed
    while left:
        stream.seek(place)
        part = stream.read(min(_CHUNK, left))
        if not part:
            raise bad_archive("is cut off.", member.name, _DAMAGED)
        place += len(part)
        left -= len(part)
        yield part


def _inflated(stream: BinaryIO, member: Member) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    source = _packed(stream, member)
    while not inflate.eof:
        packed = inflate.unconsumed_tail or next(source, b"")
        try:
            part = inflate.decompress(packed, _CHUNK)
        except zlib.error as error:
            raise bad_archive("is damaged: it cannot be unpacked.", member.name, _DAMAGED) from error
        if not part and not packed and not inflate.eof:
            raise bad_archive("is cut off.", member.name, _DAMAGED)
        if part:
            yield part
    if inflate.unused_data or next(source, b""):
        raise bad_archive("has something hidden behind its contents.", member.name)
