"""What is counted goes on after its rows were lost or damaged, and no reader of the log is told less than happened."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from penstock.adapters.testing.run_house import RunHouse
from penstock.core.contracts.runs import RunFilter
from penstock.plugins.runs.hub import RunHub
from penstock.plugins.runs.service import RunService
from penstock.plugins.runs.tables import COUNTER, NEWS, RUN, SCHEMA


def _write(house: RunHouse, *statements: Any) -> None:
    def work(connection: sa.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    house.database.write(SCHEMA, work)


def _numbers(house: RunHouse) -> list[int]:
    wanted = sa.select(RUN.c.number).order_by(RUN.c.number)
    return house.database.read(SCHEMA, lambda connection: list(connection.execute(wanted).scalars()))


def _seqs(house: RunHouse, after: int) -> list[int]:
    entries = house.store.news(after, limit=1000)
    assert entries is not None
    return [entry.news.seq for entry in entries]


def test_numbers_and_the_log_go_on_where_the_counters_are_lost(house: RunHouse) -> None:
    """A log that is whole goes on without a gap, for a reader that knows all of it, too."""
    for _ in range(3):
        house.add()
    _write(house, sa.delete(COUNTER))
    assert house.store.last_seq() == 3
    assert _seqs(house, 0) == [1, 2, 3]
    house.add()
    house.add_cells("b", 2)
    assert _numbers(house) == [1, 2, 3, 4, 5, 6]
    assert _seqs(house, 3) == [4]
    assert house.store.note("batch_changed", "b", {}) == 5


@pytest.mark.parametrize("lost", [[3], [2], [1, 2, 3]], ids=str)
def test_a_reader_of_a_log_with_holes_reads_everything_anew(house: RunHouse, lost: list[int]) -> None:
    """Where nobody knows what was lost, no cursor of before means anything: not now, and not once the log has grown."""
    for _ in range(3):
        house.add()
    house.store.note("batch_changed", "b", {})
    _write(house, sa.delete(COUNTER), sa.delete(NEWS).where(NEWS.c.seq.in_([*lost, 4])))
    for grown in range(4):
        cursors = [house.store.news(after) for after in range(6)]
        known = [2] if lost == [3] and not grown else []
        assert [after for after, found in enumerate(cursors) if found is not None and after > 4] == [], known
        if lost != [3]:
            assert cursors == [None] * 6
        house.add()
    last = house.store.last_seq()
    house.add()
    assert _seqs(house, last) == [last + 1]


@pytest.mark.parametrize("name", ["seq", "number", "floor"])
@pytest.mark.parametrize("value", [-5, 1, 2**62, "q"], ids=str)
def test_a_damaged_counter_gives_no_number_twice(houses: Callable[..., RunHouse], name: str, value: Any) -> None:
    """It is put right by what was given."""
    house = houses()
    for _ in range(3):
        house.add()
    _write(house, sa.update(COUNTER).where(COUNTER.c.name == name).values(value=value))
    house.add()
    assert _numbers(house) == [1, 2, 3, 4]
    assert house.store.last_seq() >= 4
    assert len(house.store.page(RunFilter(), limit=10).runs) == 4


def test_processes_that_find_the_counters_lost_give_no_number_twice(
    house: RunHouse, in_threads: Callable[..., list[object]]
) -> None:
    """Whoever comes first puts them right, and the others go on from there."""
    house.add()
    _write(house, sa.delete(COUNTER))
    beside = [house.another() for _ in range(4)]
    in_threads(lambda one: [one.add() for _ in range(5)], beside)
    assert _numbers(house) == list(range(1, 22))
    assert _seqs(house, 0) == list(range(1, 22))


@pytest.mark.parametrize("name", ["seq", "number", "floor"])
def test_a_lost_counter_is_told_once(
    houses: Callable[..., RunHouse], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """However often it is read."""
    house = houses()
    house.add()
    _write(house, sa.delete(COUNTER).where(COUNTER.c.name == name))
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            house.store.last_seq()
    assert [getattr(record, "penstock_damage", False) for record in caplog.records] == [True]


def test_the_first_thread_of_runs_does_not_die_of_what_nobody_expects(caplog: pytest.LogCaptureFixture) -> None:
    """Its trouble is logged, and the next use of runs tries again."""

    def broken(_hub: RunHub) -> Any:
        raise LookupError("no such row")

    hub = RunHub(lambda: None, lambda _event: None)  # type: ignore[arg-type, return-value]
    RunService(broken, hub, lambda _event: None).drive()
    assert "not sent now" in caplog.text
