"""S7, first part: killed in the middle of a change."""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from attrs import define
from bench.damages import damaged
from bench.looking import look
from bench.story import expected
from bench.table import Row, Wanted, count
from bench.workbench import Bench


@define
class _Toll:
    """What the kills cost."""

    inconsistent: int = 0
    lost: int = 0
    unopened: int = 0


def s7(bench: Bench) -> Iterator[Row]:
    """Kills and damages, counted."""
    rounds = bench.size(200, 10)
    theirs, ours = (_kills(bench, name, rounds) for name in ("baseline", "ours"))
    for what, mine, other in (
        ("inconsistent after", ours.inconsistent, theirs.inconsistent),
        ("changes lost or halved in", ours.lost, theirs.lost),
        ("not opened after", ours.unopened, theirs.unopened),
    ):
        yield count("S7", f"{what} {rounds} x kill -9", mine, Wanted(0, 0), f"{other}", "baseline")
    yield from damaged(bench)


def _kills(bench: Bench, name: str, rounds: int) -> _Toll:
    toll = _Toll()
    for number in range(rounds):
        folder = bench.fresh(f"kill-{name}")
        done = _killed(folder, name, number)
        try:
            seen = look(folder, name)
        except Exception as error:  # whatever it is, the pool could not be opened
            bench.say(f"{name} after kill {number}: {error!r}")
            toll.unopened += 1
            continue
        toll.inconsistent += seen.strays + seen.missing > 0
        toll.lost += seen.state not in (expected(number, done), expected(number, done + 1))
    return toll


def _killed(folder: Path, name: str, seed: int) -> int:
    """Let a child tell its story, kill it at a time of chance; how many steps it said were done."""
    script = Path(__file__).with_name("story_child.py")
    words = [sys.executable, str(script), str(folder), name, str(seed)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()  # the scene is set
        time.sleep(random.Random(seed).uniform(0.0, 0.06))
        child.kill()
        return child.stdout.read().count(b"\n")


GOALS = {"S7": s7}
