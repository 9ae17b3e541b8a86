"""The calls that change a disk: `FileCalls` is what `Files` needs of them, `SystemCalls` are those of this machine.

Tests put a disk that fails in their place (`adapters.testing.file_faults`). Errors are `OSError`. They block.
"""

import errno
import os
import stat
import sys
from pathlib import Path
from typing import Protocol

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_LINKS_UNSUPPORTED = {errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EMLINK, errno.EACCES}


class FileCalls(Protocol):
    """The system calls that change a disk, one method each. All raise `OSError`."""

    def create(self, path: Path) -> int:
        """Open a file that must not exist yet for writing; returns the descriptor."""
        ...

    def write(self, handle: int, data: memoryview) -> int:
        """Write some of `data`; returns how many bytes were taken."""
        ...

    def fsync(self, handle: int) -> None:
        """Force a file's bytes to the disk."""
        ...

    def close(self, handle: int) -> None:
        """Let go of the descriptor."""
        ...

    def replace(self, source: Path, target: Path) -> None:
        """Rename, over whatever is there."""
        ...

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename to a name that must be free, else `FileExistsError`."""
        ...

    def unlink(self, path: Path) -> None:
        """Remove a file or a link."""
        ...

    def mkdir(self, path: Path) -> None:
        """Make one folder."""
        ...

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        ...

    def sync_folder(self, path: Path) -> None:
        """Force a folder's entries to the disk."""
        ...


class SystemCalls:
    """The calls of this machine."""

    def create(self, path: Path) -> int:
        """Open a new file for writing, never through a link."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW | _BINARY, 0o666)

    def write(self, handle: int, data: memoryview) -> int:
        """Write some of `data`."""
        return os.write(handle, data)

    def fsync(self, handle: int) -> None:
        """Force a file's bytes to the disk."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """Let go of the descriptor."""
        os.close(handle)

    def replace(self, source: Path, target: Path) -> None:
        """Rename, over whatever is there."""
        source.replace(target)

    def rename_new(self, source: Path, target: Path) -> None:
        """Rename to a free name: by link and unlink, because a POSIX rename would silently overwrite."""
        if sys.platform == "win32":
            source.rename(target)
            return
        if not stat.S_ISREG(source.lstat().st_mode):
            _rename_checked(source, target)
            return
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _LINKS_UNSUPPORTED:
                raise
            _rename_checked(source, target)  # FAT and some network file systems have no links
        else:
            source.unlink()

    def unlink(self, path: Path) -> None:
        """Remove a file or a link."""
        path.unlink()

    def mkdir(self, path: Path) -> None:
        """Make one folder."""
        path.mkdir()

    def rmdir(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def sync_folder(self, path: Path) -> None:
        """Force a folder's entries to the disk; Windows does that by itself."""
        if sys.platform == "win32":
            return
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # file systems that cannot sync a folder
                raise
        finally:
            os.close(handle)


def _rename_checked(source: Path, target: Path) -> None:
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    source.rename(target)
