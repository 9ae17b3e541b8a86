"""What a note of a pool may be: its name and its size."""

import re
from typing import Final

from ..contracts.pools import Notes
from ..errors import BadName, TooLarge

MOST_BYTES: Final = 64 << 10
_NAME: Final = re.compile(r"[a-z0-9_]{1,31}")


def check_note(name: str, data: bytes = b"") -> None:
    """Raise `BadName` or `TooLarge` where this cannot be a note."""
    if not _NAME.fullmatch(name) or name == "manifest":
        raise BadName(f"{name!r} is no name of a note.", field="note")
    if len(data) > MOST_BYTES:
        raise TooLarge("A note has at most 64 KiB.", field="note")


def check_notes(notes: Notes) -> None:
    """`check_note` for all."""
    for name, data in notes.items():
        check_note(name, data)
