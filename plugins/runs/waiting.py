"""A mark on the disk while any run has not ended: a start looks at it, and leaves the database alone without one."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from ...core.errors import from_os_error
from ...core.files import Files
from ...core.host import HostPaths
from ...core.values import frozen


@frozen
class Pending:
    """The mark is an empty folder. Safe on any thread and beside other processes."""

    path: Path
    files: Files

    @property
    def is_set(self) -> bool:
        """Whether a start has something to do."""
        return self.path.is_dir()

    def set(self) -> None:
        """There is something: said before it is stored, and made sure of afterwards. A power cut leaves it there."""
        if self.is_set:
            return
        try:
            self.files.make_folder(self.path.parent)
            self._mark()
        except FileExistsError:
            return
        except OSError as error:
            raise from_os_error(error, "note that runs wait") from error

    def _mark(self) -> None:
        self.files.mark(self.path)
        try:
            self.files.calls.sync_folder(self.path.parent)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report
                self.files.unmark(self.path)
            raise

    def clear(self, still: Callable[[], bool]) -> None:
        """There is nothing more, unless `still` (asked before and after) says that there is."""
        if not self.is_set or still():
            return
        try:
            self.files.unmark(self.path)
        except OSError:  # a start looks in vain, that is all
            return
        if still():
            self.set()


def pending_mark(paths: HostPaths, files: Files) -> Pending:
    """The mark of a host."""
    return Pending(paths.private / "runs.pending", files)
