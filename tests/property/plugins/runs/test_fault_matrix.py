"""Every fault at every moment: nothing hangs, nothing is completed that is not, nothing is sent twice, nothing is lost.

Each test has a server for every fault, all at once, and three runs on each. For every change each moment has every
second fault, each fault every second moment; at night all have all.
"""

from collections.abc import Callable
from typing import Any, Final

import pytest

from penstock.adapters.testing.driven_runs import picture_graph
from penstock.adapters.testing.fake_comfyui import CURRENT, OLD, OLDEST, Fault, Quirks, picture
from penstock.core.contracts.runs import Run

EVENTS: Final = (
    *("status", "execution_start", "execution_cached", "executing", "progress_state", "progress", "executed"),
    *("execution_success", "end"),
)
EVENT_FAULTS: Final = tuple(fault for fault in Fault if list(Fault).index(fault) <= list(Fault).index(Fault.FORGOTTEN))
ANSWER_FAULTS: Final = tuple(fault for fault in Fault if fault not in EVENT_FAULTS)
ONCE: Final = ("GET /ws", "GET /system_stats", "POST /upload/image")
"""Moments that may come once only."""
REQUESTS: Final = (
    *("POST /prompt", "GET /api/jobs/{prompt_id}", "GET /queue", "GET /history/{prompt_id}", "GET /view"),
    *ONCE,
)
OF_A_SERVER: Final = (Fault.DROP, Fault.RESTART, Fault.AWAY, Fault.STALL)
KINDS: Final[dict[str, Quirks]] = {"current": CURRENT, "old": OLD, "oldest": OLDEST}


def scenarios(moment: str, faults: tuple[Fault, ...]) -> list[tuple[Fault, Quirks, int]]:
    """A fault, on a kind of server, at the first or the second time that the moment comes."""
    kinds = [kind for kind in KINDS.values() if reachable(moment, kind)]
    most = 1 if moment in ONCE else 2
    return [(fault, kinds[number % len(kinds)], number % most) for number, fault in enumerate(faults)]


def every_second(moment: str, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    """Half of the faults, the other half for the next moment."""
    return faults[(*EVENTS, *REQUESTS).index(moment) % 2 :: 2]


def reachable(moment: str, quirks: Quirks) -> bool:
    """Whether a server of that kind has that moment at all."""
    if moment == "progress_state":
        return quirks.states
    if moment.startswith("GET /api/jobs"):
        return quirks.jobs
    return moment not in ("GET /queue", "GET /history/{prompt_id}") or not quirks.jobs


def given() -> dict[str, Any]:
    """A graph with a picture of the host's input folder."""
    made = picture_graph()
    made["1"]["inputs"]["image"] = ["3", 0]
    return {**made, "3": {"class_type": "LoadImage", "inputs": {"image": "given.png"}}}


def played(stage: Callable[..., Any], moment: str, chosen: list[tuple[Fault, Quirks, int]]) -> list[str]:
    """Have them all at once; everything that is wrong afterwards."""
    scene = stage(*(quirks for _fault, quirks, _skip in chosen))
    for server, (fault, _quirks, skip) in zip(scene.servers, chosen, strict=True):
        server.faults.at(moment, fault, skip=skip)
    (scene.driven.folder / "input" / "given.png").write_bytes(picture("given"))
    graph = given() if moment == "POST /upload/image" else picture_graph()
    runs: dict[str, list[Run]] = {
        server.url: [
            scene.driven.add(number * 100 + place, server=server.url, graph=graph, retries_when_lost=4)
            for place in range(3)
        ]
        for number, server in enumerate(scene.servers)
    }
    scene.driven.ended([run for some in runs.values() for run in some], 60)
    found = []
    for server, (fault, quirks, _skip) in zip(scene.servers, chosen, strict=True):
        where = f"{fault.name} at {moment} on {quirks.version}"
        wrongs = scene.judge.wrongs(server, scene.driven.get(runs[server.url]))
        found += [f"{where}: {wrong}" for wrong in wrongs]
        if not server.faults.happened:
            found.append(f"{where}: it never came")
    scene.wait_online()
    return found


@pytest.mark.parametrize("moment", EVENTS)
def test_a_fault_at_an_event_loses_doubles_and_hangs_nothing(stage: Callable[..., Any], moment: str) -> None:
    """Every run ends as its server says, with its picture."""
    wrongs = played(stage, moment, scenarios(moment, every_second(moment, EVENT_FAULTS)))
    assert not wrongs, "\n".join(wrongs)


@pytest.mark.parametrize("moment", REQUESTS)
def test_a_fault_at_a_request_loses_doubles_and_hangs_nothing(stage: Callable[..., Any], moment: str) -> None:
    """Whatever is answered, or not: what was taken is known by asking, and is never sent again."""
    wrongs = played(stage, moment, scenarios(moment, every_second(moment, (*ANSWER_FAULTS, *OF_A_SERVER))))
    assert not wrongs, "\n".join(wrongs)


@pytest.mark.nightly
@pytest.mark.parametrize("skip", range(6))
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("moment", [*EVENTS, *REQUESTS])
def test_every_fault_on_every_kind_of_server(stage: Callable[..., Any], moment: str, kind: str, skip: int) -> None:
    """The whole matrix, each fault at the first six times that a moment comes."""
    if not reachable(moment, KINDS[kind]):
        pytest.skip("no such moment")
    faults = EVENT_FAULTS if moment in EVENTS else (*ANSWER_FAULTS, *OF_A_SERVER)
    wrongs = played(stage, moment, [(fault, KINDS[kind], skip) for fault in faults])
    assert [wrong for wrong in wrongs if "never came" not in wrong or skip == 0] == []
