"""When the pool node has to run again.

A host keeps the result of a run under the fingerprint that was taken before it. Between the two a person may select
another slot, and later go back: the first state would then find the result of the second. So a fingerprint is more
than a hash of the state. `Observations` numbers what was seen, by fingerprints and by runs alike: whenever the state
differs from what was seen last, it gets a number that no other state ever had. A result can thus only be found again
while nothing but the state of that very run has been seen since.
"""

import itertools
import secrets
import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

_KEPT: Final = 4096
"""Keys (pool and position) that are remembered; one that is forgotten costs one more run."""


class Observations:
    """A token for the state of each key, new whenever the state is not the one seen last. Safe on any thread."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._lock = threading.Lock()
        self._seen: OrderedDict[Hashable, tuple[Hashable, str]] = OrderedDict()
        self._run = secrets.token_hex(6)
        self._numbers = itertools.count(1)

    def token(self, key: Hashable, state: Hashable) -> str:
        """The token of `state`, which was just seen at `key`."""
        with self._lock:
            last = self._seen.pop(key, None)
            if last is None or last[0] != state:
                last = state, self.never_again()
            self._seen[key] = last
            if len(self._seen) > self._kept:
                self._seen.popitem(last=False)
            return last[1]

    def never_again(self) -> str:
        """A token that was never given and never will be."""
        return f"{self._run}-{next(self._numbers)}"
