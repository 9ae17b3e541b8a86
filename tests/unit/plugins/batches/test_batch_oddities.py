"""Batches whose cells were deleted by themselves, and what is odd in a plan or in a table."""

import csv
import io
from typing import Any

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.batches import BatchStatus, SeedMode, SeedRule
from penstock.core.contracts.runs import RunStatus
from penstock.core.errors import Invalid
from penstock.plugins.batches.results.tables import cells_csv


@pytest.mark.parametrize(("last", "status"), [("COMPLETED", "COMPLETED"), ("FAILED", "FINISHED")])
def test_a_batch_stays_ended_without_one_of_its_cells(own: BatchHouse, last: str, status: str) -> None:
    """Whoever deletes one run does not open the batch again; it is told once, and can be deleted."""
    made = own.start(3)
    for place, end in enumerate((RunStatus.COMPLETED, RunStatus.COMPLETED, RunStatus[last])):
        own.runs.end(made.id, place, end)
    own.watch.look()
    own.told()
    own.runs.deleted.add(f"{made.id}-0")
    own.watch.wake()
    own.watch.look()
    found = own.batches.get(made.id)
    assert (found.status, found.ended is None) == (BatchStatus[status], False)
    own.runs.deleted.clear()
    own.watch.wake()
    own.watch.look()
    assert own.told() == []
    assert not own.pending.is_set()
    own.batches.delete(made.id)


def test_a_seed_is_no_truth_value(own: BatchHouse) -> None:
    """True is refused as any other word, and nothing is stored."""
    start: Any = True
    with pytest.raises(Invalid) as error:
        own.batches.start(own.plan(seeds=(SeedRule(mode=SeedMode.FIXED, start=start),)))
    assert error.value.details["faults"][0]["field"] == "seeds[0].start"
    assert own.batches.list().batches == ()


def test_a_table_has_times_that_no_calendar_has(own: BatchHouse) -> None:
    """A server's clock may say anything: the field is empty, the rest is there."""
    made = own.start(1)
    own.runs.end(made.id, 0)
    own.runs._set(f"{made.id}-0", started=9 * 10**14, ended=-(9 * 10**14))
    runs: Any = own.runs
    (row,) = csv.DictReader(io.StringIO("".join(cells_csv(made, runs))))
    assert (row["started"], row["ended"], row["status"]) == ("", "", "completed")


def test_a_preview_names_a_webhook_that_is_refused(own: BatchHouse) -> None:
    """Start would say no: the preview says why before."""
    shown = own.batches.preview(own.plan(webhook="ftp://example.org/"))
    assert any("webhook" in problem.lower() for problem in shown.problems)
