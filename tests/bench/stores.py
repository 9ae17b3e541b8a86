"""S1 to S5: what a change of a pool costs, in bytes, syncs and time, as the pool grows."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from bench.appending import Appending
from bench.changes import CHANGES, LARGEST, changing, pools, rivals, sizes
from bench.contenders import PoolUnderTest, StorePool
from bench.counting import bytes_written, can_count_bytes, can_trace, syncs_of
from bench.table import Row, Wanted, costs, count, faster, ratio, shown, unmeasured
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
    return interleaved(contenders, rounds=bench.size(7, 3))


def s1(bench: Bench) -> Iterator[Row]:
    """Bytes of one change, in a small pool and in a large one."""
    if not can_count_bytes():
        yield unmeasured("S1", "bytes of a change", "this system does not count the bytes that a process writes")
        return
    small, large = sizes(bench)[0], sizes(bench)[-1]
    for change in CHANGES:
        here, there = (_bytes_of(pools(bench, size)["ours"], change) for size in (small, large))
        what = f"bytes of {change}: {large:,} slots over {small}"
        yield ratio("S1", what, here, there, Wanted(at_most=1.5), f"ours at {small}", " B")
        theirs = _bytes_of(pools(bench, large)["baseline"], change, times=3)
        yield ratio("S1", f"bytes of {change} at {large:,} slots", theirs, there, None, "baseline", " B")
    added = changing(pools(bench, large)["ours"], "add")
    mean = bytes_written(lambda: [added() for _ in range(200)]) / 200
    yield ratio("S1", f"the same over 200 adds, manifests included, at {large:,}", theirs, mean, None)


def _bytes_of(pool: PoolUnderTest, change: str, times: int = 25) -> float:
    """The median of some changes: whoever writes beside them in the background is not part of one."""
    turns = changing(pool, change)
    return Series(tuple(float(bytes_written(turns)) for _ in range(times))).median


def s2(bench: Bench) -> Iterator[Row]:
    """A durable change against the baseline's unsynced one, and against the least that durability costs."""
    for change in ("label", "select"):
        for size in sizes(bench):
            series = timed(bench, size, change)
            for rival in rivals_in(series):
                yield faster("S2", f"{change} at {size:,}, durable", series[rival], series["ours"], _S2[size], rival)
            what = f"append + fdatasync instead, at {size:,}: the floor of this disk"
            yield shown("S2", what, series["baseline"], series["append"])
        yield costs("S2", f"{change} at {size:,}", series["append"], series["ours"], 3, "append + fdatasync")
    yield from _syncs(bench)


def rivals_in(series: Iterable[str]) -> list[str]:
    """The names of the rivals among contenders."""
    return [name for name in series if name in ("baseline", "peer")]


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
        for rival in rivals_in(series):
            yield faster("S4", f"add one at {size:,}", series[rival], series["ours"], _S4[size], rival)
    many = bench.size(_MANY, 100)
    ours = {what: _spent_by_ours(bench, adding, many) for what, adding in _WAYS.items()}
    for rival, pool in rivals(bench).items():
        theirs = _spent(partial(_one_by_one, pool, many))
        for what, spent in ours.items():
            times = Wanted(at_least=60) if many == _MANY else None
            yield ratio("S4", f"{many:,} adds {what}", theirs[0], spent[0], times, rival, " s")
            times = Wanted(at_least=100) if many == _MANY else None
            yield ratio("S4", f"bytes of {many:,} adds {what}", theirs[1], spent[1], times, rival, " B")


def _spent_by_ours(bench: Bench, adding: Callable[[StorePool, int], None], many: int) -> tuple[float, float]:
    pool = StorePool(bench.fresh("many"))
    spent = _spent(partial(adding, pool, many))
    pool.close()
    return spent


def _one_by_one(pool: PoolUnderTest, many: int) -> None:
    for _ in range(many):
        pool.add(pool.staged())


def _at_once(pool: StorePool, many: int) -> None:
    pool.add_all([pool.staged()] * many)


_WAYS: dict[str, Callable[[StorePool, int], None]] = {"one by one": _one_by_one, "in one request": _at_once}


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
    series = interleaved(contenders, rounds=bench.size(7, 3))
    factor = size / LARGEST
    for rival in rivals_in(made):
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
