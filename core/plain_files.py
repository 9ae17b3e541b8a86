"""Small files of people, whole: read with a limit, kept under a new name, tidied after processes that died."""

import contextlib
import errno
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from .errors import Invalid, TooLarge, from_os_error
from .files import TEMPORARY_SUFFIX, Files

NOT_PLAIN: Final = frozenset({errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO, errno.EMLINK})
"""What the disk says of a link, a folder, a pipe."""


def read_plain(files: Files, path: Path, most_bytes: int, *, of: str, no_folder: str, field: str) -> bytes | None:
    """The bytes of a file of the document `of`, None where there is none.

    `TooLarge`; `Invalid` for what is no plain file, and with the words `no_folder` where its folder is a file.
    """
    where = f"{path.name} of {of}"
    try:
        return files.read(path, most_bytes)
    except FileNotFoundError:
        return None
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise TooLarge(f"{where} has more than {most_bytes >> 20} MiB.") from error
        if error.errno == errno.ENOTDIR:
            raise Invalid(f"{of} is a file, {no_folder}.", field=field) from error
        if error.errno in NOT_PLAIN:
            hint = "Links, folders and pipes are not read."
            raise Invalid(f"{where} is no plain file.", hint=hint, field=field) from error
        raise from_os_error(error, f"read {where}") from error


def keep_new(files: Files, target: Path, data: bytes, name: str) -> None:
    """Write `data` under a name that must be free, whole or not at all. Raises `OSError`.

    Until then it is an unfinished file of `name`, by which whoever tidies knows whose it is.
    """
    with files.stage(target.parent, f".{name}{TEMPORARY_SUFFIX}") as staged:
        staged.write(data)
    try:
        files.place(staged.path, target)
    except OSError:
        with contextlib.suppress(OSError):  # the first error is the one to report; a sweep takes the rest
            files.discard(staged.path)
        raise


def sweep(files: Files, folder: Path, is_unfinished: Callable[[str], object], log: logging.Logger) -> None:
    """Remove the files whose names are those of unfinished ones; a disk that refuses is logged."""
    try:
        for path in folder.iterdir() if folder.is_dir() else ():
            if is_unfinished(path.name):
                files.discard(path)
    except OSError as error:
        log.warning("%s could not be tidied: %s", folder.name, error)
