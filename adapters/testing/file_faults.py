"""A disk that fails on purpose: `FaultyCalls` stands where `SystemCalls` does and crashes, tears, loses, or refuses.

It changes the real disk, counts every call, and can end a process's life at any of them: from then on each call raises
`Crash`, so that nothing is cleaned up, as nothing is when the power goes. `power_loss` then takes away what was never
forced to the disk.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from attrs import define, field

from ...core.files import FileCalls, SystemCalls

T = TypeVar("T")

ERRORS: Final = (
    errno.EIO,
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EMFILE,
    errno.ENAMETOOLONG,
    errno.ESTALE,
)
"""What a disk may answer to any call."""


class Crash(BaseException):
    """Raised instead of a call when the process is dead; not an `Exception`, so that nothing handles it."""


@define
class FaultyCalls:
    """See the module. Calls are numbered from 1; set at most one of the faults, or none to only count.

    `crash_before` and `crash_after` end the process at that call; `torn` makes that call, if it is a write, take only
    a prefix of this share (0..1) before the crash, `torn_bytes` one of so many bytes; `fail` raises `OSError` with an
    error number at one call, `fail_from` at that call and all that follow; `short_writes` takes at most so many bytes
    at once. `sizes` says how many bytes each write was given, by its number. `trusted` are the files that were renamed
    although forcing them to the disk had failed: nobody knows what they hold. Safe on one thread at a time.
    """

    real: FileCalls = field(factory=SystemCalls)
    crash_before: int | None = None
    crash_after: int | None = None
    torn: tuple[int, float] | None = None
    torn_bytes: tuple[int, int] | None = None
    fail: tuple[int, int] | None = None
    fail_from: tuple[int, int] | None = None
    short_writes: int | None = None
    log: list[str] = field(factory=list)
    dead: bool = False
    sizes: dict[int, int] = field(factory=dict)
    trusted: list[str] = field(factory=list)
    _paths: dict[int, Path] = field(factory=dict)
    _doubtful: set[Path] = field(factory=set)
    _unsynced: dict[Path, int] = field(factory=dict)
    _entries: list[tuple[set[Path], Callable[[], None]]] = field(factory=list)

    @property
    def count(self) -> int:
        """How many calls there were."""
        return len(self.log)

    def power_loss(self, *, lose_bytes: bool = True, lose_entries: bool = True, newest: int | None = None) -> None:
        """Take away what was not synced: the bytes of files, the entries of folders (the `newest` ones), or both."""
        if lose_entries:
            for _, restore in list(reversed(self._entries))[:newest]:
                restore()
        if lose_bytes:
            for path, size in self._unsynced.items():
                if path.is_file() and not path.is_symlink() and path.stat().st_size > size:
                    os.truncate(path, size)
        self._entries.clear()
        self._unsynced.clear()

    def create(self, path: Path) -> int:
        """Open a new file."""

        def call() -> int:
            handle = self.real.create(path)
            self._paths[handle] = path
            self._unsynced[path] = 0
            self._entry({path.parent}, lambda: path.unlink(missing_ok=True))
            return handle

        return self._run(f"create {path.name}", call)

    def write(self, handle: int, data: memoryview) -> int:
        """Write some of `data`."""
        self.sizes[self.count + 1] = len(data)
        taken = self._torn_at(self.count + 1, len(data))
        if taken is not None and not self.dead:
            self.real.write(handle, data[:taken])
            self.log.append("torn write")
            self._die()
        part = data[: self.short_writes] if self.short_writes else data
        return self._run("write", lambda: self.real.write(handle, part))

    def fsync(self, handle: int) -> None:
        """Force a file's bytes to the disk."""

        def call() -> None:
            self.real.fsync(handle)
            self._unsynced.pop(self._paths[handle], None)

        try:
            self._run("fsync", call)
        except OSError:
            self._doubtful.add(self._paths[handle])
            raise

    def close(self, handle: int) -> None:
        """Let go of the descriptor; a dead process lets go too."""
        path = self._paths.pop(handle, None)
        if self.dead:
            if path is not None:
                self.real.close(handle)
            raise Crash
        self._run("close", lambda: self.real.close(handle))

    def replace(self, source: Path, target: Path) -> None:
        """Rename, over whatever is there."""

        def call() -> None:
            old = target.read_bytes() if target.is_file() else None
            self.real.replace(source, target)
            self._follow(source, target)
            self._entry({source.parent, target.parent}, lambda: _turn_back(source, target, old))

        self._run(f"replace {target.name}", call)

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename to a free name."""

        def call() -> None:
            self.real.rename_new(source, target)
            self._follow(source, target)
            self._entry({target.parent}, lambda: _turn_back(source, target, None))

        self._run(f"rename_new {target.name}", call)

    def unlink(self, path: Path) -> None:
        """Remove a file; without a sync it may be there again."""

        def call() -> None:
            old = path.read_bytes() if path.is_file() and not path.is_symlink() else None
            self.real.unlink(path)
            if old is not None:
                self._entry({path.parent}, lambda: _write_again(path, old))

        self._run(f"unlink {path.name}", call)

    def mkdir(self, path: Path) -> None:
        """Make a folder."""

        def call() -> None:
            self.real.mkdir(path)
            self._entry({path.parent}, lambda: _remove_if_empty(path))

        self._run(f"mkdir {path.name}", call)

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        self._run(f"rmdir {path.name}", lambda: self.real.rmdir(path))

    def sync_folder(self, path: Path) -> None:
        """Force a folder's entries to the disk."""

        def call() -> None:
            self.real.sync_folder(path)
            for folders, _ in self._entries:
                folders.discard(path)
            self._entries[:] = [entry for entry in self._entries if entry[0]]

        self._run(f"sync_folder {path.name}", call)

    def _run(self, name: str, call: Callable[[], T]) -> T:
        if self.dead:
            raise Crash
        self.log.append(name)
        number = self.count
        if self.crash_before == number:
            self._die()
        if self.fail is not None and self.fail[0] == number:
            raise OSError(self.fail[1], os.strerror(self.fail[1]), name)
        if self.fail_from is not None and self.fail_from[0] <= number:
            raise OSError(self.fail_from[1], os.strerror(self.fail_from[1]), name)
        try:
            return call()
        finally:
            if self.crash_after == number:
                self._die()

    def _entry(self, folders: set[Path], restore: Callable[[], None]) -> None:
        self._entries.append((folders, restore))

    def _follow(self, source: Path, target: Path) -> None:
        if source in self._doubtful:
            self.trusted.append(target.name)
        for path in [one for one in self._unsynced if one == source or source in one.parents]:
            self._unsynced[target / path.relative_to(source)] = self._unsynced.pop(path)

    def _torn_at(self, number: int, length: int) -> int | None:
        if self.torn is not None and self.torn[0] == number:
            return int(length * self.torn[1])
        if self.torn_bytes is not None and self.torn_bytes[0] == number:
            return min(self.torn_bytes[1], length)
        return None

    def _die(self) -> None:
        self.dead = True
        raise Crash


def _nothing_more() -> None:
    """The process has nothing else open."""


@define
class CallFaults:
    """The faults of a store (`StoreFaults`, `CrashFaults`) at the calls that its `Files` make.

    `let_go` is called when its process is gone: let it close what the operating system would (a database).
    """

    calls: FaultyCalls
    let_go: Callable[[], None] = _nothing_more

    def arm(self, call: int, error: int) -> None:
        """Let the `call`-th call from now on (1 is the next) and all later ones raise `OSError(error)`."""
        self.calls.fail_from = (self.calls.count + call, error)

    def disarm(self) -> bool:
        """Let every call through again; returns whether one had failed."""
        failed = self.calls.fail_from is not None and self.calls.count >= self.calls.fail_from[0]
        self.calls.fail_from = None
        return failed

    @property
    def dead(self) -> bool:
        """Whether the process has died."""
        return self.calls.dead

    def crash(self, call: int, *, after: bool) -> None:
        """Let the process die before or after the `call`-th call from now on (1 is the next)."""
        number = self.calls.count + call
        self.calls.crash_before, self.calls.crash_after = (None, number) if after else (number, None)

    def end(self, *, power: bool) -> None:
        """The process is gone; with the power, what was not synced is too."""
        self.calls.dead = True
        self.let_go()
        if power:
            self.calls.power_loss()


def _turn_back(source: Path, target: Path, old: bytes | None) -> None:
    if os.path.lexists(target) and not os.path.lexists(source) and source.parent.is_dir():
        target.rename(source)
    if old is not None:
        target.write_bytes(old)


def _write_again(path: Path, data: bytes) -> None:
    if path.parent.is_dir() and not path.exists():
        path.write_bytes(data)


def _remove_if_empty(path: Path) -> None:
    if path.is_dir() and not any(path.iterdir()):
        path.rmdir()
