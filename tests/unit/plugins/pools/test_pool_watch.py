"""What another process does to the pools is noticed and told."""

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from attrs import evolve

import penstock
from penstock.adapters.testing.fakes import EventRecorder
from penstock.core.application import Application
from penstock.core.contracts.pools import Pool, Pools
from penstock.core.contracts.uploads import Upload
from penstock.core.errors import StorageFailed
from penstock.core.events.base import Event
from penstock.plugins.pools.watch import INTERVAL, PoolWatcher

Start = Callable[..., Application]


class ScriptedStore:
    """Answers what is scripted, one answer a look."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def changed_pools(self) -> tuple[Pool, ...]:
        """The next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return tuple(answer)


def watcher_of(*answers: Any) -> tuple[PoolWatcher, list[Event]]:
    told: list[Event] = []
    return PoolWatcher(ScriptedStore(*answers), told.append), told  # type: ignore[arg-type]


def test_each_changed_pool_is_told_once() -> None:
    """With its revision; a look that finds nothing tells nothing."""
    watcher, told = watcher_of([], [Pool(id="a", revision=3), Pool(id="b", revision=1)], [])
    for _ in range(3):
        watcher.look()
    assert [(event.name, event.pool_id, event.revision) for event in told] == [  # type: ignore[attr-defined]
        ("pool_changed_elsewhere", "a", 3),
        ("pool_changed_elsewhere", "b", 1),
    ]


def test_trouble_with_the_disk_is_logged_once_and_survived(caplog: pytest.LogCaptureFixture) -> None:
    """The same error five times is one line; after it changes are told again."""
    watcher, told = watcher_of(*[StorageFailed("The disk is gone.")] * 5, [Pool(id="a")])
    for _ in range(6):
        watcher.look()
    assert caplog.text.count("The disk is gone.") == 1
    assert len(told) == 1


def test_the_other_host_sees_a_change_soon(
    penstock_application: Start, penstock_events: EventRecorder, picture: Callable[..., Upload]
) -> None:
    """Two applications on one folder: a label set in one is an event and the state in the other; one's own is not."""
    assert INTERVAL <= 0.5
    noticed = threading.Event()
    here = penstock_application()
    there_host = evolve(here.host, name="other")

    watching = SimpleNamespace(penstock_pool_changed_elsewhere=penstock.hookimpl(lambda event: noticed.set()))
    mine = here.services.get(Pools)
    mine.add("p", [picture()])
    there = penstock_application(watching, host=there_host)
    theirs = there.services.get(Pools)
    (slot,) = theirs.store.page("p").slots
    started = time.monotonic()
    mine.label("p", slot.id, "seen by both")
    assert noticed.wait(10)
    assert time.monotonic() - started < 5
    assert theirs.store.page("p").slots[0].label == "seen by both"
    here.dispatcher.settle()
    there.dispatcher.settle()
    assert {event.epoch for event in penstock_events.events if event.name == "pool_changed_elsewhere"} == {
        there.dispatcher.epoch
    }
