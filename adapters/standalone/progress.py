"""Progress on the terminal: which node runs, how far a check is. On stderr, so that stdout stays clean."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .engine.messages import Send


@contextmanager
def shown_progress(graph: Mapping[str, Any]) -> Iterator[Send]:
    """A `Send` that draws a bar while the block runs; where stderr is no terminal it draws nothing."""
    if not sys.stderr.isatty():
        yield lambda _type, _data, _client: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)

        def send(kind: str, data: dict[str, Any], _client: str | None) -> None:
            if kind == "executing" and data.get("node") is not None:
                name = graph.get(data["node"], {}).get("class_type", "")
                progress.update(task, description=f"{data['node']} {name}", completed=0, total=None)
            elif kind == "progress":
                progress.update(task, completed=data["value"], total=data["max"])

        yield send


@contextmanager
def counted_progress() -> Iterator[Callable[[int, int, str], None]]:
    """A `report(done, total, message)` that draws a bar while the block runs; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _done, _total, _message: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        yield lambda done, total, message: progress.update(task, completed=done, total=total, description=message)
