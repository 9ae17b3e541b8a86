"""The end of a zip file: the record that says where its directory lies and how many members it has.

Nothing is searched for: the record is the last 22 bytes, so that every reader finds the same one.
"""

import struct
from typing import BinaryIO, Final

from ...core.errors import BadArchive
from ...core.values import frozen
from .archive_errors import archive_too_large, bad_archive
from .archive_limits import ArchiveLimits

_END: Final = struct.Struct("<4s4H2IH")
_LOCATOR: Final = struct.Struct("<4sIQI")
_END_64: Final = struct.Struct("<4sQ2H2I4Q")
_UNSET_16: Final = 0xFFFF
_UNSET_32: Final = 0xFFFFFFFF
_LEAST_ENTRY: Final = 46
_CUT = "Get it again: it is cut off, or something was added to it."


@frozen(kw_only=True)
class End:
    """The directory has `count` entries in the `size` bytes from `start` on; nothing else follows but the end."""

    count: int
    start: int
    size: int


def read_end(stream: BinaryIO, length: int, limits: ArchiveLimits) -> End:
    """What the end of a file of `length` bytes says; raises `BadArchive`, and `TooLarge` for too many members."""
    if length > limits.max_bytes:
        raise archive_too_large(f"has {length} bytes; {limits.max_bytes} are allowed.")
    tail = _last(stream, length)
    signature, disk, first_disk, here, count, size, start, comment = _end_record(stream, tail)
    if signature != b"PK\x05\x06" or comment:
        raise _no_end(stream)
    behind = length - _END.size
    if _has_locator(tail):
        stated = End(count=count, start=start, size=size)
        found = _end_64(stream, tail, behind - _LOCATOR.size - _END_64.size, stated)
        behind -= _LOCATOR.size + _END_64.size
    else:
        found = End(count=count, start=start, size=size)
    if disk not in (0, _UNSET_16) or first_disk not in (0, _UNSET_16) or here != count:
        raise bad_archive("is one of several parts.", hint="Join them to one file.")
    _check(found, behind, limits)
    return found


def _check(found: End, behind: int, limits: ArchiveLimits) -> None:
    if found.count > limits.max_files:
        raise archive_too_large(f"has {found.count} members; {limits.max_files} are allowed.")
    if found.start + found.size != behind:
        raise bad_archive("has a directory that is not where its end says.", hint=_CUT)
    if found.size > limits.max_directory_bytes:
        raise archive_too_large(f"has a directory of {found.size} bytes; {limits.max_directory_bytes} are allowed.")
    if found.count * _LEAST_ENTRY > found.size:
        raise bad_archive("has fewer members than its end says.", hint=_CUT)


def _last(stream: BinaryIO, length: int) -> bytes:
    size = min(length, _END.size + _LOCATOR.size + _END_64.size)
    stream.seek(length - size)
    return stream.read(size)


def _end_record(stream: BinaryIO, tail: bytes) -> tuple[bytes, int, int, int, int, int, int, int]:
    if len(tail) < _END.size:
        raise _no_end(stream)
    read: tuple[bytes, int, int, int, int, int, int, int] = _END.unpack(tail[-_END.size :])
    return read


def _has_locator(tail: bytes) -> bool:
    return tail[-_END.size - _LOCATOR.size :].startswith(b"PK\x06\x07") and len(tail) >= _END.size + _LOCATOR.size


def _end_64(stream: BinaryIO, tail: bytes, position: int, stated: End) -> End:
    """The large end record, which must agree with the small one wherever that says something."""
    _, disk, where, disks = _LOCATOR.unpack(tail[-_END.size - _LOCATOR.size : -_END.size])
    if position < 0 or where != position or disk or disks > 1:
        raise bad_archive("has a 64 bit end that is not where it says.", hint=_CUT)
    record = _END_64.unpack(tail[: _END_64.size])
    signature, size_of_record, _made, _needed, number, first, here, count, size, start = record
    if signature != b"PK\x06\x06" or size_of_record != _END_64.size - 12 or number or first or here != count:
        raise bad_archive("has a damaged 64 bit end.", hint=_CUT)
    agree = (
        stated.count in (count, _UNSET_16) and stated.size in (size, _UNSET_32) and stated.start in (start, _UNSET_32)
    )
    if not agree:
        raise bad_archive("has two ends that say different things.")
    return End(count=count, start=start, size=size)


def _no_end(stream: BinaryIO) -> Exception:
    stream.seek(0)
    if stream.read(2) == b"PK":
        return bad_archive("is cut off, or something was added behind its end.", hint="Get it again, then try again.")
    hint = "Choose a zip file that Penstock or Dataset Gates exported."
    return BadArchive("This is not a zip file, or it is damaged.", hint=hint, field="file")
