"""The feed of changes: every entry of the log once and in order, from where a client was, or a word to read anew."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from penstock.adapters.testing.driven_runs import until
from penstock.adapters.testing.run_house import RunHouse
from penstock.core.events.base import Event
from penstock.core.routes import EventFeed
from penstock.plugins.runs.hub import BOUND, MOST_REPLAYED, RunHub


@pytest.fixture
def events() -> list[Event]:
    """What plugins were told."""
    return []


@pytest.fixture
def alone(houses: Callable[..., RunHouse]) -> RunHouse:
    """A store on SQLite."""
    return houses()


@pytest.fixture
def hub(alone: RunHouse, events: list[Event]) -> Any:
    """The hub of that store, started."""
    made = RunHub(lambda: alone.store, events.append)
    made.start()
    yield made
    made.stop()


def got(feed: EventFeed) -> list[tuple[str, dict[str, Any], str]]:
    """The messages that wait."""
    found = []
    while not feed.queue.empty():
        message = feed.queue.get_nowait()
        if message is not None:
            found.append((message[0], json.loads(message[1]), message[2] if len(message) == 3 else ""))
    return found


def read(hub: RunHub, feed: EventFeed, count: int) -> list[str]:
    """The names and numbers of the next messages."""
    hub.kick()
    found: list[tuple[str, dict[str, Any], str]] = []

    def enough() -> bool:
        found.extend(got(feed))
        return len(found) >= count

    until(enough, 10, lambda: found)
    return [f"{name} {number}".strip() for name, _, number in found]


def test_a_client_gets_what_happens_from_now_on(alone: RunHouse, hub: RunHub) -> None:
    """With the numbers of the log as ids; the first message says where it begins."""
    alone.add()
    feed = hub.open()
    alone.add()
    assert read(hub, feed, 2) == ["penstock.runs", "run_queued 2"]


def test_a_client_that_comes_back_gets_what_it_missed(alone: RunHouse, hub: RunHub) -> None:
    """All of it, once, and then what happens."""
    for _ in range(3):
        alone.add()
    feed = hub.open(after=1)
    alone.add()
    assert read(hub, feed, 4) == ["penstock.runs", "run_queued 2", "run_queued 3", "run_queued 4"]


def test_of_one_run_or_one_batch(alone: RunHouse, hub: RunHub) -> None:
    """Others are nobody's business."""
    first, second = alone.add(), alone.add()
    of_run, of_batch = hub.open(run=second.id, after=0), hub.open(batch="b1", after=0)
    alone.store.note("batch_planned", "b1", {"total": 2**60})
    assert read(hub, of_run, 2) == ["penstock.runs", "run_queued 2"]
    hub.kick()
    until(lambda: of_batch.queue.qsize() >= 2)
    [_, planned] = got(of_batch)
    assert planned[1] == {"total": str(2**60), "seq": 3, "run": "", "batch": "b1"}
    assert first.id != second.id


def test_a_client_that_was_away_for_too_long_reads_everything(alone: RunHouse, hub: RunHub) -> None:
    """One that names an entry which is gone, or is still to come, too."""
    for _ in range(3):
        alone.add()
    alone.add_cells("b1", 3)
    for number in range(MOST_REPLAYED + 1):
        alone.store.note("batch_changed", "b1", {"number": number})
    for after in (0, 10**6):
        assert [name for name, _, _ in got(hub.open(after=after))][-1] == "penstock.reset"
    assert [name for name, _, _ in got(hub.open(after=alone.store.last_seq()))] == ["penstock.runs"]


def test_a_client_that_does_not_read_is_ended(hub: RunHub) -> None:
    """It costs no more than its bound, and the others nothing."""
    slow, quick = hub.open(), hub.open()
    got(quick)
    for number in range(BOUND + 1):
        hub.tell("run_progressed", {"number": number})
        quick.queue.get_nowait()
    assert slow.queue.get_nowait() is None
    assert quick.queue.empty()
    quick.close()
    assert not hub.is_watched


def test_what_other_processes_do_is_told_to_plugins_too(alone: RunHouse, hub: RunHub, events: list[Event]) -> None:
    """Our own changes were told by whoever made them."""
    alone.add()
    feed = hub.open()
    other = alone.another()
    run = other.add()
    assert read(hub, feed, 2) == ["penstock.runs", "run_queued 2"]
    until(lambda: events)
    assert [(event.name, event.runs) for event in events] == [("runs_changed_elsewhere", (run.id,))]  # type: ignore[attr-defined]
