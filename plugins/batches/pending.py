"""Whether some batch or webhook waits, told by a file: a start where nothing does opens no database."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from attrs import define, field

from ...core.files import Files

_LOG: Final = logging.getLogger("penstock.batches")


@define(eq=False)
class Pending:
    """See the module. `path` is the file. Safe on any thread."""

    path: Path
    files: Files
    _lock: threading.Lock = field(factory=threading.Lock, init=False)
    _held: int = field(default=0, init=False)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Something is being begun: the file is there before, and stays at least until the block ends."""
        with self._lock:
            self._held += 1
        try:
            if not self.path.exists():
                self.files.make_folder(self.path.parent)
                self.files.write(self.path, b"")
            yield
        finally:
            with self._lock:
                self._held -= 1

    def clear(self) -> None:
        """Nothing waits; no error where somebody begins something."""
        with self._lock:
            if self._held:
                return
            try:
                self.files.discard(self.path)
            except OSError as error:
                _LOG.debug("%s could not be removed: %s", self.path.name, error)

    def is_set(self) -> bool:
        """Whether something waited when this was asked."""
        return self.path.exists()
