"""Texts beside pictures: which encoding a file has, and what a node makes of it."""

import codecs
import os
import re
import stat
from pathlib import Path
from typing import Final

from ...core.errors import TooLarge, from_os_error

LARGEST: Final = 1 << 20
"""Bytes in a caption file at most."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_ENDS: Final = re.compile(r"\r\n?")


def read_caption(path: Path) -> str | None:
    """The text of a file, None where there is none. `TooLarge` names a file of more than `LARGEST` bytes. Blocks."""
    data = _bytes_of(path)
    if data is None:
        return None
    if len(data) > LARGEST:
        raise TooLarge(
            f"The caption {path.name[:80]!r} is larger than 1 MiB.", hint="Make it shorter, or move it away."
        )
    return decoded(data)


def decoded(data: bytes) -> str:
    """The text in `data`: without byte order mark, with `\\n` for line ends, none of them and no NULs at the end.

    A byte order mark decides. Without one, NULs in most of every other place mean UTF-16; what is valid UTF-8 is
    UTF-8; else some NULs there mean UTF-16; the rest is cp1252, or latin-1 where that has no such bytes.
    """
    return _LINE_ENDS.sub("\n", _text(data)).lstrip("\ufeff").rstrip("\n\0")


def _bytes_of(path: Path) -> bytes | None:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            return None
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise from_os_error(error, f"read {os.fspath(path.name)}") from error


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    ended = data.rstrip(b"\0")
    if b"\0" not in ended and (text := _utf_8(ended)) is not None:
        return text
    wide, surely = _sixteen_bits(data)
    for encoding in (*wide, "utf-8", "cp1252") if surely else ("utf-8", *wide, "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _utf_8(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _sixteen_bits(data: bytes) -> tuple[tuple[str, ...], bool]:
    """The kind of UTF-16 that NULs in every other place speak for, and whether they are more than stray ones."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if len(data) % 2 or even == odd:
        return (), False
    most, least = max(even, odd), min(even, odd)
    return ("utf-16-le" if odd > even else "utf-16-be",), most * 4 > len(data) and most > 4 * least
