"""Watches runs on the terminal: a bar for each, until all have ended; Ctrl-C cancels what has not."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from ...core.contracts.runs import ENDS, Run, RunProgress, Runs, RunStatus
from ...core.services import Services

Say = Callable[[str], None]
Show = Callable[[Run, RunProgress], None]
_EVERY: Final = 0.2
"""Seconds between two looks."""

_WAITS: Final = {
    "no_server": "waits for a server",
    "no_nodes": "waits for a server that has its nodes",
    "held": "held",
    "outputs": "fetching its outputs",
}


def watched(services: Services, runs: Sequence[Run], say: Say) -> tuple[Run, ...]:
    """The runs once they have ended. Blocks."""
    service = services.get(Runs)
    with _bars(say) as show:
        try:
            return _until_ended(service, runs, show)
        except KeyboardInterrupt:
            say("Cancelling.")
            for run in runs:
                if service.get(run.id).status not in ENDS:
                    service.cancel(run.id)
            return _until_ended(service, runs, show)


def _until_ended(service: Runs, runs: Sequence[Run], show: Show) -> tuple[Run, ...]:
    while True:
        found = tuple(service.get(run.id) for run in runs)
        for run in found:
            show(run, service.progress(run.id))
        if all(run.status in ENDS for run in found):
            return found
        time.sleep(_EVERY)


@contextmanager
def _bars(say: Say) -> Iterator[Show]:
    """A bar for each run where stderr is a terminal, else a line for each change of its status."""
    if not sys.stderr.isatty():
        yield _lines(say)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, Any] = {}

        def show(run: Run, at: RunProgress) -> None:
            if run.id not in tasks:
                tasks[run.id] = progress.add_task(described(run, at), total=100)
            progress.update(tasks[run.id], description=described(run, at), completed=at.progress)

        yield show


def _lines(say: Say) -> Show:
    told: dict[str, RunStatus] = {}

    def show(run: Run, at: RunProgress) -> None:
        if told.get(run.id) is not run.status:
            told[run.id] = run.status
            say(f"{run.id}: {described(run, at)}")

    return show


def described(run: Run, at: RunProgress) -> str:
    """What a run does, in a few words."""
    if run.status is RunStatus.QUEUED:
        place = "" if at.queue_position is None else f", {at.queue_position} before it"
        return _WAITS.get(at.waits_for, f"queued{place}")
    if run.status is RunStatus.RUNNING:
        steps = f" {at.step:g} of {at.steps:g}" if at.steps else ""
        return f"{at.current_title or at.current_node or 'running'}{steps}"
    return run.status.value
