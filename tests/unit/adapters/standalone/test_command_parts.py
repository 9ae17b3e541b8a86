"""Parts of the command line on their own: progress bars, stopping in time."""

import asyncio
import io
import sys
import threading
import time

import pytest

from penstock.adapters.standalone.progress import counted_progress, shown_progress
from penstock.adapters.standalone.stopping import stop_within


class Terminal(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal the running node, and the pool that is checked, are named on stderr."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    graph = {"7": {"class_type": "SaveImage"}}

    with shown_progress(graph) as send:
        send("executing", {"node": "7"}, None)
        send("progress", {"value": 1, "max": 2, "node": "7"}, None)
        send("executing", {"node": None}, None)
        send("executed", {"node": "7"}, None)
    with counted_progress() as report:
        report(1, 2, "pool holiday")

    assert "7 SaveImage" in sys.stderr.getvalue()  # type: ignore[attr-defined]
    assert "pool holiday" in sys.stderr.getvalue()  # type: ignore[attr-defined]


def test_progress_is_silent_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    """Where stderr is no terminal nothing is drawn, on either stream."""
    with shown_progress({}) as send, counted_progress() as report:
        send("executing", {"node": "7"}, None)
        report(1, 2, "pool holiday")

    assert capsys.readouterr() == ("", "")


def test_stopping_takes_no_longer_than_it_may(caplog: pytest.LogCaptureFixture) -> None:
    """What does not end in time is left behind; the others have ended, one that raises is logged."""
    ended = []
    stuck = threading.Event()

    def fails() -> None:
        raise RuntimeError("no")

    begun = time.monotonic()
    in_time = asyncio.run(stop_within(0.3, lambda: ended.append(1), fails, lambda: stuck.wait(30) and None))
    stuck.set()

    assert (in_time, ended) == (False, [1])
    assert time.monotonic() - begun < 10
    assert any(record.exc_info for record in caplog.records)
    assert asyncio.run(stop_within(20, lambda: None)) is True
