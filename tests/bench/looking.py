"""Looks at a pool's folder as it was left behind: what a person would see, and what does not fit together."""

from collections.abc import Iterable
from pathlib import Path

from attrs import frozen
from bench.baseline_pool import BaselinePool
from bench.contenders import POOL, StorePool
from bench.pictures import dot
from bench.story import State

_NUMBERS = 2_000


@frozen(kw_only=True)
class Seen:
    """`missing`: slots whose file is gone or cut. `strays`: pictures and half-written files that no slot has."""

    state: State
    missing: int
    strays: int
    labels: tuple[str, ...]


def look(folder: Path, name: str) -> Seen:
    """Open the pool anew, as the next start would."""
    return _ours(folder) if name == "ours" else _theirs(folder)


def _ours(folder: Path) -> Seen:
    pool = StorePool(folder)
    try:
        state = pool.store.pool(POOL)
        slots = pool.store.page(POOL, 0, max(state.count, 1)).slots
        home = folder / "grid_pool" / POOL
        selected = next((place for place, slot in enumerate(slots) if slot.id == state.selected), 0)
        return _seen(home, [(slot.image, slot.label) for slot in slots], selected)
    finally:
        pool.close()


def _theirs(folder: Path) -> Seen:
    manifest = BaselinePool(folder).read()
    return _seen(folder, [(slot["image"], slot["label"]) for slot in manifest["slots"]], manifest["active"])


def _seen(home: Path, slots: list[tuple[str, str]], selected: int) -> Seen:
    numbers = {dot(number): number for number in range(_NUMBERS)}
    found = [numbers.get(_bytes(home / image), -1) for image, _ in slots]
    state = tuple((number, label) for number, (_, label) in zip(found, slots, strict=True))
    return Seen(
        state=State(state, found[selected] if selected < len(found) else -1),
        missing=found.count(-1),
        strays=len(set(_files(home)) - {image for image, _ in slots}),
        labels=tuple(label for _, label in slots),
    )


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _files(home: Path) -> Iterable[str]:
    """Pictures and temporaries, not what the index itself is made of."""
    for path in home.iterdir():
        if path.name.startswith("img_") or path.suffix in (".part", ".tmp"):
            yield path.name
