"""START: what importing Penstock, asking for help and starting with ComfyUI cost.

`COMFYUI_PYTHON` names the interpreter of a real ComfyUI: its torch is then imported before the clock runs, as there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.table import Row, Wanted, costs, count
from bench.timing import Contender, Series, interleaved
from bench.workbench import Bench

_ROOT: Final = Path(__file__).resolve().parents[2]
_HEAVY = ("torch", "PIL", "aiohttp", "sqlalchemy", "numpy", "sqlite3")
_HELP = "import sys; sys.argv = ['penstock', '--help']; from penstock.adapters.standalone.command import main; main()"
_PLUGINS = "from penstock.adapters.bundled import plugin_sources as all; [one.load() for one in all(discover=False)]"
_MOST_MS: Final = 300
_MARK: Final = "-- the start --"
_START: Final = """
import importlib.util, sys, time
from pathlib import Path
if importlib.util.find_spec("torch"):
    import aiohttp, numpy, PIL.Image, sqlalchemy, torch  # ComfyUI has them before it loads its packs
print("-- the start --", file=sys.stderr, flush=True)
cpu, wall = time.process_time(), time.perf_counter()
from penstock.adapters.comfyui.no_collection import no_collection
with no_collection():  # as the extension does
    from penstock.adapters.bundled import plugin_sources
    from penstock.adapters.comfyui import extension, node_list, server_edge
    from penstock.core.application import build
    from penstock.core.files import Files
    from penstock.core.host import Host, HostPaths
    paths = HostPaths(**{name: Path(sys.argv[1]) / name for name in ("input", "output", "temp", "user")})
    for folder in (paths.input, paths.output, paths.temp, paths.user):
        folder.mkdir(exist_ok=True)
    host = Host(name="comfyui", paths=paths, environment={}, files=Files(), overrides={})
    application = build(host, plugin_sources(discover=False))
    application.start()
print(time.perf_counter() - wall, time.process_time() - cpu)
application.stop()
"""


def start(bench: Bench) -> Iterator[Row]:
    """Heavy modules that are loaded too early, the time of `penstock --help`, and of a start in ComfyUI's process."""
    for what, code in (("import penstock", "import penstock"), ("loading every plugin", _PLUGINS)):
        yield count("START", f"heavy modules after {what}", len(_loaded(code)), Wanted(0, 0))
    made = {
        "libraries": Contender(run=lambda: _python("-c", "import pluggy, attrs, cattrs, click")),
        "help": Contender(run=lambda: _python("-c", _HELP)),
    }
    series = interleaved(made, rounds=bench.size(7, 3))
    yield costs("START", "penstock --help", series["libraries"], series["help"], 1.5, "importing its libraries")
    yield from _in_comfyui(bench)


def _in_comfyui(bench: Bench) -> Iterator[Row]:
    """All that a start does in one process: imports, plugins, services. The first one compiles and is not counted."""
    python = os.environ.get("COMFYUI_PYTHON", sys.executable)
    where = "ComfyUI's Python, torch imported before" if "COMFYUI_PYTHON" in os.environ else "this Python"
    folder = bench.fresh("start")
    runs = [_times(python, folder) for _ in range(bench.size(8, 4))][1:]
    for place, what in enumerate(("wall", "CPU of all threads")):
        series = Series(tuple(run[place] for run in runs))
        yield count("START", f"ms of a start, {what}", series.best * 1000, Wanted(at_most=_MOST_MS), rival=where)
    imported = _import_ms(python, folder)
    yield count("START", "ms of it in imports (-X importtime)", imported, Wanted(at_most=_MOST_MS), rival=where)


def _times(python: str, folder: Path) -> tuple[float, float]:
    wall, cpu = _of_start(python, folder).stdout.split()
    return float(wall), float(cpu)


def _import_ms(python: str, folder: Path) -> float:
    told = _of_start(python, folder, "-X", "importtime").stderr.partition(_MARK)[2]
    return sum(int(own) for own in re.findall(r"^import time:\s+(\d+) \|", told, re.MULTILINE)) / 1000


def _of_start(python: str, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    made = folder / "package"
    made.mkdir(exist_ok=True)
    if not (made / "penstock").exists():
        (made / "penstock").symlink_to(_ROOT, target_is_directory=True)
    paths = os.pathsep.join(filter(None, (str(made), os.environ.get("PYTHONPATH", ""))))
    environment = {**_compiling(), "PYTHONPATH": paths, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    command = [python, *options, "-c", _START, str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=folder)


def _compiling() -> dict[str, str]:
    """The environment, of a Python that keeps what it compiled: a start compiles nothing but the first time."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _loaded(code: str) -> list[str]:
    told = f"{code}; import sys; print(*(name for name in {_HEAVY!r} if name in sys.modules))"
    return _python("-c", told).split()


def _python(*words: str) -> str:
    return subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True).stdout


GOALS = {"START": start}
