"""What a zip file must be before one byte of it is unpacked.

Every byte of the file belongs to exactly one thing: header and data of one member after the other from the first byte
on, then the directory, then the end. So nothing can overlap, hide before, between or behind, or be two things at once.
"""

import stat
import struct
from typing import BinaryIO, Final

from ...core.values import frozen
from .archive_directory import STREAMED, UNSET, Entry, LocalHeader, read_entries, read_local
from .archive_end import read_end
from .archive_errors import archive_too_large, bad_archive
from .archive_limits import ArchiveLimits
from .archive_names import check_names, is_folder

STORED: Final = 0
DEFLATED: Final = 8

_ENCRYPTED: Final = 0x2041
_KNOWN_FLAGS: Final = 0x0006 | STREAMED | 0x0800
_SPECIAL_BITS: Final = stat.S_ISUID | stat.S_ISGID
_DOS_VOLUME, _DOS_FOLDER, _DOS_LINK = 0x08, 0x10, 0x400
_EMPTY_DEFLATED: Final = 2
_HINT: Final = "Export the profile again, or make a new zip file of its folder."


@frozen(kw_only=True)
class Member:
    """One member: `packed` bytes from `start` on, which become `size` bytes with this checksum."""

    name: str
    method: int
    start: int
    packed: int
    size: int
    crc: int


def guarded(stream: BinaryIO, limits: ArchiveLimits) -> tuple[Member, ...]:
    """The files of a sound archive in the order in which they lie; folders are checked and left out.

    Raises `BadArchive`, which names the member, and `TooLarge`. Reads headers only: what the data unpack to is for
    `archive_members` to prove.
    """
    length = stream.seek(0, 2)
    end = read_end(stream, length, limits)
    entries = sorted(read_entries(stream, end), key=lambda entry: entry.offset)
    check_names(entry.name for entry in entries)
    for entry in entries:
        _check_kind(entry)
    _check_sizes(entries, length, limits)
    return _placed(stream, entries, end.start)


def _check_kind(entry: Entry) -> None:
    if entry.flags & _ENCRYPTED:
        raise bad_archive("is encrypted.", entry.name, "Export without a password.")
    if entry.flags & ~_KNOWN_FLAGS or entry.method not in (STORED, DEFLATED):
        raise bad_archive("is packed in a way that is not supported.", entry.name, _HINT)
    if entry.method == STORED and entry.packed != entry.size:
        raise bad_archive("has sizes that cannot be.", entry.name)
    mode, dos = entry.attributes >> 16, entry.attributes & 0xFFFF
    folder = is_folder(entry.name)
    kinds = (0, stat.S_IFDIR if folder else stat.S_IFREG)
    special = stat.S_IFMT(mode) not in kinds or (not folder and (mode & _SPECIAL_BITS or dos & _DOS_FOLDER))
    if special or dos & (_DOS_VOLUME | _DOS_LINK):
        raise bad_archive("is no plain file: links and devices are not taken.", entry.name)
    if folder and (entry.size or entry.packed > _EMPTY_DEFLATED):
        raise bad_archive("is a folder with contents of its own.", entry.name)


def _check_sizes(entries: list[Entry], length: int, limits: ArchiveLimits) -> None:
    total = 0
    for entry in entries:
        total += entry.size
        if total > limits.max_bytes:
            raise archive_too_large(f"makes the whole larger than {limits.max_bytes} bytes.", entry.name)
        if entry.size > limits.small_bytes and entry.size > limits.max_ratio * entry.packed:
            raise bad_archive(f"unpacks to more than {limits.max_ratio} times its size.", entry.name)
    if total > limits.small_bytes and total > limits.max_ratio * length:
        raise bad_archive(f"unpacks to more than {limits.max_ratio} times its size.")


def _placed(stream: BinaryIO, entries: list[Entry], directory: int) -> tuple[Member, ...]:
    """The members, proven to lie one behind the other without gap or overlap up to the directory."""
    starts = [entry.offset for entry in entries] + [directory]
    if starts[0] != 0:
        raise bad_archive("has something before its first member.", hint=_HINT)
    members = []
    for entry, following in zip(entries, starts[1:], strict=True):
        local = read_local(stream, entry)
        _check_local(entry, local)
        gap = following - (local.data + entry.packed)
        fits = _is_descriptor(stream, entry, following - gap, gap) if local.streamed else gap == 0
        if not fits:
            problem = "overlaps another one." if gap < 0 else "has something behind it that belongs to no member."
            raise bad_archive(problem, entry.name, _HINT)
        if not is_folder(entry.name):
            members.append(_member(entry, local.data))
    return tuple(members)


def _check_local(entry: Entry, local: LocalHeader) -> None:
    same = (local.raw_name, local.flags, local.method) == (entry.raw_name, entry.flags, entry.method)
    pairs = ((local.crc, entry.crc), (local.packed, entry.packed), (local.size, entry.size))
    if local.streamed:
        same = same and all(told in (0, UNSET, value) for told, value in pairs)
    else:
        same = same and all(told == value for told, value in pairs)
    if not same:
        raise bad_archive("is told differently in its header and in the directory.", entry.name, _HINT)


def _is_descriptor(stream: BinaryIO, entry: Entry, place: int, size: int) -> bool:
    """Whether what lies behind the data of a streamed member is its checksum and sizes, as the directory tells them."""
    if size not in (12, 16, 20, 24):
        return False
    stream.seek(place)
    found = stream.read(size)
    narrow = entry.packed < UNSET and entry.size < UNSET
    kinds = ("<3I", "<I2Q") if narrow else ("<I2Q",)
    told = [struct.pack(kind, entry.crc, entry.packed, entry.size) for kind in kinds]
    return any(found in (plain, b"PK\x07\x08" + plain) for plain in told)


def _member(entry: Entry, start: int) -> Member:
    return Member(
        name=entry.name, method=entry.method, start=start, packed=entry.packed, size=entry.size, crc=entry.crc
    )
