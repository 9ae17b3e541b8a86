"""G2: real servers over HTTP, worked at by four clients over all stores, that die at any moment."""

import os
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from .real_apps import PATIENCE, App, Zygote
from .real_ends import INTERRUPT, KILL, MEMORY, TERM, TERMINAL, End, memory_group
from .real_lives import Life, groups

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
KILLS = 1_000 if NIGHTLY else 50
LIVES_OF_A_FOLDER = 25
MOST_STEPS = 24
START_CPU_SECONDS = 3.0

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="servers are forked")


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Forks servers."""
    with Zygote() as made:
        yield made


def plan(chance: random.Random, *, starves: bool) -> list[End]:
    """How each of the servers ends: mostly by SIGKILL, and in every other way at least once in fifty."""
    others = [TERM] * 4 + [INTERRUPT] * 3 + [TERMINAL] * 3 + ([MEMORY] * 3 if starves else [])
    ends = [KILL] * (50 - len(others)) + others
    made = ends * (KILLS // 50)
    chance.shuffle(made)
    return made


def end_at_any_moment(life: Life, app: App, end: End, chance: random.Random) -> None:
    """Let the clients work, and let the server die after some steps, in the middle of whatever it does then."""
    works = life.work(app)
    wanted = life.acknowledged + chance.randrange(MOST_STEPS)
    deadline = time.monotonic() + PATIENCE
    while life.acknowledged < wanted:
        assert time.monotonic() < deadline, "the clients did nothing"
        assert not wait(works, 0.002).done, [work.exception() for work in works]
    threading.Event().wait(chance.uniform(0, 0.03))
    end.begin(app)
    assert app.await_end() in end.exits, (end, app.ended)
    done, waiting = wait(works, PATIENCE)
    assert not waiting, "a client waits for a server that is dead"
    for work in done:
        work.result()


@pytest.mark.timeout(3600 if NIGHTLY else 600)
def test_whatever_was_acknowledged_outlives_the_server(zygote: Zygote, tmp_path: Path, figure: Callable) -> None:
    """However a server ends: the next one starts by itself, shows all that was acknowledged, and nothing by halves."""
    chance = random.Random(2)
    lives: list[Life] = []
    spent: list[float] = []
    with memory_group(os.getpid()) as starves:
        ends = plan(chance, starves=starves)
        for number, end in enumerate(ends):
            folder = number // LIVES_OF_A_FOLDER
            if len(lives) == folder:
                lives.append(Life(groups(folder)))
            app = zygote.app(tmp_path / str(folder), terminal=end.terminal)
            try:
                lives[folder].check(app)
                end_at_any_moment(lives[folder], app, end, chance)
            finally:
                app.kill()
            spent.append(app.spent)
        for folder, life in enumerate(lives):
            app = zygote.app(tmp_path / str(folder))
            life.check(app)
            app.kill()
            life.close()
    acknowledged = sum(life.acknowledged for life in lives)
    kinds = {step for life in lives for actor in life.actors for step in actor.done}
    assert acknowledged > 8 * KILLS, "the servers were killed before they did anything"
    assert len(kinds) > 25, kinds
    assert max(spent) < START_CPU_SECONDS
    figure(
        "G2",
        "servers ended while four clients worked at all stores over HTTP (SIGKILL, SIGTERM, SIGINT, terminal, memory)",
        tried=len(spent),
        unit="servers",
        measured={"longest start, CPU s": max(spent), "median start, CPU s": statistics.median(spent)},
        lacking="" if starves else "This machine has no memory groups: none was killed for want of memory.",
    )
    figure("G2", "changes acknowledged before an end, each looked for in the next server", acknowledged, "changes")
