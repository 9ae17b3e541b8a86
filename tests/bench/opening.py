"""C1: opening a large pool as typed values, and who writes manifest.json."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from attrs import define, field
from bench.changes import LARGEST, sizes
from bench.contenders import POOL, StorePool, open_store
from bench.table import Row, Wanted, count, faster, shown
from bench.timing import Contender, interleaved
from bench.workbench import Bench

from penstock.core.files import Files, SystemCalls


@define
class _WhoWrites(SystemCalls):
    """Notes which thread puts a manifest in its place."""

    threads: list[str] = field(factory=list)

    def replace(self, source: Path, target: Path) -> None:
        """Note it, then do it."""
        if target.name == "manifest.json":
            self.threads.append(threading.current_thread().name)
        super().replace(source, target)


def c1(bench: Bench) -> Iterator[Row]:
    """A pool that another run left behind, opened and read whole; then 50 changes."""
    size = sizes(bench)[-1]
    folder = bench.fresh("opening")
    pool = StorePool(folder)
    pool.fill(size)
    pool.close()
    text = (folder / "grid_pool" / POOL / "manifest.json").read_text(encoding="utf-8")
    contenders = {
        "typed": Contender(run=partial(_opened, folder)),
        "page": Contender(run=partial(_first_page, folder)),
        "json": Contender(run=partial(json.loads, text)),
    }
    series = interleaved(contenders, rounds=bench.size(9, 5))
    wanted = 0.5 if size == LARGEST else 0.25  # opening the index itself counts for more in a small pool
    yield faster("C1", f"typed open of {size:,} slots", series["json"], series["typed"], wanted, "json.loads")
    yield shown("C1", f"open of {size:,} slots and the first 100", series["json"], series["page"], "json.loads")
    yield from _writers(folder)


def _opened(folder: Path) -> None:
    pool = StorePool(folder)
    pool.close()


def _first_page(folder: Path) -> None:
    store = open_store(folder, Files())
    store.page(POOL, 0, 100)
    store.close()


def _writers(folder: Path) -> Iterator[Row]:
    calls = _WhoWrites()
    pool = StorePool(folder, calls)
    for turn in range(50):
        pool.label(turn % 10, f"again {turn}")
    mine = calls.threads.count(threading.current_thread().name)
    pool.close()
    yield count(
        "C1", "manifest.json written by the changing thread, in 50 changes", mine, Wanted(0, 0), "50", "baseline"
    )


GOALS = {"C1": c1}
