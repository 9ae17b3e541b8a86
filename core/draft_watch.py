"""The drafts of a process, and the watcher that tells what other processes do with them within a second."""

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from .clock import Clock
from .draft_news import DraftNews
from .drafts import Drafts
from .errors import PenstockError
from .events.base import Event
from .files import Files
from .host import HostPaths
from .ids import Ids
from .jobs import Background

INTERVAL: Final = 0.4
"""Seconds between two looks."""

_LOOK_ALWAYS: Final = 5.0
"""Seconds after which the drafts are looked at though nothing on the disk has changed: some may have expired."""

_LOG: Final = logging.getLogger("penstock.drafts.watch")

Names = frozenset[tuple[str, frozenset[str]]]


def folder_of(paths: HostPaths) -> Path:
    """Where the drafts are."""
    return paths.private / "drafts"


def shared_drafts(paths: HostPaths, files: Files, clock: Clock, ids: Ids, notify: Callable[[Event], Any]) -> Drafts:
    """The drafts of a process, all kinds; each change is published by `notify`. Starts and writes nothing."""
    return Drafts(folder_of(paths), files, clock, ids, listener=DraftNews(notify, clock))


class DraftWatch:
    """Looks at the drafts each time something in their folder has changed, and every few seconds."""

    def __init__(self, drafts: Drafts, folder: Path, clock: Clock, interval: float = INTERVAL) -> None:
        self._drafts = drafts
        self._folder = folder
        self._clock = clock
        self._background = Background("penstock-draft-watcher", self._step, wait=interval)
        self._seen: Names | None = None
        self._looked = 0.0
        self._trouble = ""

    def start(self) -> None:
        """Learn which drafts there are, which is told to nobody, and start looking."""
        self.look()
        self._background.start()

    def stop(self) -> None:
        """Stop looking."""
        self._background.stop()

    def look(self) -> None:
        """Look once; the same trouble with the disk is logged once."""
        try:
            names = _names(self._folder)
            late = self._clock.monotonic() - self._looked >= _LOOK_ALWAYS
            if names != self._seen or (names and late):
                self._drafts.look()
                self._seen, self._looked = names, self._clock.monotonic()
        except (PenstockError, OSError) as error:
            if str(error) != self._trouble:
                self._trouble = str(error)
                _LOG.warning("the drafts cannot be watched: %s", error)
            return
        self._trouble = ""

    def _step(self, wait: float) -> None:
        if not self._background.pause(wait):
            self.look()


def _names(folder: Path) -> Names:
    """What lies in the folder of each draft: a name each change, so that none looks like no change."""
    try:
        with os.scandir(folder) as entries:
            drafts = [entry.path for entry in entries if entry.is_dir(follow_symlinks=False) and entry.name[0] != "."]
    except FileNotFoundError:
        return frozenset()
    return frozenset((path, _inside(path)) for path in drafts)


def _inside(path: str) -> frozenset[str]:
    try:
        with os.scandir(path) as entries:
            return frozenset(entry.name for entry in entries)
    except FileNotFoundError:
        return frozenset()
