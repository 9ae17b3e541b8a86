"""Windows, as a disk: it renames and removes nothing that another program has open."""

import errno
from pathlib import Path
from typing import Final

from attrs import define, field, frozen

from penstock.adapters.testing.file_faults import FaultyCalls

KINDS: Final = ("replace", "rename_new", "unlink", "rmdir")
"""The calls that it refuses then."""


@define
class LockedCalls(FaultyCalls):
    """Refuses every rename and removal so many `times` before it lets it through; what is refused is not counted.

    At the `stuck`-th call (from 1), and from then on, what that call touches is open elsewhere: it is refused until
    `release`. `refused` counts all of that.
    """

    times: int = 0
    stuck: int | None = None
    refused: int = 0
    _tries: dict[tuple[str, Path], int] = field(factory=dict)
    _open: set[Path] = field(factory=set)

    def release(self) -> None:
        """Whoever had it open has closed it."""
        self.stuck, self.times = None, 0
        self._open.clear()

    def replace(self, source: Path, target: Path) -> None:
        """See `FileCalls`."""
        self._check("replace", target, source)
        super().replace(source, target)

    def rename_new(self, source: Path, target: Path) -> None:
        """See `FileCalls`."""
        self._check("rename_new", source, target)
        super().rename_new(source, target)

    def unlink(self, path: Path) -> None:
        """See `FileCalls`."""
        self._check("unlink", path)
        super().unlink(path)

    def rmdir(self, path: Path) -> None:
        """See `FileCalls`."""
        self._check("rmdir", path)
        super().rmdir(path)

    def _check(self, kind: str, *paths: Path) -> None:
        if self.stuck == self.count + 1:
            self._open.add(paths[0])
        tried = self._tries.get((kind, paths[0]), 0)
        if tried < self.times or self._open.intersection(paths):
            self._tries[kind, paths[0]] = tried + 1
            self.refused += 1
            raise PermissionError(errno.EACCES, "in use", str(paths[0]))
        self._tries.pop((kind, paths[0]), None)


@frozen
class Held:
    """What the `number`-th call touches is open elsewhere, for longer than anybody waits: nor can it be undone."""

    number: int
    lasting: bool = True

    @property
    def statuses(self) -> set[int]:
        """`busy`."""
        return {423}

    def arm(self, calls: LockedCalls) -> None:
        """From now on."""
        calls.stuck = calls.count + self.number

    def disarm(self, calls: LockedCalls) -> None:
        """It is closed there."""
        calls.release()


@define
class QuickTime:
    """A clock that goes on by what is waited, and a little at each look."""

    seconds: float = 0.0

    def now(self) -> float:
        """Seconds, monotonic."""
        self.seconds += 0.01
        return self.seconds

    def pause(self, seconds: float) -> None:
        """Nobody waits for it."""
        self.seconds += seconds
