"""A Penstock with a batch, to be killed: `Child`, or this module run with `{"folder": …}` as its argument.

It starts a batch of `cells` pictures on `servers` where there is none yet (unless `starts` is false), says `ready`,
drives it until all its cells have ended, and says `done`. With `stays` it goes on until it is killed.
"""

import json
import multiprocessing
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from ...core.contracts.batches import Axis, BatchPlan, BatchStatus, Group, Range
from .driven_runs import DrivenRuns, FakeServers, picture_graph, until

_ENDS: Final = (BatchStatus.COMPLETED, BatchStatus.FINISHED)
_PATIENCE: Final = 300.0
_IMPORTED: Final = [
    "penstock.adapters.testing.driven_child",
    "penstock.plugins.database.opening",
    "penstock.plugins.database.migrating",
    "penstock.plugins.database.backends",
    "penstock.plugins.workflows.service_around",
    "penstock.plugins.workflows.service_parts",
    "penstock.plugins.runs.service_around",
    "penstock.plugins.runs.service_parts",
    "penstock.plugins.runs.comfy.connection",
    "penstock.plugins.batches.service",
    "sqlalchemy.dialects.sqlite",
    "alembic.command",
    "psycopg",
    "PIL.Image",
]
"""What children need not import again."""


def plan_of(cells: int, steps: int) -> BatchPlan:
    """As many cells, with the seeds 0, 1, …"""
    axis = Axis(keys=("1.seed",), range=Range(start="0", stop=str(cells - 1), count=cells))
    document = json.dumps(picture_graph(steps=steps)).encode()
    return BatchPlan(document=document, title="killed", groups=(Group(axes=(axis,)),))


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


class Child:
    """That Penstock as a process of its own, which begins at once; as a context, killed at its end."""

    def __init__(self, **told: Any) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_IMPORTED)
        self._words, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=main, args=(told, theirs.send), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.kill()

    def said(self, seconds: float = _PATIENCE) -> str:
        """What it says next; empty where it says nothing more."""
        try:
            return str(self._words.recv()) if self._words.poll(seconds) else ""
        except EOFError:
            return ""

    def kill(self) -> None:
        """As `kill -9`."""
        self._process.kill()
        self._process.join(30)
        self._words.close()


def main(told: Mapping[str, Any], say: Callable[[str], object] = _say) -> None:
    """Be that Penstock."""
    with DrivenRuns(Path(told["folder"]), FakeServers(told["servers"]), url=told.get("url", "")) as driven:
        if told.get("starts", True) and not driven.batches.list().batches:
            driven.batches.start(plan_of(told["cells"], told.get("steps", 2)))
        say("ready")
        until(lambda: _ended(driven), _PATIENCE)
        say("done")
        if told.get("stays"):
            threading.Event().wait()


def _ended(driven: DrivenRuns) -> bool:
    found = driven.batches.list().batches
    return bool(found) and all(batch.status in _ENDS for batch in found)


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
