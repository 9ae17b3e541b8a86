"""Failures that nobody told: the process died between the failure of a cell and its webhook."""

import json

import pytest

from penstock.adapters.testing.batch_house import BatchHouse
from penstock.core.contracts.runs import RunStatus

URL = "https://example.org/hook"


def _told(house: BatchHouse) -> list[tuple[str, int | None]]:
    """The kinds of what was sent, with the place of the cell."""
    found = [json.loads(body) for _, body, _ in house.sent]
    return sorted((one["type"], one["data"].get("place")) for one in found)


@pytest.mark.parametrize("cells", [1, 2])
def test_a_failure_that_nobody_told_is_told_at_the_next_start(house: BatchHouse, cells: int) -> None:
    """Whether the batch has ended with it or goes on; each failure once, however often somebody looks."""
    made = house.start(cells, webhook=URL)
    house.runs.notify = lambda _event: None
    house.runs.end(made.id, 0, RunStatus.FAILED)
    again = house.another()
    again.watch.start()
    again.watch.look()
    for _ in range(3):
        again.watch.wake()
        again.watch.look()
    assert [one for one in _told(again) if one[0] == "run.failed"] == [("run.failed", 0)]


def test_each_failure_of_a_cell_is_told_once(own: BatchHouse) -> None:
    """Also where it fails again after a retry, and where the end of the batch looks for what was missed."""
    made = own.start(1, webhook=URL)
    for _ in range(2):
        own.runs.end(made.id, 0, RunStatus.FAILED)
        own.watch.look()
        own.batches.retry(made.id)
    own.runs.end(made.id, 0)
    own.watch.look()
    assert _told(own) == [("batch.finished", None)] * 3 + [("run.failed", 0)] * 2
