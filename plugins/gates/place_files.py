"""One small file for each place (see `Gate.place`), on disk: replaced whole, removed for good, never half there.

A file is called `<place>.<revision><suffix>`. A new one gets a higher revision and a name of its own; placing it is the
one commit point, and the highest revision counts. What an interrupted change leaves behind is older, and goes with the
next change. Nothing is kept in memory but numbers, and changes hold a file lock, so that two hosts may share a folder.
"""

import contextlib
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import define, field
from filelock import FileLock, Timeout

from ...core.errors import BadName, Busy, from_os_error
from ...core.files import TEMPORARY_SUFFIX, Files
from ...core.values import frozen

_LOG: Final = logging.getLogger("penstock.gates")
_PLACE: Final = re.compile(r"[0-9a-f]{32}")
_NAME: Final = re.compile(r"([0-9a-f]{32})\.([0-9]{1,15})(\.[a-z]+)")
_STALE_SECONDS: Final = 6 * 3600
_PATIENCE: Final = 5.0


@frozen
class PlaceFile:
    """What lies at a place."""

    path: Path
    revision: int


@define
class PlaceFiles:
    """See the module. Blocks; safe on any thread.

    `first` is where revisions begin: give something that grows from start to start, as a time in ms does. Raises
    `BadName` for what is no place, `Busy`, and the errors of the disk.
    """

    _folder: Path
    _files: Files
    _suffix: str
    _first: int = 0
    _lock: threading.Lock = field(factory=threading.Lock)
    _removed: dict[str, int] = field(factory=dict)
    _last: int = 0
    _swept: bool = False

    def latest(self, place: str) -> PlaceFile | None:
        """The file at `place`, None where there is none."""
        return max(self._at(place), key=lambda found: found.revision, default=None)

    def all(self) -> dict[str, PlaceFile]:
        """The file at each place, oldest revision first."""
        found = sorted(self._scan(), key=lambda pair: pair[1].revision)
        return dict(sorted(dict(found).items(), key=lambda pair: pair[1].revision))

    def revision(self, place: str) -> int:
        """The revision at `place`; where nothing lies that of the removal, 0 where nothing was ever there."""
        found = self.latest(place)
        return found.revision if found is not None else self._removed.get(place, 0)

    def put(self, place: str, data: bytes) -> PlaceFile:
        """Store `data` at `place`, durably, over what was there."""
        if not _PLACE.fullmatch(place):
            raise BadName(f"{place[:80]!r} is no place of a gate.", field="place")
        with self._lock, _reported("store what belongs to the gate"):
            self._files.make_folder(self._folder)
            with self._alone():
                self._sweep()
                return self._replace(place, data)

    def remove(self, place: str) -> int:
        """Take away what lies at `place`, durably; returns the revision that the place then has."""
        with self._lock, _reported("remove what belongs to the gate"):
            if self._at(place):
                with self._alone():
                    self._take_away(place)
            return self.revision(place)

    def _replace(self, place: str, data: bytes) -> PlaceFile:
        before = self._at(place)
        with self._files.stage(self._folder) as staged:
            staged.write(data)
        revision = self._next(place, max((found.revision for found in before), default=0))
        made = PlaceFile(self._folder / f"{place}.{revision}{self._suffix}", revision)
        try:
            self._files.place(staged.path, made.path)
        except OSError:
            with contextlib.suppress(OSError):  # the first error is the one to report
                self._files.discard(staged.path)
            raise
        self._discard(before)
        return made

    def _take_away(self, place: str) -> None:
        before = sorted(self._at(place), key=lambda found: found.revision)
        gone = [PlaceFile(self._folder / f"{secrets.token_hex(8)}{TEMPORARY_SUFFIX}", 0) for _ in before]
        for found, aside in zip(before, gone, strict=True):
            self._files.move(found.path, aside.path)  # unlike a removal, a move is forced to the disk
        self._removed[place] = self._next(place, max((found.revision for found in before), default=0))
        self._discard(gone)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other host changes the folder meanwhile; `Busy` where one does for 5 s."""
        lock = FileLock(self._folder / ".lock", timeout=_PATIENCE, poll_interval=0.01, thread_local=False)
        try:
            lock.acquire()
        except Timeout as error:
            raise Busy("Another program is changing this: try again.", hint="Try again.") from error
        except OSError as error:
            raise from_os_error(error, "lock what a gate keeps") from error
        try:
            yield
        finally:
            lock.release()

    def _next(self, place: str, highest: int) -> int:
        self._last = max(self._last, self._first, highest, self._removed.pop(place, 0)) + 1
        return self._last

    def _discard(self, found: list[PlaceFile]) -> None:
        for one in found:
            try:
                self._files.discard(one.path)
            except OSError as error:  # what was done stays done: the file counts for nothing any more
                _LOG.warning("An old file of a gate could not be removed: %s", error)

    def _at(self, place: str) -> list[PlaceFile]:
        return [found for where, found in self._scan() if where == place]

    def _scan(self) -> Iterator[tuple[str, PlaceFile]]:
        with _reported("read what belongs to the gate"):
            for name in _names(self._folder):
                match = _NAME.fullmatch(name)
                if match and match[3] == self._suffix:
                    yield match[1], PlaceFile(self._folder / name, int(match[2]))

    def _sweep(self) -> None:
        """Once, before the first change: drop what a killed process left half written in the folder."""
        if self._swept:
            return
        limit = time.time() - _STALE_SECONDS  # another host may be writing a younger one
        left = [self._folder / name for name in _names(self._folder) if name.endswith(TEMPORARY_SUFFIX)]
        self._discard([PlaceFile(path, 0) for path in left if _changed(path) < limit])
        self._swept = True


def _names(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except FileNotFoundError:
        return []


def _changed(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except FileNotFoundError:
        return 0.0


@contextlib.contextmanager
def _reported(action: str) -> Iterator[None]:
    """Turns an error of the disk into its answer."""
    try:
        yield
    except OSError as error:
        raise from_os_error(error, action) from error
