"""G4: a disk that refuses any call of any operation of any store, with every error, once and from then on."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from penstock.adapters.testing.file_faults import FaultyCalls

from .file_errors import all_refusals, few_refusals, refuse, refuse_short
from .file_laboratory import Laboratory, laboratory
from .file_tables import Table
from .file_tables_of_all import CASES, REFUSED

NIGHTLY: Final = os.environ.get("PENSTOCK_PROFILE") == "nightly"


@pytest.fixture(scope="module")
def lab() -> Iterator[Laboratory]:
    """One folder for all tries of this module."""
    with laboratory() as folder:
        made = Laboratory(Path(folder))
        yield made
        made.clear()


@pytest.mark.parametrize(("table", "name"), REFUSED)
def test_a_refusal_at_every_call_is_answered_and_changes_nothing(
    lab: Laboratory, table: Table, name: str, figure
) -> None:
    """The answer says what the disk said, what was there is there, and it can be done once the disk works again.

    No file whose bytes could not be forced to the disk is ever given its name.
    """
    steps = table.operations[name]
    course = lab.course(table, name, steps)
    refusals = list(all_refusals(course) if NIGHTLY else few_refusals(course, len(name)))
    refused = sum(refuse(lab, table, name, steps, refusal) for refusal in refusals)
    figure("G4", "calls that the disk refuses", len(refusals), "errors", measured={"refused": float(refused)})


@pytest.mark.parametrize(("table", "name"), CASES)
def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(
    lab: Laboratory, table: Table, name: str, figure
) -> None:
    """Writes that are cut short go on where they ended."""
    sizes = (1, 7, 512) if NIGHTLY else (7,)
    for size in sizes:
        refuse_short(lab, table, name, table.operations[name], FaultyCalls(short_writes=size))
    figure("G4", "operations on a disk that takes a few bytes at a time", len(sizes), "operations")
