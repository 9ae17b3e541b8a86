"""Exactly once: what tabs, interrupts and kill -9 do to the gates of a real server (G18)."""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from attrs import define

from ..faults.real_apps import App, Zygote
from ..http.test_parked_restart import Child, saved
from .gate_lives import Life, schedule
from .watched import NIGHTLY

SCHEDULES = range(500 if NIGHTLY else 12)
FREED, SHOWN = (0.5, 2.0) if NIGHTLY else (5.0, 10.0)
"""Seconds in the middle; a machine that runs other tests beside is slower by an amount of its own."""

NEVER_MORE = 20.0


@define
class Forked(Child):
    """The same, forked from a process that has imported everything already."""

    zygote: Zygote | None = None
    app: App | None = None

    def start(self) -> None:
        """Start it, and wait for the first request that it answers."""
        assert self.zygote is not None
        self.app = self.zygote.app(self.data)
        self.port = self.app.port
        self.until(self.answers)
        self.answered = time.monotonic()

    def kill(self) -> None:
        """kill -9."""
        assert self.app is not None
        self.app.kill()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """What servers are forked from."""
    with Zygote() as made:
        yield made


@pytest.fixture
def child(tmp_path: Path, zygote: Zygote) -> Iterator[Child]:
    """A server that runs, or the last of several: none of them said a traceback."""
    made = Forked(tmp_path / "data", zygote=zygote)
    made.start()
    yield made
    made.kill()
    assert made.app is None or made.app.tracebacks() == ""


@pytest.mark.timeout(3_600)
def test_every_gate_is_answered_once_whatever_happens(child: Child, figure: Callable[..., None]) -> None:
    """Its output is that of its answer and runs once; closing a tab answers nothing; what waits outlives kill -9."""
    lives = [Life(child, schedule(number)) for number in SCHEDULES]
    lived = [life.live() for life in lives]

    freed = [one.freed for one in lived if one.freed]
    shown = [one.shown for one in lived if one.shown]
    assert statistics.median(freed) <= FREED
    assert statistics.median(shown) <= SHOWN
    assert max(freed + shown) <= NEVER_MORE
    figure(
        "G18",
        "schedules of tabs, answers, interrupts and kill -9 on a real server",
        len(lived),
        "schedules",
        measured={
            "gates": sum(life.plan.gates for life in lives),
            "kills": len(shown),
            "answers refused": sum(len(each) for one in lived for each in one.refused.values()),
            "freed s": round(statistics.median(freed), 2),
            "shown again s": round(statistics.median(shown), 2),
        },
    )


def test_a_kept_answer_is_used_again_after_kill_9(child: Child, figure: Callable[..., None]) -> None:
    """A run that is queued again after the restart asks nobody: the same route gets the picture."""
    runs = 3
    prompt = schedule(1_000).prompt
    for node in prompt.values():
        if node["class_type"] == "ImageGate":
            node["inputs"]["repeat"] = "same input"
    wanted = [gate for gate, node in prompt.items() if node["class_type"] == "ImageGate"]
    child.json("POST", "/prompt", {"prompt": prompt})
    for gate in child.until(lambda: _of(child, len(wanted))):
        child.json("POST", f"/penstock/gates/{gate['token']}/answer", {"route": 2})
    child.until(lambda: len(saved(child, "s1000")) == len(wanted))

    for _ in range(runs):
        child.kill()
        child.start()
        before = len(saved(child, "s1000"))
        child.json("POST", "/prompt", {"prompt": prompt})
        child.until(lambda before=before: len(saved(child, "s1000")) == before + len(wanted))
        assert child.gates("armed") == child.gates() == []

    assert {name.partition("_")[0][-2:] for name in saved(child, "s1000")} == {"r2"}
    figure("G18", "runs after kill -9 that used kept answers", runs, "runs")


def _of(child: Child, count: int) -> list[dict[str, str]]:
    found = child.gates("armed")
    return found if len(found) == count else []
