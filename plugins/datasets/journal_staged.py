"""What is staged and by whom: a note for each file or folder, and a lock that its owner holds while it lives.

The operating system lets go of a lock however a process ends; what is noted then and was not moved is rubbish.
"""

import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from attrs import define, field
from filelock import FileLock, Timeout

from ...core.errors import from_os_error
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.ids import RandomIds

_LOG: Final = logging.getLogger("penstock.datasets")
_NOTE: Final = ".staged.json"
_LOCK: Final = ".staged.lock"
_MAX_BYTES: Final = 1_000_000


@define
class _Owned:
    """A note, and the lock that says that whoever holds it is alive."""

    note: Path
    lock: FileLock


@define
class Staged:
    """See the module. `folder` exists. `add`, `remove`, `taken_over` and `tidy` only while the journal is held."""

    folder: Path
    files: Files
    _own: dict[Path, _Owned] = field(factory=dict, init=False)

    def add(self, path: Path) -> None:
        """Note that `path` will be made, and is ours while this process lives."""
        if not path.name.endswith(TEMPORARY_SUFFIX) or not path.is_absolute():
            raise ValueError(f"only what ends with {TEMPORARY_SUFFIX} is ever swept: {path}")
        note = self.folder / f"{RandomIds().new()}{_NOTE}"
        lock = _lock_of(note)
        try:
            lock.acquire(timeout=0)
            self._own[path] = _Owned(note, lock)
            self.files.write(note, json.dumps({"format": 1, "path": str(path)}).encode("ascii"))
        except OSError as error:
            self.remove(path)
            raise from_os_error(error, "note what is being saved") from error

    def remove(self, path: Path) -> None:
        """`path` was moved, or there is nothing of it; no error where it was not noted."""
        owned = self._own.pop(path, None)
        if owned is not None:
            self._drop(owned.note, owned.lock)

    def leave(self, path: Path) -> None:
        """Leave `path` to whoever sweeps next."""
        owned = self._own.pop(path, None)
        if owned is not None:
            owned.lock.release()

    def taken_over(self, wanted: Iterable[Path]) -> list[Path]:
        """What nobody alive staged and no note of moves wants: from now on it is staged by this process."""
        needed = tuple(wanted)
        dead = []
        for note in sorted(self.folder.glob(f"*{_NOTE}")):
            lock = _lock_of(note)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue  # its owner is alive
            path = self._path(note)
            if path is None or any(one.is_relative_to(path) for one in needed) or not path.parent.is_dir():
                lock.release()
                continue
            self._own[path] = _Owned(note, lock)
            dead.append(path)
        return dead

    def sweep(self, path: Path) -> None:
        """Remove what was staged, a file or a folder; `OSError`."""
        if path.is_dir() and not path.is_symlink():
            self.files.remove_tree(path)
        else:
            self.files.discard(path)

    def tidy(self) -> None:
        """Remove what those left who died while they wrote a note: as the journal is held, nobody is writing one."""
        lone = [lock for lock in self.folder.glob(f"*{_LOCK}") if not _note_of(lock).exists()]
        for path in (*self.folder.glob(f"*{TEMPORARY_SUFFIX}"), *lone):
            try:
                self.files.discard(path)
            except OSError as error:
                _LOG.warning("%s could not be removed yet: %s", path.name, error)

    def _drop(self, note: Path, lock: FileLock) -> None:
        """The note first: a lock without a note says nothing, a note without a lock that its owner is dead."""
        try:
            self.files.discard(note)
            lock.release()
            self.files.discard(_lock_path(note))
        except OSError as error:
            _LOG.warning("%s could not be removed yet: %s", note.name, error)
        finally:
            lock.release()

    def _path(self, note: Path) -> Path | None:
        """What a note names; None where it can be nothing of ours."""
        try:
            found: Any = json.loads(self.files.read(note, _MAX_BYTES))
            path = Path(found["path"])
        except (OSError, ValueError, TypeError, KeyError) as error:
            _LOG.warning("%s cannot be read and stays: %s", note.name, error)
            return None
        return path if path.is_absolute() and path.name.endswith(TEMPORARY_SUFFIX) else None


def _lock_path(note: Path) -> Path:
    return note.with_name(note.name.removesuffix(_NOTE) + _LOCK)


def _note_of(lock: Path) -> Path:
    return lock.with_name(lock.name.removesuffix(_LOCK) + _NOTE)


def _lock_of(note: Path) -> FileLock:
    return FileLock(os.fspath(_lock_path(note)), thread_local=False)
