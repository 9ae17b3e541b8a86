"""`penstock demo`: a tour on real photographs, in the browser, or checked without one."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from attrs import evolve

from ...core.errors import PenstockError
from .demo_pool import GRAPH, PHOTOGRAPHS, POOL, fill
from .headless import headless
from .paths import data_paths
from .running import read_graph, run_graph, summary
from .serving import ServeCommand

Say = Callable[[str], None]

TOUR: Final = f"""
The pool "{POOL}" holds {len(PHOTOGRAPHS)} photographs. Try this:
  1. Click the pool "{POOL}", then a picture: it is the one that flows downstream from now on.
  2. Click the label below a picture and change it. The astronaut has a mask already.
  3. Drop pictures of your own on the grid, or paste one.
  4. In ComfyUI the same grid stands in the node Image Pool (Grid)."""


def demo_folder(data: Path | None) -> Path:
    """Where the demo keeps its data: the named folder, else a fresh one."""
    return data if data is not None else Path(tempfile.mkdtemp(prefix="penstock-demo-"))


def show(command: ServeCommand) -> None:
    """Fill the pool, say where to click, serve until Ctrl-C. Blocks."""
    folder = demo_folder(command.data)
    with headless(data_paths(folder)) as penstock:
        fill(penstock.application.services)
    command.say(TOUR.strip())
    evolve(command, data=folder).run()


def check(data: Path | None, say: Say) -> None:
    """Run the sample graph on the filled pool; one line for each output. `PenstockError` where one is missing."""
    folder = demo_folder(data)
    paths = data_paths(folder)
    with headless(paths) as penstock:
        slot = fill(penstock.application.services)
        graph = read_graph(GRAPH)
        printed, ok = run_graph(penstock.engine, paths, graph)
    if not ok:
        raise PenstockError(summary(printed))
    say(f"Pool {POOL!r} in {folder}: {len(PHOTOGRAPHS)} photographs, selected: {slot.label!r}")
    for node_id, output in printed["outputs"].items():
        for path in output.get("images", ()):
            say(_line(graph[node_id], Path(path)))


def _line(node: dict[str, Any], path: Path) -> str:
    from PIL import Image

    with Image.open(path) as image:
        width, height = image.size
    return f"{node['_meta']['title']}: {path} ({width} x {height})"
