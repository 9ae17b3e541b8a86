"""Notes: small files of other features in a pool's folder. They move with the pool and are never looked into."""

import errno
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ...core.errors import BadName, TooLarge
from ...core.files import Files
from .store_names import MANIFEST

MAX_BYTES: Final = 64 << 10
_NAME: Final = re.compile(r"[a-z0-9_]{1,31}")
_NO_NOTE: Final = frozenset({errno.EFBIG, errno.EINVAL, errno.ELOOP, errno.EISDIR, errno.ENXIO})
"""What reading says of something that is too large, a pipe, a link or a folder."""


def note_file(name: object) -> str:
    """The file name of a note; `BadName` for what is no name, or the name of a file that the store has."""
    if not isinstance(name, str) or not _NAME.fullmatch(name) or f"{name}.json" == MANIFEST:
        raise BadName(f"{repr(name)[:80]} is no name of a note.", hint="Use 1 to 31 of a-z, 0-9 and _.", field="note")
    return f"{name}.json"


def may_be_note(file_name: str) -> bool:
    """Whether a file in a pool's folder may be a note."""
    stem, dot, suffix = file_name.partition(".")
    return bool(dot) and suffix == "json" and file_name != MANIFEST and _NAME.fullmatch(stem) is not None


def check_notes(notes: Mapping[str, bytes]) -> None:
    """Raise `BadName` or `TooLarge` where one of these cannot be a note."""
    for name, data in notes.items():
        note_file(name)
        if len(data) > MAX_BYTES:
            raise TooLarge(f"A note has at most {MAX_BYTES} bytes, {name!r} has {len(data)}.", field="note")


def write_notes(files: Files, folder: Path, notes: Mapping[str, bytes]) -> None:
    """Write checked notes, each whole or not at all. Raises `OSError`."""
    for name, data in notes.items():
        files.write(folder / note_file(name), data)


def read_note(files: Files, folder: Path, name: str) -> bytes | None:
    """A note, None where there is none or what is there cannot be one. Raises `BadName`, `OSError`."""
    try:
        return files.read(folder / note_file(name), MAX_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno in _NO_NOTE:
            return None
        raise
