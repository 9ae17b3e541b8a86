"""What a file looks like from outside: it changes whenever the file does, and costs one look."""

import os
from pathlib import Path

from .errors import from_os_error

Signature = tuple[int, int, int]
"""Nanoseconds since 1970 of the last change, bytes, inode."""


def signature_of(state: os.stat_result) -> Signature:
    """The signature of what was looked at."""
    return state.st_mtime_ns, state.st_size, state.st_ino


def file_signature(path: Path, what: str = "") -> Signature | None:
    """Changes whenever the file does, of a link those of the link; None where there is none. Errors of the disk.

    `what` is what could not be looked at, where it is not the name of the file.
    """
    try:
        return signature_of(path.lstat())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise from_os_error(error, f"look at {what or path.name}") from error


def as_text(signature: Signature | None) -> str:
    """A signature as text, empty where there is no file."""
    return "" if signature is None else ":".join(map(str, signature))
