"""Which processes work on a data folder right now: each holds a lock of its own for as long as it lives."""

from pathlib import Path
from typing import Final

from attrs import define, field
from filelock import FileLock, Timeout

from ...core.errors import ClientError, from_os_error
from ...core.files import Files
from ...core.names import check_id

_SUFFIX: Final = ".lock"


@define
class ProcessLives:
    """The life of this process, named `own` (`<kind of host>-<id>`), and those of others. Safe on any thread.

    Hard file locks in `folder`: the operating system lets go of them however a process ends.
    """

    folder: Path
    files: Files
    own: str
    _lock: FileLock | None = field(default=None, init=False)

    def begin(self) -> None:
        """Hold the lock of this process, and remove those of processes that are gone. Errors of the disk."""
        try:
            self.files.make_folder(self.folder)
            lock = self._of(self.own)
            lock.acquire()
            self._lock = lock
            for path in self.folder.glob(f"*{_SUFFIX}"):
                self.is_alive(path.stem)
        except OSError as error:
            raise from_os_error(error, "say that Penstock is running") from error

    def end(self) -> None:
        """Let go of it."""
        if self._lock is not None:
            self._lock.release()
            self.files.discard(self.folder / f"{self.own}{_SUFFIX}")
            self._lock = None

    def is_alive(self, process: str) -> bool:
        """Whether that process still runs; the lock of one that is gone is removed."""
        if process == self.own:
            return True
        try:
            path = self.folder / f"{check_id(process, 'host')}{_SUFFIX}"
        except ClientError:
            return False
        if not path.exists():
            return False
        lock = self._of(process)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        self.files.discard(path)
        return False

    def _of(self, process: str) -> FileLock:
        return FileLock(self.folder / f"{process}{_SUFFIX}", thread_local=False)


def kind_of(process: str) -> str:
    """The kind of host in a process's name."""
    kind, dash, _ = process.rpartition("-")
    return kind if dash else process
