"""One run of the bench: its sizes, its scratch folder, the rivals, and what several goals share."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from attrs import define, field
from bench.peer import Peer

T = TypeVar("T")


@define(kw_only=True)
class Bench:
    """`folder` is an empty scratch folder on the disk that is measured; `peer` a checkout of Dataset Gates, if any."""

    folder: Path
    quick: bool = False
    peer: Peer | None = None
    closing: ExitStack = field(factory=ExitStack)
    _shared: dict[str, Any] = field(factory=dict)

    def size(self, full: T, quick: T) -> T:
        """`quick` in a quick run, else `full`."""
        return quick if self.quick else full

    def once(self, name: str, build: Callable[[], T]) -> T:
        """What `build` makes, made once a run; goals of one group share what is slow to set up."""
        if name not in self._shared:
            self._shared[name] = build()
        made: T = self._shared[name]
        return made

    def fresh(self, name: str) -> Path:
        """A new empty folder."""
        made = self.folder / f"{name}-{len(list(self.folder.iterdir()))}"
        made.mkdir()
        return made

    def say(self, text: str) -> None:
        """Progress, for people; the table goes to standard output."""
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
