"""The least that a durable change can cost on this disk: one line appended to a file and forced to it."""

import os
from pathlib import Path

_LINE = b'{"change": "label", "slot": "abcdefghijkmnpqrstuvwxyz23", "label": "a label of usual length"}\n'


class Appending:
    """A file that only grows."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    def append(self) -> None:
        """One line, on the disk when this returns."""
        os.write(self._handle, _LINE)
        getattr(os, "fdatasync", os.fsync)(self._handle)
