"""From a pool to a zip file: every member stored as it is, in the shape that Dataset Gates reads.

Each header has its checksum and sizes, so that every reader takes the file, those included that read it as a stream.
"""

import json
import struct
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.contracts.pools import PoolContents, Progress, no_progress
from ...core.contracts.profiles import Profile
from ...core.errors import TooLarge
from ...core.files import StagedFile
from ...core.values import frozen
from .archive_directory import ENTRY, LOCAL, UNSET
from .archive_profile import MANIFEST, META, POOL
from .archive_source import Source, opened

FORMAT: Final = 1

_UTF_8: Final = 0x0800
_PLAIN: Final = 20
_WIDE: Final = 45
_UNIX: Final = 3 << 8
_FILE_MODE: Final = 0o100644 << 16
_MOST: Final = 0xFFFF


class Changed(Exception):
    """Raised with its path when a file was moved away or written while it was packed; once more may go well."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.name)
        self.path = path


def pack(contents: PoolContents, profile: Profile, staged: StagedFile, progress: Progress = no_progress) -> None:
    """Append the zip file of a profile to `staged`; `progress` in bytes.

    Raises `Changed` where a file was moved away or written meanwhile (ask for the contents again, start anew),
    `StorageFailed` for what is no plain file, and the errors of the disk.
    """
    meta = json.dumps({"name": profile.name, "format": FORMAT, "created": profile.created}, ensure_ascii=True).encode()
    total = len(contents.manifest) + sum(_size(path) for path in contents.files)
    work = _Packing(staged=staged, progress=progress, total=total)
    progress(0, total)
    work.add_bytes(META, meta)
    work.add_bytes(MANIFEST, contents.manifest)
    work.advance(len(contents.manifest))
    for path in contents.files:
        with _opened(path) as source:
            work.add_file(POOL + path.name, source)
    work.finish()


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except FileNotFoundError as error:
        raise Changed(path) from error


@contextmanager
def _opened(path: Path) -> Iterator[Source]:
    with ExitStack() as stack:
        try:
            source = stack.enter_context(opened(path))
        except FileNotFoundError as error:
            raise Changed(path) from error
        yield source


@frozen(kw_only=True)
class _Header:
    """What is told of a member, in its header and in the directory; `date` as DOS has it."""

    name: bytes
    crc: int
    size: int
    offset: int
    date: int

    def local(self) -> bytes:
        fields = (b"PK\x03\x04", _PLAIN, self._flags(), 0, self.date & _MOST, self.date >> 16)
        return LOCAL.pack(*fields, self.crc, self.size, self.size, len(self.name), 0) + self.name

    def entry(self) -> bytes:
        far = self.offset >= UNSET
        extra = struct.pack("<HHQ", 1, 8, self.offset) if far else b""
        needed = _WIDE if far else _PLAIN
        fields = (b"PK\x01\x02", _UNIX | needed, needed, self._flags(), 0, self.date & _MOST, self.date >> 16)
        sizes = (self.crc, self.size, self.size, len(self.name), len(extra), 0, 0, 0)
        return ENTRY.pack(*fields, *sizes, _FILE_MODE, UNSET if far else self.offset) + self.name + extra

    def _flags(self) -> int:
        return 0 if self.name.isascii() else _UTF_8


@define
class _Packing:
    staged: StagedFile
    progress: Progress
    total: int
    done: int = 0
    headers: list[_Header] = field(factory=list)

    def add_bytes(self, name: str, data: bytes) -> None:
        self._begin(name, zlib.crc32(data), len(data), _dos_date(time.time()))
        self.staged.write(data)

    def add_file(self, name: str, source: Source) -> None:
        """Read twice: the checksum stands before the bytes, and the second reading proves that they are the same."""
        crc = source.checksum()
        self._begin(name, crc, source.size, _dos_date(source.changed))
        size, again = 0, 0
        for part in source.chunks():
            size += self.staged.write(part)
            again = zlib.crc32(part, again)
            self.advance(len(part))
        if (size, again) != (source.size, crc):
            raise Changed(source.path)

    def advance(self, count: int) -> None:
        self.done += count
        self.progress(min(self.done, self.total), self.total)

    def finish(self) -> None:
        start = self.staged.size
        for part in _joined(header.entry() for header in self.headers):
            self.staged.write(part)
        self.staged.write(_end(len(self.headers), start, self.staged.size - start))

    def _begin(self, name: str, crc: int, size: int, date: int) -> None:
        if size >= UNSET:
            raise TooLarge(f"{name} has {size} bytes; a zip file takes less than {UNSET} of one file.")
        header = _Header(name=name.encode(), crc=crc, size=size, offset=self.staged.size, date=date)
        self.headers.append(header)
        self.staged.write(header.local())


def _joined(parts: Iterable[bytes], least: int = 1 << 16) -> Iterable[bytes]:
    """The same bytes in fewer, larger parts: each is one call to the system."""
    held = bytearray()
    for part in parts:
        held += part
        if len(held) >= least:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _end(count: int, start: int, size: int) -> bytes:
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, *[min(count, _MOST)] * 2, min(size, UNSET), min(start, UNSET), 0)
    if count < _MOST and start + size < UNSET:
        return end
    record = struct.pack("<4sQ2H2I4Q", b"PK\x06\x06", 44, _UNIX | _WIDE, _WIDE, 0, 0, count, count, size, start)
    return record + struct.pack("<4sIQI", b"PK\x06\x07", 0, start + size, 1) + end


def _dos_date(seconds: float) -> int:
    """Date in the upper 16 bits, time in the lower, UTC; what DOS cannot tell becomes its first or last day."""
    year, month, day, hour, minute, second = time.gmtime(max(seconds, 0))[:6]
    if not 1980 <= year <= 2107:
        year, month, day = (1980, 1, 1) if year < 1980 else (2107, 12, 31)
    return (year - 1980) << 25 | month << 21 | day << 16 | hour << 11 | minute << 5 | second // 2
