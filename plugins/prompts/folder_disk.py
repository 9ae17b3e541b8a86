"""The files of one folder of prompts: prompts.json, what is kept beside it, its last good copy, its lock.

Everything blocks and raises `PenstockError`; safe on any thread and beside other processes.
"""

import contextlib
import errno
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define
from filelock import FileLock, Timeout

from ...core.clock import Clock
from ...core.errors import Busy, Invalid, PenstockError, TooLarge, from_os_error
from ...core.files import TEMPORARY_SUFFIX, Files
from .decoding import MOST_BYTES

FILE_NAME: Final = "prompts.json"
LOCKS: Final = ".locks"
V1_BACKUP: Final = "v1.backup"
V2_ASIDE: Final = "v2"
CORRUPT: Final = "corrupt"
_LOG: Final = logging.getLogger("penstock.prompts")
_BUSY_SECONDS: Final = 5.0
_UNFINISHED: Final = re.compile(rf"[0-9a-f]{{16}}\.{re.escape(FILE_NAME)}.*{re.escape(TEMPORARY_SUFFIX)}")

_NOT_PLAIN: Final = {errno.ELOOP, errno.EINVAL, errno.EISDIR, errno.ENXIO, errno.EMLINK}
"""What the disk says of a link, a folder, a pipe."""

Signature = tuple[int, int, int]


@define
class FolderDisk:
    """See the module. `folder` need not exist, `private` is of this folder alone."""

    folder: Path
    private: Path
    files: Files
    clock: Clock

    @property
    def path(self) -> Path:
        """The file itself."""
        return self.folder / FILE_NAME

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Keep everybody else from changing the files, other processes too; `Busy` after 5 s. Not re-entrant."""
        locks = self.folder.parent / LOCKS
        lock = FileLock(
            locks / f"{self.folder.name}.{FILE_NAME}.lock",
            timeout=_BUSY_SECONDS,
            poll_interval=0.01,
            thread_local=False,
        )
        try:
            self.files.make_folder(locks)
            lock.acquire()
        except Timeout as error:
            raise Busy("Another program is changing these prompts.", hint="Nothing was changed; try again.") from error
        except OSError as error:
            raise from_os_error(error, "lock the prompts") from error
        try:
            yield
        finally:
            lock.release()

    def signature(self) -> Signature | None:
        """Changes whenever the file does; None where there is none."""
        return file_signature(self.path)

    def is_plain(self) -> bool:
        """Whether the file is one, and no link, folder or pipe."""
        return self.path.is_file() and not self.path.is_symlink()

    def read(self) -> bytes | None:
        """The bytes of the file, None where there is none."""
        return self._bytes(self.path)

    def replace(self, before: bytes | None, data: bytes) -> None:
        """Write the file anew, whole or not at all. `before` is what it holds, None where there is none.

        A disk that fails after the new file got its name must not leave what was never acknowledged.
        """
        try:
            self.files.make_folder(self.folder)
            self.files.write(self.path, data)
        except OSError as error:
            self._put_back(before)
            raise from_os_error(error, "store the prompts") from error

    def _put_back(self, before: bytes | None) -> None:
        try:
            if self.read() == before:
                return
            if before is None:
                self.files.discard(self.path)
            else:
                self.files.write(self.path, before)
        except (OSError, PenstockError) as error:
            _LOG.warning("%s may not be as it was before a write that failed: %s", self.folder.name, error)

    def keep_beside(self, kind: str, data: bytes) -> str:
        """Keep `data` under a name of its own beside the file, which is returned; nothing is written over.

        What is kept there as the newest of its kind already is not kept twice.
        """
        newest = self.newest(kind)
        if newest is not None and self._bytes(newest) == data:
            return newest.name
        target = self._free_name(kind)
        try:
            with self.files.stage(self.folder, f".{FILE_NAME}{TEMPORARY_SUFFIX}") as staged:
                staged.write(data)
            try:
                self.files.place(staged.path, target)
            except OSError:
                with contextlib.suppress(OSError):  # the first error is the one to report; a sweep takes the rest
                    self.files.discard(staged.path)
                raise
        except OSError as error:
            raise from_os_error(error, "keep the prompts as they were") from error
        return target.name

    def newest(self, kind: str) -> Path | None:
        """What was kept last of a kind."""
        numbers = self._numbers(kind)
        return self._kept(kind, max(numbers)) if numbers else None

    def kept_bytes(self, kind: str) -> bytes | None:
        """The bytes that were kept last of a kind."""
        newest = self.newest(kind)
        return self._bytes(newest) if newest is not None else None

    def sweep(self) -> None:
        """Remove what processes that died left half written; only while it is held."""
        for folder in (self.folder, self.private):
            try:
                for path in folder.iterdir() if folder.is_dir() else ():
                    if _UNFINISHED.fullmatch(path.name):
                        self.files.discard(path)
            except OSError as error:
                _LOG.warning("%s could not be tidied: %s", folder.name, error)

    def last_good(self) -> bytes | None:
        """The bytes of the file as they were when they were good; None where they cannot be read either."""
        try:
            return self._bytes(self.private / FILE_NAME)
        except PenstockError as error:
            _LOG.warning("the copy of the prompts of %s cannot be read: %s", self.folder.name, error)
            return None

    def keep_good(self, data: bytes) -> None:
        """Write the last good copy anew where it is another: a help, never a hindrance, so errors are logged."""
        if self.last_good() == data:
            return
        try:
            self.files.make_folder(self.private)
            self.files.write(self.private / FILE_NAME, data)
        except OSError as error:
            _LOG.warning("the copy of the prompts of %s cannot be kept: %s", self.folder.name, error)

    def forget_good(self) -> None:
        """Remove the last good copy: what was deleted must not come back when a new file is damaged."""
        try:
            self.files.discard(self.private / FILE_NAME)
        except OSError as error:
            _LOG.warning("the copy of the prompts of %s cannot be removed: %s", self.folder.name, error)

    def good_signature(self) -> Signature | None:
        """Changes whenever the last good copy does."""
        try:
            state = (self.private / FILE_NAME).lstat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size, state.st_ino

    def _bytes(self, path: Path) -> bytes | None:
        try:
            return self.files.read(path, MOST_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.EFBIG:
                raise TooLarge(f"{path.name} of {self.folder.name} has more than {MOST_BYTES >> 20} MiB.") from error
            if error.errno == errno.ENOTDIR:
                raise Invalid(f"{self.folder.name} is a file, no folder for prompts.", field="folder") from error
            if error.errno in _NOT_PLAIN:
                raise _no_plain_file(path, self.folder.name) from error
            raise from_os_error(error, f"read {path.name} of {self.folder.name}") from error

    def _numbers(self, kind: str) -> list[int]:
        """The numbers of what is kept of a kind; -1 is that without one."""
        pattern = re.compile(rf"{re.escape(FILE_NAME)}\.{re.escape(kind)}(?:-([0-9]{{1,18}}))?")
        try:
            found = [pattern.fullmatch(path.name) for path in self.folder.iterdir()] if self.folder.is_dir() else []
        except OSError as error:
            raise from_os_error(error, f"look into {self.folder.name}") from error
        return [int(match[1] or -1) for match in found if match]

    def _free_name(self, kind: str) -> Path:
        numbers = self._numbers(kind)
        if kind == V1_BACKUP and not numbers:
            return self._kept(kind, -1)
        return self._kept(kind, max(self.clock.wall_ms(), 0, *(number + 1 for number in numbers)))

    def _kept(self, kind: str, number: int) -> Path:
        return self.folder / (f"{FILE_NAME}.{kind}" + (f"-{number}" if number >= 0 else ""))


def _no_plain_file(path: Path, folder: str) -> Invalid:
    return Invalid(
        f"{path.name} of {folder} is no plain file.", hint="Links, folders and pipes are not read.", field="folder"
    )


def file_signature(path: Path) -> Signature | None:
    """Changes whenever the file does; None where there is none."""
    try:
        state = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise from_os_error(error, "look at the prompts") from error
    return state.st_mtime_ns, state.st_size, state.st_ino
