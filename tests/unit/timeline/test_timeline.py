"""The timeline: every event of one long day in one host, whole and in order, as a plugin hears it.

`timeline.txt` is the record, with a sentence on each event. Where the product changes on purpose, change it there.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from penstock.core.events.base import Event, event_types
from penstock.core.events.jobs import JobChanged
from penstock.core.events.runs import RunCancelled, RunCompleted, RunEvent, RunFailed, RunProgressed, RunQueued

from .story_of_a_day import CHAPTERS, before
from .what_is_said import lines
from .whole_host import whole_host

pytestmark = pytest.mark.timeout(600)
"""Some ten seconds; a machine that does six other things at once takes minutes."""

RECORD = Path(__file__).with_name("timeline.txt")
ELSEWHERE = {name for name in (kind.name for kind in event_types()) if name.endswith("changed_elsewhere")}
"""Told where another process writes: tests/http/test_*_hosts.py has two."""
BY_TIME = {"run_progressed"}
"""How often it is told depends on the machine: see below."""
NOT_HERE = {"run_lost"}
"""Told where a server forgets what it took: tests/unit/plugins/runs/test_troubles.py."""


def chapters() -> dict[str, list[str]]:
    """The lines of the record by chapter, without what is said about them."""
    found: dict[str, list[str]] = {}
    for line in RECORD.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            said = found.setdefault(line[2:], [])
        elif line:
            event, mark, why = line.partition(" | ")
            assert mark and why, f"{line!r} has no explanation"
            said.append(event)
    return found


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[str]], Sequence[Event]]:
    """The day: what was said in each chapter, and every event."""
    folder, told = tmp_path_factory.mktemp("day"), 0
    said: dict[str, list[str]] = {}
    before(folder)
    with whole_host(folder) as host:
        for chapter in CHAPTERS:
            chapter(host)
            host.settle()
            said[chapter.__name__], told = list(lines(host.events[told:])), len(host.events)
        return said, list(host.events)


@pytest.mark.parametrize("chapter", [chapter.__name__ for chapter in CHAPTERS])
def test_every_event_of_the_day_is_told_once_and_in_order(
    chapter: str, day: tuple[dict[str, list[str]], object]
) -> None:
    """Names, order and the fields that matter: nothing is missing, nothing is told twice, nothing comes unasked."""
    assert day[0][chapter] == chapters()[chapter]


def test_the_record_has_every_event_that_there_is() -> None:
    """A new event gets its place in the day, or is named here with the test that has it."""
    heard = {line.split()[0] for said in chapters().values() for line in said}
    ours = {
        kind.name for kind in event_types() if kind.__module__.startswith("penstock.") and not kind.__subclasses__()
    }
    assert heard == ours - ELSEWHERE - BY_TIME - NOT_HERE


def test_numbers_grow_by_one_and_one_process_told_all(day: tuple[object, Sequence[Event]]) -> None:
    """So that who hears a later number knows what was missed."""
    assert [event.seq for event in day[1]] == list(range(1, len(day[1]) + 1))
    assert len({event.epoch for event in day[1]}) == 1


def test_progress_is_told_between_begin_and_end_and_never_falls(day: tuple[object, Sequence[Event]]) -> None:
    """Of runs and of jobs: how often is not fixed, its place is."""
    progress: dict[str, float] = {}
    ended: set[str] = set()
    for event in day[1]:
        if isinstance(event, RunProgressed):
            assert event.run not in ended
            assert event.progress >= progress.get(event.run, 0.0)
            progress[event.run] = event.progress
        elif isinstance(event, (RunCompleted, RunFailed, RunCancelled)):
            ended.add(event.run)
        elif isinstance(event, JobChanged):
            assert event.job.id not in ended
            assert event.job.done >= progress.get(event.job.id, 0)
            progress[event.job.id] = event.job.done
            ended |= {event.job.id} if event.job.status in ("done", "failed", "cancelled") else set()
    begun = {event.run for event in day[1] if isinstance(event, RunEvent) and not isinstance(event, RunQueued)}
    assert progress.keys() & begun
