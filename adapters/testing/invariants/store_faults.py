"""How a suite makes a store's calls to the operating system fail."""

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
