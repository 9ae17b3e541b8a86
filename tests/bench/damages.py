"""S7, second part: opened with a manifest or an index that is missing, cut or emptied."""

from collections.abc import Callable, Iterator
from pathlib import Path

from bench.baseline_pool import BaselinePool
from bench.contenders import POOL, StorePool
from bench.looking import look
from bench.pictures import dot
from bench.table import Row, Wanted, count
from bench.workbench import Bench

_SLOTS = 50


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"}")


_DAMAGES: dict[str, Callable[[Path], None]] = {
    "missing": Path.unlink,
    "cut in half": _cut,
    "emptied": _empty,
    "one byte longer": _longer,
}


def damaged(bench: Bench) -> Iterator[Row]:
    """Labels that are gone after the next opening, and pictures that the next add wrote over."""
    for file in ("manifest.json", "pool.db"):
        for damage, harm in _DAMAGES.items():
            if file == "pool.db" and damage == "one byte longer":
                continue  # an SQLite file may be longer than its pages
            ours = _harmed(bench, "ours", file, harm)
            theirs = _harmed(bench, "baseline", file, harm) if file == "manifest.json" else (0, 0)
            for what, place in (("labels lost", 0), ("images overwritten", 1)):
                other = str(theirs[place]) if file == "manifest.json" else ""
                yield count("S7", f"{what}, {file} {damage}", ours[place], Wanted(0, 0), other, "baseline")


def _harmed(bench: Bench, name: str, file: str, harm: Callable[[Path], None]) -> tuple[int, int]:
    folder = bench.fresh(f"damaged-{name}")
    _fill(folder, name)
    home = folder / "grid_pool" / POOL if name == "ours" else folder
    before = {path.name: path.read_bytes() for path in home.glob("img_*.png")}
    harm(home / file)
    kept = set(look(folder, name).labels)
    _add_one(folder, name)
    overwritten = sum(_bytes(home / image) != data for image, data in before.items())
    return sum(f"label {number}" not in kept for number in range(_SLOTS)), overwritten


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _fill(folder: Path, name: str) -> None:
    pool = _open(folder, name)
    for number in range(_SLOTS):
        pool.add(dot(number))
    for number in range(_SLOTS):
        pool.label(number, f"label {number}")
    _close(pool)


def _add_one(folder: Path, name: str) -> None:
    pool = _open(folder, name)
    pool.add(dot(_SLOTS))
    _close(pool)


def _open(folder: Path, name: str) -> StorePool | BaselinePool:
    return StorePool(folder) if name == "ours" else BaselinePool(folder)


def _close(pool: StorePool | BaselinePool) -> None:
    if isinstance(pool, StorePool):
        pool.close()
