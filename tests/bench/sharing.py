"""S6: many writers at once, threads of one process and processes of one machine."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench.baseline_pool import BaselinePool
from bench.contenders import POOL, StorePool
from bench.pictures import dot
from bench.table import Row, Wanted, count
from bench.workbench import Bench

from penstock.core.contracts.pools import PoolStore

_WRITERS = 8


def s6(bench: Bench) -> Iterator[Row]:
    """What is there after 8 writers added at the same time; every add either counts or says that it did not."""
    each = bench.size(100, 20)
    for what, working in (("threads", _threads), ("processes", _processes)):
        theirs = working(bench, "baseline", each)
        ours = working(bench, "ours", each)
        total = Wanted(_WRITERS * each, _WRITERS * each)
        yield count("S6", f"slots after {_WRITERS} {what} x {each} adds", ours[0], total, f"{theirs[0]}", "baseline")
        yield count("S6", f"exceptions in {_WRITERS} {what}", ours[1], Wanted(0, 0), f"{theirs[1]}", "baseline")


def _threads(bench: Bench, name: str, each: int) -> tuple[int, int]:
    folder = bench.fresh(name)
    pool = StorePool(folder) if name == "ours" else BaselinePool(folder)
    add: Callable[[bytes], object] = pool.add
    with ThreadPoolExecutor(_WRITERS) as workers:
        failures = list(workers.map(partial(adding, add, each), range(_WRITERS)))
    if isinstance(pool, StorePool):
        pool.close()
    return slots_in(folder, name), sum(failures)


def _processes(bench: Bench, name: str, each: int) -> tuple[int, int]:
    folder = bench.fresh(name)
    if name == "ours":
        StorePool(folder).close()
    script = Path(__file__).with_name("adding_child.py")
    words = [sys.executable, str(script), str(folder), name, str(each)]
    children = [
        subprocess.Popen([*words, str(number)], stdout=subprocess.PIPE, text=True) for number in range(_WRITERS)
    ]
    failures = [int(child.communicate()[0] or each) for child in children]
    return slots_in(folder, name), sum(failures)


def adding(add: Callable[[bytes], object], each: int, writer: int) -> int:
    """Add `each` images; how many of them raised."""
    failures = 0
    for number in range(each):
        try:
            add(dot(writer * each + number))
        except Exception:  # any exception is what is counted here
            failures += 1
    return failures


def slots_in(folder: Path, name: str) -> int:
    """How many different images the pool keeps: a slot whose file was overwritten by another's does not count."""
    if name != "ours":
        return len(_different([folder / slot["image"] for slot in BaselinePool(folder).read()["slots"]]))
    pool = StorePool(folder)
    try:
        return len(_different([_path(pool.store, slot) for slot in pool.ids]))
    finally:
        pool.close()


def _path(store: PoolStore, slot: str) -> Path:
    return store.image_path(POOL, slot)


def _different(paths: Sequence[Path]) -> set[bytes]:
    return {path.read_bytes() for path in paths if path.is_file()}


GOALS = {"S6": s6}
