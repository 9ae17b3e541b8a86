"""How a suite makes a store's calls to the operating system fail, and its process die."""

import errno
from typing import Final, Protocol

ERRORS: Final = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE)
"""What the operating system answers where a disk is full, broken or read-only."""


class StoreFaults(Protocol):
    """Makes calls to the operating system fail, for machines that set `faults`."""

    def arm(self, call: int, error: int) -> None:
        """Let the `call`-th (1 is the next) and all later mutating calls raise `OSError(error)`."""
        ...

    def disarm(self) -> bool:
        """Let every call through again; returns whether one had failed."""
        ...


class CrashFaults(StoreFaults, Protocol):
    """Ends the life of a store's process at one of its calls, for the crash suites. One for each process.

    Bundled: `CallFaults` of `file_faults` for what goes through `Files`, `StatementFaults` of `database_faults` for
    SQLite.
    """

    @property
    def dead(self) -> bool:
        """Whether the process has died: every later call raises `Crash`, which nothing handles."""
        ...

    def crash(self, call: int, *, after: bool) -> None:
        """Let the process die before or after the `call`-th mutating call from now on (1 is the next)."""
        ...

    def end(self, *, power: bool) -> None:
        """The process is gone, wherever it was; with the `power`, what was not forced to the disk is too."""
        ...
