"""The directory of a zip file and the header before each member, as they are written; nothing is believed yet."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from ...core.values import frozen
from .archive_end import End
from .archive_errors import bad_archive

ENTRY: Final = struct.Struct("<4s6H3I5H2I")
LOCAL: Final = struct.Struct("<4s5H3I2H")
STREAMED: Final = 0x0008
"""The flag of a member whose checksum and sizes stand behind its data."""

UNSET: Final = 0xFFFFFFFF
"""A 32 bit field whose value stands in the 64 bit field instead."""

_WIDE: Final = 0x0001
_UTF_8: Final = 0x0800


@frozen(kw_only=True)
class Entry:
    """One member as the directory tells it: `packed` and `size` in bytes, `offset` of the header before its data."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    attributes: int


@frozen(kw_only=True)
class LocalHeader:
    """The header before a member's data, which starts at `data`; a `streamed` one may tell no checksum and sizes."""

    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    data: int

    @property
    def streamed(self) -> bool:
        """Whether checksum and sizes stand behind the data, since they were not known before."""
        return bool(self.flags & STREAMED)


def read_entries(stream: BinaryIO, end: End) -> Iterator[Entry]:
    """Every entry of the directory, which must hold these and nothing else; raises `BadArchive`."""
    stream.seek(end.start)
    directory = stream.read(end.size)
    place = 0
    for _ in range(end.count):
        entry, place = _entry(directory, place)
        yield entry
    if place != end.size or len(directory) != end.size:
        raise bad_archive("has more in its directory than its end says.")


def _entry(directory: bytes, place: int) -> tuple[Entry, int]:
    if place + ENTRY.size > len(directory):
        raise bad_archive("has a directory that is cut off.")
    fields = ENTRY.unpack_from(directory, place)
    signature, _made, _needed, flags, method, _time, _date, crc, packed, size = fields[:10]
    name_size, extra_size, comment_size, disk, _internal, attributes, offset = fields[10:]
    name_end = place + ENTRY.size + name_size
    following = name_end + extra_size + comment_size
    if signature != b"PK\x01\x02" or following > len(directory):
        raise bad_archive("has a damaged directory.")
    raw = directory[place + ENTRY.size : name_end]
    name = _decoded(raw, flags)
    if disk:
        raise bad_archive("lies in another part of a zip file in several parts.", name)
    extra = extra_fields(directory[name_end : name_end + extra_size], name)
    size, packed, offset = widened(extra, (size, packed, offset), name)
    return (
        Entry(
            name=name,
            raw_name=raw,
            flags=flags,
            method=method,
            crc=crc,
            packed=packed,
            size=size,
            offset=offset,
            attributes=attributes,
        ),
        following,
    )


def read_local(stream: BinaryIO, entry: Entry) -> LocalHeader:
    """The header at the entry's offset; raises `BadArchive`."""
    stream.seek(entry.offset)
    head = stream.read(LOCAL.size)
    if len(head) < LOCAL.size or not head.startswith(b"PK\x03\x04"):
        raise bad_archive("is not where the directory says.", entry.name)
    _, _needed, flags, method, _time, _date, crc, packed, size, name_size, extra_size = LOCAL.unpack(head)
    rest = stream.read(name_size + extra_size)
    if len(rest) < name_size + extra_size:
        raise bad_archive("is cut off.", entry.name)
    extra = extra_fields(rest[name_size:], entry.name)
    if not flags & STREAMED:
        size, packed, _ = widened(extra, (size, packed, 0), entry.name)
    return LocalHeader(
        raw_name=rest[:name_size],
        flags=flags,
        method=method,
        crc=crc,
        packed=packed,
        size=size,
        data=entry.offset + LOCAL.size + name_size + extra_size,
    )


def extra_fields(data: bytes, name: str) -> dict[int, bytes]:
    """The extra fields by their number; the 64 bit field may stand there once."""
    found: dict[int, bytes] = {}
    place = 0
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, place)
        place += 4 + size
        if place > len(data) or (kind == _WIDE and kind in found):
            raise bad_archive("has damaged extra fields.", name)
        found[kind] = data[place - size : place]
    return found


def widened(extra: dict[int, bytes], values: tuple[int, int, int], name: str) -> tuple[int, int, int]:
    """Unpacked size, packed size and offset, those that are `UNSET` from the 64 bit field; it holds exactly these."""
    wide = extra.get(_WIDE)
    unset = [value == UNSET for value in values]
    if wide is None and not any(unset):
        return values
    if wide is None or len(wide) != 8 * sum(unset):
        raise bad_archive("has 64 bit sizes that fit nothing.", name)
    told = iter(struct.unpack(f"<{sum(unset)}Q", wide))
    size, packed, offset = (next(told) if missing else value for value, missing in zip(values, unset, strict=True))
    return size, packed, offset


def _decoded(raw: bytes, flags: int) -> str:
    """The name as text: UTF-8, which many write without saying so, else the character set of DOS."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if flags & _UTF_8:
            raise bad_archive("has a name that is no UTF-8.", raw.decode("latin-1")) from error
        return raw.decode("cp437")
