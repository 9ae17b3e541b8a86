"""A file that remembers whether somebody wanted more bytes than it has.

Pillow has a switch for the whole process, LOAD_TRUNCATED_IMAGES, that makes it paint over what a cut off file lacks,
and packs in ComfyUI turn it on. Turning it off would be a change under their feet; what asks for bytes behind the end
shows just as well that the file is cut.
"""

import io
from pathlib import Path


class WatchedFile(io.BufferedReader):
    """A binary file for reading; `ran_dry` is set by a read at its end that had to return nothing."""

    ran_dry = False

    def read(self, size: int | None = -1, /) -> bytes:
        """As any file; notes when there is nothing left."""
        data = super().read(size)
        if not data and size != 0:
            self.ran_dry = True
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As any file; a look at what is elsewhere does not count as running dry."""
        self.ran_dry = False
        return super().seek(offset, whence)


def open_watched(path: Path) -> WatchedFile:
    """Open `path` for reading."""
    return WatchedFile(io.FileIO(path))
