"""S1 to S5: what a change of a pool costs, in bytes, syncs and time, as the pool grows."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.appending import Appending
from bench.changes import CHANGES, LARGEST, changing, pools, rivals, sizes
from bench.contenders import PoolUnderTest, StorePool
from bench.counting import bytes_written, can_count_bytes, can_trace, syncs_of
from bench.table import Row, Wanted, costs, count, faster, ratio, unmeasured
from bench.timing import Contender, Series, interleaved
from bench.workbench import Bench

_S2 = {10: 5, 100: 10, 1_000: 50, 10_000: 300}
_S4 = {10: 4, 100: 7, 1_000: 30, 10_000: 200}
_MANY = 1_000


def timed(bench: Bench, size: int, change: str) -> dict[str, Series]:
    """Ours and the rivals making one change of a pool of `size`, once a run."""
    return bench.once(f"{change} at {size}", partial(_timed, bench, size, change))


def _timed(bench: Bench, size: int, change: str) -> dict[str, Series]:
    made = pools(bench, size)
    contenders = {
        name: Contender(run=changing(pool, change), calls=20 if name == "ours" or size <= 100 else 2)
        for name, pool in made.items()
    }
    appending = bench.once("appending", partial(Appending, bench.fresh("append") / "journal"))
    contenders["append"] = Contender(run=appending.append, calls=20)
    return interleaved(contenders, rounds=bench.size(7, 5))


def s1(bench: Bench) -> Iterator[Row]:
    """Bytes of one change, in a small pool and in a large one."""
    if not can_count_bytes():
        yield unmeasured("S1", "bytes of a change", "this system does not count the bytes that a process writes")
        return
    small, large = sizes(bench)[0], sizes(bench)[-1]
    for change in CHANGES:
        ours = [_bytes_of(pools(bench, size)["ours"], change) for size in (small, large)]
        theirs = [_bytes_of(pools(bench, size)["baseline"], change) for size in (small, large)]
        row = ratio(
            "S1", f"bytes of {change}: {large:,} slots over {small}", ours[0], ours[1], Wanted(at_most=1.5), "ours"
        )
        yield row
        yield ratio(
            "S1", f"bytes of {change} at {large:,} slots", theirs[1], ours[1], Wanted(at_least=1), "baseline", " B"
        )


def _bytes_of(pool: PoolUnderTest, change: str) -> float:
    """The median of some changes: whoever writes beside them in the background is not part of one."""
    turns = changing(pool, change)
    return Series(tuple(float(bytes_written(turns)) for _ in range(9))).median


def s2(bench: Bench) -> Iterator[Row]:
    """A durable change against the baseline's unsynced one, and against the least that durability costs."""
    for change in ("label", "select"):
        for size in sizes(bench):
            series = timed(bench, size, change)
            for rival in [name for name in series if name not in ("ours", "append")]:
                yield faster("S2", f"{change} at {size:,}, durable", series[rival], series["ours"], _S2[size], rival)
        series = timed(bench, sizes(bench)[-1], change)
        what = f"{change} at {sizes(bench)[-1]:,}"
        yield costs("S2", what, series["append"], series["ours"], 3, "append + fdatasync")
    yield from _syncs(bench)


def _syncs(bench: Bench) -> Iterator[Row]:
    """A durable change is one commit: its syncs are counted from outside the process."""
    if not can_trace():
        yield unmeasured("S2", "syncs of 100 labels", "strace is not installed or may not trace")
        return
    for change, limit in (("label", 1), ("select", 1), ("move", 1), ("add", 3)):
        folder = bench.fresh("syncs")
        script = Path(__file__).with_name("changes_child.py")
        found = syncs_of(script, [str(folder), change, "100"], folder / "trace")
        yield count("S2", f"syncs of 100 x {change}", found, Wanted(100 * limit, 100 * limit + 10), "0", "baseline")


def s3(bench: Bench) -> Iterator[Row]:
    """Cost in the largest pool over cost in the smallest."""
    small, large = sizes(bench)[0], sizes(bench)[-1]
    for change in CHANGES:
        there, here = timed(bench, small, change)["ours"], timed(bench, large, change)["ours"]
        yield costs("S3", f"{change}: {large:,} slots over {small}", there, here, 2, "ours")


def s4(bench: Bench) -> Iterator[Row]:
    """Adding one image, from its bytes to a durable slot, and a thousand of them."""
    for size in sizes(bench):
        series = timed(bench, size, "add")
        for rival in [name for name in series if name not in ("ours", "append")]:
            yield faster("S4", f"add one at {size:,}", series[rival], series["ours"], _S4[size], rival)
    for rival, pool in rivals(bench).items():
        yield from _many(bench, rival, pool)


def _many(bench: Bench, rival: str, pool: PoolUnderTest) -> Iterator[Row]:
    many = bench.size(_MANY, 300)
    theirs = _spent(lambda: [pool.add(pool.staged()) for _ in range(many)])
    for what, adding in (("one by one", _one_by_one), ("in one request", _at_once)):
        ours = StorePool(bench.fresh("many"))
        spent = _spent(partial(adding, ours, many))
        ours.close()
        if bench.quick:
            continue
        yield ratio("S4", f"{many:,} adds {what}", theirs[0], spent[0], Wanted(at_least=60), rival, " s")
        if can_count_bytes():
            yield ratio("S4", f"bytes of {many:,} adds {what}", theirs[1], spent[1], Wanted(at_least=100), rival, " B")


def _one_by_one(pool: StorePool, many: int) -> None:
    for _ in range(many):
        pool.add(pool.staged())


def _at_once(pool: StorePool, many: int) -> None:
    pool.add_all([pool.staged()] * many)


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds and bytes of work that is done once."""
    contender = Contender(run=work)
    seconds: list[float] = []
    written = bytes_written(lambda: seconds.append(contender.turn())) if can_count_bytes() else 0
    return (seconds or [contender.turn()])[0], float(written)


def s5(bench: Bench) -> Iterator[Row]:
    """Listing, moving one slot, and turning the whole order around, in the largest pool."""
    size = sizes(bench)[-1]
    made = pools(bench, size)
    contenders = {f"{name} {what}": one for name, pool in made.items() for what, one in _readings(pool).items()}
    series = interleaved(contenders, rounds=bench.size(7, 5))
    factor = size / LARGEST
    for rival in [name for name in made if name != "ours"]:
        for what, against, times in (
            ("list unchanged", "list", 100),
            ("first page of 100", "list", 100),
            ("whole reorder", "reverse", 6),
            ("move one", "move", 300),
        ):
            theirs, ours = series[f"{rival} {against}"], series[f"ours {what}"]
            yield faster("S5", f"{what} at {size:,}", theirs, ours, max(1, times * factor), rival)


def _readings(pool: PoolUnderTest) -> dict[str, Contender]:
    if not isinstance(pool, StorePool):
        return {
            "list": Contender(run=pool.listed),
            "reverse": Contender(run=pool.reverse),
            "move": Contender(run=changing(pool, "move")),
        }
    return {
        "list unchanged": Contender(run=pool.listed, calls=50),
        "first page of 100": Contender(run=pool.page, calls=20),
        "whole reorder": Contender(run=pool.reverse),
        "move one": Contender(run=changing(pool, "move"), calls=20),
    }


GOALS = {"S1": s1, "S2": s2, "S3": s3, "S4": s4, "S5": s5}
