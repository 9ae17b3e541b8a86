"""Servers that come back are found at once; servers of every kind, and the mistakes that ComfyUI makes on its own."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve

from penstock.adapters.testing.driven_runs import picture_graph, until
from penstock.adapters.testing.fake_comfyui import CURRENT, OLD, OLDEST, Fault, Quirks
from penstock.core.contracts.runs import RunStatus

WITHIN = 5.0
KINDS = {
    "current": CURRENT,
    "old": OLD,
    "oldest": OLDEST,
    "mended": evolve(CURRENT, pop_bug=False),
    "key asked": evolve(CURRENT, credentials="required"),
    "renamed": evolve(CURRENT, credentials="renamed"),
    "lag": evolve(CURRENT, history_lag=0.3),
    "old lag": evolve(OLDEST, history_lag=0.3),
    "gap": evolve(CURRENT, history_gap=0.4),
    "old gap": evolve(OLDEST, history_gap=0.4),
    "no previews": evolve(CURRENT, previews=False, states=False),
    "all at once": evolve(CURRENT, pace=0.0),
    "old, all at once": evolve(OLDEST, pace=0.0),
}


@pytest.mark.parametrize("how", ["unplugged", "restarted", "zombie"])
def test_a_server_that_is_back_is_connected_within_five_seconds(stage: Callable[..., Any], how: str) -> None:
    """However long it was away, with the patience of people's servers where that is what counts."""
    scene = stage(CURRENT, OLD, evolve(CURRENT, credentials="required"), evolve(CURRENT, credentials="renamed"))
    scene.driven.runs.servers()
    runs = [scene.driven.add(number, server=server.url) for number, server in enumerate(scene.servers)]
    scene.driven.ended(runs)
    scene.wait_online()
    for server in scene.servers:
        if how == "zombie":
            server.cause(Fault.ZOMBIE)
        else:
            server.unplug()
    if how != "zombie":
        until(lambda: all(one.status == "offline" for one in scene.driven.runs.servers()))
        for server in scene.servers:
            server.plug() if how == "unplugged" else server.restart()
        began = time.monotonic()
        scene.wait_online(WITHIN)
        assert time.monotonic() - began < WITHIN
    again = [scene.driven.add(10 + number, server=server.url) for number, server in enumerate(scene.servers)]
    assert {run.status for run in scene.driven.ended(again)} == {RunStatus.COMPLETED}


def test_every_kind_of_server_ends_every_run_exactly_once(stage: Callable[..., Any]) -> None:
    """Old and new ones, with and without jobs, states, previews; those that lag, and those that are done in no time."""
    scene = stage(*KINDS.values())
    runs = {
        server.url: [scene.driven.add(number * 10 + place, server=server.url) for place in range(3)]
        for number, server in enumerate(scene.servers)
    }
    scene.driven.ended([run for some in runs.values() for run in some])
    wrongs = {
        kind: scene.judge.wrongs(server, scene.driven.get(runs[server.url]))
        for kind, server in zip(KINDS, scene.servers, strict=True)
    }
    assert wrongs == {kind: [] for kind in KINDS}
    assert all(server.accepted and len(server.accepted) == 3 for server in scene.servers)


def test_a_run_that_waits_on_a_server_that_is_away_is_not_lost(stage: Callable[..., Any]) -> None:
    """It stays where it is, says so, and goes on when the server is back, which worked on meanwhile."""
    scene = stage(evolve(CURRENT, pace=0.05))
    server = scene.servers[0]
    runs = [scene.driven.add(number, server=server.url) for number in range(3)]
    until(lambda: scene.driven.runs.get(runs[0].id).status is RunStatus.RUNNING)
    until(lambda: len(server.accepted) == 2)
    server.unplug()
    until(lambda: len(server.executed) == 2)
    assert RunStatus.LOST not in {run.status for run in scene.driven.get(runs)}
    server.plug()
    ended = scene.driven.ended(runs)
    assert scene.judge.wrongs(server, ended) == []
    assert {run.attempt for run in ended} == {1}


@pytest.mark.parametrize("kind", [CURRENT, OLD, OLDEST, evolve(OLD, interrupt_race=True)])
def test_a_cancelled_run_takes_no_other_with_it(stage: Callable[..., Any], kind: Quirks) -> None:
    """By id only: the one that runs, the next in the server's queue, and one that waits here."""
    scene = stage(evolve(kind, pace=0.01))
    server = scene.servers[0]
    long = picture_graph(steps=100)
    runs = [scene.driven.add(number, server=server.url, graph=long) for number in range(4)]
    until(lambda: scene.driven.runs.get(runs[0].id).status is RunStatus.RUNNING)
    until(lambda: len(server.accepted) == 2)
    for place in (3, 1, 0):
        scene.driven.runs.cancel(runs[place].id)
    statuses = [run.status for run in scene.driven.ended(runs)]
    assert statuses[2] is RunStatus.COMPLETED or kind.interrupt_race
    assert statuses[1] is statuses[3] is RunStatus.CANCELLED
    assert statuses[0] is RunStatus.CANCELLED or kind.interrupt_race
    outcomes = {one.prompt["1"]["inputs"]["seed"]: one.outcome for one in server.executed}
    assert outcomes.get(1) in (None, "interrupted")  # it may have begun by then
    assert 3 not in outcomes


def test_a_node_that_fails_is_told_and_the_others_go_on(stage: Callable[..., Any]) -> None:
    """With the node and the server's words; a graph whose values are refused names the field."""
    scene = stage(CURRENT, OLDEST)
    failing = picture_graph()
    failing["1"]["inputs"]["fails"] = True
    failing["1"]["_meta"] = {"title": "My maker"}
    runs = [scene.driven.add(number, server=one.url, graph=failing) for number, one in enumerate(scene.servers)]
    runs += [scene.driven.add(10 + number, server=one.url) for number, one in enumerate(scene.servers)]
    ended = scene.driven.ended(runs)
    assert [run.status for run in ended] == [RunStatus.FAILED] * 2 + [RunStatus.COMPLETED] * 2
    for run in ended[:2]:
        assert run.error is not None
        assert (run.error.node, run.error.node_type, run.error.node_title) == ("1", "FakePicture", "My maker")
        assert "cannot do this" in run.error.message
        assert run.error.details
