"""Listings that one run shares: a folder is read once in it, however often its nodes and their fingerprints ask."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from ...core.contracts.datasets import FolderListing

_MOST_NAMES: Final = 300_000
_FOLDER: Final = 20
"""A folder without pictures takes room as well, as so many names do."""
_RUNS: Final = 2

Key = tuple[str, int]
"""What names a listing in a run: the text of the folder, the depth."""


class RunListings:
    """The listings of the last runs. What raises is not kept. Safe on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, OrderedDict[Key, FolderListing]] = OrderedDict()
        self._asked: dict[str, set[str]] = {}

    def asked(self, run: str, node: str) -> None:
        """A node's fingerprint is asked for, once in a run: the second time it is another run, of the same name.

        Nothing else tells one, and nothing else ends a run: a node has to run with the listing of its fingerprint,
        however long ago that was. A node without an id begins none.
        """
        if not run:
            return
        with self._lock:
            asked = self._asked.get(run)
            if asked is not None and node and node in asked:
                asked.clear()
                self._runs[run].clear()
            self._known(run)
            self._asked[run].add(node)
            self._forget()

    def of(self, run: str, key: Key, make: Callable[[], FolderListing]) -> FolderListing:
        """The listing in this run; made where it is the first time. Nothing is kept for a run without a name."""
        if not run:
            return make()
        with self._lock:
            known = self._known(run)
            if key not in known:
                known[key] = make()
            known.move_to_end(key)
            self._forget()
            return known[key]

    def _known(self, run: str) -> OrderedDict[Key, FolderListing]:
        known = self._runs.setdefault(run, OrderedDict())
        self._asked.setdefault(run, set())
        self._runs.move_to_end(run)
        return known

    def _forget(self) -> None:
        """Runs that are over, then the listings that were asked for the longest time ago."""
        while len(self._runs) > _RUNS:
            over, _ = self._runs.popitem(last=False)
            del self._asked[over]
        while self._count() > 1 and self._names() > _MOST_NAMES:
            oldest = next(one for one in self._runs.values() if one)
            oldest.popitem(last=False)

    def _count(self) -> int:
        return sum(map(len, self._runs.values()))

    def _names(self) -> int:
        return sum(_FOLDER + len(one.names) for run in self._runs.values() for one in run.values())
