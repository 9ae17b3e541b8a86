"""The Range header: one part of a file, as players and downloads ask for it."""

import re
from typing import Final

from ...core.values import frozen

_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.ASCII)


@frozen
class Span:
    """`length` bytes from `start` on."""

    start: int = 0
    length: int = 0


class NotSatisfiable(Exception):
    """Raised when a range starts behind the end of the file."""


def requested(header: str, size: int) -> Span | None:
    """The span that a Range header asks for; None (the whole file) where it is malformed or names several."""
    found = _RANGE.fullmatch(header.strip())
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        length = min(int(found[2]), size)
        if length == 0:
            raise NotSatisfiable
        return Span(size - length, length)
    start = int(found[1])
    end = min(int(found[2]), size - 1) if found[2] else size - 1
    if found[2] and int(found[2]) < start:
        return None
    if start >= size:
        raise NotSatisfiable
    return Span(start, end - start + 1)
