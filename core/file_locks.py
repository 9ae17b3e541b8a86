"""Locks between processes: files that one process at a time holds, and lets go of when it dies."""

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from .errors import Busy, from_os_error
from .files import Files

FOLDER: Final = ".locks"
"""The folder beside documents that holds their locks: a name that no document can have."""

_BUSY_SECONDS: Final = 5.0


def nobody_writes(error: OSError, folder: Path) -> bool:
    """Whether `error` came of a `folder` that cannot be written: what is there can be read without its lock."""
    refused = error.errno in (errno.EACCES, errno.EPERM) and not os.access(folder, os.W_OK)
    return error.errno == errno.EROFS or refused


@contextlib.contextmanager
def held(files: Files, path: Path, *, busy: str, what: str) -> Iterator[None]:
    """Keep everybody else from what the lock `path` stands for, other processes too. Not re-entrant; on any thread.

    After 5 s it is `Busy` with the message `busy`; a disk that fails could not "lock `what`".
    """
    lock = FileLock(path, timeout=_BUSY_SECONDS, poll_interval=0.01, thread_local=False)
    try:
        files.make_folder(path.parent)
        lock.acquire()
    except Timeout as error:
        raise Busy(busy, hint="Nothing was changed; try again.") from error
    except OSError as error:
        raise from_os_error(error, f"lock {what}") from error
    try:
        yield
    finally:
        lock.release()
