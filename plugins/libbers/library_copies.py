"""The last good copy of each library, in Penstock's private folder. A help, never a hindrance."""

import contextlib
import hashlib
import logging
from pathlib import Path
from typing import Final

from attrs import define

from ...core.files import Files
from .library_folder import sweep
from .library_limits import MOST_BYTES

_LOG: Final = logging.getLogger("penstock.libbers")


@define
class LibraryCopies:
    """See the module. Safe on any thread; nothing raises."""

    folder: Path
    files: Files

    def read(self, file_name: str) -> bytes | None:
        """The copy of the library in the file of this name, None where there is none that can be read."""
        try:
            return self.files.read(self._path(file_name), MOST_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            _LOG.warning("the copy of %s cannot be read: %s", file_name, error)
            return None

    def keep(self, file_name: str, data: bytes) -> None:
        """Write the copy anew where it is another."""
        if self.read(file_name) == data:
            return
        try:
            self.files.make_folder(self.folder)
            self.files.write(self._path(file_name), data)
        except OSError as error:
            _LOG.warning("the copy of %s cannot be kept: %s", file_name, error)

    def forget(self, file_name: str) -> None:
        """Remove the copy of a library that is there no more."""
        with contextlib.suppress(FileNotFoundError):
            try:
                self.files.discard(self._path(file_name))
            except OSError as error:
                _LOG.warning("the copy of %s cannot be removed: %s", file_name, error)

    def sweep(self) -> None:
        """Remove what processes that died left half written."""
        sweep(self.folder, self.files)

    def _path(self, file_name: str) -> Path:
        """Files whose names differ in case alone have copies of their own on every file system."""
        return self.folder / f"{hashlib.sha256(file_name.encode()).hexdigest()[:8]}.{file_name}"
