"""The one module that changes people's files.

Every call that changes a disk is one of `FileCalls` (`file_calls.py`); tests put a fault shim in their place.
`Files` builds the durable operations on them: whole-file atomic writes, staging, moves to new names. Nothing is
followed through a symbolic link, nothing is overwritten except by `write` and `take_place`. Errors stay `OSError`: the
caller turns them into an answer (`core.errors.from_os_error`). Everything blocks; call it off the event loop. Safe on
any thread.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from io import FileIO
from pathlib import Path
from types import TracebackType

from attrs import define, field

from .file_calls import FileCalls as FileCalls  # part of what this module offers
from .file_calls import SystemCalls as SystemCalls

TEMPORARY_SUFFIX = ".part"
"""Every unfinished file of ours ends with this."""

_CHUNK = 1 << 20
_RETRY_SECONDS = 3.0 if sys.platform == "win32" else 0.0  # only Windows locks what somebody has open
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_NEVER_A_FILE = {errno.ELOOP, errno.EISDIR, errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP}


class NoFile(OSError):
    """What is in a file's place can never be read as one: a folder, a pipe, a device, a circle of links, too much."""


def open_file(path: Path, *, follow: bool = True) -> FileIO:
    """A regular file, open for reading, unbuffered. Waits for nobody, as opening a pipe would.

    `NoFile` where it is none, or a link and not to be followed; other `OSError` where the disk refuses.
    """
    try:
        handle = os.open(path, os.O_RDONLY | _BINARY | _NO_WAITING | (0 if follow else _NO_FOLLOW))
    except OSError as error:
        if error.errno in _NEVER_A_FILE or path.is_dir():
            raise NoFile(error.errno, error.strerror, str(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NoFile(errno.EINVAL, "not a regular file", str(path))
    return FileIO(handle, "rb")


def read_file(path: Path, limit: int, *, follow: bool = True) -> bytes:
    """The bytes of a regular file; raises as `open_file` does, and `NoFile` EFBIG where it has more than `limit`."""
    data = bytearray()
    with open_file(path, follow=follow) as stream:
        while chunk := stream.read(min(_CHUNK, limit + 1 - len(data))):
            data += chunk
            if len(data) > limit:
                raise NoFile(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return bytes(data)


class StagedFile:
    """A new file being written: `with files.stage(folder) as staged: staged.write(...)`.

    Leaving the block forces the bytes to the disk (unless it is `passing`) and keeps the file at `path`, for the caller
    to place or to discard; a block that raises leaves nothing behind. `size` is the number of bytes written so far.
    """

    def __init__(self, calls: FileCalls, path: Path, *, passing: bool = False) -> None:
        self.path = path
        self.size = 0
        self._passing = passing
        self._calls = calls
        self._handle = calls.create(path)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Append `data`, all of it; returns its length."""
        view = memoryview(data)
        done = 0
        while done < len(view):
            done += self._calls.write(self._handle, view[done:])
        self.size += done
        return done

    def __enter__(self) -> "StagedFile":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            try:
                if kind is None and not self._passing:
                    self._calls.fsync(self._handle)
            finally:
                self._calls.close(self._handle)
        except BaseException:
            self._drop()
            raise
        if kind is not None:
            self._drop()

    def _drop(self) -> None:
        with contextlib.suppress(OSError):  # the first error is the one to report; a sweep takes the rest
            self._calls.unlink(self.path)


@define
class Files:
    """Durable file operations. What returned is on the disk, folder entry included; what raised changed nothing.

    `patience` is for how many seconds a rename or a removal that meets a `PermissionError` is tried again: then it is
    `OSError` EBUSY, since a folder that cannot be written had refused before. `now` is monotonic, in seconds.
    """

    calls: FileCalls = field(factory=SystemCalls)
    patience: float = _RETRY_SECONDS
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic

    def write(self, path: Path, data: bytes | bytearray | memoryview) -> None:
        """Replace the file at `path` by `data`, whole or not at all."""
        with self.stage(path.parent, f".{path.name[:100]}{TEMPORARY_SUFFIX}") as staged:
            staged.write(data)
        with _held_open(path) as before:
            try:
                self.take_place(staged.path, path)
            except OSError:
                with contextlib.suppress(OSError):  # the first error is the one to report
                    self._take_back(staged.path, path, before)
                raise

    def stage(self, folder: Path, suffix: str = TEMPORARY_SUFFIX, *, passing: bool = False) -> StagedFile:
        """A new file with a name of its own in `folder`; see `StagedFile`. A `passing` one is only to be read again."""
        return StagedFile(self.calls, folder / f"{secrets.token_hex(8)}{suffix}", passing=passing)

    def take_place(self, source: Path, target: Path) -> None:
        """Rename a staged file to `target`, durably and over whatever is there: that name is never free in between."""
        self._patiently(partial(self.calls.replace, source, target))
        self.calls.sync_folder(target.parent)

    def place(self, source: Path, target: Path) -> None:
        """Rename a staged file to `target`, durably; `FileExistsError` where that name is taken."""
        self.place_all([(source, target)])

    def place_all(self, pairs: Iterable[tuple[Path, Path]]) -> None:
        """`place` for many with one sync per folder; where one fails, those before it are moved back."""
        done: list[tuple[Path, Path]] = []
        try:
            for source, target in pairs:
                self._patiently(partial(self.calls.rename_new, source, target))
                done.append((source, target))
            for folder in dict.fromkeys(target.parent for _, target in done):
                self.calls.sync_folder(folder)
        except OSError:
            for source, target in reversed(done):
                with contextlib.suppress(OSError):
                    self.calls.rename_new(target, source)
            raise

    def move(self, source: Path, target: Path) -> None:
        """Rename a file or a folder to a free name, both folders synced; `OSError` EXDEV across file systems."""
        self._patiently(partial(self.calls.rename_new, source, target))
        try:
            self.calls.sync_folder(target.parent)
            if source.parent != target.parent:
                self.calls.sync_folder(source.parent)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report
                self.calls.rename_new(target, source)
            raise

    def move_over(self, source: Path, target: Path) -> None:
        """Rename a file to a name that may be taken: whoever reads finds the old file or this one. As `move` else."""
        with _held_open(target) as before:
            self._patiently(partial(self.calls.replace, source, target))
            try:
                for folder in dict.fromkeys((target.parent, source.parent)):
                    self.calls.sync_folder(folder)
            except OSError:
                with contextlib.suppress(OSError):  # the first error is the one to report
                    self.calls.rename_new(target, source)
                    self._bring_back(target, before)
                raise

    def move_tree(self, source: Path, target: Path) -> None:
        """`move` for a folder with all that is in it: one rename."""
        self.move(source, target)

    def discard(self, path: Path) -> None:
        """Remove a file; no error where there is none."""
        with contextlib.suppress(FileNotFoundError):
            self._patiently(partial(self.calls.unlink, path))

    def remove(self, path: Path) -> None:
        """`discard`, durably: it does not come back after a power cut."""
        with _held_open(path) as before:
            self.discard(path)
            try:
                self.calls.sync_folder(path.parent)
            except OSError:
                with contextlib.suppress(OSError):  # the first error is the one to report
                    self._bring_back(path, before)
                raise

    def make_folder(self, path: Path) -> None:
        """Make a folder and the ones above it, durably; no error where it exists."""
        missing = []
        while not path.is_dir():
            missing.append(path)
            path = path.parent
        for folder in reversed(missing):
            with contextlib.suppress(FileExistsError):
                self.calls.mkdir(folder)
            if not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
            self.calls.sync_folder(folder.parent)

    def mark(self, path: Path) -> None:
        """Make an empty folder as a mark: one call, outlives this process but not a power cut. `OSError`."""
        self.calls.mkdir(path)

    def unmark(self, path: Path) -> None:
        """Remove a mark; no error where there is none."""
        with contextlib.suppress(FileNotFoundError):
            self._patiently(partial(self.calls.rmdir, path))

    def remove_tree(self, path: Path) -> None:
        """Remove a folder and all that is in it, links themselves and not what they point to."""
        for entry in _entries(path):
            if entry.is_dir(follow_symlinks=False):
                self.remove_tree(Path(entry.path))
            else:
                self.discard(Path(entry.path))
        with contextlib.suppress(FileNotFoundError):
            self._patiently(partial(self.calls.rmdir, path))

    def copy(self, source: Path, staged: StagedFile) -> None:
        """Append the bytes of the file `source`."""
        for chunk in _chunks(source):
            staged.write(chunk)

    def read(self, path: Path, limit: int) -> bytes:
        """The bytes of a regular file; `NoFile` where it has more than `limit`, or is none: a link, too."""
        return read_file(path, limit, follow=False)

    def _take_back(self, staged: Path, path: Path, before: int | None) -> None:
        """Nothing may stay of a write that failed: not even where only its folder could not be synced."""
        if os.path.lexists(staged):
            self.discard(staged)
        elif before is None:
            self.discard(path)
        else:
            self._bring_back(path, before)

    def _bring_back(self, path: Path, before: int | None) -> None:
        if before is None:
            return
        with self.stage(path.parent, f".{path.name[:100]}{TEMPORARY_SUFFIX}") as old:
            while chunk := os.read(before, _CHUNK):
                old.write(chunk)
        self.take_place(old.path, path)

    def _patiently(self, call: Callable[[], None]) -> None:
        """Windows refuses to rename or remove what a reader or a virus scanner has open: try again for a while."""
        deadline = self.now() + self.patience
        delay = 0.01
        while True:
            try:
                return call()
            except PermissionError as error:
                if not self.patience:
                    raise
                if self.now() + delay > deadline:
                    raise OSError(errno.EBUSY, "another program has it open", error.filename) from error
                self.pause(delay)
                delay = min(delay * 2, 0.5)


@contextlib.contextmanager
def _held_open(path: Path) -> Iterator[int | None]:
    """The file as it is, so that its bytes can be read when another has its name; None where there is none.

    Windows renames over nothing that is open, and never has a folder that cannot be synced.
    """
    handle = None
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_WAITING)
    try:
        yield handle
    finally:
        if handle is not None:
            os.close(handle)


def _entries(path: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def _chunks(path: Path) -> Iterator[bytes]:
    with open_file(path, follow=False) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
