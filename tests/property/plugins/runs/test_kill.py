"""Penstock is killed again and again in the middle of a batch: every cell ends exactly once, on both databases."""

import os
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from penstock.adapters.testing.driven_child import Child
from penstock.adapters.testing.driven_runs import DrivenRuns, FakeServers
from penstock.adapters.testing.fake_comfyui import CURRENT, OLD, FakeComfyUI, Quirks
from penstock.core.contracts.runs import RunStatus

NIGHTLY = os.environ.get("PENSTOCK_PROFILE") == "nightly"
KILLS = int(os.environ.get("PENSTOCK_KILLS", "500" if NIGHTLY else "30"))
SLOW = 0.02
"""Seconds for each step of a picture, so that the batch outlives its kills."""
DATABASES = ["sqlite", "postgresql"]


def database(kind: str, request: pytest.FixtureRequest) -> str:
    """The address of a new database, empty for SQLite."""
    return "" if kind == "sqlite" else str(request.getfixturevalue("postgresql")())


def judged(told: dict[str, Any], servers: list[FakeComfyUI], cells: int) -> list[str]:
    """Everything that is wrong with the cells of the one batch."""
    with DrivenRuns(Path(told["folder"]), FakeServers(told["servers"]), url=told["url"]) as driven:
        batch = driven.batches.list().batches[0]
        runs = driven.runs.cells(batch.id)
        ends = Counter(entry.run for entry in driven.runs.news(0, limit=10_000) or () if entry.name == "run_completed")
    found = [f"cell {run.place} is {run.status}" for run in runs if run.status is not RunStatus.COMPLETED]
    found += [f"cell {run.place} took {run.attempt} attempts" for run in runs if run.attempt != 1]
    found += [f"cell {run.place} ended {ends[run.id]} times" for run in runs if ends[run.id] != 1]
    sent = Counter(prompt_id for server in servers for prompt_id in server.accepted)
    found += [f"{prompt_id} was sent {count} times" for prompt_id, count in sent.items() if count > 1]
    done = Counter(one.prompt["1"]["inputs"]["seed"] for server in servers for one in server.executed)
    if done != Counter(range(cells)):
        found.append(f"executed: {done}")
    if [run.place for run in runs] != list(range(cells)):
        found.append(f"places: {[run.place for run in runs]}")
    return found


@pytest.mark.timeout(3600 if NIGHTLY else 240)
@pytest.mark.parametrize("kind", DATABASES)
def test_every_cell_ends_exactly_once_whatever_is_killed(
    folder: Path, request: pytest.FixtureRequest, kind: str
) -> None:
    """Killed while it plans, claims, sends, watches, fetches and ends; after each it goes on where it was."""
    cells = KILLS * 6
    chance = random.Random(KILLS)
    with ExitStack() as stack:
        servers = [
            stack.enter_context(FakeComfyUI(quirks, folder=folder / f"server_{number}"))
            for number, quirks in enumerate(slow(CURRENT, OLD))
        ]
        urls = [server.url for server in servers]
        told = {"folder": str(folder / "penstock"), "url": database(kind, request), "servers": urls, "cells": cells}
        for number in range(KILLS):
            with Child(**told) as child:
                if number % 5:  # each fifth is killed at its start, which plans or adopts
                    assert child.said() == "ready"
                time.sleep(chance.uniform(0.0, 0.8))
        with Child(**told) as child:
            assert (child.said(), child.said()) == ("ready", "done")
        assert judged(told, servers, cells) == []


def slow(*kinds: Quirks) -> list[Quirks]:
    """The same servers, slower."""
    from attrs import evolve

    return [evolve(kind, pace=SLOW) for kind in kinds]


def test_two_processes_drive_four_servers_and_no_cell_twice(
    folder: Path, postgresql: Callable[[], str], stage: Callable[..., Any]
) -> None:
    """One PostgreSQL, a Penstock here and one beside it: both work, every server works, each cell once."""
    cells, url = 120, postgresql()
    scene = stage(*slow(CURRENT, OLD, CURRENT, OLD), url=url)
    urls = [server.url for server in scene.servers]
    told = {"folder": str(folder / "beside"), "url": url, "servers": urls, "cells": cells}
    with Child(**told) as beside:
        assert (beside.said(), beside.said()) == ("ready", "done")
    told["folder"] = str(folder / "judge")
    assert judged(told, scene.servers, cells) == []
    assert all(server.executed for server in scene.servers)
    assert list((folder / "beside" / "output").rglob("*.png"))
    assert list((folder / "penstock" / "output").rglob("*.png"))
