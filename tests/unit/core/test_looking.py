"""The watcher of other programs' changes: looks again and again, survives a disk that fails, says trouble once."""

import logging
import threading

import pytest

from penstock.core.errors import PenstockError
from penstock.core.jobs import Background
from penstock.core.looking import INTERVAL, Watcher

LOG = logging.getLogger("penstock.tests.looking")


def test_the_same_trouble_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    """A disk that fails for an hour fills no log; another trouble is news, and so is one that comes back."""
    troubles = iter(["disk", "disk", None, "disk", "cable"])

    def look() -> None:
        if trouble := next(troubles):
            raise PenstockError(trouble)

    watcher = Watcher(look, what="the things", thread="penstock-test-watcher", log=LOG)
    for _ in range(5):
        watcher.look()
    assert [record.name for record in caplog.records] == [LOG.name] * 3
    assert [record.getMessage() for record in caplog.records] == [
        f"the things cannot be watched: {trouble}" for trouble in ("disk", "disk", "cable")
    ]


def test_it_looks_until_it_is_stopped(caplog: pytest.LogCaptureFixture) -> None:
    """On the thread of the given name, also after trouble with the disk."""
    looked: list[str] = []
    enough = threading.Event()

    def look() -> None:
        looked.append(threading.current_thread().name)
        if len(looked) >= 4:
            enough.set()
        raise PenstockError("no disk")

    watcher = Watcher(look, what="things", thread="penstock-test-watcher", log=LOG, interval=0.001)
    watcher.start()
    assert enough.wait(5)
    watcher.stop()
    assert set(looked) == {"penstock-test-watcher"}
    assert len(caplog.records) == 1
    assert not [one for one in threading.enumerate() if one.name == "penstock-test-watcher"]


def test_a_rest_that_is_longer_than_the_interval_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that is shorter makes nobody look more often."""
    paused: list[float] = []
    rests = iter([0.7, 0.1, 0.0])
    done = threading.Event()

    def pause(_self: Background, seconds: float) -> bool:
        paused.append(seconds)
        if len(paused) >= 3:
            done.wait(5)
        return False

    def rest() -> float:
        if (found := next(rests, None)) is None:
            done.wait(5)
            return 0.0
        return found

    monkeypatch.setattr(Background, "pause", pause)
    looked = threading.Semaphore(0)
    watcher = Watcher(looked.release, what="things", thread="penstock-test-watcher", log=LOG, rest=rest)
    watcher.start()
    for _ in range(2):
        assert looked.acquire(timeout=5)
    done.set()
    watcher.stop()
    assert paused[:2] == [0.7, INTERVAL]


def test_it_looks_more_than_twice_a_second() -> None:
    """What others do is told within one second."""
    assert INTERVAL < 0.5
