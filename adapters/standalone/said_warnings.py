"""Warnings of Penstock as lines for people, while a command runs."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Say = Callable[[str], object]
"""Takes a line for people, beside what the command prints."""


class SaidWarnings(logging.Handler):
    """Says each warning once."""

    def __init__(self, say: Say) -> None:
        super().__init__(logging.WARNING)
        self._say = say
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """See the class."""
        self.tell(record.getMessage())

    def tell(self, line: str) -> None:
        """Say a line that was not said yet."""
        if line not in self._told:
            self._told.add(line)
            self._say(line)


@contextmanager
def said_warnings(say: Say) -> Iterator[SaidWarnings]:
    """What is logged while the block runs is said."""
    told, log = SaidWarnings(say), logging.getLogger("penstock")
    log.addHandler(told)
    try:
        yield told
    finally:
        log.removeHandler(told)
