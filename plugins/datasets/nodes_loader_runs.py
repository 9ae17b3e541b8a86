"""Listings that one run shares: a folder is read once in it, however often its nodes and their fingerprints ask."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from attrs import define

from ...core.contracts.datasets import FolderListing

_MOST_NAMES: Final = 300_000
_FOLDER: Final = 20
"""A folder without pictures takes room as well, as so many names do."""
_RUNS: Final = 2
_SECONDS: Final = 30.0
"""How long after its last use a listing still serves fingerprints: those of one run are asked for together."""

Key = tuple[str, int]
"""What names a listing in a run: the text of the folder, the depth."""


@define
class _Kept:
    """A listing, when it was asked for last, and whether a node ran with it."""

    listing: FolderListing
    used: float
    ran: bool = False


class RunListings:
    """The listings of the last runs. What raises is not kept. `clock` tells seconds. Safe on any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, OrderedDict[Key, _Kept]] = OrderedDict()

    def of(self, run: str, key: Key, make: Callable[[], FolderListing], *, runs: bool = True) -> FolderListing:
        """The listing in this run; made where it is the first time. Nothing is kept for a run without a name.

        `runs` says that a node runs, and not that a fingerprint is asked for. A node runs with the listing of its
        fingerprint, however long ago that was. A fingerprint that is asked for after a node ran, or long after the
        others, is that of another run, which has the same name.
        """
        if not run:
            return make()
        with self._lock:
            known = self._runs.setdefault(run, OrderedDict())
            self._runs.move_to_end(run)
            kept = known.get(key)
            if kept is None or (not runs and self._is_over(kept)):
                kept = known[key] = _Kept(make(), self._clock())
            kept.used, kept.ran = self._clock(), kept.ran or runs
            known.move_to_end(key)
            self._forget()
            return kept.listing

    def _is_over(self, kept: _Kept) -> bool:
        return kept.ran or self._clock() - kept.used > _SECONDS

    def _forget(self) -> None:
        """Runs that are over, then the listings that were asked for the longest time ago."""
        while len(self._runs) > _RUNS:
            self._runs.popitem(last=False)
        while self._count() > 1 and self._names() > _MOST_NAMES:
            oldest = next(one for one in self._runs.values() if one)
            oldest.popitem(last=False)

    def _count(self) -> int:
        return sum(map(len, self._runs.values()))

    def _names(self) -> int:
        return sum(_FOLDER + len(one.listing.names) for run in self._runs.values() for one in run.values())
