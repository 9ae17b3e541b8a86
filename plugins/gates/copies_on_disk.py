"""Safety copies on disk: kept by the very code that parks, in a folder of this process, where nobody else looks.

`gates/waiting/<process>/` is named after the process (see `ProcessLives`): while that lives its copies are its own.
"""

import contextlib
import threading
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final

from attrs import define, evolve, field

from . import keeping
from .entries import Entry
from .parked_folder import ParkedFolder
from .parked_store import DiskParkedRuns

WAITING: Final = "waiting"
"""The folder beside that of what is parked."""


def withdrawn(root: Path, token: str) -> Path:
    """The mark of a copy that nobody is to be offered; no run has such a name."""
    return root / f"{token}.ended"


@define
class _OwnFolder(ParkedFolder):
    """A folder that only this process changes: its threads need no lock on the disk."""

    _changing: threading.Lock = field(factory=threading.Lock, init=False)

    @contextlib.contextmanager
    def holding(self, run_id: str, patience: float = 0.0) -> Iterator[None]:
        """Keep other threads from changing any run."""
        with self._changing:
            yield


@define
class CopiesOnDisk:
    """Writes and drops copies. Blocks; on one thread at a time. Raises `PenstockError` and `OSError`."""

    _store: DiskParkedRuns

    def begin(self) -> None:
        """Make the folder of this process."""
        self._store.folder.files.make_folder(self._store.folder.root)

    def write(self, entry: Entry) -> None:
        """Copy the gate as it would be parked; nothing is left of it where that fails."""
        self._store.keep(entry.gate, entry.question, entry.call.prompt, entry.call.extra_pnginfo)

    def withdraw(self, token: str) -> None:
        """Mark a copy as one that is not to be offered: an empty folder, which outlives the process at once."""
        with contextlib.suppress(FileNotFoundError):  # nothing has been written yet, and nothing will be
            self._store.folder.files.mark(withdrawn(self._store.folder.root, token))

    def drop(self, tokens: Collection[str]) -> None:
        """Remove these copies, and every run of which no copy is left."""
        folder = self._store.folder
        for run in folder.runs():
            gone = [one for one in run.gates if one.token in tokens]
            if not gone:
                continue
            after = run
            for one in gone:
                after = after.without(one.token)
            with folder.holding(run.id):
                if after.gates:
                    folder.write(run, after)
                    folder.discard(run.id, [name for one in gone for name in keeping.files_of(one)])
                else:
                    folder.remove(run.id)
        for token in tokens:
            folder.files.unmark(withdrawn(folder.root, token))

    def close(self) -> None:
        """Remove every copy, and the folder."""
        self._store.folder.files.remove_tree(self._store.folder.root)


def copies_on_disk(parked: DiskParkedRuns) -> CopiesOnDisk:
    """The copies of this process, beside what is `parked`, with the room that those leave. Makes nothing yet."""
    folder, gates = parked.folder, parked.folder.beside
    root = gates / WAITING / parked.rests.host
    own = _OwnFolder(root, folder.files, folder.clock, folder.ids, folder.told, beside=gates)
    store = DiskParkedRuns(own, evolve(parked.rests, folder=own), lambda: parked.limit() - parked.bytes())
    return CopiesOnDisk(store)
