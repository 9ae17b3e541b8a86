"""Watches a batch on the terminal until every cell has ended; Ctrl-C stops the rest."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from attrs import asdict

from ...core.contracts.batches import Batch, Batches, BatchStatus

Say = Callable[[str], None]
Show = Callable[[Batch], None]
_EVERY: Final = 0.3
"""Seconds between two looks."""

_ENDS: Final = (BatchStatus.COMPLETED, BatchStatus.FINISHED)


def watched_batch(service: Batches, batch: Batch, say: Say) -> Batch:
    """The batch once it has ended. Blocks."""
    with _bar(batch.total, say) as show:
        try:
            return _until_ended(service, batch.id, show)
        except KeyboardInterrupt:
            say("Stopping the rest.")
            service.stop(batch.id)
            return _until_ended(service, batch.id, show)


def _until_ended(service: Batches, batch: str, show: Show) -> Batch:
    while True:
        found = service.get(batch)
        show(found)
        if found.status in _ENDS:
            return found
        time.sleep(_EVERY)


@contextmanager
def _bar(total: int, say: Say) -> Iterator[Show]:
    """A bar where stderr is a terminal, else a line whenever a tenth more has ended."""
    if not sys.stderr.isatty():
        yield _lines(total, say)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("queued", total=total)
        yield lambda batch: progress.update(task, completed=_ended(batch), description=_said(batch))


def _lines(total: int, say: Say) -> Show:
    told = [-1]

    def show(batch: Batch) -> None:
        tenth = _ended(batch) * 10 // max(1, total)
        if tenth != told[0]:
            told[0] = tenth
            say(f"{_ended(batch)} of {total}: {_said(batch)}")

    return show


def _ended(batch: Batch) -> int:
    counts = batch.counts
    return counts.completed + counts.failed + counts.cancelled + counts.lost


def _said(batch: Batch) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(batch.counts).items() if count) or batch.status.value
