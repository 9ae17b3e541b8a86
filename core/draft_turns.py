"""Turns at drafts: one thread of one process at a time works with a draft, for as long as it takes; others go on."""

import contextlib
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, field
from filelock import FileLock, Timeout

from . import file_locks
from .errors import Busy
from .files import Files

PATIENCE: Final = 15.0
"""Seconds to wait for a turn: the largest documents take some seconds to be saved."""

_TURNS: Final = 64
_FOLDER: Final = ".turns"


def _locks() -> tuple[threading.Lock, ...]:
    return tuple(threading.Lock() for _ in range(_TURNS))


@define
class DraftTurns:
    """See the module. Drafts share 64 locks, so that none has to go with its draft: nobody may wait for two turns."""

    folder: Path
    files: Files
    _locks: tuple[threading.Lock, ...] = field(factory=_locks, init=False)

    @contextlib.contextmanager
    def turn(self, draft_id: str) -> Iterator[None]:
        """The turn at a draft, whether there is one or not. `Busy` after 15 s; raises `OSError`."""
        number = zlib.crc32(draft_id.encode(errors="replace")) % _TURNS
        if not self._locks[number].acquire(timeout=PATIENCE):
            raise _busy()
        try:
            with contextlib.ExitStack() as stack:
                try:
                    stack.enter_context(self._file(number))
                except Timeout as error:
                    raise _busy() from error
                except OSError as error:
                    if not file_locks.nobody_writes(error, self.folder):
                        raise
                yield
        finally:
            self._locks[number].release()

    def _file(self, number: int) -> FileLock:
        folder = self.folder / _FOLDER
        self.files.make_folder(folder)
        return FileLock(folder / f"{number:02d}", timeout=PATIENCE, poll_interval=0.01, thread_local=False)


def _busy() -> Busy:
    return Busy("The draft is in use.", hint="Nothing was changed; try again.")
