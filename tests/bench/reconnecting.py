"""R4: how soon a run that was being made is in order again after its server's connection was lost."""

import time
from collections.abc import Iterator

from bench.table import Row, Wanted, count
from bench.workbench import Bench

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, until
from penstock.adapters.testing.fake_comfyui import FakeComfyUI
from penstock.core.contracts.runs import RunStatus
from penstock.plugins.runs.comfy.limits import Limits


def r4(bench: Bench) -> Iterator[Row]:
    """A fake server over real sockets drops everybody. Ours is as patient as it is with people's servers."""
    rounds = bench.size(5, 2)
    with FakeComfyUI() as server, DrivenRuns(bench.fresh("runs"), FakeServers([server.url]), limits=Limits()) as ours:
        ours.ended([ours.add(seed=1_000)])
        ends = [_ended_after(server, ours, seed) for seed in range(rounds)]
    yield count(
        "R4",
        "seconds from a lost connection to the known end of a run that ended meanwhile",
        max(ends),
        Wanted(at_most=7),
    )


def _ended_after(server: FakeComfyUI, ours: DrivenRuns, seed: int) -> float:
    """The server holds a run, drops everybody, and ends the run while nobody listens."""
    server.hold()
    run = ours.add(seed)
    until(lambda: ours.runs.get(run.id).status is not RunStatus.QUEUED)
    server.drop()
    server.release()
    start = time.perf_counter()
    (done,) = ours.ended([run])
    if done.status is not RunStatus.COMPLETED:
        raise RuntimeError(f"the run ended {done.status}: {done.error}")
    return time.perf_counter() - start


GOALS = {"R4": r4}
