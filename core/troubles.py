"""What was damaged, and what became of it: told in the log, and kept from there for whoever asks how things stand.

A module that sets a damaged file aside logs it with `extra=DAMAGE`. That needs no way from the store to the host, works
before anything is built, and says the same in both places.
"""

import logging
import os
import threading
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from .clock import Clock
from .values import frozen

DAMAGE: Final[Mapping[str, object]] = {"penstock_damage": True}
"""The `extra` of a log line about something that was damaged."""

_ROOT: Final = "penstock"
_KEPT: Final = 100


@frozen(kw_only=True)
class Trouble:
    """One damage. `number` counts from 1 in this process, `at` is in ms since 1970, `feature` the plugin, or `core`."""

    number: int
    at: int
    feature: str
    message: str


class Troubles(logging.Handler):
    """The last 100, oldest first; those of this process since `attach`. Safe on any thread."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(logging.WARNING)
        self._clock = clock
        self._kept: deque[Trouble] = deque(maxlen=_KEPT)
        self._count = 0
        self._turn = threading.Lock()

    def attach(self) -> None:
        """Hear what is logged from now on."""
        logging.getLogger(_ROOT).addHandler(self)

    def detach(self) -> None:
        """Hear nothing more; what was heard stays."""
        logging.getLogger(_ROOT).removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line about damage."""
        if not getattr(record, "penstock_damage", False):
            return
        _, _, rest = record.name.partition(".")
        with self._turn:
            self._count += 1
            feature = rest.partition(".")[0] or "core"
            told = Trouble(number=self._count, at=self._clock.wall_ms(), feature=feature, message=record.getMessage())
            self._kept.append(told)

    def list(self) -> tuple[Trouble, ...]:
        """What there was."""
        with self._turn:
            return tuple(self._kept)


def aside(path: Path, number: int) -> Path:
    """The name under which a damaged file is kept beside: `<name>.corrupt-<number>`, or the next number that is free.

    The number is a time, and clocks stand still and go back: nothing that was kept is written over.
    """
    while os.path.lexists(found := path.with_name(f"{path.name}.corrupt-{max(number, 0)}")):
        number = max(number, 0) + 1
    return found
