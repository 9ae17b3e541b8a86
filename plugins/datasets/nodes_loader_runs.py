"""Listings that one run shares: a folder is read once in it, however often its nodes and their fingerprints ask."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from attrs import define, field

from ...core.contracts.datasets import FolderListing

_MOST_NAMES: Final = 300_000
_FOLDER: Final = 20
"""A folder without pictures takes room as well, as so many names do."""
_RUNS: Final = 2
_SECONDS: Final = 10.0
"""How long a listing is kept behind its last use: a run of the same name may come again, and cannot always be told."""

Key = tuple[str, int]
"""What names a listing in a run: the text of the folder, the depth."""


@define
class _Run:
    """The listings of a run, when they were asked for last, and whether one of its nodes ran."""

    used: float
    ran: bool = False
    listings: OrderedDict[Key, FolderListing] = field(factory=OrderedDict)


class RunListings:
    """The listings of the last runs. What raises is not kept. `clock` tells seconds. Safe on any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, _Run] = OrderedDict()

    def of(self, run: str, key: Key, make: Callable[[], FolderListing], *, runs: bool = True) -> FolderListing:
        """The listing in this run; made where it is the first time. Nothing is kept for a run without a name.

        `runs` says that a node runs, and not that a fingerprint is asked for: one that is asked for after a node ran
        is that of another run, which has the same name.
        """
        if not run:
            return make()
        with self._lock:
            known = self._known(run, runs=runs)
            if key not in known.listings:
                known.listings[key] = make()
            known.listings.move_to_end(key)
            self._forget()
            return known.listings[key]

    def _known(self, run: str, *, runs: bool) -> _Run:
        now, known = self._clock(), self._runs.get(run)
        if known is None or now - known.used > _SECONDS or (known.ran and not runs):
            known = self._runs[run] = _Run(now)
        self._runs.move_to_end(run)
        known.used, known.ran = now, known.ran or runs
        return known

    def _forget(self) -> None:
        """Runs that are over, then the listings that were asked for the longest time ago."""
        while len(self._runs) > _RUNS:
            self._runs.popitem(last=False)
        while self._count() > 1 and self._names() > _MOST_NAMES:
            oldest = next(one.listings for one in self._runs.values() if one.listings)
            oldest.popitem(last=False)

    def _count(self) -> int:
        return sum(len(run.listings) for run in self._runs.values())

    def _names(self) -> int:
        return sum(_FOLDER + len(one.names) for run in self._runs.values() for one in run.listings.values())
