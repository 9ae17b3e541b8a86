"""Texts in EXIF: ComfyUI writes `workflow:{...}` and `prompt:{...}` into plain text fields, whatever those are for."""

from collections.abc import Collection, Iterator
from typing import Final, Literal

from ...core.errors import TooLarge

_Order = Literal["little", "big"]
_ORDERS: Final[dict[bytes, _Order]] = {b"II*\x00": "little", b"MM\x00*": "big"}
_TEXT_KINDS: Final = frozenset({1, 2, 7, 129})
"""BYTE, ASCII, UNDEFINED and UTF-8: one byte for each item."""

_DETAILS: Final = 0x8769
"""The entry that says where the second directory is."""

_COMMENT_HEADERS: Final = (b"ASCII\x00\x00\x00", b"\x00" * 8)
_LONGEST_KEY: Final = 16


def exif_texts(data: bytes, keys: Collection[str], limit: int) -> dict[str, bytes]:
    """The first text under each of `keys`, in UTF-8; nothing where `data` is no EXIF that makes sense.

    Raises `TooLarge` where a text has more than `limit` bytes. Entries may lie about their places: what points out of
    the data is passed over, and only texts that are wanted are copied.
    """
    found: dict[str, bytes] = {}
    for start, size in _values(data):
        text = _begin(data, start, size)
        name, separator, _rest = data[text : text + _LONGEST_KEY].partition(b":")
        key = name.decode("latin-1").strip().casefold()
        if separator and key in keys and key not in found:
            found[key] = _utf8(_bounded(data, text + len(name) + 1, start + size, limit))
    return found


def _values(data: bytes) -> Iterator[tuple[int, int]]:
    """Where the values of texts lie, of the first directory and of the one with details."""
    order = _ORDERS.get(data[:4])
    if order is None:
        return
    directories = [_number(data, 4, 4, order)]
    for nth in range(2):
        if nth >= len(directories):
            return
        for tag, kind, count, place in _entries(data, directories[nth], order):
            if tag == _DETAILS:
                directories.append(_number(data, place, 4, order))
            elif kind in _TEXT_KINDS:
                start = place if count <= 4 else _number(data, place, 4, order)
                if start + count <= len(data):
                    yield start, count


def _entries(data: bytes, place: int, order: _Order) -> Iterator[tuple[int, int, int, int]]:
    """Tag, kind, count and the place of the value, of each entry of a directory."""
    for nth in range(_number(data, place, 2, order)):
        entry = place + 2 + 12 * nth
        if entry + 12 > len(data):
            return
        yield (
            _number(data, entry, 2, order),
            _number(data, entry + 2, 2, order),
            _number(data, entry + 4, 4, order),
            entry + 8,
        )


def _number(data: bytes, place: int, size: int, order: _Order) -> int:
    return int.from_bytes(data[place : place + size], order)


def _begin(data: bytes, start: int, size: int) -> int:
    """Where the text of a value begins: comments say first how they are written."""
    return start + 8 if size > 8 and data[start : start + 8] in _COMMENT_HEADERS else start


def _bounded(data: bytes, start: int, end: int, limit: int) -> bytes:
    if end - start > limit:
        raise TooLarge(f"The workflow in the picture has more than {limit >> 20} MiB.")
    return data[start:end].rstrip(b"\x00")


def _utf8(text: bytes) -> bytes:
    try:
        text.decode()
    except UnicodeDecodeError:
        return text.decode("latin-1").encode()
    return text
