"""What another process does to the pools is noticed and told."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
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
from penstock.plugins.pools.comings import Comings, PoolComings
from penstock.plugins.pools.watch import INTERVAL, PoolWatcher
from penstock.plugins.pools.watch_folders import FolderIds

Start = Callable[..., Application]


class ScriptedStore:
    """Answers what is scripted, one answer a look."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)

    def exists(self, pool_id: str) -> bool:
        """There is every pool."""
        return True

    def pool(self, pool_id: str) -> Pool:
        """At its first revision."""
        return Pool(id=pool_id, revision=1)

    def changed_pools(self) -> tuple[Pool, ...]:
        """The next answer."""
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return tuple(answer)


def watcher_of(*answers: Any, root: Path = Path("/nowhere")) -> tuple[PoolWatcher, list[Event]]:
    told: list[Event] = []
    return PoolWatcher(ScriptedStore(*answers), PoolComings(FolderIds(root)), told.append), told  # type: ignore[arg-type]


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


def test_pools_that_another_process_makes_or_deletes_are_told(tmp_path: Path) -> None:
    """Each once, a deleted one with revision 0; folders that are no pools never."""
    watcher, told = watcher_of([], [], [], [], [], root=tmp_path)
    (tmp_path / "old").mkdir()
    watcher.look()
    (tmp_path / "new").mkdir()
    (tmp_path / ".staging").mkdir()
    (tmp_path / "no pool").mkdir()
    (tmp_path / "file").touch()
    watcher.look()
    watcher.look()
    (tmp_path / "old").rmdir()
    watcher.look()
    assert [(event.pool_id, event.revision) for event in told] == [("new", 1), ("old", 0)]  # type: ignore[attr-defined]


def test_what_this_process_makes_is_no_news(tmp_path: Path) -> None:
    """Announced pools are not told, and nobody looks while one is being made."""
    folders = PoolComings(FolderIds(tmp_path))
    folders.look()
    with folders.changing():
        (tmp_path / "mine").mkdir()
        assert folders.look() == Comings()
        folders.made("mine")
    assert folders.look() == Comings()
    with folders.changing():
        (tmp_path / "mine").rmdir()
        folders.deleted("mine")
    assert folders.look() == Comings()


def test_a_change_that_the_folder_time_hides_is_found_later(tmp_path: Path) -> None:
    """File systems with coarse times are listed from time to time all the same."""
    folders = PoolComings(FolderIds(tmp_path))
    state = tmp_path.stat()
    folders.look()
    (tmp_path / "hidden").mkdir()
    os.utime(tmp_path, ns=(state.st_atime_ns, state.st_mtime_ns))
    found = [folders.look().appeared for _ in range(12)]
    assert found.count(frozenset({"hidden"})) == 1


def test_a_pool_made_in_the_other_host_shows_up(
    penstock_application: Start, penstock_events: EventRecorder, picture: Callable[..., Upload]
) -> None:
    """A page that waits for a pool which the other host makes learns of it, and of its end."""
    seen: list[tuple[str, int]] = []
    arrived = threading.Condition()

    def listen(event: Any) -> None:
        with arrived:
            seen.append((event.pool_id, event.revision))
            arrived.notify_all()

    watching = SimpleNamespace(penstock_pool_changed_elsewhere=penstock.hookimpl(lambda event: listen(event)))
    there = penstock_application(watching)
    here = penstock_application(host=evolve(there.host, name="other"))
    here.services.get(Pools).add("p", [picture()])
    with arrived:
        assert arrived.wait_for(lambda: any(pool_id == "p" for pool_id, _ in seen), 10)
    here.services.get(Pools).delete("p")
    with arrived:
        assert arrived.wait_for(lambda: ("p", 0) in seen, 10)
    assert there.services.get(Pools).store.pools() == ()


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
