"""START: what importing Penstock and asking for help cost."""

import subprocess
import sys
from collections.abc import Iterator

from bench.table import Row, Wanted, costs, count
from bench.timing import Contender, interleaved
from bench.workbench import Bench

_HEAVY = ("torch", "PIL", "aiohttp", "sqlalchemy", "numpy", "sqlite3")
_HELP = "import sys; sys.argv = ['penstock', '--help']; from penstock.adapters.standalone.command import main; main()"
_PLUGINS = "from penstock.adapters.bundled import plugin_sources as all; [one.load() for one in all(discover=False)]"


def start(bench: Bench) -> Iterator[Row]:
    """Heavy modules that are loaded too early, and the time of `penstock --help`."""
    for what, code in (("import penstock", "import penstock"), ("loading every plugin", _PLUGINS)):
        yield count("START", f"heavy modules after {what}", len(_loaded(code)), Wanted(0, 0))
    made = {
        "libraries": Contender(run=lambda: _python("-c", "import pluggy, attrs, cattrs, click")),
        "help": Contender(run=lambda: _python("-c", _HELP)),
    }
    series = interleaved(made, rounds=bench.size(7, 3))
    yield costs("START", "penstock --help", series["libraries"], series["help"], 1.5, "importing its libraries")


def _loaded(code: str) -> list[str]:
    told = f"{code}; import sys; print(*(name for name in {_HEAVY!r} if name in sys.modules))"
    return _python("-c", told).split()


def _python(*words: str) -> str:
    return subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True).stdout


GOALS = {"START": start}
