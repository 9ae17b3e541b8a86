"""The first 100 bytes of SQLite's file: most of them are known, and where one is not as it must be it is put right.

SQLite takes a damaged one at its word: it calls the file read-only or too new, or opens it as another kind of file.
What is judged here is sure: what only looks odd is SQLite's to judge, since any tool may have made the file. The file
is opened beside SQLite, which costs this process its locks of it: only for a file that it has no connection to.
Blocks; raises `OSError`.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import BinaryIO, Final

from .pages import PAGE_SIZES, beginnings, ends, likelihood
from .sqlite_files import UNREADABLE

SIZE: Final = 100
_MAGIC: Final = b"SQLite format 3\0"
_FRACTIONS: Final = bytes((64, 32, 32))
_USUAL: Final = 4096
_LEAST_USABLE: Final = 480
_TEXTS_WITHIN: Final = 4 << 20
_UTF_8: Final = 1
_LAST_ENCODING: Final = 3
_NEWEST_FORMAT: Final = 4
_WAL: Final = 2
_WAL_MAGICS: Final = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


def is_damaged(path: Path) -> bool:
    """Whether the header of the database at `path` says what it cannot say; an empty file, or none, says nothing.

    One with a journal that is to be rolled back is SQLite's to judge.
    """
    if not path.is_file() or path.with_name(f"{path.name}-journal").exists():
        return False
    size = path.stat().st_size  # before the rest: a file that grows in between is whole
    if not size:
        return False
    with path.open("rb") as stream:
        head = stream.read(SIZE)
        if not _is_possible(head):
            return True
        is_odd = not _fits(head, stream) or _is_longer(head, path, stream, size)
    return is_odd and not _passes(path, keeps_log=head[18] == _WAL)


def put_right(stream: BinaryIO, size: int, log: Path) -> bytes:
    """The header of a damaged file as it must be; `size` is the file's, `log` lies beside it, or does not."""
    stream.seek(0)
    head = bytearray(stream.read(SIZE).ljust(SIZE, b"\0"))
    page = _page_size(head, stream, size, log)
    head[:18] = _MAGIC + (page & 0xFFFF or 1).to_bytes(2, "big")
    for at in (18, 19):
        head[at] = head[at] if head[at] in (1, _WAL) else _WAL
    head[20] = head[20] if _leaves(head, page, stream) else 0
    head[21:24] = _FRACTIONS
    head[28:32] = min(-(-size // page), 0xFFFFFFFF).to_bytes(4, "big")
    if not 0 <= _number(head, 44) <= _NEWEST_FORMAT:
        head[44:48] = _NEWEST_FORMAT.to_bytes(4, "big")
    if not _has_map(head, page, stream):
        head[52:56] = bytes(4)
    if not _is_encoding(head, stream):
        head[56:60] = _UTF_8.to_bytes(4, "big")
    head[92:96] = head[24:28]  # the number of pages counts only where these are the same
    return bytes(head)


def page_size(head: bytes | bytearray) -> int:
    """The bytes of a page as the header says, 0 where it says nonsense."""
    said = int.from_bytes(head[16:18], "big")
    said = 65_536 if said == 1 else said
    return said if said in PAGE_SIZES else 0


def _is_possible(head: bytes) -> bool:
    """Whether each number of the header is one of those that it may be."""
    return (
        head.startswith(_MAGIC)
        and len(head) == SIZE
        and bool(page_size(head))
        and head[18] in (1, _WAL)
        and head[19] in (1, _WAL)
        and head[21:24] == _FRACTIONS
        and _number(head, 44) <= _NEWEST_FORMAT
        and _number(head, 56) <= _LAST_ENCODING
    )


def _fits(head: bytes, stream: BinaryIO) -> bool:
    """Whether the rest of the file is of the kind that the header says."""
    page = page_size(head)
    return _leaves(head, page, stream) and _has_map(head, page, stream) and _is_encoding(head, stream)


def _is_longer(head: bytes, path: Path, stream: BinaryIO, size: int) -> bool:
    """Whether there are pages that the header does not count: SQLite would write over them."""
    log, page, count = path.with_name(f"{path.name}-wal"), page_size(head), _number(head, 28)
    if log.exists() or head[24:28] != head[92:96] or not 0 < count < size // page:
        return False
    stream.seek(count * page)
    return bool(stream.read(page).strip(b"\0"))


def _passes(path: Path, *, keeps_log: bool) -> bool:
    """Whether SQLite reads all of it, and finds texts: it was made so. Leaves nothing beside it."""
    is_alone = keeps_log and not path.with_name(f"{path.name}-wal").exists()
    how = f"{path.absolute().as_uri()}?{'immutable=1' if is_alone else 'mode=ro'}"
    try:
        with contextlib.closing(sqlite3.connect(how, uri=True)) as looking:
            looking.execute("BEGIN")
            texts = looking.execute("SELECT name, sql FROM sqlite_master").fetchall()
            return bool(texts) and looking.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
    except (sqlite3.Error, *UNREADABLE):
        return False


def _number(head: bytes | bytearray, at: int) -> int:
    return int.from_bytes(head[at : at + 4], "big")


def _page_size(head: bytearray, stream: BinaryIO, size: int, log: Path) -> int:
    """What the log says, or the size that is likeliest by the number of pages, the header, and how pages begin."""
    if (logged := _page_size_in(log)) is not None:
        return logged
    said, count = page_size(head), _number(head, 28)
    if said and size == said * count:
        return said
    hints = (0.25 * (page == said) + 0.25 * (page * count == size) for page in PAGE_SIZES)
    scores = {page: likelihood(stream, page, size) + hint for page, hint in zip(PAGE_SIZES, hints, strict=True)}
    return max((_USUAL, *PAGE_SIZES), key=scores.__getitem__)


def _page_size_in(log: Path) -> int | None:
    try:
        with log.open("rb") as stream:
            begins = stream.read(12)
    except FileNotFoundError:
        return None
    found = int.from_bytes(begins[8:12], "big")
    return found if begins[:4] in _WAL_MAGICS and found in PAGE_SIZES else None


def _leaves(head: bytes | bytearray, page: int, stream: BinaryIO) -> bool:
    """Whether pages leave as many bytes at their ends as the header says: no row and no key lies there."""
    if not head[20]:
        return True
    usable = page - head[20]
    return usable >= _LEAST_USABLE and all(ends(stream, page, one) <= usable for one in beginnings(stream, page))


def _has_map(head: bytes | bytearray, page: int, stream: BinaryIO) -> bool:
    """Whether the second page is the map that a file with a largest root has: it begins with another root.

    A file without tables has one page.
    """
    if not _number(head, 52):
        return True
    stream.seek(page)
    return stream.read(1) in (b"\x01", b"")


def _is_encoding(head: bytes | bytearray, stream: BinaryIO) -> bool:
    """Whether texts are in the encoding that the header says."""
    said = _number(head, 56)
    if said in (0, _UTF_8):
        return True
    stream.seek(0)
    return b"CREATE TABLE" not in stream.read(_TEXTS_WITHIN)
