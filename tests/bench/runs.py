"""R1 to R3: the store of runs. Claims and ends, a batch of 10,000 cells, and pages of 100,000 runs."""

import time
from collections.abc import Callable, Iterator

from bench.table import Row, Wanted, count, unmeasured
from bench.workbench import Bench

from penstock.adapters.testing import postgresql_server
from penstock.adapters.testing.run_house import CLASSES, RunHouse, ended
from penstock.core.contracts.runs import RunFilter, RunStatus

CELLS = 10_000


def r1(bench: Bench) -> Iterator[Row]:
    """One run after the other: claimed, and its end written."""
    yield _claims(bench, "SQLite", RunHouse(bench.fresh("claims")))
    if why := postgresql_server.lacking():
        yield unmeasured("R1", "claims and ends a second, PostgreSQL", why)
        return
    with postgresql_server.server() as server:
        url = postgresql_server.database(server, "claims")
        yield _claims(bench, "PostgreSQL (its own syncs off)", RunHouse(bench.fresh("claims"), url=url))


def _claims(bench: Bench, where: str, house: RunHouse) -> Row:
    house.add_cells("b", CELLS)
    rounds = 50 if bench.quick else 500

    def drive() -> None:
        for _ in range(rounds):
            claim = house.store.claim("one", CLASSES, 1)
            assert claim is not None
            house.store.end(claim.lease, ended(outputs=1))

    per_second = rounds / _seconds(drive)
    house.close()
    return count("R1", f"claims and ends a second, {CELLS:,} waiting, {where}", per_second, Wanted(at_least=50))


def r2(bench: Bench) -> Iterator[Row]:
    """A whole batch in one transaction."""
    house = RunHouse(bench.fresh("cells"))
    house.add()
    seconds = [_seconds(lambda name=name: house.add_cells(name, CELLS)) for name in ("a", "b", "c")]  # type: ignore[misc]
    house.close()
    yield count("R2", f"seconds to store {CELLS:,} cells", min(seconds), Wanted(at_most=1))


def r3(bench: Bench) -> Iterator[Row]:
    """Pages of 50 somewhere in a long list."""
    house, batches = RunHouse(bench.fresh("pages")), 1 if bench.quick else 10
    for number in range(batches):
        house.add_cells(f"b{number}", CELLS, workflow=f"w{number % 3}", values={"6.text": "a fox in the snow"})
    middle = str(batches * CELLS // 2)
    for what, which in _LISTS.items():
        taken = [
            _seconds(lambda which=which: house.store.page(which, limit=50, after=middle))  # type: ignore[misc]
            for _ in range(20)
        ]
        yield count("R3", f"ms for a page {what} of {batches * CELLS:,}", min(taken) * 1000, Wanted(at_most=50))
    house.close()


_LISTS = {
    "of all": RunFilter(),
    "by status": RunFilter(statuses=(RunStatus.QUEUED,)),
    "by batch": RunFilter(batch="b0"),
    "by workflow": RunFilter(workflow="w0"),
    "by search": RunFilter(search="fox snow"),
    "by search in vain": RunFilter(search="zebra"),
}


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


GOALS = {"R1": r1, "R2": r2, "R3": r3}
