"""Runs on a real ComfyUI that is killed, restarted, stopped and cut off in the middle: every run is accounted for."""

import json
import signal
import time
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from live_proxy import LiveProxy
from live_server import LiveServer
from PIL import Image

from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers, until
from penstock.core.contracts.runs import Run, RunStatus
from penstock.plugins.runs.comfy.limits import Limits

PACK = Path(__file__).parent / "support" / "packs" / "slow_pictures"
ONLINE_WITHIN = 5.0


@pytest.fixture(scope="module")
def slow(prepare: Callable[[str], LiveServer]) -> LiveServer:
    """A running ComfyUI with slow pictures, and without Penstock."""
    made = prepare("slow")
    made.base.link("slow_pictures", PACK)
    return made.start()


@pytest.fixture
def drive(tmp_path: Path, slow: LiveServer) -> Iterator[Callable[[str], DrivenRuns]]:
    """`drive(url)`: a Penstock whose only server is there, with the patience of people's."""
    made: list[DrivenRuns] = []

    def one(url: str) -> DrivenRuns:
        with urllib.request.urlopen(f"{slow.url}/object_info") as answer:
            schemas = json.load(answer)
        made.append(DrivenRuns(tmp_path, FakeServers([url], schemas=schemas), limits=Limits()).__enter__())
        return made[-1]

    yield one
    for driven in made:
        driven.__exit__()


def graph(steps: int = 4) -> dict[str, Any]:
    """A picture of a colour, saved."""
    return {
        "1": {"class_type": "SlowPicture", "inputs": {"seed": 0, "steps": steps, "seconds": 0.1}},
        "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0], "filename_prefix": "slow"}},
    }


def added(driven: DrivenRuns, base: int, count: int = 6, steps: int = 4) -> list[Run]:
    """Runs of different colours."""
    document = graph(steps)
    return [driven.add(base + number * 0x1111, graph=document, retries_when_lost=3) for number in range(count)]


def finished(server: LiveServer) -> Counter[int]:
    """How often each picture was made, for all times."""
    log = server.base.path / "output" / "ran.log"
    return Counter(int(line) for line in log.read_text().split()) if log.exists() else Counter()


def in_the_middle(driven: DrivenRuns, runs: list[Run]) -> None:
    """Wait until some have ended, one runs, and some wait."""

    def so() -> bool:
        statuses = Counter(run.status for run in driven.get(runs))
        return min(statuses[one] for one in (RunStatus.COMPLETED, RunStatus.RUNNING, RunStatus.QUEUED)) > 0

    until(so, 60, lambda: driven.get(runs))


def reconnected(driven: DrivenRuns) -> float:
    """How long it takes from now until the server is online."""
    began = time.monotonic()
    until(lambda: driven.runs.servers()[0].status == "online", 30, driven.runs.servers)
    return time.monotonic() - began


def wrongs(driven: DrivenRuns, server: LiveServer, runs: list[Run]) -> list[str]:
    """Whatever is wrong with runs that ended."""
    found, ended = [], driven.ended(runs, 120)
    made = finished(server)
    for run in ended:
        losses = driven.names(run.id).count("run_lost")
        if run.status is not RunStatus.COMPLETED:
            found.append(f"{run.title} {run.status} {run.error}")
            continue
        if not 1 <= made[int(run.title)] <= 1 + losses:
            found.append(f"{run.title} was made {made[int(run.title)]} times, lost {losses}")
        colour = int(run.title)
        with Image.open(driven.runs.output(run.id, 0)) as picture:
            if picture.getpixel((0, 0)) != (colour >> 16, colour >> 8 & 255, colour & 255):
                found.append(f"{run.title} has another picture")
    return found


def test_a_server_that_is_killed_in_the_middle_loses_nothing_for_good(
    slow: LiveServer, drive: Callable[[str], DrivenRuns]
) -> None:
    """What it had is sent again when it is back, and only that; it is found within five seconds."""
    driven = drive(slow.url)
    runs = added(driven, 0x010000)
    in_the_middle(driven, runs)
    done = {run.id for run in driven.get(runs) if run.status is RunStatus.COMPLETED}
    assert slow.process is not None
    slow.process.kill()
    slow.process.wait(30)
    until(lambda: driven.runs.servers()[0].status == "offline", 30)
    slow.start()
    assert reconnected(driven) < ONLINE_WITHIN
    assert wrongs(driven, slow, runs) == []
    assert {run.attempt for run in driven.get(runs) if run.id in done} == {1}


def test_a_server_that_is_stopped_for_a_while_loses_nothing(
    slow: LiveServer, drive: Callable[[str], DrivenRuns]
) -> None:
    """It answers nobody for twenty seconds: nothing is sent again."""
    driven = drive(slow.url)
    runs = added(driven, 0x020000)
    in_the_middle(driven, runs)
    assert slow.process is not None
    slow.process.send_signal(signal.SIGSTOP)
    time.sleep(20)  # longer than any answer may take; nothing tells that a process is still stopped
    slow.process.send_signal(signal.SIGCONT)
    assert wrongs(driven, slow, runs) == []
    assert {run.attempt for run in driven.get(runs)} == {1}


def test_a_wire_that_is_cut_again_and_again_loses_nothing(slow: LiveServer, drive: Callable[[str], DrivenRuns]) -> None:
    """Each time it is back within five seconds, and what ended meanwhile is known."""
    with LiveProxy(slow.port) as wire:
        driven = drive(wire.url)
        runs = added(driven, 0x030000, 10)
        in_the_middle(driven, runs)
        for _time in range(3):
            wire.cut()
            until(lambda: driven.runs.servers()[0].status == "offline", 30)
            time.sleep(1)  # the server works on, unheard
            wire.mend()
            assert reconnected(driven) < ONLINE_WITHIN
        assert wrongs(driven, slow, runs) == []
        assert not [run for run in runs if "run_lost" in driven.names(run.id)]


def test_a_cancelled_run_is_cancelled_and_no_other(slow: LiveServer, drive: Callable[[str], DrivenRuns]) -> None:
    """The one that runs, one in the server's queue, and one that waits here; all others complete."""
    driven = drive(slow.url)
    runs = added(driven, 0x040000, 5, steps=60)
    until(lambda: driven.runs.get(runs[0].id).status is RunStatus.RUNNING, 30)
    chosen = [runs[4], runs[1], runs[0]]
    for run in chosen:
        driven.runs.cancel(run.id)
    ended = driven.ended(runs, 60)
    assert [run.status for run in ended if run.id in {one.id for one in chosen}] == [RunStatus.CANCELLED] * 3
    assert wrongs(driven, slow, [run for run in runs if run not in chosen]) == []
    assert not {int(run.title) for run in chosen} & set(finished(slow))


def test_a_node_that_fails_says_where_and_why(slow: LiveServer, drive: Callable[[str], DrivenRuns]) -> None:
    """A run fails with the node, its title and the server's message; one that is refused names the field."""
    driven = drive(slow.url)
    failing = {
        "1": {"class_type": "EmptyImage", "inputs": {"width": 8, "height": 8, "batch_size": 1, "color": 0}},
        "2": {
            "class_type": "SaveImage",
            "inputs": {"images": ["1", 0], "filename_prefix": "../../outside"},
            "_meta": {"title": "My saver"},
        },
    }
    run = driven.ended([driven.runs.add(_request(failing))[0]], 30)[0]
    assert run.status is RunStatus.FAILED
    assert run.error is not None
    assert (run.error.node, run.error.node_type, run.error.node_title) == ("2", "SaveImage", "My saver")
    assert run.error.message


def _request(document: dict[str, Any]) -> Any:
    from penstock.core.contracts.runs import RunRequest

    return RunRequest(document=json.dumps(document).encode(), title="fails")
