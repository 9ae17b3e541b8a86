"""Reading the files that go into a zip file: plain ones only, never through a link, and the same bytes twice."""

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from ...core.errors import StorageFailed
from ...core.values import frozen

_CHUNK: Final = 1 << 20
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)


@frozen(kw_only=True)
class Source:
    """A file that is open for packing; `changed` is wall time in seconds."""

    path: Path
    stream: BinaryIO
    size: int
    changed: float

    def chunks(self) -> Iterator[bytes]:
        """The bytes from the start, in parts of 1 MiB."""
        self.stream.seek(0)
        while part := self.stream.read(_CHUNK):
            yield part

    def checksum(self) -> int:
        """The CRC-32 of all bytes."""
        found = 0
        for part in self.chunks():
            found = zlib.crc32(part, found)
        return found


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a plain file; `StorageFailed` for a link, a pipe or a folder, `OSError` where there is no such file."""
    if path.is_symlink():
        raise _no_file(path)
    with os.fdopen(os.open(path, _FLAGS), "rb", buffering=0) as stream:
        state = os.fstat(stream.fileno())
        if not stat.S_ISREG(state.st_mode):
            raise _no_file(path)
        yield Source(path=path, stream=stream, size=state.st_size, changed=state.st_mtime)


def _no_file(path: Path) -> StorageFailed:
    return StorageFailed(f"{path.name} is no plain file and is not packed.", hint="Remove the image from the pool.")
