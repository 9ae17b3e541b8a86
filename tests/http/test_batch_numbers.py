"""How quick batches are: ten thousand cells through the route, a thousand in one answer."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from .batch_server import BatchServer

SECONDS = 2.0


@pytest.fixture
def batches(serve_standalone: Callable[..., Any]) -> BatchServer:
    """A server that sends nothing, so that nothing else is measured; its database is open."""
    made = BatchServer(serve_standalone(overrides={"runs.drive": "false"}))
    made.start({"keys": ["1.color"], "values": [1]})
    return made


def test_ten_thousand_cells_are_planned_and_stored_within_two_seconds(batches: BatchServer) -> None:
    """As one list, and as a product: time of this process, server and client, which no busy machine changes."""
    values = [{"keys": ["1.color"], "values": list(range(10_000))}]
    hundred = list(range(1, 101))
    product = [{"keys": ["1.color"], "values": hundred}, {"keys": ["1.width"], "values": hundred}]
    for axes in (values, product):
        assert min(_seconds(batches, axes) for _ in range(3)) < SECONDS


def _seconds(batches: BatchServer, axes: list[dict[str, Any]]) -> float:
    before = time.process_time()
    batch = batches.start(*axes)
    taken = time.process_time() - before
    assert (batch["total"], batch["counts"]["queued"]) == (10_000, 10_000)
    return taken


def test_a_thousand_cells_are_one_small_answer(batches: BatchServer) -> None:
    """Small enough to be read again whenever something changed."""
    batch = batches.start({"keys": ["1.color"], "values": list(range(1_000))})
    answer = batches.server.get(f"/penstock/batches/{batch['id']}/cells?limit=1000")
    assert len(answer.json["cells"]) == 1_000
    assert len(answer.body) < 300_000
