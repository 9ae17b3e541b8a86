"""Finds where a table begins in the bytes of a damaged file, by the words that describe it, wherever they lie.

SQLite keeps `table`, the table's name, once more its name, the number of its first page and its text one after the
other. What leads to them may be damaged, and one of them as well.
"""

import mmap
from collections.abc import Iterator
from typing import Final

_WIDEST: Final = 4
"""Bytes of the number of a page, at most."""

_ALIKE: Final = 0.75
"""The share of letters that a damaged text has in common with ours."""


def roots(data: mmap.mmap, name: str, text: str, pages: int) -> set[int]:
    """The numbers of first pages that `data`, the file, has for the table `name` with the description `text`."""
    head, tail = b"table" + name.encode() * 2, text.encode()
    found: set[int] = set()
    for at in _places(data, head):
        found.update(_behind(data, at + len(head), tail))
    for at in _places(data, tail):
        found.update(_before(data, at, head))
    return {root for root in found if 1 < root <= pages}


def _places(data: mmap.mmap, words: bytes) -> Iterator[int]:
    at = data.find(words)
    while at >= 0:
        yield at
        at = data.find(words, at + 1)


def _behind(data: mmap.mmap, at: int, tail: bytes) -> Iterator[int]:
    for width in range(1, _WIDEST + 1):
        if _is_alike(data[at + width : at + width + len(tail)], tail):
            yield int.from_bytes(data[at : at + width], "big", signed=True)


def _before(data: mmap.mmap, at: int, head: bytes) -> Iterator[int]:
    for width in range(1, _WIDEST + 1):
        begins = at - width - len(head)
        if begins >= 0 and _is_alike(data[begins : at - width], head):
            yield int.from_bytes(data[at - width : at], "big", signed=True)


def _is_alike(found: bytes, wanted: bytes) -> bool:
    same = sum(1 for one, other in zip(found, wanted, strict=False) if one == other)
    return same >= _ALIKE * len(wanted)
