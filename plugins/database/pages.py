"""How the pages of SQLite's file begin and end: it tells how large they are where the header does not. Blocks."""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from ...core.values import frozen

PAGE_SIZES: Final = tuple(512 << power for power in range(8))
_TREES: Final = b"\x02\x05\x0a\x0d"
"""The first byte of a page that has rows or keys."""

_INNER: Final = b"\x02\x05"
_ROWS: Final = 0x0D
_MOST_RESERVED: Final = 255
_LOOKED_AT: Final = 200
"""Pages that are looked at."""


@frozen
class Page:
    """A page of rows or keys: where its contents begin, and how many cells they are."""

    number: int
    kind: int
    contents: int
    cells: int


def likelihood(stream: BinaryIO, page: int, size: int) -> float:
    """The share of pages that begin as pages do, and of those with room: of pages half as large, none would have it.

    `size` is the file's, `page` the bytes of a page; 0 to 2. The last page may be cut off.
    """
    looked = min(-(-size // page) - 1, _LOOKED_AT)
    found = list(beginnings(stream, page))
    return sum(1 + (one.contents > page // 2) for one in found) / looked if looked > 0 else 0.0


def beginnings(stream: BinaryIO, page: int) -> Iterator[Page]:
    """Those among the first pages, beside the very first, that begin as pages of rows or keys do."""
    for number in range(1, _LOOKED_AT + 1):
        stream.seek(number * page)
        begins = stream.read(8)
        if len(begins) < 8:
            return
        kind, _free, cells, contents, _fragments = struct.unpack(">BHHHB", begins)
        made = Page(number, kind, contents or 65_536, cells)
        if kind in _TREES and (12 if kind in _INNER else 8) + 2 * cells <= made.contents <= page:
            yield made


def ends(stream: BinaryIO, page: int, one: Page) -> int:
    """Where the last row or key of a page ends, as far as they are whole there.

    Nothing is said of inner pages: in a file that keeps itself small its maps may begin as those do. A row or key that
    goes on elsewhere is longer than `local`, of which the smallest is taken (https://sqlite.org/fileformat2.html#b_tree_pages).
    """
    if one.kind in _INNER:
        return 0
    least = page - _MOST_RESERVED
    local = least - 35 if one.kind == _ROWS else (least - 12) * 64 // 255 - 23
    stream.seek(one.number * page)
    data = stream.read(page).ljust(page, b"\0")
    found = [one.contents]
    for place in struct.unpack_from(f">{one.cells}H", data, 8):
        size, begins = _varint(data, place)
        if one.kind == _ROWS:
            _, begins = _varint(data, begins)
        if size <= local and begins + size <= page:
            found.append(begins + size)
    return max(found)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number as SQLite writes them, and where it ends."""
    value = 0
    for place in range(at, min(at + 9, len(data))):
        value, at = value << 7 | data[place] & 0x7F, place
        if data[at] < 0x80:
            break
    return value, at + 1
