"""The pools of a run and the changes that are made to them."""

from collections.abc import Callable
from functools import partial
from typing import Final

from bench.baseline_pool import BaselinePool
from bench.contenders import ManifestPool, PeerPool, PoolUnderTest, StorePool
from bench.workbench import Bench

_SIZES: Final = (10, 100, 1_000, 10_000)
LARGEST: Final = _SIZES[-1]

CHANGES: Final[dict[str, Callable[[PoolUnderTest, int], object]]] = {
    "label": lambda pool, turn: pool.label(5, f"label {turn}"),
    "select": lambda pool, turn: pool.select(turn % 2 + 3),
    "add": lambda pool, turn: pool.add(pool.staged()),
    "move": lambda pool, turn: pool.move(7, turn % 2 * 3 + 2),
}
"""By name; each takes a number that grows, so that it always changes something."""


def sizes(bench: Bench) -> tuple[int, ...]:
    """The numbers of slots that this run looks at."""
    return bench.size(_SIZES, _SIZES[:3])


def pools(bench: Bench, size: int) -> dict[str, PoolUnderTest]:
    """Ours and each rival, with `size` slots; made once a run."""
    return bench.once(f"pools of {size}", partial(_filled, bench, size))


def _filled(bench: Bench, size: int) -> dict[str, PoolUnderTest]:
    made: dict[str, PoolUnderTest] = {"ours": StorePool(bench.fresh("ours")), **rivals(bench)}
    for pool in made.values():
        pool.fill(size)
        bench.closing.callback(pool.close)
    return made


def rivals(bench: Bench) -> dict[str, PoolUnderTest]:
    """The baseline and, where there is one, the peer; empty."""
    made: dict[str, PoolUnderTest] = {"baseline": ManifestPool(BaselinePool(bench.fresh("baseline")))}
    if bench.peer is not None:
        made["peer"] = ManifestPool(PeerPool(bench.peer.pool, bench.fresh("peer")))
    return made


def changing(pool: PoolUnderTest, change: str) -> Callable[[], None]:
    """A call that makes one more change of that kind."""
    turn = 0

    def once() -> None:
        nonlocal turn
        turn += 1
        CHANGES[change](pool, turn)

    return once
