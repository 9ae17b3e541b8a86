"""Exactly once: what tabs, interrupts and kill -9 do to the gates of a real server (G18)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ..http.test_parked_restart import Child, saved
from .gate_lives import Life, schedule
from .watched import NIGHTLY

SCHEDULES = range(500 if NIGHTLY else 12)
FREED, SHOWN = (0.5, 2.0) if NIGHTLY else (5.0, 10.0)
"""Seconds; a machine that runs other tests beside is slower by an amount of its own."""


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    """A server that runs."""
    made = Child(tmp_path / "data")
    made.start()
    yield made
    made.kill()


@pytest.mark.timeout(3_600)
def test_every_gate_is_answered_once_whatever_happens(child: Child, figure: Callable[..., None]) -> None:
    """Its output is that of its answer and runs once; closing a tab answers nothing; what waits outlives kill -9."""
    lives = [Life(child, schedule(number)) for number in SCHEDULES]
    lived = [life.live() for life in lives]

    assert max(one.freed for one in lived) <= FREED
    assert max(one.shown for one in lived) <= SHOWN
    kills = sum(life.plan.ending.startswith("kill") for life in lives)
    figure(
        "G18",
        "schedules of tabs, answers, interrupts and kill -9 on a real server",
        len(lived),
        "schedules",
        measured={
            "gates": sum(life.plan.gates for life in lives),
            "kills": kills,
            "answers refused": sum(len(each) for one in lived for each in one.refused.values()),
            "freed s": round(max(one.freed for one in lived), 2),
            "shown again s": round(max(one.shown for one in lived), 2),
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
