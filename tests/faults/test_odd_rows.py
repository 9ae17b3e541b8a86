"""One odd value in one row of runs, workflows or batches: it hides no other, and what it is in can be deleted."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final

import pytest

from penstock.adapters.testing.invariants.crashes import quick_folder

from .odd_house import House
from .odd_rows import Odd

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
EACH: Final = 1 if NIGHTLY else 10
"""Of the odd values of a table each so manieth is tried, and less often after a restart."""

EACH_RESTARTED: Final = 4 if NIGHTLY else 60

TABLES: Final = {
    "runs": (
        "counter",
        "document",
        "duration",
        "needs",
        "news",
        "output",
        "run",
        "sent",
        "server",
        "shared",
        "timeline",
    ),
    "workflows": ("document", "preset", "thumbnail", "version", "workflow"),
    "batches": ("batch", "document", "webhook"),
}
NAMES: Final = tuple(f"{plugin}_{name}" for plugin, names in TABLES.items() for name in names)
TURN: Final = "runs_turn"
"""The table that has no rows."""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """One for all tables: each damage is put right."""
    with ExitStack() as stack:
        yield House(stack.enter_context(quick_folder()), stack)


def some(house: House, table: str, each: int) -> list[Odd]:
    """Every `each` odd value of a table, beginning elsewhere in each table."""
    return house.rows.odd(table)[NAMES.index(table) % each :: each] or house.rows.odd(table)[:1]


@pytest.mark.parametrize("table", NAMES)
def test_an_odd_value_in_one_row_hides_no_other(house: House, table: str, figure: Callable[..., None]) -> None:
    """No column, whatever it holds, makes a look fail or keeps its row from being deleted."""
    tried = sum(house.asked(odd) for odd in some(house, table, EACH))
    figure("G20", "odd values in the columns of runs, workflows and batches", tried, "requests")


@pytest.mark.parametrize("table", NAMES)
def test_a_process_that_finds_an_odd_value_hides_no_other_row(
    house: House, table: str, figure: Callable[..., None]
) -> None:
    """A start with it is no different."""
    tried = sum(house.asked(odd, restart=True) for odd in some(house, table, EACH_RESTARTED))
    figure("G20", "odd values in the columns of runs, workflows and batches, after a restart", tried, "requests")


@pytest.mark.parametrize("value", ["pone", "", "po\0ne"], ids=repr)
@pytest.mark.parametrize("restart", [False, True], ids=["running", "restarted"])
def test_a_phase_that_nobody_knows_hides_no_run(house: House, value: str, restart: bool) -> None:
    """Every list looks at it."""
    house.asked(Odd("runs_run", "phase", value), restart=restart)


def test_every_table_is_tried(house: House) -> None:
    """A new one has to be named here."""
    assert set(house.rows.tables()) == {TURN, *NAMES}
