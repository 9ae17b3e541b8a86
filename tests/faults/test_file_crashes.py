"""G1, G3: a process that dies at any call of any operation of any store; what the power takes with it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from .file_crashes import KILLED, LOSSES, all_deaths, die, few_deaths
from .file_laboratory import Laboratory, laboratory
from .file_tables import Table
from .file_tables_of_all import CASES

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"
OPENS_IN: Final = 1.0
"""CPU seconds that the next process may take to open and to be read, with the few things that are in a table."""


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    """One folder for all tries of this module."""
    with laboratory() as folder:
        made = Laboratory(Path(folder))
        yield made
        made.clear()


@pytest.mark.parametrize(("table", "name"), CASES)
def test_a_death_at_every_call_leaves_all_or_nothing(lab: Laboratory, table: Table, name: str, figure) -> None:
    """What was acknowledged is there, the rest is whole or not there, and the next process opens by itself."""
    steps = table.operations[name]
    deaths = list((all_deaths if NIGHTLY else few_deaths)(lab.course(table, name, steps)))
    found = [die(lab, table, name, steps, death) for death in deaths]
    assert sum(one.died for one in found) >= len(found) - len(LOSSES)
    opening = max((one.opening for one in found), default=0.0)
    assert opening <= OPENS_IN
    figure(
        "G1",
        "a process that dies at every call to the disk",
        len(found),
        "deaths",
        measured={"longest opening, CPU ms": 1000 * opening},
    )
    powerless = sum(death.loss is not KILLED for death in deaths)
    figure("G3", "of these deaths, those that took what was not forced to the disk", powerless, "power cuts")
