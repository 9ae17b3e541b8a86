"""The folder of parked runs: one folder each, with `run.json` (the commit point) and a file per array.

Everything in it is checked before it is used, as anything may have been put there. A `run.json` that cannot be read is
moved aside with its folder, and told; one of a newer Penstock is left alone.
"""

import contextlib
import json
import logging
import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from attrs import Factory, define, field
from filelock import FileLock, Timeout

from ...core.clock import Clock
from ...core.errors import BadName, Busy, PenstockError, from_os_error
from ...core.files import Files
from ...core.ids import Ids
from ...core.names import check_id
from ...core.troubles import DAMAGE
from ...core.wire import decode, encode
from .parked_arrays import stage_array
from .parked_values import FORMAT, ParkedRun, checked

_LOG: Final = logging.getLogger("penstock.gates")
_RUN_FILE: Final = "run.json"
_LARGEST: Final = 256 << 20
_PATIENCE: Final = 5.0

Signature = tuple[int, int, int]


def _keep_quiet(_message: str) -> None:
    """Nobody is told besides the log."""


@define
class ParkedFolder:
    """See the module. `root` is made when something is kept; `told` hears what was set aside. Safe on any thread.

    The folders `locks` and `damaged` are in `beside`, which is where `root` is.
    """

    root: Path
    files: Files
    clock: Clock
    ids: Ids
    told: Callable[[str], None] = _keep_quiet
    beside: Path = field(kw_only=True, default=Factory(lambda self: self.root.parent, takes_self=True))
    _cache: dict[str, tuple[Signature, ParkedRun | None]] = field(factory=dict, init=False)
    _cache_lock: threading.Lock = field(factory=threading.Lock, init=False)

    @contextlib.contextmanager
    def holding(self, run_id: str, patience: float = _PATIENCE) -> Iterator[None]:
        """Keep other threads and processes from changing this run; `Busy` after `patience` seconds. Not re-entrant.

        There is one lock file for every last character of an id, so that their number stays small for ever.
        """
        with _storing("lock a parked run"):
            self.files.make_folder(self.beside / "locks")
        path = self.beside / "locks" / f"{run_id[-1:].lower()}.lock"
        lock = FileLock(path, timeout=patience, poll_interval=0.01, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise Busy("This gate is being changed by somebody else.", hint="Try again.") from error
        except OSError as error:
            raise from_os_error(error, "lock a parked run") from error
        try:
            yield
        finally:
            lock.release()

    def ids_found(self) -> tuple[str, ...]:
        """The names of the folders that may be runs, in order."""
        try:
            with os.scandir(self.root) as entries:
                return tuple(sorted(entry.name for entry in entries if _may_be_run(entry)))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise from_os_error(error, "read the parked gates") from error

    def runs(self) -> tuple[ParkedRun, ...]:
        """Every run that can be read, oldest first."""
        found = [run for run_id in self.ids_found() if (run := self.read(run_id)) is not None]
        return tuple(sorted(found, key=lambda run: (run.started, run.id)))

    def read(self, run_id: str) -> ParkedRun | None:
        """One run as it is on the disk; None where there is none (any more), or none that can be read. Any text."""
        if not _is_id(run_id):
            return None
        path = self.root / run_id / _RUN_FILE
        try:
            signature = _signature(path)
            known = self._cache.get(run_id)
            if known is None or known[0] != signature:
                known = (signature, self._parsed(run_id, path))
                with self._cache_lock:
                    self._cache[run_id] = known
        except FileNotFoundError:
            with self._cache_lock:
                self._cache.pop(run_id, None)
            return None
        except OSError as error:
            raise from_os_error(error, "read a parked gate") from error
        return known[1]

    def write(self, before: ParkedRun | None, after: ParkedRun) -> None:
        """Replace `run.json`, durably; the folder is made where it is missing. Hold the run's lock.

        Where the new one is there but the disk could not promise it, `before` is put back. `Invalid` where it could
        not be read again (text with lone surrogates, say).
        """
        path, data = self.root / after.id / _RUN_FILE, _as_json(after)
        checked(decode(ParkedRun, json.loads(data)), after.id)
        with _storing("keep the gate"):
            self.files.make_folder(path.parent)
            try:
                self.files.write(path, data)
            except OSError:
                self._turn_back(path, before)
                raise

    def _turn_back(self, path: Path, before: ParkedRun | None) -> None:
        try:
            if before is None or not before.gates:
                self.files.discard(path)
            else:
                self.files.write(path, _as_json(before))
        except OSError as error:
            _LOG.warning("A parked gate could not be put back: %s", error)

    def write_arrays(self, run_id: str, arrays: dict[str, Any]) -> None:
        """Write arrays by file name, all or none, durably. Hold the run's lock."""
        folder = self.root / run_id
        staged: list[tuple[Path, Path]] = []
        with _storing("keep the images of the gate"):
            self.files.make_folder(folder)
            try:
                for name, array in arrays.items():
                    staged.append((stage_array(self.files, folder, array), folder / name))
                self.files.place_all(staged)
            except Exception:
                self.discard(run_id, [part.name for part, _ in staged])
                raise

    def discard(self, run_id: str, names: Iterator[str] | list[str] | tuple[str, ...]) -> None:
        """Remove files of a run; what cannot be removed now is swept at the next start."""
        for name in names:
            try:
                self.files.discard(self.root / run_id / name)
            except OSError as error:
                _LOG.info("A file of a parked gate could not be removed yet: %s", error)

    def remove(self, run_id: str) -> None:
        """Remove a run: `run.json` first, since without it nothing is offered. Hold the run's lock."""
        with _storing("remove a parked gate"):
            self.files.discard(self.root / run_id / _RUN_FILE)
            self.files.remove_tree(self.root / run_id)

    def bytes(self) -> int:
        """How many bytes lie in the folder."""
        return sum(_size(entry) for run_id in self.ids_found() for entry in _entries(self.root / run_id))

    def sweep(self, names: Callable[[ParkedRun], set[str]]) -> None:
        """Remove what a crash left behind: folders without `run.json`, files that none names (`names` tells which)."""
        for run_id in self.ids_found():
            try:
                with contextlib.suppress(Busy), self.holding(run_id, patience=0):  # busy: somebody is writing right now
                    self._sweep_one(run_id, names)
            except PenstockError as error:  # the others are swept and offered
                _LOG.warning("What a crash left of the parked gate %s is not removed yet: %s", run_id, error)

    def _sweep_one(self, run_id: str, names: Callable[[ParkedRun], set[str]]) -> None:
        run = self.read(run_id)
        entries = [entry.name for entry in _entries(self.root / run_id)]
        try:
            if run is not None:
                self.discard(run_id, [name for name in entries if name not in names(run) | {_RUN_FILE}])
            elif _RUN_FILE not in entries:
                self.files.remove_tree(self.root / run_id)
        except OSError as error:
            _LOG.info("What a crash left of a parked gate could not be removed yet: %s", error)

    def _parsed(self, run_id: str, path: Path) -> ParkedRun | None:
        data = self.files.read(path, _LARGEST)
        try:
            body = json.loads(data)
            if isinstance(body, dict) and isinstance(body.get("format"), int) and body["format"] > FORMAT:
                self._tell(f"The parked gate {run_id} was kept by a newer Penstock: it is left alone.")
                return None
            return checked(decode(ParkedRun, body), run_id)
        except (PenstockError, ValueError, RecursionError) as error:
            self._set_aside(run_id, error)
            return None

    def _set_aside(self, run_id: str, error: Exception) -> None:
        aside = self.beside / "damaged" / f"{run_id}.{self.ids.new()}"
        self.files.make_folder(aside.parent)
        self.files.move_tree(self.root / run_id, aside)
        self._tell(f"The parked gate {run_id} is damaged; its folder is kept as gates/damaged/{aside.name}. ({error})")

    def _tell(self, message: str) -> None:
        _LOG.error("%s", message, extra=DAMAGE)
        self.told(message)


def _as_json(run: ParkedRun) -> bytes:
    return json.dumps(encode(run)).encode()


@contextlib.contextmanager
def _storing(action: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise from_os_error(error, action) from error


def _may_be_run(entry: os.DirEntry[str]) -> bool:
    return _is_id(entry.name) and entry.is_dir(follow_symlinks=False)


def _is_id(name: str) -> bool:
    try:
        return check_id(name) == name
    except BadName:
        return False


def _signature(path: Path) -> Signature:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise FileNotFoundError(f"{path.name} is no file.")
    return found.st_ino, found.st_mtime_ns, found.st_size


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return []


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except FileNotFoundError:
        return 0
