"""A little room kept on the disk, so that what is there can be read and removed when everything else is full."""

import logging
import secrets
import threading
from pathlib import Path
from typing import Final

from attrs import define, field

from .files import Files

_LOG: Final = logging.getLogger("penstock.disk")
BALLAST_BYTES: Final = 256 << 10
_SMALLEST: Final = 16 << 10


@define
class Ballast:
    """A file at `path` that is dropped when room is needed. Safe on any thread and beside other processes."""

    path: Path
    files: Files
    _lock: threading.Lock = field(factory=threading.Lock)

    def ensure(self) -> None:
        """Have the room kept, where the disk has it."""
        if self.path.exists():
            return
        with self._lock:
            size = BALLAST_BYTES
            while size >= _SMALLEST and not self._keep(size):
                size //= 2

    def _keep(self, size: int) -> bool:
        try:
            self.files.make_folder(self.path.parent)
            # random bytes: a file system that compresses would keep no room for zeros
            self.files.write(self.path, secrets.token_bytes(size))
        except OSError as error:
            _LOG.info("%d bytes cannot be kept free on the disk: %s", size, error)
            return False
        return True

    def release(self) -> bool:
        """Give the room away; whether there was any."""
        with self._lock:
            if not self.path.exists():
                return False
            try:
                self.files.discard(self.path)
            except OSError as error:
                _LOG.warning("the room that was kept on the disk cannot be used: %s", error)
                return False
        _LOG.warning("the disk is full: the room that was kept for reading and removing is used")
        return True
