"""What a history says, and what it does not."""

from typing import Any

import pytest

from penstock.plugins.runs.comfy.job_reports import ended, from_job
from penstock.plugins.runs.ports import Standing

FAILED = {"node_id": "3", "exception_message": "no memory", "timestamp": 30}


def status(text: str | None, *messages: Any, **more: Any) -> dict[str, Any]:
    return {"status_str": text, "messages": list(messages), **more}


def test_a_success_has_its_outputs_and_times() -> None:
    """In ms, as the server's clock says."""
    told = status(
        "success",
        ["execution_start", {"timestamp": 10}],
        ["execution_cached", {"nodes": ["1", 2], "timestamp": 11}],
        ["execution_success", {"timestamp": 20}],
        completed=True,
    )
    report = ended(told, {"2": {"images": []}})
    assert (report.standing, report.started, report.ended) == (Standing.COMPLETED, 10, 20)
    assert (report.outputs, report.cached) == ({"2": {"images": []}}, {"1"})


def test_an_interrupt_says_error_and_is_none() -> None:
    """`status_str` is the same for both."""
    assert ended(status("error", ["execution_interrupted", {"timestamp": 5}]), {}).standing is Standing.CANCELLED
    report = ended(status("error", ["execution_error", FAILED], completed=False), {})
    assert (report.standing, report.error, report.ended) == (Standing.FAILED, FAILED, 30)


@pytest.mark.parametrize(
    "told",
    [None, {}, [], "success", status(None), status("error"), status("done"), status("success", completed=False)],
)
def test_nothing_but_a_success_is_one(told: Any) -> None:
    """Results without a word about the end are not taken for it."""
    report = ended(told, {"2": {"images": [{"filename": "a.png"}]}})
    assert report.standing is Standing.FAILED
    assert report.error is not None


@pytest.mark.parametrize("messages", [None, 7, [7, [], ["execution_start"], ["execution_start", "x"], [{}, {}]]])
def test_damaged_messages_are_survived(messages: Any) -> None:
    """What can be read is read."""
    assert ended({"status_str": "success", "messages": messages}, "outputs").standing is Standing.COMPLETED


def test_jobs_are_told_apart() -> None:
    """By their status where they have not ended, by their history where they have; anything else is no answer."""
    assert from_job({"status": "pending"}).standing is Standing.PENDING  # type: ignore[union-attr]
    assert from_job({"status": "in_progress"}).standing is Standing.RUNNING  # type: ignore[union-attr]
    failed = {"status": "completed", "execution_status": status("error"), "outputs": {}}
    assert from_job(failed).standing is Standing.FAILED  # type: ignore[union-attr]
    for strange in ({}, {"status": "completed"}, {"status": "failed"}, {"status": 7}):
        assert from_job(strange) is None


@pytest.mark.parametrize("when", [9 * 10**14, 0, -1, "now", True, 1e300])
def test_times_that_are_none_are_not_believed(when: Any) -> None:
    """Of a year that no calendar here has, too."""
    told = {"status_str": "success", "messages": [["execution_start", {"timestamp": when}]]}
    assert ended(told, {}).started is None
